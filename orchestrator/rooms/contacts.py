"""The contact that the panel names. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from config.contacts import contact_at
from orchestrator.hub.plans import RoomPlan
from room_agents.view import ContactView


def contact_view(plan: RoomPlan, now: datetime) -> ContactView | None:
    """The room's contact at *now* by its clock, or else its site's; None if nobody can be called."""
    found = contact_at(plan.contacts, now, ZoneInfo(plan.plan.room.timezone))
    return ContactView(name=found.name, phone=found.phone) if found is not None else None
