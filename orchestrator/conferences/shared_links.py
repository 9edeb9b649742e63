"""The links of a meeting that several people share: that for guests, and that for those who sit in one of its rooms."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime

from orchestrator.conferences.link_store import found_links, guests_links, make_links
from orchestrator.conferences.links import GUESTS, LinkHolder, MeetingLink, MeetingLinkKind, secret_of
from schedules.store.database import Database
from schedules.store.diary import NoSuchBooking
from schedules.store.errors import StorageError
from schedules.store.sealing import Keys, Unreadable
from schedules.store.transaction import Transaction


def hall(room: str) -> LinkHolder:
    """Whose the link is that leads from a room into its meeting, without microphone and sound."""
    return LinkHolder(MeetingLinkKind.HALL, room)


async def path_of(database: Database, keys: Keys, booking: str, holder: LinkHolder, now: datetime) -> str | None:
    """Where the link leads on our own service, the same each time; None where it was revoked, or its key is lost.

    Only the first time something is written. Raises NoSuchBooking, StorageError.
    """
    found = await database.read(found_links, booking, [holder])
    made = found or await database.write(make_links, keys, booking, [holder], now)
    return _path(keys, made[holder])


async def guests_path(database: Database, keys: Keys, booking: str, now: datetime) -> str | None:
    """The same for guests."""
    return await path_of(database, keys, booking, GUESTS, now)


async def guests_paths(database: Database, keys: Keys, bookings: Collection[str], now: datetime) -> Mapping[str, str]:
    """The same for several bookings, by their ids, without those whose link opens nothing. Those that are gone are left out.

    Only for those of which nobody has asked yet something is written; where nothing can be, they are left out. Raises StorageError.
    """
    found = await database.read(guests_links, bookings)
    missing = set(bookings) - found.keys()
    if missing:
        with suppress(StorageError):  # a full disk hides no list
            found = {**found, **await database.write(_make_for_guests, keys, missing, now)}
    paths = {booking: _path(keys, link) for booking, link in found.items()}
    return {booking: path for booking, path in paths.items() if path is not None}


def _make_for_guests(
    db: Transaction, keys: Keys, bookings: Collection[str], now: datetime
) -> Mapping[str, MeetingLink]:
    made: dict[str, MeetingLink] = {}
    for booking in sorted(bookings):
        with suppress(NoSuchBooking):
            made[booking] = make_links(db, keys, booking, [GUESTS], now)[GUESTS]
    return made


def _path(keys: Keys, link: MeetingLink) -> str | None:
    if link.revoked_at is not None:
        return None
    try:
        return secret_of(keys, link).path
    except Unreadable:
        return None
