"""The newest plan of each room, made once for all who ask."""

from datetime import datetime

from orchestrator.conference import Conferences
from orchestrator.plans import RoomPlan, room_plan
from schedules.database import Database
from schedules.facts import Facts


class PlanBoard:
    """Remembers each room's plan as long as its revision and window stay the same."""

    def __init__(self, database: Database, facts: Facts, conferences: Conferences) -> None:
        self._database = database
        self._facts = facts
        self._conferences = conferences
        self._plans: dict[str, RoomPlan] = {}

    async def current(self, room_id: str, now: datetime) -> RoomPlan:
        """The room's plan by what the database holds now. Raises KeyError for no such room."""
        known = self._plans.get(room_id)
        try:
            plan = await self._database.read(room_plan, self._facts, self._conferences, room_id, now, known)
        except KeyError:
            self._plans.pop(room_id, None)
            raise
        self._plans[room_id] = plan
        return plan
