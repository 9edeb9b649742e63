"""The links into the meeting of a booking for those who may give them away: seeing, renewing and revoking them, with the acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from orchestrator.audit.acts import Act, ActKind, ActObject, Field, ObjectKind
from orchestrator.audit.store import record
from orchestrator.bookings.asking import Asker
from orchestrator.bookings.looking import Looked, look_at
from orchestrator.bookings.owners import NotAllowed
from orchestrator.conferences.guest_list import people_of
from orchestrator.conferences.link_store import found_links, make_links, renew, revoke, uses_of
from orchestrator.conferences.links import GUESTS, LinkHolder, LinkSecret, MeetingLink, MeetingLinkKind, secret_of
from orchestrator.conferences.shared_links import hall
from schedules.store.sealing import Keys, Unreadable
from schedules.store.transaction import Transaction


class NoSuchHolder(Exception):
    """Nobody of that booking has such a link."""


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


def look_at_links(
    db: Transaction, asker: Asker, keys: Keys, booking_id: str, now: datetime
) -> tuple[Looked, Sequence[LinkSeen]]:
    """All links of a booking: of guests, of its rooms, of those who are expected. Raises NoSuchBooking, NotAllowed."""
    looked = _looked(db, asker, booking_id, now)
    holders = _holders(db, looked)
    found = found_links(db, looked.entry.id, list(holders))
    return looked, [_seen(db, keys, holder, called, found.get(holder)) for holder, called in holders.items()]


def renew_as(
    db: Transaction, asker: Asker, keys: Keys, booking_id: str, holder: LinkHolder, now: datetime
) -> MeetingLink:
    """Let another link be theirs, and the one before open nothing. Raises NoSuchBooking, NotAllowed, NoSuchHolder."""
    looked = _looked(db, asker, booking_id, now)
    link = _made(db, keys, looked, holder, now)
    renewed = renew(db, keys, link.id, now) or link
    _record(db, asker, ActKind.MEETING_LINK_RENEWED, looked, holder, now)
    return renewed


def revoke_as(
    db: Transaction, asker: Asker, keys: Keys, booking_id: str, holder: LinkHolder, now: datetime
) -> MeetingLink:
    """Let their link open nothing any more, until it is renewed. Raises NoSuchBooking, NotAllowed, NoSuchHolder."""
    looked = _looked(db, asker, booking_id, now)
    link = _made(db, keys, looked, holder, now)
    if link.revoked_at is not None:
        return link
    revoked = revoke(db, link.id, now) or link
    _record(db, asker, ActKind.MEETING_LINK_REVOKED, looked, holder, now)
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


def _made(db: Transaction, keys: Keys, looked: Looked, holder: LinkHolder, now: datetime) -> MeetingLink:
    if holder not in _holders(db, looked):
        raise NoSuchHolder(holder)
    return make_links(db, keys, looked.entry.id, [holder], now)[holder]


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
    booking = looked.booking
    about = ActObject(ObjectKind.BOOKING, looked.entry.id)
    room = booking.rooms[0] if len(booking.rooms) == 1 else None
    changes = {Field.KIND: (None, MeetingLinkKind(holder.kind).value)}
    record(db, asker.actor, Act(kind, now, about, room=room, organisation=booking.organisation, changes=changes))
