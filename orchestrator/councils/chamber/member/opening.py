"""What a member's link opens, and why one opens nothing. Who tries many that are nobody's has to wait, as at a meeting's door."""

import math
from dataclasses import dataclass
from enum import Enum

import structlog
from aiohttp import web

from orchestrator.councils.at_work.asking import Attending, attending, device_cookie
from orchestrator.councils.dossiers.link_store import known_sitting_link, standing_of
from orchestrator.councils.sitting.state import Sitting
from orchestrator.door.guessing import WRONG_LINKS
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.origin import address_of

log = structlog.get_logger()


class Shut(Enum):
    """Why a link opens nothing; the status of its page."""

    UNKNOWN = 404
    """It is nobody's, or was replaced by a newer one."""
    REVOKED = 410
    """It was taken back."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member whose link was opened, and the sitting as it is."""

    attending: Attending
    sitting: Sitting
    overtaken: bool
    """Whether this browser acted for the seat, and another one does now."""

    @property
    def seat(self) -> str:
        """Theirs."""
        return self.attending.seat

    @property
    def name(self) -> str:
        """Who holds the seat; "" for a seat that is not in office."""
        return self.sitting.seats[self.seat].name if self.seat in self.sitting.seats else ""

    @property
    def person(self) -> str:
        """As acts name them."""
        return self.sitting.seats[self.seat].person


async def open_link(request: web.Request) -> Attending | Shut:
    """Whose link the path has. Raises ApiError (429)."""
    found = await attending(request)
    if found is not None:
        return found
    secret = request.match_info["secret"]
    if await request.app[DATABASE].read(known_sitting_link, secret) is not None:
        return Shut.REVOKED
    _count_wrong(request, secret)
    return Shut.UNKNOWN


async def open_page(request: web.Request) -> Member | Shut:
    """The same, with their sitting as it is. Raises ApiError (429)."""
    found = await open_link(request)
    if isinstance(found, Shut):
        return found
    sitting = found.dossier.sitting
    overtaken = False
    if not found.acts and device_cookie(sitting) in request.cookies:
        overtaken = found.seat in (await request.app[DATABASE].read(standing_of, sitting)).devices
    return Member(found, await found.live.look(), overtaken)


def _count_wrong(request: web.Request, secret: str) -> None:
    address = address_of(request)
    times, wait_s = request.app[WRONG_LINKS].wrong(address, secret)
    if times:
        log.warning("chamber.unknown_link", remote=address, times=times, waits=wait_s > 0)
    if wait_s:
        raise ApiError(429, "too_many_links", seconds=math.ceil(wait_s))
