"""The links of a meeting that several people share: that for guests, and that for those who sit in one of its rooms."""

from datetime import datetime

from orchestrator.conferences.link_store import found_links, make_links
from orchestrator.conferences.links import GUESTS, LinkHolder, MeetingLink, MeetingLinkKind, secret_of
from schedules.store.database import Database
from schedules.store.sealing import Keys, Unreadable


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


def _path(keys: Keys, link: MeetingLink) -> str | None:
    if link.revoked_at is not None:
        return None
    try:
        return secret_of(keys, link).path
    except Unreadable:
        return None
