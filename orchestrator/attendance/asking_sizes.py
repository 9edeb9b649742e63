"""Each minute it is stored how many are in the meetings that may be running, as their servers and the big screens count them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import structlog
from sqlalchemy import select

from integrations.services.jitsi import tenant_of
from integrations.services.jitsi_rooms import Line, Occupied, RoomsError, room_size
from integrations.services.trust import trusted
from orchestrator.conferences.meetings import Houses, place_of
from orchestrator.conferences.presence.snapshot_store import PROSODY, STAGE, store_counts
from schedules.store.database import Database
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction

log = structlog.get_logger()
StageCounts = Callable[[datetime], Awaitable[Mapping[str, int]]]
"""How many the big screens count, by booking. Raises StorageError."""
EVERY_S = 60.0
BEFORE, AFTER = timedelta(minutes=15), timedelta(hours=1)
"""Around a booking people may be in its meeting so long."""
MOST = 100
"""Meetings that are asked about in one round, the earliest first."""
AT_ONCE = 4
ROUND_S = 50.0
"""A server that is slow costs this round, and not the next."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A meeting that is asked about."""

    booking: str
    base: str
    occupied: Occupied


async def keep_sizes(
    database: Database, houses: Callable[[], Houses], stages: StageCounts, clock: Callable[[], datetime]
) -> None:
    """Ask and store, until cancelled. Raises StorageError."""
    async with httpx.AsyncClient(verify=trusted(), trust_env=False) as http:
        while True:
            now = clock()
            counted = await stages(now)
            if counted:
                await database.write(store_counts, counted, STAGE, now)
            await ask_once(Line(http), database, houses(), now)
            await asyncio.sleep(EVERY_S)


async def ask_once(line: Line, database: Database, houses: Houses, now: datetime) -> None:
    """Ask about each meeting that may be running, and store what was said. Raises StorageError."""
    if not any(deployment.prosody for deployment in houses.conferences.deployments.values()):
        return
    asked = await database.read(meetings_now, houses, now)
    counts: dict[str, int] = {}
    turns = asyncio.Semaphore(AT_ONCE)
    with suppress(TimeoutError):
        async with asyncio.timeout(ROUND_S), asyncio.TaskGroup() as tasks:
            for meeting in asked:
                tasks.create_task(_ask(line, meeting, turns, counts), name=f"size of {meeting.booking}")
    if counts:
        await database.write(store_counts, counts, PROSODY, now)


def meetings_now(db: Transaction, houses: Houses, now: datetime) -> Sequence[Asked]:
    """The meetings that may be running on servers that can be asked; none of a confidential booking."""
    rows = db.scalars(
        select(OccurrenceRow)
        .where(
            OccurrenceRow.start <= now + BEFORE,
            OccurrenceRow.end >= now - AFTER,
            OccurrenceRow.confidential.is_(False),
        )
        .order_by(OccurrenceRow.start, OccurrenceRow.id)
    )
    found = []
    for row in rows:
        place = place_of(houses.conferences, houses.installation, row)
        deployment = place.deployment if place is not None else None
        if place is None or deployment is None or deployment.prosody is None:
            continue
        tenant = tenant_of(deployment.url) or None
        occupied = Occupied(place.name.lower(), deployment.xmpp_domain, tenant)
        found.append(Asked(row.id, deployment.prosody, occupied))
    return found[:MOST]


async def _ask(line: Line, meeting: Asked, turns: asyncio.Semaphore, counts: dict[str, int]) -> None:
    async with turns:
        try:
            counts[meeting.booking] = await room_size(line, meeting.base, meeting.occupied) or 0
        except RoomsError as error:
            log.debug("meeting.size_unknown", booking=meeting.booking, error=str(error))
