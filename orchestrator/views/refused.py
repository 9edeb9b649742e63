"""What a press that the room refuses, or a PIN that is not right, is answered."""

from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from orchestrator.errors import ApiError
from orchestrator.keys import CLOCK, PLANS
from orchestrator.languages import language_of
from orchestrator.refusals import refusal
from orchestrator.views.bookings import entries_json
from schedules.pressing import PressRefused


async def refusal_of(request: web.Request, refused: PressRefused) -> ApiError:
    """409 with the code, what it speaks of, and the sentence by the clock of the path's room."""
    room = request.match_info["room"]
    plan = (await request.app[PLANS].each([room], request.app[CLOCK]())).get(room)
    zone = ZoneInfo(plan.plan.room.timezone if plan is not None else "UTC")
    details = dict(refused.details)
    blocking = details.pop("blocking", None)
    if isinstance(blocking, list):
        details["blocking"] = entries_json(blocking)
    told = {name: _json(value) for name, value in details.items()}
    return ApiError(409, refused.code, sentence=refusal(refused, zone, language_of(request)), **told)


def _json(value: object) -> object:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
