"""What acts are told with: the rooms and sites of the house, by typed key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Places:
    """What rooms and sites are called by the room files in force, and by which clock the house lives."""

    zone: str
    rooms: Mapping[str, str] = field(default_factory=dict)
    """Names by ids."""
    sites: Mapping[str, str] = field(default_factory=dict)


PLACES: web.AppKey[Callable[[], Places]] = web.AppKey("places")
"""Tells them as they are now."""
