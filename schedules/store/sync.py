"""Bringing stored occurrences in line with what their calendars say now.

What has to change is found first, from the whole reading, and is written in portions, each a transaction of its own, so
that nobody waits long: what comes first, what goes last. A writing that was cut off is repaired by the next reading, which
finds again what differs.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice

from schedules.bookings import Occurrence
from schedules.events import Placed
from schedules.identity import opaque_id
from schedules.matching.changes import Change, Gone, New, Renamed, Told
from schedules.matching.match import Reading, match
from schedules.store.known import read_known
from schedules.store.occupancies import settle, withdraw
from schedules.store.recording import Recording, Stored
from schedules.store.sessions import pin_all, pin_due
from schedules.store.sites import touch
from schedules.store.taken import Taken
from schedules.store.transaction import Transaction

_NEVER = (datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
AT_ONCE = 200
"""Occurrences in one transaction: some tens of milliseconds."""
NEAR = timedelta(days=5)
"""What lies further off is in no plan yet, which reach three days; rooms are told of it when all is written."""
DUE = timedelta(days=1)
"""What lies further off cannot be live now."""


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
    for portion in in_portions(find_changes(db, secret, calendars, Placed(tuple(occurrences)), until, now)):
        changed |= write_changes(db, portion, now)
    touch(db, changed)
    return sorted(changed)


def find_changes(
    db: Transaction,
    secret: bytes,
    calendars: Collection[str],
    placed: Placed,
    until: datetime,
    now: datetime,
) -> Sequence[Change]:
    """What *calendars* say of [*now*, *until*) and the store does not; what is gone comes last.

    *placed* is all that those calendars hold in that time.
    """
    id_of = partial(opaque_id, secret)
    reading = Reading.of(placed, id_of, now, until)
    return match(reading, read_known(db, secret, calendars, reading.told, now), id_of)


def in_portions(changes: Iterable[Change]) -> Iterator[tuple[Change, ...]]:
    """The changes in portions that one transaction may have."""
    rest = iter(changes)
    while portion := tuple(islice(rest, AT_ONCE)):
        yield portion


def write_changes(db: Transaction, changes: Sequence[Change], now: datetime) -> set[str]:
    """Write some of what has to change; gives the rooms it touches. Plans that it is in already are made anew.

    Looks at the store again: people may have pressed since the changes were found.
    """
    told = [change for change in changes if isinstance(change, Told)]
    gone = [change for change in changes if isinstance(change, Gone)]
    rooms = _write_told(db, told, now) if told else set()
    return rooms | _withdraw(db, gone, now) if gone else rooms


def _write_told(db: Transaction, changes: Sequence[Told], now: datetime) -> set[str]:
    """Write what calendars tell. An occurrence that was there and is no more, as it was over, is not made again."""
    stored = Stored.of(db, {change.id for change in changes})
    rooms = {room for change in changes for room in change.told.rooms} | stored.rooms
    since, until = _span(stored, changes)
    near = rooms if since <= now + DUE else set[str]()
    changed = set(pin_due(db, near, now))
    if changed:  # something has just gone live
        stored = Stored.of(db, {change.id for change in changes})
    recording = Recording(db, Taken(db, sorted(rooms), since, until), stored, now)
    recording.rename([change for change in changes if isinstance(change, Renamed)])
    for change in changes:
        if change.id in stored.rows:
            changed |= recording.update(change)
    moved = bool(changed)
    changed |= recording.add([change for change in changes if isinstance(change, New) and change.id not in stored.rows])
    if moved:
        settle(db, changed, now, since, until)
    changed.update(pin_due(db, near, now))
    if since <= now + NEAR:
        touch(db, changed)
    return changed


def _withdraw(db: Transaction, changes: Sequence[Gone], now: datetime) -> set[str]:
    """Take back what calendars have no more; gives the rooms that it had."""
    stored = Stored.of(db, {change.id for change in changes}).not_withdrawn()
    since, until = _span(stored)
    near = stored.rooms if since <= now + DUE else set[str]()
    changed = set(pin_due(db, near, now)) | withdraw(db, stored.rows.values())
    settle(db, changed, now, since, until)
    return changed | set(pin_due(db, near, now))


def _span(stored: Stored, changes: Sequence[Told] = ()) -> tuple[datetime, datetime]:
    """From the first beginning to the last end of all that occurrences are and will be."""
    times = [*stored.times(), *((change.told.start, change.told.end) for change in changes)]
    if not times:
        return _NEVER
    return min(start for start, _ in times), max(end for _, end in times)
