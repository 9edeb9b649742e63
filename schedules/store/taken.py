"""When rooms are held, read once and kept in step while many occurrences are placed: a query for each takes too long."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from schedules.store.prepared import Prepared
from schedules.store.tables import OccupancyRow
from schedules.store.transaction import Transaction

Interval = tuple[datetime, datetime, str]
"""Start, end, occurrence."""
_LAST = aliased(OccupancyRow)
_BEGUN = (
    select(func.max(_LAST.start))
    .where(
        _LAST.room_id == bindparam("room"),
        _LAST.holding,
        _LAST.start <= bindparam("since", type_=OccupancyRow.start.type),
    )
    .scalar_subquery()
)
_HELD = (
    Prepared(  # what holds never overlaps: none that holds at *since* began before the last one that had begun by then
        select(OccupancyRow.start, OccupancyRow.end, OccupancyRow.occurrence_id)
        .where(OccupancyRow.room_id == bindparam("room"), OccupancyRow.holding)
        .where(OccupancyRow.start >= func.coalesce(_BEGUN, bindparam("since", type_=OccupancyRow.start.type)))
        .where(OccupancyRow.start < bindparam("until"), OccupancyRow.end > bindparam("since"))
    )
)


class Taken:
    """The time that occurrences hold within a window, room by room. What holds never overlaps."""

    def __init__(self, db: Transaction, rooms: Iterable[str], since: datetime, until: datetime) -> None:
        """As the store has it within [*since*, *until*), whatever of it began before or ends after."""
        self._db, self._since, self._until = db, since, until
        self._rooms: dict[str, list[Interval]] = {}
        self._mine: dict[tuple[str, str], Interval] = {}
        for room in rooms:
            for start, end, occurrence in _HELD.all(db, room=room, since=since, until=until):
                self.hold(occurrence, room, start, end)

    def is_free(self, room: str, start: datetime, end: datetime, *, besides: str) -> bool:
        """Whether nothing but the occurrence *besides* holds the room within [start, end)."""
        if start < self._since or end > self._until:  # presses make few longer than their calendars do
            held = _HELD.all(self._db, room=room, since=start, until=end)
            return all(interval.occurrence_id == besides for interval in held)
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
