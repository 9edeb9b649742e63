"""The answer to a press that the room refuses, and to a wrong PIN."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from orchestrator.access.auth import may
from orchestrator.access.permissions import Action
from orchestrator.hub.keys import PLANS
from orchestrator.rooms.audience import entry_seen
from orchestrator.web.blocking import blocking_json
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK
from orchestrator.web.languages import language_of
from orchestrator.web.refusals import refusal
from schedules.planning.situation import PressRefused


async def refusal_of(request: web.Request, refused: PressRefused) -> ApiError:
    """409 with the code, its details, and the sentence with times of the path's room."""
    room = request.match_info["room"]
    plan = (await request.app[PLANS].each([room], request.app[CLOCK]())).get(room)
    zone = ZoneInfo(plan.plan.room.timezone if plan is not None else "UTC")
    details = dict(refused.details)
    told = {name: _json(value) for name, value in details.items()}
    blocking = details.get("blocking")
    if isinstance(blocking, Sequence):
        details["blocking"] = seen = [
            entry_seen(entry, is_own=may(request, Action.SEE_ROOMS, room=entry.room)) for entry in blocking
        ]
        told["blocking"] = blocking_json(seen)
    sentence = refusal(PressRefused(refused.code, **details), zone, language_of(request))
    return ApiError(409, refused.code, sentence=sentence, **told)


def _json(value: object) -> object:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
