"""Who is to leave a meeting since the link by which they came, their own, opens nothing any more."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from orchestrator.conferences.links import MeetingLinkKind
from orchestrator.conferences.presence.event_store import events_of
from orchestrator.conferences.presence.evidence import MAIN, Event
from orchestrator.conferences.presence.stays import nick_of, openings_of, stays_of
from orchestrator.conferences.tables import BookingPersonRow, MeetingLinkRow, MeetingLinkUseRow
from room_agents.plan import PutOut
from schedules.store.rows import portions
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Inside:
    """A device in a meeting."""

    user: str
    """Id of its token."""
    participant: str
    """What others in the meeting know it by."""
    joined: int
    """By Jitsi's clock."""


def to_put_out(db: Transaction, bookings: Collection[str]) -> Mapping[str, tuple[PutOut, ...]]:
    """Who is to leave the meetings of those *bookings*, by their ids; nobody of most."""
    return {
        booking: tuple(PutOut(user=user, participants=devices[user]) for user in sorted(holders))
        for booking, holders in _without_link(db, bookings).items()
        for devices in (_devices(events_of(db, booking)),)
    }


def inside_still(db: Transaction, booking_id: str) -> frozenset[str]:
    """The ids of those people who are in that meeting, as far as Jitsi told, though their own link opens nothing any more."""
    holders = _without_link(db, [booking_id]).get(booking_id)
    if holders is None:
        return frozenset()
    devices = _devices(events_of(db, booking_id))
    return frozenset(holder for user, holder in holders.items() if devices[user])


def _without_link(db: Transaction, bookings: Collection[str]) -> Mapping[str, Mapping[str, str]]:
    """Whose own link opens nothing any more, of those who went in by it and so have a token: by their tokens' ids, by booking.

    A link that several share puts nobody out.
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for ids in portions(bookings):
        came = (
            select(MeetingLinkRow.occurrence_id, MeetingLinkUseRow.entrant, MeetingLinkRow.holder)
            .join(MeetingLinkUseRow, MeetingLinkUseRow.link_id == MeetingLinkRow.id)
            .join(BookingPersonRow, BookingPersonRow.id == MeetingLinkRow.holder)
            .where(
                MeetingLinkRow.occurrence_id.in_(ids),
                MeetingLinkRow.kind == MeetingLinkKind.PERSONAL,
                or_(MeetingLinkRow.revoked_at.is_not(None), BookingPersonRow.removed_at.is_not(None)),
                MeetingLinkUseRow.entrant != "",
            )
            .distinct()
        )
        for booking, entrant, holder in db.execute(came):
            found[booking][entrant] = holder
    return found


def _devices(events: Sequence[Event]) -> Mapping[str, tuple[str, ...]]:
    inside: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for user, participant in sorted({(device.user, device.participant) for device in inside_now(events)}):
        inside[user] = (*inside[user], participant)
    return inside


def inside_now(events: Sequence[Event]) -> Iterator[Inside]:
    """Who is in the meeting as far as Jitsi told, device by device."""
    for conference in sorted({event.conference for event in events}):
        told = [event for event in events if event.conference == conference]
        ends = [opening.destroyed for opening in openings_of(told) if opening.place == MAIN]
        last = max((end for end in ends if end is not None), default=0)
        for stay in stays_of(told):
            if stay.id and stay.left is None and stay.joined is not None and stay.joined > last:
                yield Inside(stay.id, nick_of(stay.jid), stay.joined)
