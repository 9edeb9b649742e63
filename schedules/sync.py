"""Bringing stored occurrences in line with what their calendars say now.

A clash that comes in from a calendar is stored as not holding its room: marked and reported, never dropped.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from schedules.bookings import Occurrence, OverrideKind
from schedules.database import portions
from schedules.diary import new_row
from schedules.inputs import overrides_of
from schedules.matching import match
from schedules.occupancies import settle, withdraw
from schedules.overrides import session_stretches, stretches
from schedules.sessions import pin_due
from schedules.sites import active_rooms, touch
from schedules.tables import OccupancyRow, OccurrenceRow, OverrideRow, SessionRow
from schedules.taken import Taken

Sessions = Mapping[str, Mapping[str, SessionRow]]
Occupancies = Mapping[str, Mapping[str, OccupancyRow]]
"""Both by occurrence and room."""


def record(
    session: Session,
    secret: bytes,
    calendars: Collection[str],
    occurrences: Iterable[Occurrence],
    until: datetime,
    now: datetime,
) -> Sequence[str]:
    """Make the store say what *calendars* say of [*now*, *until*); gives the rooms whose plans changed.

    *occurrences* are all that those calendars hold in that time. What lies wholly in the past stays as it was.
    """
    changed = set(pin_due(session, active_rooms(session), now))
    told, lasting, rows = match(session, secret, calendars, occurrences, now)
    ids = {row.id for row in rows.values()}
    occupied, sessions = _occupied(session, ids), _sessions(session, ids)
    taken = Taken(session, min((one.start for one in told.values()), default=now))
    recording = _Recording(session, taken, _pressed(session, ids), now)
    new = []
    for occurrence_id, wanted in told.items():
        row = rows.get(occurrence_id)
        if wanted.end <= now and (row is None or row.id not in lasting):
            continue
        if row is None:
            new.append(wanted)
        else:
            changed.update(recording.update(row, occupied.get(row.id, {}), sessions.get(row.id, {}), wanted))
    changed.update(recording.add(secret, new))
    said = {rows[occurrence_id].id for occurrence_id in told if occurrence_id in rows}
    gone = [one for one in lasting.values() if one.id not in said and not one.withdrawn and one.start < until]
    changed.update(withdraw(session, gone))
    settle(session, changed, now)
    changed.update(pin_due(session, changed, now))
    touch(session, changed)
    return sorted(changed)


def _pressed(session: Session, ids: Iterable[str]) -> frozenset[str]:
    """Those of the occurrences that somebody pressed a button for."""
    return frozenset(
        occurrence_id
        for some in portions(ids)
        for occurrence_id in session.scalars(
            select(OverrideRow.occurrence_id).where(OverrideRow.occurrence_id.in_(some)).distinct()
        )
        if occurrence_id is not None
    )


def _occupied(session: Session, ids: Collection[str]) -> Occupancies:
    found: dict[str, dict[str, OccupancyRow]] = {}
    for some in portions(ids):
        for one in session.scalars(select(OccupancyRow).where(OccupancyRow.occurrence_id.in_(some))):
            found.setdefault(one.occurrence_id, {})[one.room_id] = one
    return found


def _sessions(session: Session, ids: Iterable[str]) -> Sessions:
    """The sessions of occurrences, by room."""
    found: dict[str, dict[str, SessionRow]] = {}
    for some in portions(ids):
        for one in session.scalars(select(SessionRow).where(SessionRow.occurrence_id.in_(some))):
            found.setdefault(one.occurrence_id, {})[one.room_id] = one
    return found


@dataclass(frozen=True, slots=True)
class _Recording:
    """One run of `record`: its transaction, who holds which room in it, what was pressed, and when it is."""

    session: Session
    taken: Taken
    pressed: frozenset[str]
    now: datetime

    def update(
        self,
        row: OccurrenceRow,
        occupied: Mapping[str, OccupancyRow],
        running: Mapping[str, SessionRow],
        wanted: Occurrence,
    ) -> set[str]:
        """Bring one occurrence up to date; gives the rooms it touches, none if nothing changed."""
        now_says = {
            name: getattr(wanted, name)
            for name in ("start", "end", "title", "organiser", "link", "preset", "confidential", "closure", "yields")
        }
        if running:  # what went live as it was then takes nothing from others later
            now_says["yields"] = row.yields
        same = not row.withdrawn and all(getattr(row, name) == value for name, value in now_says.items())
        rooms = set(occupied)
        if same and rooms in (set(wanted.rooms), running.keys() | set(wanted.rooms)):
            return set()
        end_edited = row.end != wanted.end
        row.sequence, row.stamp, row.withdrawn = wanted.sequence, wanted.stamp, False
        for name, value in now_says.items():
            setattr(row, name, value)
        for room, one in running.items():
            one.withdrawn = room not in wanted.rooms or wanted.start > one.end
            if end_edited and not one.withdrawn:
                self._move_end(one, occupied.get(room), wanted)
        free = {room: one for room, one in occupied.items() if room not in running}
        return rooms | self._place(row.id, free, wanted, besides=running.keys())

    def add(self, secret: bytes, new: Sequence[Occurrence]) -> set[str]:
        """Store occurrences that are not known yet, all at once; gives their rooms."""
        rows = [new_row(secret, wanted, self.now) for wanted in new]
        self.session.add_all(rows)
        self.session.flush()
        for row, wanted in zip(rows, new, strict=True):
            for room in sorted(wanted.rooms):
                occupancy = OccupancyRow(occurrence_id=row.id, room_id=room, holding=True)
                self._occupy(occupancy, wanted)
                self.session.add(occupancy)
        self.session.flush()
        return {room for wanted in new for room in wanted.rooms}

    def _place(
        self,
        occurrence_id: str,
        occupied: Mapping[str, OccupancyRow],
        wanted: Occurrence,
        besides: Collection[str],
    ) -> set[str]:
        """Let an occurrence occupy just the rooms it wants, *besides* those where it is a session."""
        for room, occupancy in occupied.items():
            if room not in wanted.rooms:
                self.taken.leave(occurrence_id, room)
                self.session.delete(occupancy)
        for room in sorted(set(wanted.rooms) - set(besides)):
            occupancy = occupied.get(room) or OccupancyRow(occurrence_id=occurrence_id, room_id=room, holding=True)
            self._occupy(occupancy, wanted)
            self.session.add(occupancy)
        self.session.flush()  # one by one: what one leaves another may take
        return set(wanted.rooms)

    def _occupy(self, occupancy: OccupancyRow, wanted: Occurrence) -> None:
        """Give the occupancy its times, and the room if nobody has it; one that came second waits for `settle`."""
        occupancy.start, occupancy.end = self._times(occupancy, wanted)
        free = self.taken.is_free(occupancy.room_id, occupancy.start, occupancy.end, besides=occupancy.occurrence_id)
        real = occupancy.start < occupancy.end
        occupancy.holding = occupancy.holding and real and not (wanted.closure or wanted.yields) and free
        self._keep(occupancy)

    def _times(self, occupancy: OccupancyRow, wanted: Occurrence) -> tuple[datetime, datetime]:
        """Those that the calendar tells, with what people have made of them."""
        if occupancy.occurrence_id not in self.pressed:
            return wanted.start, wanted.end
        presses = overrides_of(self.session, occupancy.occurrence_id, occupancy.room_id)
        real = stretches(wanted.start, wanted.end, presses)
        return (real[-1].start, real[-1].end) if real else (wanted.start, wanted.start)

    def _keep(self, occupancy: OccupancyRow) -> None:
        if occupancy.holding:
            self.taken.hold(occupancy.occurrence_id, occupancy.room_id, occupancy.start, occupancy.end)
        else:
            self.taken.leave(occupancy.occurrence_id, occupancy.room_id)

    def _move_end(self, running: SessionRow, occupancy: OccupancyRow | None, wanted: Occurrence) -> None:
        """A running session takes from its calendar a new end alone, and not even that once somebody chose one here.

        One that the calendar had shortened by mistake goes on, if nobody has the room since.
        """
        presses = overrides_of(self.session, running.occurrence_id, running.room_id)
        if occupancy is None or any(press.kind in {OverrideKind.EXTEND, OverrideKind.END} for press in presses):
            return
        end = max(wanted.end, self.now)
        free = self.taken.is_free(running.room_id, occupancy.start, end, besides=running.occurrence_id)
        if occupancy.end <= self.now and (wanted.end <= self.now or not free):
            return  # over
        if end != running.end:
            running.moved_from = running.moved_from or running.end
        running.end = end
        real = session_stretches(running.start, running.end, presses)
        if real:
            occupancy.end = real[-1].end
            occupancy.holding = (
                occupancy.holding and free
            )  # it runs on and goes first, but another was promised the room
            self._keep(occupancy)
        self.session.flush()
