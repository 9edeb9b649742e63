"""Writing what calendars tell of occurrences, one after another.

A clash that comes in from a calendar is stored as not holding its room: marked and reported, never dropped.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, insert, select

from schedules.bookings import MOVING_END, Occurrence, OverrideKind
from schedules.matching.changes import New, Renamed, Told
from schedules.matching.known import TOLD, Had, Known
from schedules.planning.overrides import session_stretches, stretches
from schedules.store.diary import row_values
from schedules.store.inputs import occurrence_of, overrides_of
from schedules.store.rows import portions
from schedules.store.tables import AliasRow, OccupancyRow, OccurrenceRow, OverrideRow, SessionRow
from schedules.store.taken import Taken
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Stored:
    """Rows of some occurrences, by their ids, and what these have room by room."""

    rows: Mapping[str, OccurrenceRow]
    occupied: Mapping[str, Mapping[str, OccupancyRow]]
    sessions: Mapping[str, Mapping[str, SessionRow]]

    @classmethod
    def of(cls, db: Transaction, ids: Collection[str]) -> "Stored":
        """What is stored of the occurrences with these *ids*."""
        rows: dict[str, OccurrenceRow] = {}
        occupied: dict[str, dict[str, OccupancyRow]] = {}
        sessions: dict[str, dict[str, SessionRow]] = {}
        for some in portions(ids):
            rows |= {row.id: row for row in db.scalars(select(OccurrenceRow).where(OccurrenceRow.id.in_(some)))}
            for occupancy in db.scalars(select(OccupancyRow).where(OccupancyRow.occurrence_id.in_(some))):
                occupied.setdefault(occupancy.occurrence_id, {})[occupancy.room_id] = occupancy
            for session in db.scalars(select(SessionRow).where(SessionRow.occurrence_id.in_(some))):
                sessions.setdefault(session.occurrence_id, {})[session.room_id] = session
        return cls(rows, occupied, sessions)

    @property
    def rooms(self) -> set[str]:
        """All rooms that they occupy."""
        return set().union(*self.occupied.values())

    def not_withdrawn(self) -> "Stored":
        """The same without what was withdrawn before."""
        rows = {row.id: row for row in self.rows.values() if not row.withdrawn}
        return replace(self, rows=rows, occupied={each: self.occupied[each] for each in rows if each in self.occupied})

    def times(self) -> Iterator[tuple[datetime, datetime]]:
        """When they take place, by their calendars and in each room."""
        yield from ((row.start, row.end) for row in self.rows.values())
        yield from ((each.start, each.end) for rooms in self.occupied.values() for each in rooms.values())

    def known(self, occurrence_id: str) -> Known:
        """One of the occurrences as a value."""
        row, sessions = self.rows[occurrence_id], self.sessions.get(occurrence_id, {})
        had = tuple(Had(session.room_id, session.start, session.end) for session in sessions.values())
        occurrence = occurrence_of(row, tuple(self.occupied.get(occurrence_id, ())))
        return Known(row.id, occurrence, row.end, row.withdrawn, sessions=had)


class Recording:
    """One transaction in which occurrences are brought up to date."""

    def __init__(self, db: Transaction, taken: Taken, stored: Stored, now: datetime) -> None:
        """*taken* is who holds the rooms, *stored* what there is of the occurrences."""
        self._db, self._taken, self._stored, self._now = db, taken, stored, now
        self._pressed = _pressed(db, stored.rows)

    def rename(self, changes: Iterable[Renamed]) -> None:
        """Remember the newest UID alone: a feed that makes a new UID at each fetch never gives an older UID again."""
        for change in changes:
            if change.id in self._stored.rows:
                old = (AliasRow.occurrence_id == change.id) | (AliasRow.id == change.alias)
                self._db.execute(delete(AliasRow).where(old))
                self._db.add(AliasRow(id=change.alias, occurrence_id=change.id, uid=change.told.key.uid))
        self._db.flush()

    def update(self, change: Told) -> set[str]:
        """Bring one occurrence up to date; gives the rooms it touches, none if nothing changed."""
        known, told = self._stored.known(change.id), change.told
        if known.says(told):
            return set()
        row = self._stored.rows[change.id]
        occupied, running = self._stored.occupied.get(change.id, {}), self._stored.sessions.get(change.id, {})
        end_edited = row.end != told.end
        row.sequence, row.stamp, row.withdrawn = told.sequence, told.stamp, False
        to_say = known.to_say(told)
        for name in TOLD:
            setattr(row, name, getattr(to_say, name))
        for room, session in running.items():
            session.withdrawn = room not in told.rooms or told.start > session.end
            if end_edited and not session.withdrawn:
                self._move_end(session, occupied.get(room), told)
        free = {room: occupancy for room, occupancy in occupied.items() if room not in running}
        return set(occupied) | self._place(row.id, free, told, besides=running.keys())

    def add(self, changes: Sequence[New]) -> set[str]:
        """Store occurrences that are not known yet, all at once; gives their rooms."""
        rows, occupancies = [], []
        for change in changes:
            told = change.told
            rows.append(row_values(change.id, told, self._now))
            for room in sorted(told.rooms):
                free = self._taken.is_free(room, told.start, told.end, besides=change.id)
                holding = free and told.start < told.end and not (told.closure or told.yields)
                if holding:
                    self._taken.hold(change.id, room, told.start, told.end)
                times = {"start": told.start, "end": told.end}
                occupancies.append({"occurrence_id": change.id, "room_id": room, **times, "holding": holding})
        self._db.flush()
        if rows:
            self._db.connection().execute(insert(OccurrenceRow), rows)
        if occupancies:
            self._db.connection().execute(insert(OccupancyRow), occupancies)
        return {room for change in changes for room in change.told.rooms}

    def _place(
        self, occurrence_id: str, occupied: Mapping[str, OccupancyRow], told: Occurrence, besides: Collection[str]
    ) -> set[str]:
        """Let an occurrence occupy just the rooms it is told in, *besides* those where it is a session."""
        for room, occupancy in occupied.items():
            if room not in told.rooms:
                self._taken.leave(occurrence_id, room)
                self._db.delete(occupancy)
        for room in sorted(set(told.rooms) - set(besides)):
            occupancy = occupied.get(room) or OccupancyRow(occurrence_id=occurrence_id, room_id=room, holding=True)
            self._occupy(occupancy, told)
            self._db.add(occupancy)
        self._db.flush()  # after each: what one leaves another may take
        return set(told.rooms)

    def _occupy(self, occupancy: OccupancyRow, told: Occurrence) -> None:
        """Give the occupancy its times, and the room if nobody has it; an occurrence that came second waits for `settle`."""
        occupancy.start, occupancy.end = self._times(occupancy, told)
        free = self._taken.is_free(occupancy.room_id, occupancy.start, occupancy.end, besides=occupancy.occurrence_id)
        real = occupancy.start < occupancy.end
        occupancy.holding = occupancy.holding and real and not (told.closure or told.yields) and free
        self._keep(occupancy)

    def _times(self, occupancy: OccupancyRow, told: Occurrence) -> tuple[datetime, datetime]:
        """The times that the calendar tells, with what people have made of them."""
        if occupancy.occurrence_id not in self._pressed:
            return told.start, told.end
        presses = overrides_of(self._db, occupancy.occurrence_id, occupancy.room_id)
        real = stretches(told.start, told.end, presses)
        return (real[-1].start, real[-1].end) if real else (told.start, told.start)

    def _keep(self, occupancy: OccupancyRow) -> None:
        """Let who holds the rooms be known as the occupancy has it."""
        if occupancy.holding:
            self._taken.hold(occupancy.occurrence_id, occupancy.room_id, occupancy.start, occupancy.end)
        else:
            self._taken.leave(occupancy.occurrence_id, occupancy.room_id)

    def _move_end(self, session: SessionRow, occupancy: OccupancyRow | None, told: Occurrence) -> None:
        """A running session takes from its calendar a new end alone, and not even that once somebody chose an end here.

        A session that the calendar had shortened by mistake goes on, if nobody has the room since.
        """
        presses = overrides_of(self._db, session.occurrence_id, session.room_id)
        if occupancy is None or any(press.kind in {*MOVING_END, OverrideKind.END} for press in presses):
            return
        end = max(told.end, self._now)
        free = self._taken.is_free(session.room_id, occupancy.start, end, besides=session.occurrence_id)
        if occupancy.end <= self._now and (told.end <= self._now or not free):
            return  # over
        if end != session.end:
            session.moved_from = session.moved_from or session.end
        session.end = end
        real = session_stretches(session.start, session.end, presses)
        if real:
            occupancy.end = real[-1].end
            # it runs on and goes first, but another was promised the room
            occupancy.holding = occupancy.holding and free
            self._keep(occupancy)
        self._db.flush()


def _pressed(db: Transaction, ids: Iterable[str]) -> frozenset[str]:
    """Those of the occurrences that somebody pressed a button for."""
    return frozenset(
        occurrence_id
        for some in portions(ids)
        for occurrence_id in db.scalars(
            select(OverrideRow.occurrence_id).where(OverrideRow.occurrence_id.in_(some)).distinct()
        )
        if occurrence_id is not None
    )
