"""The small HTTP endpoints beside the meetings of the emulated Jitsi: what Prosody's plugins, Jicofo and nginx serve.

`room-size`, `room` and `sessions` are mod_muc_size's, `end-meeting` is mod_muc_end_meeting's, `conference-request` and
`about/health` are Jicofo's. Not every deployment has each of them, so they can be switched off.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from integrations.emulators.jitsi_deployment import Deployment
from integrations.emulators.jitsi_meeting import EmulatedMeeting
from integrations.emulators.jitsi_places import Place
from integrations.emulators.jitsi_token import Admitted, Gate

OK, BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, BROKEN = 200, 400, 401, 403, 404, 500


@dataclass(slots=True)
class Endpoints:
    """Which endpoints the deployment has."""

    sizes: str = "open"
    """`room-size` and the like: ``open``, ``token`` (only with a token for the room) or ``off``."""
    ending: Gate | None = None
    """Whose system tokens end meetings; None where there is no `end-meeting`."""


class Untyped(web.Response):
    """An answer without a Content-Type, as some of Prosody's plugins give."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.pop("Content-Type", None)


async def answer(deployment: Deployment, endpoints: Endpoints, request: web.BaseRequest) -> web.Response | None:
    """The answer to *request* if it is for one of the endpoints."""
    match request.method, request.path:
        case "GET", "/room-size" | "/room" | "/sessions" if endpoints.sizes != "off":
            return await _of_rooms(deployment, endpoints, request)
        case "POST", "/end-meeting" if endpoints.ending is not None:
            return await _end(deployment, endpoints.ending, request)
        case "POST", "/conference-request/v1":
            return await _conference(deployment, request)
        case "GET", "/about/health":
            return web.Response(status=OK if deployment.rules.jicofo else BROKEN)
        case "GET", "/config.js":
            return web.Response(text=_config(deployment.domain), content_type="application/javascript")
        case _:
            return None


async def _of_rooms(deployment: Deployment, endpoints: Endpoints, request: web.BaseRequest) -> web.Response:
    if request.path == "/sessions":
        return Untyped(text=str(len(deployment.pages)))
    query = request.query
    if endpoints.sizes == "token":
        admitted = await deployment.admit(query.get("token", ""))
        if not isinstance(admitted, Admitted) or not deployment.opens(admitted, _asked_node(query)):
            return web.Response(status=FORBIDDEN)
    meeting = deployment.rooms.get(_asked_node(query))
    if meeting is None or not meeting.people or query.get("domain") != deployment.domain:
        return Untyped(status=NOT_FOUND)
    if request.path == "/room-size":
        with_focus = len(meeting.people) + 1
        return Untyped(text=json.dumps({"participants": with_focus - 1 if with_focus > 1 else with_focus}))
    return Untyped(text=json.dumps(_occupants(meeting, deployment.domain)))


def _asked_node(query: Mapping[str, str]) -> str:
    room, tenant = query.get("room", "").lower(), query.get("subdomain", "").lower()
    return f"[{tenant}]{room}" if tenant else room


def _occupants(meeting: EmulatedMeeting, domain: str) -> list[dict[str, object]]:
    jid = Place(meeting.name).jid(domain)
    return [
        {"jid": f"{jid}/{person.id}", "email": str(person.user.get("email", "")), "display_name": person.name}
        for person in meeting.within(None)
    ]


async def _end(deployment: Deployment, gate: Gate, request: web.BaseRequest) -> web.Response:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    admitted = await deployment.admit(token, gate) if scheme == "Bearer" and token else None
    if not isinstance(admitted, Admitted):
        return web.Response(status=UNAUTHORIZED)
    jid = request.query.get("conference", "").lower()
    if "@" not in jid:
        return web.Response(status=BAD_REQUEST)
    node, _, host = jid.partition("@")
    meeting = deployment.rooms.get(node)
    if meeting is None or not meeting.people or host != f"conference.{deployment.domain}":
        return web.Response(status=NOT_FOUND)
    meeting.end()
    return web.Response(status=OK)


async def _conference(deployment: Deployment, request: web.BaseRequest) -> web.Response:
    """Jicofo's door: it does not pass through Prosody, so nothing gates it."""
    if not deployment.rules.jicofo:
        return web.Response(status=BROKEN)
    try:
        room = json.loads(await request.text())["room"]
    except (ValueError, KeyError, TypeError):
        return web.Response(status=BAD_REQUEST)
    if not isinstance(room, str) or "@" not in room:
        return web.Response(status=BAD_REQUEST)
    return web.json_response({"ready": True, "focusJid": f"focus@auth.{deployment.domain}/focus"})


def _config(domain: str) -> str:
    return (
        "var config = {\n"
        f"    hosts: {{ domain: '{domain}', muc: 'conference.{domain}' }},\n"
        f"    websocket: 'wss://{domain}/xmpp-websocket',\n"
        "    prejoinConfig: { enabled: true },\n"
        "};\n"
    )
