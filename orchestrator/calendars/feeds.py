"""The loops that read the calendars: fetch and read each, place and store them together.

A calendar that cannot be had, or that does not end as a calendar should, keeps its last good events and never empties a
room.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import structlog
from aiohttp import web

from config.rooms import Calendar, Installation
from integrations.services.feed import Fetched, Validators
from integrations.services.feed_errors import FeedError
from integrations.services.trust import trusted
from orchestrator.calendars.failures import Failure
from orchestrator.calendars.fetching import fetch_calendar, named_addresses
from orchestrator.calendars.reading import Compared, Read, ToCompare, ToRead
from orchestrator.calendars.reading_apart import TooCostly, compared, read_text
from orchestrator.calendars.store import (
    PackedText,
    departed,
    last_good,
    record_failure,
    record_good,
    record_notes,
    record_unchanged,
)
from orchestrator.calendars.unprepared import Note, reason_of, says_no_word, was_meant
from orchestrator.hub.keys import CHANGES
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE, FACTS, METRICS
from schedules.calendar_text.ics import BrokenCalendar
from schedules.events import Placed
from schedules.store.patience import patiently
from schedules.store.sessions import pin_all
from schedules.store.sites import touch
from schedules.store.sync import write_changes

log = structlog.get_logger()

EXPANDED_AGAIN = timedelta(days=1)
FILE_LOOKED_AT_EVERY_S = 2.0
RETRIED_WITHIN = timedelta(minutes=1)
TOLD_AT_ONCE = 20
"""How many unprepared events of one calendar get a log line each; of more only the number is logged."""
STORED_AGAIN_S = 3600.0
"""How often the store is compared without news: other processes write too, and bookings of removed calendars end."""


@dataclass(frozen=True, slots=True)
class Good:
    """What is kept of a text that was read without errors; the store has the text itself."""

    validators: Validators
    digest: bytes

    @classmethod
    def of(cls, fetched: Fetched) -> "Good":
        """The record of a text."""
        said = (fetched.charset or "").encode()
        return cls(fetched.validators, sha256(said + b"\n" + fetched.text).digest())


@dataclass(slots=True)
class Feed:
    """One calendar as it was last read."""

    calendar: Calendar
    zone: ZoneInfo
    path: Path | None = None
    good: Good | None = None
    contents: bytes | None = None
    """The calendar's contents, packed: those of a large one would take half a gigabyte."""
    expanded_at: datetime | None = None
    failing: bool = True
    """The failure, until the calendar is read again; the store has since when."""


async def follow_calendars(app: web.Application) -> None:
    """Read the calendars of the room files again and again, until cancelled; of others, once these are replaced."""
    while True:
        async with asyncio.TaskGroup() as tasks:
            following = tasks.create_task(_follow_all(app), name="calendars of these files")
            await app[SITE].replaced()
            following.cancel()


async def _follow_all(app: web.Application) -> None:
    """Read every calendar of the installation again and again; a slow calendar holds up no other."""
    installation, paths = app[SITE].installation, app[SITE].files.loaded.calendar_paths
    feeds = [
        Feed(calendar, ZoneInfo(installation.site_of(calendar).timezone), paths.get(calendar.id))
        for calendar in installation.calendars
    ]
    for feed in feeds:  # before anything is stored: one event may stand in two of them
        await patiently(partial(_recall, app, feed), "calendar.waiting", calendar=feed.calendar.id)
    news = asyncio.Event()
    async with httpx.AsyncClient(timeout=10.0, verify=trusted()) as client, asyncio.TaskGroup() as tasks:
        tasks.create_task(_keep_stored(app, installation, feeds, news), name="calendars")
        for feed in feeds:
            tasks.create_task(_follow(app, client, feed, news), name=f"calendar {feed.calendar.id}")


async def _recall(app: web.Application, feed: Feed) -> None:
    """Take the calendar's last contents from the store, so that they count after a restart too."""
    good, now = await app[DATABASE].read(last_good, feed.calendar.id), app[CLOCK]()
    if good is None:
        return
    try:
        feed.contents = (await read_text(_work(app, feed, good, now))).packed
    except BrokenCalendar as error:  # it is fetched whole then
        log.warning("calendar.stored_text_unreadable", calendar=feed.calendar.id, error=str(error))
    else:
        feed.good, feed.expanded_at = await asyncio.to_thread(Good.of, good), now


async def _keep_stored(
    app: web.Application, installation: Installation, feeds: Sequence[Feed], news: asyncio.Event
) -> None:
    """Bring the store in line with all calendars: at the start, at *news*, and from time to time."""
    while True:
        news.clear()
        try:
            await patiently(partial(_store, app, installation, feeds), "calendars.waiting")
        except TooCostly:
            log.error("calendars.too_costly")  # noqa: TRY400 - it is no fault of the program
        with suppress(TimeoutError):
            async with asyncio.timeout(STORED_AGAIN_S):
                await news.wait()


async def _follow(app: web.Application, client: httpx.AsyncClient, feed: Feed, news: asyncio.Event) -> None:
    while True:
        if await patiently(partial(_look, app, client, feed), "calendar.waiting", calendar=feed.calendar.id):
            news.set()
        await asyncio.sleep(_pause_s(feed))


def _pause_s(feed: Feed) -> float:
    every = timedelta(seconds=FILE_LOOKED_AT_EVERY_S) if feed.calendar.path is not None else feed.calendar.every
    return max((min(every, RETRIED_WITHIN) if feed.failing else every).total_seconds(), 0.1)


async def _look(app: web.Application, client: httpx.AsyncClient, feed: Feed) -> bool:
    """Read the calendar if it has changed. Returns whether its occurrences must be stored anew."""
    calendar, now = feed.calendar, app[CLOCK]()
    read: Read | None = None
    try:
        fetched = await _news(app, client, feed)
        aged = feed.expanded_at is None or now - feed.expanded_at >= EXPANDED_AGAIN
        text = fetched or (await app[DATABASE].read(last_good, calendar.id) if aged else None)
        if text is not None:
            read = await read_text(_work(app, feed, text, now))
    except (FeedError, BrokenCalendar) as error:
        feed.failing = True
        since = await app[DATABASE].write(record_failure, calendar.id, Failure.of(error), now)
        app[CHANGES].show(room.id for room in app[SITE].installation.rooms)
        (log.warning if since == now else log.debug)("calendar.failed", calendar=calendar.id, error=str(error))
        return False
    if read is not None or feed.failing:
        lasting = PackedText(read.lasting, fetched.validators, fetched.charset) if fetched and read else None
        await app[DATABASE].write(record_good, calendar.id, lasting, now)
        app[CHANGES].show(room.id for room in app[SITE].installation.rooms)
    elif calendar.url is not None:  # a file is looked at each two seconds, and nobody asks when
        await app[DATABASE].write(record_unchanged, calendar.id, now)
    if read is not None:
        feed.contents, feed.expanded_at = read.packed, now
    if fetched is not None:
        feed.good = await asyncio.to_thread(Good.of, fetched)
    feed.failing = False
    return read is not None


def _work(app: web.Application, feed: Feed, fetched: Fetched, now: datetime) -> ToRead:
    kept_from = now - app[SITE].installation.retention.confidential
    return ToRead(feed.calendar.id, feed.zone.key, fetched, now, kept_from.date())


async def _news(app: web.Application, client: httpx.AsyncClient, feed: Feed) -> Fetched | None:
    """The calendar's text; None if it has not changed. Raises FeedError."""
    good = feed.good
    named = named_addresses(app[SITE].installation)
    known = Validators() if good is None else good.validators
    fetched = await fetch_calendar(client, feed.calendar, feed.path, known, named)
    if fetched is None or good is None or feed.contents is None:
        return fetched
    return None if (await asyncio.to_thread(Good.of, fetched)).digest == good.digest else fetched


async def _store(app: web.Application, installation: Installation, feeds: Sequence[Feed]) -> None:
    """Bring the store in line with what all calendars say together.

    What differs is written in portions, between which others write, and what is gone last. Whatever ends it midway, the
    next time finds what is still missing.
    """
    database, key, clock = app[DATABASE], app[FACTS].ids_key, app[CLOCK]
    now, read = clock(), [(feed.calendar, feed.contents) for feed in feeds if feed.contents is not None]
    covered = [calendar.id for calendar, _ in read]
    gone = await database.read(departed, [calendar.id for calendar in installation.calendars], now)
    rooms = set(await database.write(pin_all, now))
    work = ToCompare(installation, read, [*covered, *gone], key, now)
    said, written = Compared(Placed(()), 0), Counter[str]()
    async with aclosing(compared(work, database)) as portions:
        async for portion in portions:
            if isinstance(portion, Compared):
                said = portion
                _tell(app, said.placed, await database.write(record_notes, key, covered, said.placed))
            else:
                rooms |= await database.write(write_changes, portion, clock())
                written.update(type(change).__name__ for change in portion)
    await database.write(touch, rooms)
    log.info(
        "calendars.stored",
        calendars=covered,
        occurrences=said.occurrences,
        rooms_changed=len(rooms),
        changes=dict(written),
    )


def _tell(app: web.Application, placed: Placed, new: Mapping[str, Sequence[tuple[str, Note]]]) -> None:
    """Log the events that are newly unprepared, without titles, and count all unprepared events."""
    for kind, events in (
        ("unplaced", placed.unplaced),
        ("ignored", placed.ignored),
        ("quarantined", placed.quarantined),
    ):
        app[METRICS].unprepared.labels(kind).set(len(events))
    for calendar, notes in new.items():
        for kind, note in notes[:TOLD_AT_ONCE]:
            about = {"kind": kind, "start": note.get("start"), "uid": note.get("uid")}
            if not says_no_word(note):
                about["reason"] = reason_of(note)
            (log.info if was_meant(note) else log.warning)("event.not_prepared", calendar=calendar, **about)
        if len(notes) > TOLD_AT_ONCE:
            log.warning("event.more_not_prepared", calendar=calendar, events=len(notes) - TOLD_AT_ONCE)
