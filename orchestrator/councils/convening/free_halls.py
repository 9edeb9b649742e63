"""Whether halls are free at the time of a sitting, hall by hall, as whoever asks may know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from orchestrator.bookings.seeing import rooms_at, sites_in
from orchestrator.councils.convening.convener import Convener, House
from orchestrator.site.keys import SITE
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.dates import span
from schedules.store.diary import in_the_way
from schedules.store.transaction import Transaction

MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall that may be chosen."""

    id: str
    name: str
    site: str
    """The name of its house where there are several."""
    said: str
    """Whether it is free, in words; "" where that is not known."""
    taken: bool = False


def halls_in(request: web.Request) -> Sequence[tuple[str, str, str]]:
    """All halls: id, name, and the name of their house where there are several."""
    sites = sites_in(request)
    installation = request.app[SITE].installation
    return [
        (room.id, room.name, site.name if len(sites) > 1 else "")
        for site in sites
        for room in rooms_at(installation, site.id)
    ]


async def look_at_halls(
    request: web.Request,
    house: House,
    convener: Convener,
    times: tuple[datetime, datetime] | None,
    own: str | None,
    say: Say,
) -> Sequence[Hall]:
    """Each of them with whether it is free at those *times*; the booking *own* is in nobody's way."""
    halls = halls_in(request)
    rooms = [room for room, _, _ in halls]
    if times is None:
        return [Hall(room, name, site, "") for room, name, site in halls]
    taken = await request.app[DATABASE].read(_taken, house, convener, rooms, times, own)
    return [
        Hall(
            room,
            name,
            site,
            say("occupata: %(when)s") % {"when": ", ".join(taken[room])} if room in taken else say("libera"),
            room in taken,
        )
        for room, name, site in halls
    ]


def _taken(
    db: Transaction,
    house: House,
    convener: Convener,
    rooms: Sequence[str],
    times: tuple[datetime, datetime],
    own: str | None,
) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for entry in in_the_way(db, rooms, *times, besides=own, audience=convener.asker.audience):
        told = found.setdefault(entry.room, [])
        if len(told) < MOST_TOLD:
            told.append(span(entry.start, entry.end, house.zone))
    return found
