"""How many the big screens count in the meetings that they are in."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from orchestrator.hub.plan_board import PlanBoard
from orchestrator.hub.presence import Presences

SETTLED = timedelta(minutes=1)
"""After a meeting's start: before, a screen may still tell of the meeting before it."""


async def counted_by_stages(plans: PlanBoard, presences: Presences, now: datetime) -> Mapping[str, int]:
    """The most that a screen counts, itself among them, by booking. Raises StorageError."""
    told = {room: presence.counted(now) for room, presence in presences.all().items()}
    counted = {room: count for room, count in told.items() if count is not None}
    found: dict[str, int] = {}
    for room, plan in (await plans.each(sorted(counted), now)).items():
        segment = plan.at(now)
        if segment is None or segment.booking is None or segment.phase != "live" or segment.start + SETTLED > now:
            continue
        if segment.conference is not None and segment.conference.deployment is not None:
            booking = segment.booking.id
            found[booking] = max(found.get(booking, 0), counted[room])
    return found
