"""Pinning what goes live: from then on nothing in a calendar throws it out of its room."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from schedules.bookings import Occurrence, Phase
from schedules.planning.planner import Booked, stretch_of
from schedules.store.inputs import room_timeline
from schedules.store.occupancies import occupy, settle
from schedules.store.rows import MILLISECOND
from schedules.store.sites import active_digest, active_rooms, touch
from schedules.store.tables import OccupancyRow, SessionRow
from schedules.store.transaction import Transaction


def pin_all(db: Transaction, now: datetime) -> Sequence[str]:
    """The same as pin_due, of all rooms."""
    return pin_due(db, active_rooms(db), now)


def pin_due(db: Transaction, rooms: Iterable[str], now: datetime) -> Sequence[str]:
    """Make a session of each occurrence that is live *now* and is none yet; gives the rooms where that happened.

    Run before anything else that changes a room's inputs, so that an edit which arrives after the start cannot undo it,
    and after it, because the change itself may let something go live. Rooms that are not there are passed over.
    """
    pinned = []
    for room_id in sorted(set(rooms).intersection(active_rooms(db))):
        timeline, stored = room_timeline(db, room_id, now, now + MILLISECOND)
        segment = timeline.segments[0]
        if segment.phase is Phase.LIVE and isinstance(segment.booking, Occurrence):
            occurrence = segment.booking
            around = room_timeline(db, room_id, occurrence.start, occurrence.end)[0]
            start, end = stretch_of(around.segments, occurrence.key, now)  # going live takes nothing from others
            if occurrence.yields:  # nor does what takes nothing while it is live: it goes on behind each of them
                end = occurrence.end
            pin(db, room_id, stored.ids[occurrence.key], replace(occurrence, start=start, end=end))
            settle(db, [room_id], now)
            pinned.append(room_id)
    return pinned


def pin(db: Transaction, room_id: str, occurrence_id: str, booked: Booked) -> None:
    """Make *booked* a session of one room, with its times; the room is occupied accordingly."""
    db.add(
        SessionRow(
            room_id=room_id,
            occurrence_id=occurrence_id,
            start=booked.start,
            end=booked.end,
            title=booked.title,
            preset=booked.preset,
            confidential=booked.confidential,
            link=booked.link,
            digest=active_digest(db, room_id),
        )
    )
    db.flush()
    occupy(db, db.get_one(OccupancyRow, (occurrence_id, room_id)), booked.start, booked.end)
    touch(db, [room_id])
