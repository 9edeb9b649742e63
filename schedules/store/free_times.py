"""When rooms are all free, for as long as somebody wants: the coming days are read, and more only where they do not do."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select

from config.rooms import Installation
from schedules.free_times import USUAL, Span, free_stretches, opening_days, whole_step, within_all
from schedules.store.occupancies import touching
from schedules.store.prepared import Prepared
from schedules.store.tables import OccurrenceRow, SessionRow
from schedules.store.transaction import Transaction

AHEAD = timedelta(days=28)
"""How far free times are looked for."""
WINDOWS = (timedelta(days=3), timedelta(days=10), AHEAD)
"""Most are found in the first."""
_NEAR = touching()
_RUNS = exists().where(SessionRow.occurrence_id == _NEAR.occurrence_id, SessionRow.room_id == _NEAR.room_id)
_TAKEN = Prepared(  # what waits for a room wants it too
    select(_NEAR.start, _NEAR.end)
    .select_from(_NEAR)
    .join(OccurrenceRow, OccurrenceRow.id == _NEAR.occurrence_id)
    .where(_NEAR.start < _NEAR.end, ~OccurrenceRow.yields, ~OccurrenceRow.withdrawn | _RUNS)
)


def next_free(
    db: Transaction, installation: Installation, rooms: Collection[str], length: timedelta, since: datetime, most: int
) -> Sequence[Span]:
    """The next stretches, *most* at the most, in which all *rooms* are free for *length* and their houses are open.

    Each is as long as it goes on; none begins before *since*, or later than AHEAD after it. Raises KeyError for a room not there.
    """
    start, until = whole_step(since), since + AHEAD
    for days in WINDOWS:
        end = min(start + days, until)
        taken = [(row.start, row.end) for room in rooms for row in _TAKEN.all(db, room=room, since=start, until=end)]
        found = free_stretches(taken, _open(installation, rooms, start, end), length, most)
        if end == until or len([span for span in found if span[1] < end]) == most:  # what is cut off goes on
            break
    return found


def _open(installation: Installation, rooms: Collection[str], since: datetime, until: datetime) -> Iterator[Span]:
    """When the houses of all *rooms* are open."""
    sites = {site.id: site for site in (installation.site_of(installation.room(room)) for room in rooms)}
    each = [opening_days(site.hours or USUAL, ZoneInfo(site.timezone), since, until) for site in sites.values()]
    yield from within_all(each)
