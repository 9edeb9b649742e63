"""The hall whose tablet asks: its sitting, found among those convened there, and when the next one is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.chamber.tablet.choice import chosen, following
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.store import dossiers_around
from orchestrator.councils.log.live import LiveSitting
from orchestrator.councils.log.store import NoSuchSitting
from orchestrator.councils.organs.store import NoSuchOrgan, find_organ
from orchestrator.councils.sitting.state import Status
from orchestrator.site.keys import SITE
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.transaction import Transaction

BEHIND = timedelta(days=60)
"""A sitting that was adjourned may go on so long after it was to begin."""
AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class AtHall:
    """A sitting in the hall of a tablet."""

    room: str
    hall: str
    """What the hall is called."""
    zone: ZoneInfo
    organ: str
    """What the organ is called."""
    dossier: Dossier
    live: LiveSitting


@dataclass(frozen=True, slots=True)
class Calm:
    """A hall without a sitting that is near."""

    hall: str
    zone: ZoneInfo
    next: datetime | None


async def at_hall(request: web.Request) -> AtHall | Calm:
    """What goes on in the room of the path. Raises ApiError (404) for an unknown room."""
    room, now = request.match_info["room"], request.app[CLOCK]()
    installation = request.app[SITE].installation
    found = next((each for each in installation.rooms if each.id == room), None)
    if found is None:
        raise ApiError(404, "no_such_room")
    zone = ZoneInfo(installation.site_of(found).timezone)
    dossiers = await _with_days(request.app, await request.app[DATABASE].read(_around, room, now))
    dossier = chosen(dossiers, room, now)
    if dossier is None:
        return Calm(found.name, zone, following(dossiers, room, now))
    organ = await request.app[DATABASE].read(organ_named, dossier)
    return AtHall(room, found.name, zone, organ, dossier, await request.app[SITTINGS].live(dossier.sitting))


def organ_named(db: Transaction, dossier: Dossier) -> str:
    """What the organ of a sitting is called; nothing where it is gone."""
    try:
        return find_organ(db, dossier.organisation, dossier.organ).title
    except NoSuchOrgan:
        return ""


def _around(db: Transaction, room: str, now: datetime) -> Sequence[Dossier]:
    return [each for each in dossiers_around(db, now - BEHIND, now + AHEAD) if room in each.rooms]


async def _with_days(app: web.Application, dossiers: Sequence[Dossier]) -> Sequence[Dossier]:
    """The same; a sitting that was adjourned begins when its log says."""
    return [await _moved(app, each) if each.status is Status.ADJOURNED else each for each in dossiers]


async def _moved(app: web.Application, dossier: Dossier) -> Dossier:
    try:
        sitting = await (await app[SITTINGS].live(dossier.sitting)).look()
    except NoSuchSitting:
        return dossier
    begins, ends = sitting.begins or dossier.begins, sitting.ends or dossier.ends
    return replace(dossier, begins=begins, ends=ends, second=None)
