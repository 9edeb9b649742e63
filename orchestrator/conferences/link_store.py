"""Links into meetings in the store: making, finding, renewing and revoking them, and when they were used."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, select

from orchestrator.accounts.hashing import hash_of
from orchestrator.conferences.links import Came, LinkHolder, MeetingLink, MeetingLinkKind, newest_secret, secret_of
from orchestrator.conferences.presence.evidence import LinkUse
from orchestrator.conferences.tables import MeetingLinkRow, MeetingLinkUseRow
from schedules.store.diary import NoSuchBooking
from schedules.store.occupancies import rooms_of
from schedules.store.rows import portions
from schedules.store.sealing import Keys, Unreadable
from schedules.store.sites import touch
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction

PAGE = 50
_HALL = MeetingLinkKind.HALL
MOST_USES = 1_000
"""Of one link that are kept, the newest: so many guests may come by one."""
USED_AGAIN = timedelta(minutes=1)
"""Within it somebody who comes again by the same link counts once."""


def make_links(
    db: Transaction, keys: Keys, booking_id: str, holders: Collection[LinkHolder], now: datetime
) -> Mapping[LinkHolder, MeetingLink]:
    """The links of *holders* into the meeting of that booking, revoked ones too; those that there are not yet are made.

    Raises NoSuchBooking.
    """
    if db.get(OccurrenceRow, booking_id) is None:
        raise NoSuchBooking(booking_id)
    found = dict(found_links(db, booking_id, holders))
    for holder in holders:
        if holder not in found:
            row = MeetingLinkRow(id=str(uuid4()), occurrence_id=booking_id, kind=holder.kind, holder=holder.id)
            _become(row, keys, 0, now)
            db.add(row)
            found[holder] = _link(row)
            _tell_hall(db, holder)
    db.flush()
    return {holder: found[holder] for holder in holders}


def links_of(
    db: Transaction, booking_id: str, kind: MeetingLinkKind, after: str | None = None, most: int = PAGE
) -> Sequence[MeetingLink]:
    """A page of the links of one kind into that meeting, revoked ones too, ordered by holder, from behind *after* on."""
    rows = select(MeetingLinkRow).where(MeetingLinkRow.occurrence_id == booking_id, MeetingLinkRow.kind == kind)
    behind = rows if after is None else rows.where(MeetingLinkRow.holder > after)
    return [_link(row) for row in db.scalars(behind.order_by(MeetingLinkRow.holder).limit(most))]


def find_meeting_link(db: Transaction, secret: str) -> MeetingLink | None:
    """The link that *secret* opens; None for what opens none, or no more. Nothing is changed by it."""
    row = db.scalar(
        select(MeetingLinkRow).where(MeetingLinkRow.hash == hash_of(secret), MeetingLinkRow.revoked_at.is_(None))
    )
    return _link(row) if row is not None else None


def known_meeting_link(db: Transaction, secret: str) -> MeetingLink | None:
    """The same, also one that was revoked; None for a secret that is nobody's, or of an earlier generation."""
    row = db.scalar(select(MeetingLinkRow).where(MeetingLinkRow.hash == hash_of(secret)))
    return _link(row) if row is not None else None


def found_links(db: Transaction, booking_id: str, holders: Collection[LinkHolder]) -> Mapping[LinkHolder, MeetingLink]:
    """Those of *holders* that there are, revoked ones too. Nothing is made by it."""
    found: dict[LinkHolder, MeetingLink] = {}
    for ids in portions({holder.id for holder in holders}):
        rows = select(MeetingLinkRow).where(MeetingLinkRow.occurrence_id == booking_id, MeetingLinkRow.holder.in_(ids))
        found |= {link.holder: link for link in map(_link, db.scalars(rows)) if link.holder in holders}
    return found


def guests_links(db: Transaction, bookings: Collection[str]) -> Mapping[str, MeetingLink]:
    """The links for guests of those *bookings* for which there is one, by their ids, revoked ones too."""
    found: dict[str, MeetingLink] = {}
    for ids in portions(bookings):
        rows = select(MeetingLinkRow).where(
            MeetingLinkRow.occurrence_id.in_(ids), MeetingLinkRow.kind == MeetingLinkKind.GUESTS
        )
        found |= {row.occurrence_id: _link(row) for row in db.scalars(rows)}
    return found


def renew(db: Transaction, keys: Keys, link_id: str, now: datetime) -> MeetingLink | None:
    """Let the link's next generation be good, and no earlier one, though it was revoked; None where there is no such link."""
    row = db.get(MeetingLinkRow, link_id)
    if row is None:
        return None
    _become(row, keys, row.generation + 1, now)
    db.flush()
    return _told(db, row)


def revoke(db: Transaction, link_id: str, now: datetime) -> MeetingLink | None:
    """Let the link open nothing any more, until it is renewed; None where there is no such link."""
    row = db.get(MeetingLinkRow, link_id)
    if row is None:
        return None
    row.revoked_at = row.revoked_at or now
    db.flush()
    return _told(db, row)


def hall_paths(db: Transaction, keys: Keys, room: str, bookings: Collection[str]) -> Mapping[str, str]:
    """Where those who sit in *room* go into the meetings of those *bookings*, by their ids, as far as such links are good."""
    found: dict[str, str] = {}
    for ids in portions(bookings):
        rows = select(MeetingLinkRow).where(MeetingLinkRow.occurrence_id.in_(ids), MeetingLinkRow.kind == _HALL)
        for row in db.scalars(rows.where(MeetingLinkRow.holder == room, MeetingLinkRow.revoked_at.is_(None))):
            with suppress(Unreadable):
                found[row.occurrence_id] = secret_of(keys, _link(row)).path
    return found


def make_hall_links(db: Transaction, keys: Keys, room: str, bookings: Collection[str], now: datetime) -> None:
    """Have a link of that room for each of those *bookings* that are still there; what was revoked stays so."""
    there: set[str] = set()
    for ids in portions(bookings):
        there.update(db.scalars(select(OccurrenceRow.id).where(OccurrenceRow.id.in_(ids))))
    for booking in sorted(there):
        make_links(db, keys, booking, [LinkHolder(MeetingLinkKind.HALL, room)], now)


def without_hall_link(db: Transaction, room: str, bookings: Collection[str]) -> Collection[str]:
    """Those of *bookings* for which no link of that room was ever made."""
    known: set[str] = set()
    for ids in portions(bookings):
        rows = select(MeetingLinkRow.occurrence_id).where(
            MeetingLinkRow.occurrence_id.in_(ids), MeetingLinkRow.kind == _HALL, MeetingLinkRow.holder == room
        )
        known.update(db.scalars(rows))
    return set(bookings) - known


def note_use(db: Transaction, link: MeetingLink, came: Came, now: datetime) -> None:
    """Remember that somebody went into the meeting by *link* just now; of a confidential booking nothing is remembered."""
    if db.scalar(select(OccurrenceRow.confidential).where(OccurrenceRow.id == link.booking)) is not False:
        return
    last_first = select(MeetingLinkUseRow.number).where(MeetingLinkUseRow.link_id == link.id)
    again = last_first.where(
        MeetingLinkUseRow.at > now - USED_AGAIN,
        MeetingLinkUseRow.entrant == came.entrant,
        MeetingLinkUseRow.in_hall == came.in_hall,
    )
    if db.scalar(again.limit(1)) is not None:
        return
    db.add(MeetingLinkUseRow(link_id=link.id, at=now, entrant=came.entrant, name=came.name, in_hall=came.in_hall))
    db.flush()
    last_first = last_first.order_by(MeetingLinkUseRow.at.desc(), MeetingLinkUseRow.number.desc())
    over = db.scalars(last_first.offset(MOST_USES).limit(MOST_USES)).all()
    db.execute(delete(MeetingLinkUseRow).where(MeetingLinkUseRow.number.in_(over)))


def uses_of(db: Transaction, link_id: str) -> Sequence[datetime]:
    """When somebody went into the meeting by that link, the first one first."""
    used = select(MeetingLinkUseRow.at).where(MeetingLinkUseRow.link_id == link_id)
    return db.scalars(used.order_by(MeetingLinkUseRow.at)).all()


def who_came(db: Transaction, booking_id: str) -> Sequence[LinkUse]:
    """Who went towards that meeting by links, and when, the first one first; those before ids were stored are left out."""
    links = select(MeetingLinkRow.id).where(MeetingLinkRow.occurrence_id == booking_id)
    used = select(MeetingLinkUseRow).where(MeetingLinkUseRow.link_id.in_(links), MeetingLinkUseRow.entrant != "")
    rows = db.scalars(used.order_by(MeetingLinkUseRow.at, MeetingLinkUseRow.number))
    return [LinkUse(row.entrant, int(row.at.timestamp()), row.name, row.in_hall) for row in rows]


def _become(row: MeetingLinkRow, keys: Keys, generation: int, now: datetime) -> None:
    """Let the row be of that generation, under the newest key."""
    holder = LinkHolder(MeetingLinkKind(row.kind), row.holder)
    secret = newest_secret(keys, row.occurrence_id, holder, generation)
    row.generation, row.key, row.hash = generation, keys.first, hash_of(secret.value)
    row.made_at, row.revoked_at = now, None


def _told(db: Transaction, row: MeetingLinkRow) -> MeetingLink:
    link = _link(row)
    _tell_hall(db, link.holder)
    _tell_screens(db, link)
    return link


def _tell_hall(db: Transaction, holder: LinkHolder) -> None:
    """A hall's link stands on its big screen, and so in its plan."""
    if holder.kind is MeetingLinkKind.HALL:
        touch(db, [holder.id])


def _tell_screens(db: Transaction, link: MeetingLink) -> None:
    """Big screens put out who has no link of their own any more."""
    if link.holder.kind is MeetingLinkKind.PERSONAL:
        touch(db, rooms_of(db, link.booking))


def _link(row: MeetingLinkRow) -> MeetingLink:
    return MeetingLink(
        row.id,
        row.occurrence_id,
        LinkHolder(MeetingLinkKind(row.kind), row.holder),
        row.generation,
        row.key,
        row.made_at,
        row.revoked_at,
    )
