"""The texts of the calendars a plan is made from: files as given or as the room files name them, and feeds."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from config.rooms import Calendar, Installation
from config.site_file.loading import Loaded
from integrations.services.feed import Validators
from integrations.services.feed_errors import FeedError
from integrations.services.trust import trusted
from orchestrator.calendars.failures import Failure
from orchestrator.calendars.fetching import fetch_calendar, named_addresses
from orchestrator.commands.preview import CalendarText


@dataclass(slots=True)
class Texts:
    """What could be had, in the order of the calendars, and why the others could not."""

    names: Mapping[str, str]
    """Of all calendars, by id: the path of a file, the id of a feed, whose address may hold a secret."""
    read: Sequence[CalendarText] = ()
    failed: dict[str, Failure] = field(default_factory=dict)
    """By the calendar's id."""


def calendar_texts(site: Loaded, installation: Installation, paths: Sequence[Path] | None) -> Texts:
    """The texts of the files at *paths*, or of all calendars of the room files where that is None."""
    return asyncio.run(_read_all(_sources(site, installation, paths), installation))


def _sources(
    site: Loaded, installation: Installation, paths: Sequence[Path] | None
) -> Sequence[tuple[Calendar, Path | None]]:
    """The calendars to read, each with its real path where it is a file."""
    if paths is None:
        return [(calendar, site.calendar_paths.get(calendar.id)) for calendar in installation.calendars]
    by_name = {Path(calendar.path).name: calendar for calendar in installation.calendars if calendar.path is not None}
    only = installation.sites[0].id if len(installation.sites) == 1 else None
    return [
        (by_name.get(path.name) or Calendar(id=f"calendar-{at + 1}", path=str(path), site=only), path)
        for at, path in enumerate(paths)
    ]


async def _read_all(sources: Sequence[tuple[Calendar, Path | None]], installation: Installation) -> Texts:
    """All at the same time: each is bounded in time, and a town has few."""
    named = named_addresses(installation)
    found = Texts({calendar.id: str(path or calendar.id) for calendar, path in sources})

    async def read(calendar: Calendar, path: Path | None) -> CalendarText | None:
        try:
            fetched = await fetch_calendar(client, calendar, path, Validators(), named)
        except FeedError as error:
            found.failed[calendar.id] = Failure.of(error)
            return None
        return None if fetched is None else CalendarText(calendar, fetched.text, fetched.charset)

    async with httpx.AsyncClient(timeout=10.0, verify=trusted()) as client, asyncio.TaskGroup() as tasks:
        readings = [tasks.create_task(read(*source), name=f"calendar {source[0].id}") for source in sources]
    found.read = [text for text in (reading.result() for reading in readings) if text is not None]
    return found
