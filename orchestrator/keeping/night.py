"""Each night, at a quiet hour of the house, the service lets go what is over."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from aiohttp import web

from orchestrator.access.actors import SERVICE
from orchestrator.keeping.kinds import terms_of
from orchestrator.keeping.prune import note_pruned, prune, pruned_at
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.patience import patiently

QUIET = time(3, 30)
"""The hour, by the house's clock; summer time never skips it."""
LOOKED_AT_EVERY_S = 600.0
"""Also how long after its start a service that was away at night waits with what it missed."""
LONGEST_AWAY = timedelta(days=40)
"""A clock that jumps further, or back, is believed after a day: what goes by a wrong one is gone."""
log = structlog.get_logger()


def next_night(last: datetime, zone: ZoneInfo) -> datetime:
    """The first quiet hour after *last*."""
    local = last.astimezone(zone)
    tonight = datetime.combine(local.date(), QUIET, zone)
    if tonight <= local:
        tonight = datetime.combine(local.date() + timedelta(days=1), QUIET, zone)
    return tonight.astimezone(UTC)


async def prune_nightly(app: web.Application) -> None:
    """Let go what is over each night, until cancelled; in a store where that was never done, not before the next night."""
    while True:
        await patiently(partial(prune_if_due, app), "store.not_pruned")
        await asyncio.sleep(LOOKED_AT_EVERY_S)


async def prune_if_due(app: web.Application) -> None:
    """Let go what is over, once a night has begun since that was last done. Raises StorageError."""
    database, installation, now = app[DATABASE], app[SITE].installation, app[CLOCK]()
    last = await database.read(pruned_at)
    if last is None or not last <= now <= last + LONGEST_AWAY:
        await database.write(note_pruned, now)
        return
    if now < next_night(last, ZoneInfo(installation.sites[0].timezone)):
        return
    terms = terms_of(installation.retention, [calendar.id for calendar in installation.calendars], now)
    figures = await prune(database, terms, now, SERVICE)
    log.info("store.pruned", **{figure.kind: figure.count for figure in figures})
