"""The newest plan of each room, made once for all who ask."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from math import inf

import structlog
from sqlalchemy.exc import DBAPIError

from orchestrator.conferences.meeting import Conferences
from orchestrator.hub.plans import RoomPlan, room_plans, window_of
from schedules.store.database import Database
from schedules.store.facts import Facts
from schedules.store.transaction import Transaction

log = structlog.get_logger()

LOOKED_AT_ONCE = 500
"""The most rooms of one reading; it is cheap to see that nothing has changed."""
MADE_WITHIN_S = 0.03
"""The time for planning in one reading, so that nobody who asks for one room waits until all others are planned."""


@dataclass(frozen=True, slots=True)
class _Read:
    """The plan that a reading found for one room."""

    reading: int
    plan: RoomPlan | None
    """None if there is no such room."""


class PlanBoard:
    """Remembers each room's plan as long as its revision and window stay the same.

    One reading of the database runs at a time. It serves all who asked before it began, so that a room is planned once
    however many want to know, and many rooms cost a few readings.
    """

    def __init__(self, database: Database, facts: Facts, conferences: Conferences) -> None:
        self._database = database
        self._facts = facts
        self.conferences = conferences
        """The Jitsi deployments with which the next plans open their meetings."""
        self._read: dict[str, _Read] = {}
        self._laid_out: dict[str, RoomPlan] = {}
        self._wanted: set[str] = set()
        self._readings = 0
        """How many readings have begun."""
        self._over: asyncio.Event | None = None
        """Set when the present reading ends; None while no reading runs."""

    def made_in(self, db: Transaction, rooms: Collection[str], now: datetime) -> Mapping[str, RoomPlan]:
        """The plans of *rooms* by what is written in *db*; none where that fails, which who asks next will be told.

        Raises DBAPIError.
        """
        try:
            made, _ = room_plans(db, self._facts, self.conferences, sorted(rooms), now, {}, within_s=inf)
        except DBAPIError:
            raise  # the transaction may be over with it
        except Exception:
            log.exception("plan.not_made", rooms=sorted(rooms))
            return {}
        return made

    def lay_out(self, touched: Collection[str], made: Mapping[str, RoomPlan]) -> None:
        """Note that a commit has changed the plans of the rooms *touched*; the plans in *made* were made in that commit."""
        for room in touched:
            self._laid_out.pop(room, None)
        self._laid_out.update(made)
        for room, plan in made.items():  # known, so that the next reading finds it unchanged; it was none itself
            known = self._read.get(room)
            self._keep(room, _Read(known.reading if known is not None else 0, plan))

    def laid_out(self, room_id: str, now: datetime) -> RoomPlan | None:
        """The plan that was made right after a press, if nothing has changed since; it is returned only once."""
        plan = self._laid_out.pop(room_id, None)
        return plan if plan is not None and plan.plan.window_start == window_of(now) else None

    async def current(self, room_id: str, now: datetime) -> RoomPlan:
        """The room's plan as the database stands now. Raises KeyError for an unknown room."""
        return (await self.each([room_id], now))[room_id]

    async def each(self, rooms: Collection[str], now: datetime) -> Mapping[str, RoomPlan]:
        """The plans of those of *rooms* that exist, as the database stands now."""
        begun = self._readings
        self._wanted.update(rooms)
        found = {room_id: await self._read_after(begun, room_id, now) for room_id in rooms}
        return {room_id: plan for room_id, plan in found.items() if plan is not None}

    async def _read_after(self, begun: int, room_id: str, now: datetime) -> RoomPlan | None:
        """What a reading that began after that many found of the room."""
        while True:
            found = self._read.get(room_id)
            if found is not None and found.reading > begun:
                break
            if self._over is None:
                await self._look(room_id, now)
            else:
                await self._over.wait()
        if found.plan is None:
            self._read.pop(room_id, None)
        return found.plan

    async def _look(self, room_id: str, now: datetime) -> None:
        """Read *room*, and other rooms for which somebody waits."""
        self._over = over = asyncio.Event()
        self._readings += 1
        self._wanted.discard(room_id)
        rooms = [room_id, *islice(self._wanted, LOOKED_AT_ONCE - 1)]
        self._wanted.difference_update(rooms)
        known = {room: read.plan for room in rooms if (read := self._read.get(room)) and read.plan}
        try:
            found, later = await self._database.read(
                room_plans, self._facts, self.conferences, rooms, now, known, within_s=MADE_WITHIN_S
            )
        finally:
            self._over = None
            over.set()
        self._wanted.update(later)
        for room in set(rooms).difference(later):
            self._keep(room, _Read(self._readings, found.get(room)))

    def _keep(self, room: str, read: _Read) -> None:
        """Remember what was read, and log when a room's plan becomes too short, or is no longer."""
        known = self._read.get(room)
        was_short = known is not None and known.plan is not None and known.plan.shortened_until is not None
        until = read.plan.shortened_until if read.plan is not None else None
        if until is not None and not was_short:
            log.warning("plan.shortened", room=room, until=until.isoformat())
        elif until is None and was_short:
            log.info("plan.whole", room=room)
        self._read[room] = read
