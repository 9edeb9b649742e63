"""When rooms are held, read once and kept in step while many occurrences are placed: a query for each takes too long."""

from bisect import bisect_left, insort
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from schedules.tables import OccupancyRow

Interval = tuple[datetime, datetime, str]
"""Start, end, occurrence."""


class Taken:
    """The time that occurrences hold, room by room. What holds never overlaps."""

    def __init__(self, session: Session, since: datetime) -> None:
        """As the store has it, from *since* on."""
        self._rooms: dict[str, list[Interval]] = {}
        self._mine: dict[tuple[str, str], Interval] = {}
        held = select(OccupancyRow.room_id, OccupancyRow.start, OccupancyRow.end, OccupancyRow.occurrence_id)
        for room, start, end, occurrence in session.execute(held.where(OccupancyRow.holding, OccupancyRow.end > since)):
            self.hold(occurrence, room, start, end)

    def is_free(self, room: str, start: datetime, end: datetime, *, besides: str) -> bool:
        """Whether nothing but the occurrence *besides* holds the room within [start, end)."""
        held = self._rooms.get(room, [])
        # the one before, and two that begin later: one of the three may be its own
        at = max(bisect_left(held, (start, start, "")) - 1, 0)
        for since, until, occurrence in held[at : at + 3]:
            if since < end and until > start and occurrence != besides:
                return False
        return True

    def hold(self, occurrence: str, room: str, start: datetime, end: datetime) -> None:
        """From now on it holds the room then, and only then."""
        self.leave(occurrence, room)
        interval = self._mine[occurrence, room] = (start, end, occurrence)
        insort(self._rooms.setdefault(room, []), interval)

    def leave(self, occurrence: str, room: str) -> None:
        """It holds the room no more."""
        interval = self._mine.pop((occurrence, room), None)
        if interval is not None:
            self._rooms[room].remove(interval)
