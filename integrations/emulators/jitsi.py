"""A stand-in for Jitsi Meet: its IFrame API, a meeting page, and a server that lets in whoever its gate does.

Written from the IFrame API handbook and from what a real deployment was seen to do. There is no sound and no picture:
being in a meeting means having a WebSocket, and an open microphone is one that the browser really gave. The words of
*_BY_HAND* say what people do there and what breaks.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from urllib.parse import unquote

from aiohttp import WSMsgType, web

from integrations.emulators.controls import InducedFault, running
from integrations.emulators.jitsi_deployment import Deployment
from integrations.emulators.jitsi_meeting import EmulatedMeeting, HouseRules
from integrations.emulators.jitsi_participant import Participant, tell
from integrations.emulators.jitsi_places import Silent
from integrations.emulators.jitsi_token import Gate, Refused
from integrations.emulators.web import WebEmulator

SECRET = "a-secret-to-practise-with-32-bytes"  # noqa: S105 - guards nothing; as long as HS256 asks
_PAGES = Path(__file__).with_name("jitsi_pages")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
_GONE = "<!doctype html><title>502</title><h1>502 Bad Gateway</h1>"
_BREAKOUT, _BREAKOUT_NAME = "breakout", "Gruppo"
_BY_HAND = (
    "guests NUMBER, meeting over, kick NAME, breakout in|out, screen leave, "
    "lobby off|on|closed|admit|deny, code TEXT|none, moderators all|none, jicofo on|off, jibri free|busy|absent, "
    "error NAME, frame dead, signalling dead|cut|hole|alive, page ok|502|unframed, clock SECONDS, linger SECONDS"
)


class JitsiEmulator(WebEmulator):
    """One deployment; its *password* is the secret that signs tokens."""

    def __init__(
        self, host: str, port: int, *, gate: Gate, domain: str | None, now: Callable[[], float] = time.time
    ) -> None:
        super().__init__(host, port, password=gate.secret)
        self._deployment = Deployment(gate, domain or host, Silent(), now)
        self._now = now
        self._page = "ok"
        self._signalling = "alive"
        self._ahead_s = 0.0

    @property
    def url(self) -> str:
        """The deployment's base address."""
        return f"http://{self.host}:{self.port}"

    @property
    def app_id(self) -> str:
        """Whose tokens it takes."""
        return next(iter(self._deployment.gate.issuers), "")

    @property
    def meetings(self) -> Mapping[str, tuple[str, ...]]:
        """The names of those in each meeting that has anybody, by room, guests included."""
        return self._deployment.meetings

    @property
    def knocking(self) -> tuple[str, ...]:
        """The names of those who wait in a lobby."""
        return tuple(waiting.name for room in self._rooms for waiting in room.knocking)

    @property
    def refusals(self) -> list[str]:
        """Why tokens were refused, oldest first."""
        return self._deployment.refusals

    @property
    def rules(self) -> HouseRules:
        """What control words have changed of the deployment."""
        return self._deployment.rules

    @property
    def _rooms(self) -> list[EmulatedMeeting]:
        return list(self._deployment.rooms.values())

    async def close(self) -> None:
        await super().close()
        self._deployment.close()

    def picture(self) -> Mapping[str, object]:
        people = sum(len(room.people) for room in self._rooms)
        return {"meetings": len(self.meetings), "participants": people, "knocking": len(self.knocking)}

    def by_hand(self, attribute: str, value: str) -> None:
        """Do what *attribute* and *value* say: of people, of the deployment's operator, or of what breaks."""
        if not (self._people(attribute, value) or self._operator(attribute, value) or self._broken(attribute, value)):
            raise ValueError(f"{attribute} {value} is not one of: {_BY_HAND}")

    def _people(self, attribute: str, value: str) -> bool:
        match attribute, value:
            case "guests", _ if value.isdecimal():
                self._deployment.invite(tuple(f"Ospite {number}" for number in range(1, int(value) + 1)))
            case "screen", "leave":
                tell(self._deployment.everybody, "leave")
            case ("meeting", "over") | ("breakout", "in" | "out") | ("lobby", "admit" | "deny") | ("kick", _):
                for room in self._rooms:
                    _host(room, attribute, value)
            case _:
                return False
        return True

    def _operator(self, attribute: str, value: str) -> bool:
        match attribute, value:
            case "lobby", "off" | "on" | "closed":
                self.rules.lobby = value
            case "code", _ if value:
                self.rules.code = None if value == "none" else value
            case "moderators", "all" | "none":
                self.rules.moderators = value == "all"
            case "jicofo", "on" | "off":
                self.rules.jicofo = value == "on"
            case "jibri", "free" | "busy" | "absent":
                self.rules.jibri = value
            case _:
                return False
        return True

    def _broken(self, attribute: str, value: str) -> bool:
        pages = self._deployment.pages
        match attribute, value:
            case "frame", "dead":
                tell(pages, "freeze")
            case "signalling", "dead" | "cut" | "hole" | "alive":
                self._signalling = value
                tell(pages, "signalling", state=value)
            case "page", "ok" | "502" | "unframed":
                self._page = value
            case "error", _ if value.startswith(("connection.", "conference.")):
                for page in pages:
                    page.fail(value)
            case "clock", _:
                self._ahead_s = float(value)
            case "linger", _:
                self._deployment.linger_s = float(value)
            case _:
                return False
        return True

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        with suppress(ConnectionAbortedError):  # the line is cut already
            self.hear(f"{request.method} {request.path}")
        match [unquote(part) for part in request.rel_url.raw_path.split("/")[1:]]:
            case [*_, "external_api.js"] if self.fault is InducedFault.WRONG:
                return web.Response(text=_GONE, content_type="text/html")
            case ["external_api.js"] | [_, "external_api.js"]:
                return self._dated(_file("external_api.js"))
            case [".static", name] if "/" not in name and (_PAGES / name).is_file():
                return _file(name)
            case [".join", *room] if room:
                return await self._join(request, _node(room))
            case [room] | [_, room] if room and not room.startswith("."):
                return self._dated(self._meeting_page())
            case _:
                return web.Response(status=404)

    def _meeting_page(self) -> web.Response:
        if self._page == "502":
            return web.Response(status=502, text=_GONE, content_type="text/html")
        page = _file("meeting.html")
        if self._page == "unframed":
            page.headers["X-Frame-Options"] = "SAMEORIGIN"
        return page

    def _dated(self, response: web.Response) -> web.Response:
        response.headers["Date"] = formatdate(self._now() + self._ahead_s, usegmt=True)
        return response

    async def _join(self, request: web.BaseRequest, node: str) -> web.WebSocketResponse:
        """Follow one page from its first word to its last."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.fault is InducedFault.WRONG:
            await socket.send_str("<?!")
        if self.password != self._deployment.gate.secret:
            self._deployment.gate = replace(self._deployment.gate, secret=self.password)
        admitted = await self._deployment.admit(request.query.get("jwt", ""))
        if isinstance(admitted, Refused):
            await self._turn_away(socket, admitted.why)
            return socket
        page = self._deployment.connect(admitted, node, request.query.get("name", ""))
        async with asyncio.TaskGroup() as tasks:
            sending = tasks.create_task(_send(socket, page.outbox), name=f"tell {page.id}")
            try:
                await self._take_part(socket, page, node, hangs=admitted.hangs)
            finally:
                sending.cancel()
        return socket

    async def _turn_away(self, socket: web.WebSocketResponse, why: str) -> None:
        """Refuse a connection: Jitsi's page asks for a password then, which nobody has."""
        self.refusals.append(why)
        nobody = Participant("", "", {})
        nobody.fail("connection.passwordRequired", why)
        with suppress(ConnectionError):
            await socket.send_json(nobody.outbox.get_nowait())
        async for _ in _commands(socket):
            pass

    async def _take_part(self, socket: web.WebSocketResponse, page: Participant, node: str, *, hangs: bool) -> None:
        """Follow the page from its first command to its last; one that vanishes silently leaves only after a while."""
        silent = hangs or self.fault in (InducedFault.IGNORE, InducedFault.WRONG) or self._signalling != "alive"
        if not silent:
            self._deployment.arrive(page, node)
        said_goodbye = False
        try:
            async for command, value in _commands(socket):
                said_goodbye = said_goodbye or command == "hangup"
                if command == "hangup":
                    break
                if not silent:
                    self._deployment.hear(page, node, command, value)
        finally:
            self._deployment.part(page, node, said_goodbye=said_goodbye)
        with suppress(ConnectionError):
            await socket.close()


@asynccontextmanager
async def jitsi_running(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    app_id: str = "regia",
    secret: str = SECRET,
    audiences: tuple[str, ...] = ("jitsi",),
    gate: Gate | None = None,
    domain: str | None = None,
) -> AsyncIterator[JitsiEmulator]:
    """A Jitsi Meet to practise on, served until left; it takes tokens signed by *app_id* for one of *audiences*.

    A *gate* says whom else it lets in. *domain* is the name that its chat rooms are called by, *host* if left out.
    """
    gate = gate or Gate(issuers=(app_id,), audiences=audiences, secret=secret)
    async with running(JitsiEmulator(host, port, gate=gate, domain=domain)) as jitsi:
        yield jitsi


def _node(path: list[str]) -> str:
    """The room that a path names: the last of it, with the part before it as its tenant."""
    room = path[-1].lower()
    return room if len(path) == 1 else f"[{path[-2].lower()}]{room}"


def _host(room: EmulatedMeeting, attribute: str, value: str) -> None:
    """Do what the host of a meeting does."""
    match attribute, value:
        case "meeting", _:
            room.end()
        case "breakout", "in":
            room.send(room.people, room.open_breakout(_BREAKOUT_NAME, _BREAKOUT))
        case "breakout", _:
            room.send(room.people, None)
        case "lobby", "admit":
            room.admit()
        case "lobby", _:
            room.deny()
        case _:
            room.put_out([person for person in room.people if person.name == value])


async def _send(socket: web.WebSocketResponse, outbox: asyncio.Queue[Mapping[str, object]]) -> None:
    with suppress(ConnectionError):
        while True:
            await socket.send_json(await outbox.get())


async def _commands(socket: web.WebSocketResponse) -> AsyncIterator[tuple[str, object]]:
    """The page's commands and their values, until it vanishes."""
    async for message in socket:
        if message.type is WSMsgType.TEXT:
            said = json.loads(message.data)
            yield str(said.get("command")), said.get("value")


def _file(name: str) -> web.Response:
    path = _PAGES / name
    return web.Response(body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8")
