"""The loops that read the calendars: fetch and read each, place and store them together.

A calendar that cannot be had, or that does not end as a calendar should, keeps its last good events and never empties a
room.
"""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import structlog
from aiohttp import web

from config.rooms import Calendar, Installation
from integrations.feed import Fetched
from integrations.feed_errors import FeedError
from orchestrator.calendars import departed, last_good, record_failure, record_good, record_notes, record_unchanged
from orchestrator.fetching import fetch_calendar, named_addresses
from orchestrator.keys import CHANGES, CLOCK, DATABASE, FACTS, SITE
from orchestrator.patience import patiently
from schedules.bookings import CalendarContents, Placed
from schedules.ics import BrokenCalendar, read_calendar
from schedules.matching import find_changes
from schedules.places import place
from schedules.sessions import pin_all
from schedules.sites import touch
from schedules.sync import at_once, withdraw_gone, write_changes

log = structlog.get_logger()

BEHIND = timedelta(days=1)
AHEAD = timedelta(days=540)
"""Occurrences are stored this far; series are expanded when a calendar changes or the window has moved."""
EXPANDED_AGAIN = timedelta(days=1)
FILE_LOOKED_AT_EVERY_S = 2.0
RETRIED_WITHIN = timedelta(minutes=1)
STORED_AGAIN_S = 3600.0
"""Other processes write too, and bookings of calendars that have gone end."""


@dataclass(slots=True)
class Feed:
    """One calendar as it was last read."""

    calendar: Calendar
    zone: ZoneInfo
    path: Path | None = None
    good: Fetched | None = None
    contents: CalendarContents | None = None
    expanded_at: datetime | None = None
    failing: bool = True
    """Until it was read well; the store says since when."""


async def follow_calendars(app: web.Application) -> None:
    """Read the calendars of the room files again and again, until cancelled; of others, once these are replaced."""
    while True:
        async with asyncio.TaskGroup() as tasks:
            following = tasks.create_task(_follow_all(app), name="calendars of these files")
            await app[SITE].replaced()
            following.cancel()


async def _follow_all(app: web.Application) -> None:
    """Read every calendar of the installation again and again; a slow one holds up itself alone."""
    installation, paths = app[SITE].installation, app[SITE].files.loaded.calendar_paths
    feeds = [
        Feed(calendar, ZoneInfo(installation.site_of(calendar).timezone), paths.get(calendar.id))
        for calendar in installation.calendars
    ]
    for feed in feeds:  # before anything is stored: one event may stand in two of them
        await patiently(partial(_recall, app, feed), "calendar.waiting", calendar=feed.calendar.id)
    news = asyncio.Event()
    async with httpx.AsyncClient(timeout=10.0) as client, asyncio.TaskGroup() as tasks:
        tasks.create_task(_keep_stored(app, installation, feeds, news), name="calendars")
        for feed in feeds:
            tasks.create_task(_follow(app, client, feed, news), name=f"calendar {feed.calendar.id}")


async def _recall(app: web.Application, feed: Feed) -> None:
    """After a restart, what the calendar said last counts as it did before."""
    good, now = await app[DATABASE].read(last_good, feed.calendar.id), app[CLOCK]()
    if good is None:
        return
    try:
        feed.contents = await asyncio.to_thread(_read, feed, good, now)
    except BrokenCalendar as error:  # it is fetched whole then
        log.warning("calendar.stored_text_unreadable", calendar=feed.calendar.id, error=str(error))
    else:
        feed.good, feed.expanded_at = good, now


async def _keep_stored(
    app: web.Application, installation: Installation, feeds: Sequence[Feed], news: asyncio.Event
) -> None:
    """Bring the store in line with what all calendars say: at first, at *news*, and now and then."""
    while True:
        news.clear()
        await patiently(partial(_store, app, installation, feeds), "calendars.waiting")
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
    """Look whether the calendar has changed; whether its occurrences have to be stored anew."""
    calendar, now = feed.calendar, app[CLOCK]()
    contents: CalendarContents | None = None
    try:
        fetched = await _news(app, client, feed)
        text = fetched or feed.good
        aged = feed.expanded_at is None or now - feed.expanded_at >= EXPANDED_AGAIN
        if text is not None and (fetched is not None or aged):
            contents = await asyncio.to_thread(_read, feed, text, now)
    except (FeedError, BrokenCalendar) as error:
        feed.failing = True
        since = await app[DATABASE].write(record_failure, calendar.id, str(error), now)
        app[CHANGES].show(room.id for room in app[SITE].installation.rooms)
        (log.warning if since == now else log.debug)("calendar.failed", calendar=calendar.id, error=str(error))
        return False
    if contents is not None or feed.failing:
        await app[DATABASE].write(record_good, calendar.id, fetched, now)
        app[CHANGES].show(room.id for room in app[SITE].installation.rooms)
    elif calendar.url is not None:  # a file is looked at each two seconds, and nobody asks when
        await app[DATABASE].write(record_unchanged, calendar.id, now)
    if contents is not None:
        feed.contents, feed.expanded_at = contents, now
    feed.good, feed.failing = text, False
    return contents is not None


def _read(feed: Feed, fetched: Fetched, now: datetime) -> CalendarContents:
    """What the text says. Raises BrokenCalendar, whatever is wrong with it: no text ends the service."""
    start, end = now - BEHIND, now + AHEAD
    try:
        return read_calendar(
            fetched.text, calendar=feed.calendar.id, zone=feed.zone, start=start, end=end, charset=fetched.charset
        )
    except BrokenCalendar:
        raise
    except Exception as error:
        log.exception("calendar.not_understood", calendar=feed.calendar.id)
        raise BrokenCalendar(f"it cannot be read ({type(error).__name__})") from error


async def _news(app: web.Application, client: httpx.AsyncClient, feed: Feed) -> Fetched | None:
    """The calendar's text; None if it is what we have. Raises FeedError."""
    good = feed.good
    named = named_addresses(app[SITE].installation)
    fetched = await fetch_calendar(client, feed.calendar, feed.path, good, named)
    if fetched is None or good is None or feed.contents is None:
        return fetched
    return None if (fetched.text, fetched.charset) == (good.text, good.charset) else fetched


async def _store(app: web.Application, installation: Installation, feeds: Sequence[Feed]) -> None:
    """Place what all calendars say together (one event may stand in two), and bring the store in line."""
    now = app[CLOCK]()
    read = [(feed.calendar, feed.contents) for feed in feeds if feed.contents is not None]
    placed: Placed = await asyncio.to_thread(place, read, installation)
    covered = [calendar.id for calendar, _ in read]
    gone = await app[DATABASE].read(departed, [calendar.id for calendar in installation.calendars], now)
    key = app[FACTS].ids_key
    rooms = await _write(app, [*covered, *gone], placed, now)
    await app[DATABASE].write(record_notes, key, covered, placed)
    log.info("calendars.stored", calendars=covered, occurrences=len(placed.occurrences), rooms_changed=len(rooms))


async def _write(app: web.Application, calendars: Sequence[str], placed: Placed, now: datetime) -> Collection[str]:
    """Write what differs in portions, between which others write, and what is gone last; gives the rooms it touches.

    Whatever ends it midway, the next time finds what is still missing.
    """
    database, key, clock = app[DATABASE], app[FACTS].ids_key, app[CLOCK]
    rooms = set(await database.write(pin_all, now))
    changes = await database.read(find_changes, key, calendars, placed.occurrences, now + AHEAD, now)
    for some in at_once(changes.told):
        rooms |= await database.write(write_changes, key, some, clock())
    for gone in at_once(changes.gone):
        rooms |= await database.write(withdraw_gone, gone, clock())
    await database.write(touch, rooms)
    return rooms
