"""What surrounds each request to the patterns: everybody is a panel, nothing is stored, and pages may frame each other."""

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from orchestrator.web.compression import Events
from orchestrator.web.errors import ApiError
from orchestrator.web.headers import SAFETY
from orchestrator.web.languages import language_of

TOKENS = web.AppKey("tokens", dict[str, str])
"""The panel's token of each room."""
CUT, NEVER = "cut", "offline-never"
"""States that are made by the line: a panel that has lost its service, and one that never reached it."""
_API = "/api/v1/rooms/"
_REFUSAL = {
    "it": "Qui si guarda soltanto: nessun tasto cambia la sala.",
    "en": "This is only to be looked at: no button changes the room.",
}
_SOURCES = "'self' http://regia.localhost:* http://*.regia.localhost:*"
_POLICY = SAFETY["Content-Security-Policy"].replace("frame-ancestors 'none'", f"frame-ancestors {_SOURCES}")
_FRAMES = f"{_POLICY}; frame-src {_SOURCES}"


@web.middleware
async def at_rest(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer for what must not happen, and let the rest be asked as the room's own panel."""
    room = request.match_info.get("room")
    if room is not None and request.path.startswith(_API):
        return await _of_a_room(request, room, handler)
    answer = await handler(request)
    if not answer.prepared and answer.content_type == "text/html":
        policy = answer.headers.get("Content-Security-Policy", _FRAMES)
        answer.headers["Content-Security-Policy"] = policy.replace(
            "frame-ancestors 'none'", f"frame-ancestors {_SOURCES}"
        )
        answer.headers["X-Frame-Options"] = "SAMEORIGIN"  # which browsers pass over where there is a policy
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


async def _of_a_room(request: web.Request, room: str, handler: Handler) -> web.StreamResponse:
    if request.path.endswith("/session"):
        return web.Response(status=204)
    if request.path.endswith("/overrides"):
        raise ApiError(409, "patterns", sentence=_REFUSAL[language_of(request)])
    told = request.cookies.get(CUT) == "1"
    if room == NEVER or (room == CUT and told):
        raise ApiError(503, "storage_busy")
    if room == CUT and request.path.endswith("/events"):  # an end without a word, and then the line is gone
        events = Events(request)
        await events.begin()
        return events.stream
    headers = {**request.headers, hdrs.AUTHORIZATION: f"Bearer {request.app[TOKENS].get(room, '')}"}
    answer = await handler(request.clone(headers=headers))
    if room == CUT and not answer.prepared:
        answer.set_cookie(CUT, "1", path=f"{_API}{CUT}", httponly=True, samesite="Strict")
    return answer
