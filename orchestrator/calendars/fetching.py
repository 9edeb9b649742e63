"""The text of a calendar, from its file or its address."""

import asyncio
from collections.abc import Collection
from pathlib import Path

import httpx

from config.rooms import Calendar, Installation
from integrations.services.feed import Fetched, Validators, fetch
from integrations.services.feed_errors import FeedError, FeedTrouble, too_long


async def fetch_calendar(
    client: httpx.AsyncClient, calendar: Calendar, path: Path | None, known: Validators, named: Collection[str]
) -> Fetched | None:
    """The calendar's text, from *path* where it is a file; None if its server says that it is as *known*.

    *named* are the addresses of the room file. Raises FeedError.
    """
    if calendar.url is not None:
        return await fetch(client, calendar.url, known, calendar.largest, named)
    return await asyncio.to_thread(_read_file, path or Path(calendar.path or ""), calendar.largest)


def named_addresses(installation: Installation) -> Collection[str]:
    """The addresses of the room file's calendars, which its writer wants to be fetched."""
    return [calendar.url for calendar in installation.calendars if calendar.url is not None]


def _read_file(path: Path, largest: int) -> Fetched:
    try:
        with path.open("rb") as file:
            text = file.read(largest + 1)
    except OSError as error:
        raise FeedError(f"{path.name}: {error.strerror}", FeedTrouble.NO_FILE, path.name) from error
    if len(text) > largest:
        raise too_long(largest)
    return Fetched(text)
