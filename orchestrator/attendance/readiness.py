"""The register of a meeting that is over is derived before somebody looks: where it is not yet, looking takes longer and shows the same."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy import select

from orchestrator.attendance.intake import INTAKE
from orchestrator.conferences.presence.gathering import presence_of
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from schedules.store.tables import OccupancyRow, OccurrenceRow
from schedules.store.transaction import Transaction

QUIET_S = 5.0
"""After so long without a message all have left, or nobody does."""
AT_ONCE = 8
"""Registers of one round: half of those that are remembered."""


async def keep_ready(app: web.Application) -> None:
    """Derive them, one after the other, until cancelled. Raises StorageError."""
    waiting: set[str] = set()
    while True:
        await asyncio.sleep(QUIET_S)
        waiting = await make_ready(app, waiting)


async def make_ready(app: web.Application, waiting: set[str]) -> set[str]:
    """Derive those of the *waiting* meetings that are over and of which nothing came since; gives those that wait now."""
    heard = app[INTAKE].heard()
    halls = {room.id: room.name for room in app[SITE].installation.rooms}
    kept, key = app[SITE].installation.retention.presence, app[FACTS].conferences_key
    quiet = sorted(waiting - heard)[:AT_ONCE]
    done = [each for each in quiet if await app[DATABASE].read(_derived, each, halls, key, kept, app[CLOCK]())]
    return (waiting | heard).difference(done)


def _derived(
    db: Transaction, booking: str, halls: Mapping[str, str], key: bytes, kept: timedelta, now: datetime
) -> bool:
    """Whether that is done with the booking; one that is not over yet has to wait."""
    row = db.get(OccurrenceRow, booking)
    if row is None or row.confidential:
        return True
    taken = db.scalars(select(OccupancyRow).where(OccupancyRow.occurrence_id == booking)).all()
    start = min((each.start for each in taken), default=row.start)
    end = max((each.end for each in taken), default=row.end)
    if now <= end:
        return False
    presence_of(db, booking, (start, end), halls, key, kept, now)
    return True
