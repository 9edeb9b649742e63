"""Bookings that are in the way of a request, as the details of its refusal tell them."""

from collections.abc import Sequence
from typing import Any

from pydantic import AwareDatetime, BaseModel

from schedules.bookings import Entry


class BlockingView(BaseModel):
    """A booking in the way."""

    id: str
    title: str
    start: AwareDatetime
    end: AwareDatetime
    rooms: tuple[str, ...]


def blocking_json(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """The bookings that are in the way, which must be masked for the reader already."""
    views = (
        BlockingView(
            id=entry.id, title=entry.booking.title, start=entry.start, end=entry.end, rooms=entry.booking.rooms
        )
        for entry in entries
    )
    return [view.model_dump(mode="json") for view in views]
