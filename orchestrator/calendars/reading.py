"""What calendar texts say, and what of it the store does not say yet: all the work that a calendar makes before writing."""

import asyncio
import pickle
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from config.rooms import Calendar, Installation
from integrations.services.feed import Fetched
from schedules.calendar_text.ics import BrokenCalendar, read_calendar
from schedules.calendar_text.past_events import without_past
from schedules.events import CalendarContents, Placed
from schedules.matching.changes import Change
from schedules.placing.places import place
from schedules.reasons import Broken
from schedules.store.database import Database
from schedules.store.sync import find_changes, in_portions

log = structlog.get_logger()

Portion = tuple[Change, ...]
"""The changes of one transaction."""
BEHIND = timedelta(days=1)
AHEAD = timedelta(days=540)
"""Occurrences are stored this far; series are expanded when a calendar changes or the window has moved."""


@dataclass(frozen=True, slots=True)
class ToRead:
    """A text of one calendar."""

    calendar: str
    zone: str
    fetched: Fetched
    now: datetime
    kept_from: date
    """The first day whose events are kept."""


@dataclass(frozen=True, slots=True)
class Read:
    """The contents of a text, and the text without past events, both packed to a tenth of their size."""

    packed: bytes
    lasting: bytes


@dataclass(frozen=True, slots=True)
class ToCompare:
    """The contents of all calendars; *packed* as `read` returns them."""

    installation: Installation
    read: Sequence[tuple[Calendar, bytes]]
    covered: Collection[str]
    """The calendars whose occurrences that are not said any more are gone."""
    key: bytes
    now: datetime


@dataclass(frozen=True, slots=True)
class Compared:
    """What they say besides occurrences, of which there are so many."""

    placed: Placed
    occurrences: int


def read(work: ToRead) -> Read:
    """What the text says, and what of it is kept. Raises BrokenCalendar: no text ends the service."""
    start, end = work.now - BEHIND, work.now + AHEAD
    fetched, zone = work.fetched, ZoneInfo(work.zone)
    try:
        contents = read_calendar(
            fetched.text, calendar=work.calendar, zone=zone, start=start, end=end, charset=fetched.charset
        )
    except BrokenCalendar:
        raise
    except Exception as error:
        log.exception("calendar.not_understood", calendar=work.calendar)
        raise BrokenCalendar(f"it cannot be read ({type(error).__name__})", Broken.NOT_UNDERSTOOD) from error
    lasting, _ = without_past(fetched.text, work.kept_from)
    return Read(zlib.compress(pickle.dumps(contents), level=1), zlib.compress(lasting, level=1))


async def compare(work: ToCompare, database: Database) -> tuple[Compared, Iterator[Portion]]:
    """Place what all calendars say together (one event may stand in two); gives what differs, in portions.

    What is gone comes last. Raises StorageError.
    """
    placed = await asyncio.to_thread(_place, work)
    changes = await database.read(find_changes, work.key, work.covered, placed, work.now + AHEAD, work.now)
    rest = Placed((), placed.unplaced, placed.ignored, placed.quarantined, placed.assumed)
    return Compared(rest, len(placed.occurrences)), in_portions(changes)


def _place(work: ToCompare) -> Placed:
    return place([(calendar, unpacked(packed)) for calendar, packed in work.read], work.installation)


def unpacked(packed: bytes) -> CalendarContents:
    """The contents that `read` packed."""
    contents: CalendarContents = pickle.loads(zlib.decompress(packed))  # noqa: S301 - packed by ourselves, above
    return contents
