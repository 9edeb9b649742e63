"""The newest plan of each room, made once for all who ask."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from orchestrator.conference import Conferences
from orchestrator.plans import RoomPlan, room_plans
from schedules.database import Database
from schedules.facts import Facts

ROOMS_AT_ONCE = 20
"""Of one reading, so that a press in one room does not wait until every other room is planned."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What a reading found of one room."""

    reading: int
    plan: RoomPlan


class PlanBoard:
    """Remembers each room's plan as long as its revision and window stay the same.

    One reading of the database runs at a time. It serves all who asked before it began, so that a room is planned once
    however many want to know, and many rooms cost a few readings.
    """

    def __init__(self, database: Database, facts: Facts, conferences: Conferences) -> None:
        self._database = database
        self._facts = facts
        self._conferences = conferences
        self._read: dict[str, _Read] = {}
        self._wanted: set[str] = set()
        self._readings = 0
        """How many have begun."""
        self._turn = asyncio.Lock()

    async def current(self, room_id: str, now: datetime) -> RoomPlan:
        """The room's plan by what the database holds now. Raises KeyError for no such room."""
        begun = self._readings
        self._wanted.add(room_id)
        async with self._turn:
            known = self._read.get(room_id)
            if known is None or known.reading <= begun:
                await self._look(room_id, now)
        return self._read[room_id].plan

    async def _look(self, room_id: str, now: datetime) -> None:
        """Read that room, and others that are waited for."""
        self._readings += 1
        reading = self._readings
        self._wanted.discard(room_id)
        rooms = [room_id, *islice(self._wanted, ROOMS_AT_ONCE - 1)]
        self._wanted.difference_update(rooms)
        known = {room: self._read[room].plan for room in rooms if room in self._read}
        found = await self._database.read(room_plans, self._facts, self._conferences, rooms, now, known)
        self._keep(rooms, found, reading)

    def _keep(self, rooms: list[str], found: Mapping[str, RoomPlan], reading: int) -> None:
        for room in rooms:
            if room in found:
                self._read[room] = _Read(reading, found[room])
            else:
                self._read.pop(room, None)
