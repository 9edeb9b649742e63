"""The links into the meeting of a booking for those who may give them away: seeing, renewing and revoking them, with the acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from orchestrator.audit.acts import ActKind, Field
from orchestrator.bookings.acts import record_booking_act
from orchestrator.bookings.asking import Asker
from orchestrator.bookings.looking import Looked, look_at
from orchestrator.bookings.owners import NotAllowed
from orchestrator.conferences.guest_list import people_of
from orchestrator.conferences.link_store import found_links, make_links, renew, revoke, uses_of
from orchestrator.conferences.links import GUESTS, LinkHolder, LinkSecret, MeetingLink, MeetingLinkKind, secret_of
from orchestrator.conferences.putting_out import inside_still
from orchestrator.conferences.shared_links import hall
from schedules.store.sealing import Keys, Unreadable
from schedules.store.transaction import Transaction


class NoSuchHolder(Exception):
    """Nobody of that booking has such a link."""


class LinkChanged(Exception):
    """Somebody else has renewed or revoked it meanwhile."""


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """A link as its page shows it."""

    holder: LinkHolder
    called: str
    """The name of the person or the id of the room; "" of guests."""
    link: MeetingLink | None
    """None: it was never made, and is when it is first shown or renewed."""
    path: str | None
    """Where it leads; None where it opens nothing."""
    uses: Sequence[datetime]
    """When somebody came to the door by it, the first one first."""
    is_inside: bool = False
    """Whether the person, whose link was revoked, is in the meeting still, as far as Jitsi told."""

    @property
    def revision(self) -> int:
        """How the link is: another number each time that it was made, renewed or revoked."""
        return revision_of(self.link)


def revision_of(link: MeetingLink | None) -> int:
    """See `LinkSeen.revision`; 0 where it was never made."""
    if link is None:
        return 0
    return 2 * link.generation + (1 if link.revoked_at is None else 2)


@dataclass(frozen=True, slots=True)
class Meant:
    """A link that somebody wants otherwise than they saw it."""

    holder: LinkHolder | None
    """None for what names nobody."""
    revision: int
    """As it was when they looked."""


def meant_by(named: str, revision: int) -> Meant:
    """The link of that id: ``guests``, or its kind and whose it is."""
    kind, _, id_ = named.partition(":")
    known = kind in {each.value for each in MeetingLinkKind}
    return Meant(LinkHolder(MeetingLinkKind(kind), id_) if known else None, revision)


def look_at_links(
    db: Transaction, asker: Asker, keys: Keys, booking_id: str, now: datetime
) -> tuple[Looked, Sequence[LinkSeen]]:
    """All links of a booking: of guests, of its rooms, of those who are expected. Raises NoSuchBooking, NotAllowed."""
    looked = _looked(db, asker, booking_id, now)
    holders = _holders(db, looked)
    found = found_links(db, looked.entry.id, list(holders))
    seen = [_seen(db, keys, holder, called, found.get(holder)) for holder, called in holders.items()]
    inside = inside_still(db, looked.entry.id)
    return looked, [replace(each, is_inside=True) if each.holder.id in inside else each for each in seen]


def renew_as(db: Transaction, asker: Asker, keys: Keys, booking_id: str, meant: Meant, now: datetime) -> MeetingLink:
    """Let another link be theirs, and the one before open nothing.

    Raises NoSuchBooking, NotAllowed, NoSuchHolder, LinkChanged.
    """
    looked = _looked(db, asker, booking_id, now)
    link = _made(db, keys, looked, meant, now)
    renewed = renew(db, keys, link.id, now) or link
    _record(db, asker, ActKind.MEETING_LINK_RENEWED, looked, link.holder, now)
    return renewed


def revoke_as(db: Transaction, asker: Asker, keys: Keys, booking_id: str, meant: Meant, now: datetime) -> MeetingLink:
    """Let their link open nothing any more, until it is renewed.

    Raises NoSuchBooking, NotAllowed, NoSuchHolder, LinkChanged.
    """
    looked = _looked(db, asker, booking_id, now)
    link = _made(db, keys, looked, meant, now)
    if link.revoked_at is not None:
        return link
    revoked = revoke(db, link.id, now) or link
    _record(db, asker, ActKind.MEETING_LINK_REVOKED, looked, link.holder, now)
    return revoked


def _looked(db: Transaction, asker: Asker, booking_id: str, now: datetime) -> Looked:
    looked = look_at(db, asker, booking_id, now)
    if not looked.may_invite:
        raise NotAllowed("confidential_unseen" if looked.masked else "forbidden")
    return looked


def _holders(db: Transaction, looked: Looked) -> Mapping[LinkHolder, str]:
    """Who has a link, in the order of the page; nobody of a confidential booking."""
    if looked.booking.confidential:
        return {}
    halls = {hall(each.room): each.room for each in looked.rooms}
    people = {person.holder: person.called for person in people_of(db, looked.entry.id)}
    return {GUESTS: "", **halls, **people}


def _made(db: Transaction, keys: Keys, looked: Looked, meant: Meant, now: datetime) -> MeetingLink:
    holder, booking = meant.holder, looked.entry.id
    if holder is None or holder not in _holders(db, looked):
        raise NoSuchHolder(holder)
    if revision_of(found_links(db, booking, [holder]).get(holder)) != meant.revision:
        raise LinkChanged(holder)
    return make_links(db, keys, booking, [holder], now)[holder]


def _seen(db: Transaction, keys: Keys, holder: LinkHolder, called: str, link: MeetingLink | None) -> LinkSeen:
    uses = () if link is None else uses_of(db, link.id)
    return LinkSeen(holder, called, link, None if link is None else _path(keys, link), uses)


def _path(keys: Keys, link: MeetingLink) -> str | None:
    if link.revoked_at is not None:
        return None
    try:
        secret: LinkSecret = secret_of(keys, link)
    except Unreadable:
        return None
    return secret.path


def _record(db: Transaction, asker: Asker, kind: ActKind, looked: Looked, holder: LinkHolder, now: datetime) -> None:
    changes = {Field.KIND: (None, MeetingLinkKind(holder.kind).value)}
    record_booking_act(db, asker, kind, looked.entry.id, looked.booking, now, changes)
