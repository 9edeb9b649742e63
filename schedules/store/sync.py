"""Bringing stored occurrences in line with what their calendars say now.

A clash that comes in from a calendar is stored as not holding its room: marked and reported, never dropped. Much is
written in portions, each a transaction of its own, so that nobody waits long: what comes first, what goes last. One that
was cut off is repaired by the next reading, which finds again what differs.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TypeVar

from sqlalchemy import delete, insert, select

from schedules.bookings import Occurrence, OverrideKind
from schedules.planning.overrides import session_stretches, stretches
from schedules.store.diary import row_values
from schedules.store.inputs import overrides_of
from schedules.store.matching import Change, differs, find_changes, now_says
from schedules.store.occupancies import settle, withdraw
from schedules.store.rows import portions
from schedules.store.sessions import pin_all, pin_due
from schedules.store.sites import touch
from schedules.store.tables import AliasRow, OccupancyRow, OccurrenceRow, OverrideRow, SessionRow
from schedules.store.taken import Taken
from schedules.store.transaction import Transaction

T = TypeVar("T")
_NEVER = (datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
AT_ONCE = 200
"""Occurrences in one transaction: some tens of milliseconds."""
NEAR = timedelta(days=5)
"""What lies further off is in no plan yet, which reach three days; rooms are told of it when all is written."""
DUE = timedelta(days=1)
"""What lies further off cannot be live now."""
Sessions = Mapping[str, Mapping[str, SessionRow]]
Occupancies = Mapping[str, Mapping[str, OccupancyRow]]
"""Both by occurrence and room."""


def record(
    db: Transaction,
    secret: bytes,
    calendars: Collection[str],
    occurrences: Iterable[Occurrence],
    until: datetime,
    now: datetime,
) -> Sequence[str]:
    """Make the store say what *calendars* say of [*now*, *until*), at once; gives the rooms whose plans changed.

    *occurrences* are all that those calendars hold in that time. What lies wholly in the past stays as it was.
    """
    changed = set(pin_all(db, now))
    changes = find_changes(db, secret, calendars, occurrences, until, now)
    for some in at_once(changes.told):
        changed |= write_changes(db, some, now)
    for gone in at_once(changes.gone):
        changed |= withdraw_gone(db, gone, now)
    touch(db, changed)
    return sorted(changed)


def at_once(all_of_them: Iterable[T]) -> Iterator[Sequence[T]]:
    """In portions that one transaction may have."""
    rest = iter(all_of_them)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def write_changes(db: Transaction, changes: Sequence[Change], now: datetime) -> set[str]:
    """Write some of what calendars say; gives the rooms it touches. Plans that it is in already are made anew.

    Looks at the store again: people may have pressed since the changes were found. A row that was there then and is no
    more, as it was over, is not made again.
    """
    rows = _rows(db, {change.row or change.id for change in changes})
    ids = rows.keys()
    occupied, sessions = _occupied(db, ids), _sessions(db, ids)
    span = _span(changes, rows, occupied)
    rooms = {room for change in changes for room in change.wanted.rooms}.union(*occupied.values())
    near = rooms if span[0] <= now + DUE else set[str]()
    changed = set(pin_due(db, near, now))
    if changed:  # something has just gone live
        occupied, sessions = _occupied(db, ids), _sessions(db, ids)
    _remember(db, [change for change in changes if change.renamed and change.row in rows])
    recording = _Recording(db, Taken(db, sorted(rooms), *span), _pressed(db, ids), now)
    new = []
    for change in changes:
        row = rows.get(change.row or change.id)
        if row is None:
            if change.row is None:
                new.append(change)
        else:
            mine = occupied.get(row.id, {}), sessions.get(row.id, {})
            changed.update(recording.update(row, *mine, change.wanted))
    moved = bool(changed)
    changed.update(recording.add(new))
    if moved:
        settle(db, changed, now, *span)
    changed.update(pin_due(db, near, now))
    if span[0] <= now + NEAR:
        touch(db, changed)
    return changed


def withdraw_gone(db: Transaction, ids: Sequence[str], now: datetime) -> set[str]:
    """Take back some of what calendars have no more; gives the rooms it had."""
    rows = [row for row in _rows(db, ids).values() if not row.withdrawn]
    occupied = _occupied(db, [row.id for row in rows])
    span = _span([], {row.id: row for row in rows}, occupied)
    rooms = {room for row in rows for room in occupied.get(row.id, ())}
    near = rooms if rows and span[0] <= now + DUE else set[str]()
    changed = set(pin_due(db, near, now)) | withdraw(db, rows)
    settle(db, changed, now, *span)
    return changed | set(pin_due(db, near, now))


def _span(
    changes: Sequence[Change], rows: Mapping[str, OccurrenceRow], occupied: Occupancies
) -> tuple[datetime, datetime]:
    """From the first beginning to the last end of all that they are and will be."""
    times = [(one.wanted.start, one.wanted.end) for one in changes]
    times += [(row.start, row.end) for row in rows.values()]
    times += [(one.start, one.end) for mine in occupied.values() for one in mine.values()]
    if not times:
        return _NEVER
    return min(start for start, _ in times), max(end for _, end in times)


def _rows(db: Transaction, ids: Collection[str]) -> dict[str, OccurrenceRow]:
    return {
        row.id: row
        for some in portions(ids)
        for row in db.scalars(select(OccurrenceRow).where(OccurrenceRow.id.in_(some)))
    }


def _remember(db: Transaction, renamed: Sequence[Change]) -> None:
    """The newest UID alone: a feed that makes one at each fetch never gives an older one again."""
    for change in renamed:
        db.execute(delete(AliasRow).where(AliasRow.occurrence_id == change.row))
        db.add(AliasRow(id=change.id, occurrence_id=change.row, uid=change.wanted.key.uid))
    db.flush()


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


def _occupied(db: Transaction, ids: Collection[str]) -> Occupancies:
    found: dict[str, dict[str, OccupancyRow]] = {}
    for some in portions(ids):
        for one in db.scalars(select(OccupancyRow).where(OccupancyRow.occurrence_id.in_(some))):
            found.setdefault(one.occurrence_id, {})[one.room_id] = one
    return found


def _sessions(db: Transaction, ids: Iterable[str]) -> Sessions:
    """The sessions of occurrences, by room."""
    found: dict[str, dict[str, SessionRow]] = {}
    for some in portions(ids):
        for one in db.scalars(select(SessionRow).where(SessionRow.occurrence_id.in_(some))):
            found.setdefault(one.occurrence_id, {})[one.room_id] = one
    return found


@dataclass(frozen=True, slots=True)
class _Recording:
    """One run of `record`: its transaction, who holds which room in it, what was pressed, and when it is."""

    db: Transaction
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
        if not differs(row, occupied, running, wanted):
            return set()
        rooms = set(occupied)
        end_edited = row.end != wanted.end
        row.sequence, row.stamp, row.withdrawn = wanted.sequence, wanted.stamp, False
        for name, value in now_says(row, running, wanted).items():
            setattr(row, name, value)
        for room, one in running.items():
            one.withdrawn = room not in wanted.rooms or wanted.start > one.end
            if end_edited and not one.withdrawn:
                self._move_end(one, occupied.get(room), wanted)
        free = {room: one for room, one in occupied.items() if room not in running}
        return rooms | self._place(row.id, free, wanted, besides=running.keys())

    def add(self, new: Sequence[Change]) -> set[str]:
        """Store occurrences that are not known yet, all at once; gives their rooms."""
        rows, occupancies = [], []
        for change in new:
            wanted = change.wanted
            rows.append(row_values(change.id, wanted, self.now))
            for room in sorted(wanted.rooms):
                free = self.taken.is_free(room, wanted.start, wanted.end, besides=change.id)
                holding = free and wanted.start < wanted.end and not (wanted.closure or wanted.yields)
                if holding:
                    self.taken.hold(change.id, room, wanted.start, wanted.end)
                times = {"start": wanted.start, "end": wanted.end}
                occupancies.append({"occurrence_id": change.id, "room_id": room, **times, "holding": holding})
        self.db.flush()
        if rows:
            self.db.connection().execute(insert(OccurrenceRow), rows)
        if occupancies:
            self.db.connection().execute(insert(OccupancyRow), occupancies)
        return {room for change in new for room in change.wanted.rooms}

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
                self.db.delete(occupancy)
        for room in sorted(set(wanted.rooms) - set(besides)):
            occupancy = occupied.get(room) or OccupancyRow(occurrence_id=occurrence_id, room_id=room, holding=True)
            self._occupy(occupancy, wanted)
            self.db.add(occupancy)
        self.db.flush()  # one by one: what one leaves another may take
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
        presses = overrides_of(self.db, occupancy.occurrence_id, occupancy.room_id)
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
        presses = overrides_of(self.db, running.occurrence_id, running.room_id)
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
        self.db.flush()
