"""The time that a booking really has in its rooms, by what it is or was pinned as and by what people pressed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from schedules.planning.overrides import Stretch, session_stretches, stretches
from schedules.store.inputs import overrides_of
from schedules.store.occupancies import occupy, rooms_had
from schedules.store.tables import OccupancyRow, OccurrenceRow, SessionRow
from schedules.store.transaction import Transaction


def lasting_rooms(db: Transaction, occurrence_id: str, now: datetime) -> Sequence[str]:
    """The rooms that the booking has and where it has not ended, whether it has begun there or not."""
    rooms = rooms_had(db, occurrence_id)
    if len(rooms) == 1:
        return rooms
    real = {room_id: _real_times(db, occurrence_id, room_id) for room_id in rooms}
    return [room_id for room_id in rooms if real[room_id] and now < real[room_id][-1].end]


def follow_presses(db: Transaction, occurrence_id: str, rooms: Iterable[str]) -> None:
    """Keep the occupancies as long as the presses make the booking. Raises IntegrityError if the database says no."""
    for room_id in rooms:
        occupancy = db.get(OccupancyRow, (occurrence_id, room_id))
        if occupancy is None:
            continue
        real = _real_times(db, occurrence_id, room_id)
        occupancy.holding = bool(real) and occupancy.holding
        start, end = (real[-1].start, real[-1].end) if real else (occupancy.start, occupancy.start)
        occupy(db, occupancy, start, end)  # what was before is past


def _real_times(db: Transaction, occurrence_id: str, room_id: str) -> Sequence[Stretch]:
    pinned = select(SessionRow).where(SessionRow.occurrence_id == occurrence_id, SessionRow.room_id == room_id)
    running, presses = db.scalars(pinned).one_or_none(), overrides_of(db, occurrence_id, room_id)
    if running is not None:
        return session_stretches(running.start, running.end, presses)
    booked = db.get_one(OccurrenceRow, occurrence_id)
    return stretches(booked.start, booked.end, presses)
