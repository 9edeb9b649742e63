"""The bookings that may open a conference soon, and the tokens of those that may ask, held in memory and read again at commits.

Whoever asks waits for no database: Prosody holds a meeting's first person back until it has its answer.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from aiohttp import web
from sqlalchemy import Row, Select, select

from config.rooms import Installation
from integrations.services.jitsi import tenant_of
from orchestrator.access.permissions import Role
from orchestrator.access.tables import TokenRow
from orchestrator.conferences.meetings import Houses, early_of, place_of, site_of
from orchestrator.conferences.reservations.boundaries import Starts, hard_end
from orchestrator.conferences.reservations.granting import Slot
from schedules.store.database import Concerned, Database
from schedules.store.tables import OccupancyRow, OccurrenceRow
from schedules.store.transaction import Transaction
from schedules.store.waking import waking

BEHIND = timedelta(hours=12)
"""So long after its end people are told of a booking that it is over."""
AHEAD = timedelta(hours=36)
"""Beyond the next day's closing time, which is the last boundary that counts."""
MOST = 20_000
"""Bookings of one room in that time; a town has some hundreds."""
READ_EVERY_S = 30.0
"""Without a commit of ours: commands write too, and tokens end."""
GATHER_S = 0.25
"""Commits that follow each other are read once."""
STALE_S = 300.0
"""What was read so long ago refuses nobody: storage that cannot be read is no reason to."""


@dataclass(frozen=True, slots=True)
class Reserving:
    """A Jitsi server that asks: its tenant, and the bookings whose meetings it has, by name."""

    tenant: str
    slots: Mapping[str, Sequence[Slot]]


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that a server asks with."""

    token: str
    deployment: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """What was read at one moment."""

    servers: Mapping[str, Reserving] = field(default_factory=lambda: MappingProxyType({}))
    bearers: Mapping[str, Bearer] = field(default_factory=lambda: MappingProxyType({}))
    """By the tokens' hashes."""
    whole: bool = True
    """Whether all bookings of that time are among them."""


class Memory:
    """What questions are answered from."""

    def __init__(self) -> None:
        self.held = Held()
        self.woken = asyncio.Event()
        self._read_at_s: float | None = None
        self._reading = True

    @property
    def is_sure(self) -> bool:
        """Whether a booking that is not in it is none: nothing was committed that has not been read yet."""
        fresh = self._read_at_s is not None and time.monotonic() - self._read_at_s < STALE_S
        return fresh and self.held.whole and not self._reading and not self.woken.is_set()

    async def read(self, database: Database, houses: Houses, now: datetime) -> None:
        """Read all anew. Raises StorageError, and what was held stays."""
        self._reading = (
            self._reading or self.woken.is_set()
        )  # where nothing was committed, what is held is sure meanwhile
        self.woken.clear()
        asking = any(deployment.reservations for deployment in houses.installation.jitsi)
        self.held = await database.read(read_held, houses, now) if asking else Held()
        self._read_at_s = time.monotonic()
        self._reading = False


MEMORY = web.AppKey("reservations", Memory)


async def keep_reservations(
    memory: Memory, database: Database, houses: Callable[[], Houses], clock: Callable[[], datetime]
) -> None:
    """Keep *memory* as the store is, until cancelled. Raises StorageError."""
    with waking(database, memory.woken, _changes_bookings):
        while True:
            await memory.read(database, houses(), clock())
            with suppress(TimeoutError):
                async with asyncio.timeout(READ_EVERY_S):
                    await memory.woken.wait()
                await asyncio.sleep(GATHER_S)


def read_held(db: Transaction, houses: Houses, now: datetime) -> Held:
    """What the store has for the servers that ask."""
    found = db.execute(_around(now)).all()
    starts: dict[str, list[datetime]] = defaultdict(list)
    ends: dict[str, dict[str, datetime]] = defaultdict(dict)
    first: dict[str, Row[Any]] = {}
    for row in found[:MOST]:
        if row.holding or row.closure:
            starts[row.room_id].append(row.start)
        ends[row.id][row.room_id] = row.end
        first.setdefault(row.id, row)
    ids = {id(deployment): name for name, deployment in houses.conferences.deployments.items()}
    slots: dict[str, dict[str, list[Slot]]] = defaultdict(lambda: defaultdict(list))
    for booking, row in first.items():
        place = place_of(houses.conferences, houses.installation, row)
        if place is not None and place.deployment is not None:
            slot = _slot(houses.installation, booking, row.start, ends[booking], starts)
            slots[ids[id(place.deployment)]][place.name].append(slot)
    servers = {
        deployment.id: Reserving(tenant_of(deployment.url), dict(slots[deployment.id]))
        for deployment in houses.installation.jitsi
        if deployment.reservations
    }
    return Held(servers, _bearers(db), whole=len(found) <= MOST)


def _around(now: datetime) -> Select[*tuple[Any, ...]]:
    """Bookings in each of their rooms, earliest first: single columns, since all are read again at each commit."""
    told = (
        OccurrenceRow.id,
        OccurrenceRow.link,
        OccurrenceRow.preset,
        OccurrenceRow.confidential,
        OccurrenceRow.closure,
        OccurrenceRow.withdrawn,
        OccurrenceRow.calendar,
        OccurrenceRow.uid,
        OccurrenceRow.naming,
    )
    held = (OccupancyRow.room_id, OccupancyRow.start, OccupancyRow.end, OccupancyRow.holding)
    asked: Select[*tuple[Any, ...]] = select(*told, *held)
    return (
        asked.join(OccupancyRow, OccurrenceRow.id == OccupancyRow.occurrence_id)
        .where(OccupancyRow.end > now - BEHIND, OccupancyRow.start < now + AHEAD)
        .order_by(OccupancyRow.start, OccurrenceRow.id, OccupancyRow.room_id)
        .limit(MOST + 1)
    )


def _slot(
    installation: Installation, booking: str, start: datetime, ends: Mapping[str, datetime], starts: Starts
) -> Slot:
    end, site = max(ends.values()), site_of(installation, ends)
    until = hard_end(ends, end, starts, site.hours, site.timezone)
    return Slot(booking, start - early_of(installation, ends), end, until, site.timezone)


def _bearers(db: Transaction) -> Mapping[str, Bearer]:
    rows = db.scalars(select(TokenRow).where(TokenRow.deployment.is_not(None), TokenRow.revoked_at.is_(None)))
    return {
        row.hash: Bearer(row.id, row.deployment, row.expires_at)
        for row in rows
        if row.deployment is not None and Role.EVENTS_WRITE in row.scopes
    }


def _changes_bookings(concerned: Concerned) -> bool:
    return bool(concerned.touched)
