"""A stand-in for Jitsi Meet: its IFrame API, a meeting page, and a server that lets in whoever its gate does.

Written from the IFrame API handbook and from what a real deployment was seen to do. There is no sound and no picture:
being in a meeting means having a WebSocket, and an open microphone is one that the browser really gave. The words of
`jitsi_hands` say what people do there and what breaks.
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

from integrations.emulators import jitsi_hands as hands
from integrations.emulators import jitsi_http
from integrations.emulators.controls import InducedFault, running
from integrations.emulators.jitsi_deployment import Deployment
from integrations.emulators.jitsi_events import EventSync
from integrations.emulators.jitsi_meeting import HouseRules
from integrations.emulators.jitsi_participant import Participant
from integrations.emulators.jitsi_plugins import Plugins
from integrations.emulators.jitsi_posting import FAULTS, EventTarget
from integrations.emulators.jitsi_reservations import Reservations, ReservationTarget
from integrations.emulators.jitsi_token import Gate, Refused
from integrations.emulators.web import WebEmulator

SECRET = "a-secret-to-practise-with-32-bytes"  # noqa: S105 - guards nothing; as long as HS256 asks
_PAGES = Path(__file__).with_name("jitsi_pages")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
_GONE = "<!doctype html><title>502</title><h1>502 Bad Gateway</h1>"


class JitsiEmulator(WebEmulator):
    """One deployment; its *password* is the secret that signs tokens."""

    def __init__(self, host: str, port: int, *, gate: Gate, domain: str, now: Callable[[], float]) -> None:
        super().__init__(host, port, password=gate.secret)
        self.events = EventSync(domain, now)
        """Who is told of rooms and occupants: set the *target* of its posting."""
        self.reservations = Reservations(domain, now, self._end)
        """Who is asked whether a conference may open: set its *target*."""
        self.endpoints = jitsi_http.Endpoints()
        self._deployment = Deployment(gate, domain, Plugins(self.events, self.reservations), now)
        self._breakage = hands.Breakage()

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

    def locked(self, room: str) -> str | None:
        """The password that a moderator has given the meeting of that name; None where it has none."""
        found = self._deployment.rooms.get(room.lower())
        return None if found is None else found.code

    def participants(self, room: str) -> Mapping[str, str]:
        """The ids of those in the meeting of that name, by what they are called."""
        found = self._deployment.rooms.get(room.lower())
        return {} if found is None else {participant.name: participant.id for participant in found.people}

    @property
    def knocking(self) -> tuple[str, ...]:
        """The names of those who wait in a lobby."""
        return tuple(waiting.name for room in self._deployment.rooms.values() for waiting in room.knocking)

    @property
    def refusals(self) -> list[str]:
        """Why tokens were refused, oldest first."""
        return self._deployment.refusals

    @property
    def rules(self) -> HouseRules:
        """What control words have changed of the deployment."""
        return self._deployment.rules

    def open(self, tasks: asyncio.TaskGroup) -> None:
        super().open(tasks)
        self.events.open(tasks)
        self.reservations.open(tasks)

    async def close(self) -> None:
        await super().close()
        self._deployment.close()
        self.events.close()
        self.reservations.close()

    def picture(self) -> Mapping[str, object]:
        people = len(self._deployment.everybody)
        return {"meetings": len(self.meetings), "participants": people, "knocking": len(self.knocking)}

    def by_hand(self, attribute: str, value: str) -> None:
        """Do what *attribute* and *value* say: of people, of the deployment's operator, or of what breaks."""
        match attribute, value:
            case "events", _ if value in FAULTS:
                self.events.posting.become(value)
            case "prosody", "killed":
                self._crash()
            case "reservations", "look":
                self.reservations.look()
            case _ if hands.meet(self._deployment, attribute, value):
                pass
            case _ if hands.operate(self._deployment, self.endpoints, attribute, value):
                pass
            case _ if hands.spoil(self._deployment, self._breakage, attribute, value):
                pass
            case _:
                raise ValueError(f"{attribute} {value} is not one of: {hands.WORDS}")

    def _crash(self) -> None:
        """Prosody is killed, and started again: all lines are cut, all rooms forgotten, and nobody is told."""
        self._deployment.crash()
        self.events.crash()
        self.reservations.crash()
        self.cut()

    def _end(self, node: str) -> None:
        if (meeting := self._deployment.rooms.get(node)) is not None:
            meeting.end()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        with suppress(ConnectionAbortedError):  # the line is cut already
            self.hear(f"{request.method} {request.path}")
        if (answer := await jitsi_http.answer(self._deployment, self.endpoints, request)) is not None:
            broken = self.fault is InducedFault.WRONG
            return self._dated(web.Response(text=_GONE, content_type="text/html") if broken else answer)
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
        if self._breakage.page == "502":
            return web.Response(status=502, text=_GONE, content_type="text/html")
        page = _file("meeting.html")
        if self._breakage.page == "unframed":
            page.headers["X-Frame-Options"] = "SAMEORIGIN"
        return page

    def _dated(self, response: web.Response) -> web.Response:
        response.headers["Date"] = formatdate(self._deployment.now() + self._breakage.ahead_s, usegmt=True)
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
        silent = hangs or self.fault in (InducedFault.IGNORE, InducedFault.WRONG)
        silent = silent or self._breakage.signalling != "alive"
        said_goodbye = False
        try:
            if not silent and self.rules.jicofo and (denied := await self.reservations.ask(node)) is not None:
                page.fail("conference.reservationError", denied.message, code=denied.code)
                silent = True
            if not silent:
                self._deployment.arrive(page, node)
            async for command, value in _commands(socket):
                said_goodbye = said_goodbye or command == "hangup"
                if command == "hangup":
                    break
                if not silent:
                    self._deployment.hear(page, node, command, value)
        finally:
            self._deployment.part(page, node, said_goodbye=said_goodbye)
            if node not in self._deployment.rooms:
                self.reservations.forget(node)
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
    events: EventTarget | None = None,
    reservations: ReservationTarget | None = None,
    ending: Gate | None = None,
    now: Callable[[], float] = time.time,
) -> AsyncIterator[JitsiEmulator]:
    """A Jitsi Meet to practise on, served until left; it takes tokens signed by *app_id* for one of *audiences*.

    A *gate* says whom else it lets in, and *ending* whose system tokens end meetings by `/end-meeting`. *domain* is the
    name that its chat rooms are called by, *host* if left out. *events* and *reservations* say whom it tells of rooms
    and whom it asks for them; both can be set later, too. *now* gives Unix seconds.
    """
    gate = gate or Gate(issuers=(app_id,), audiences=audiences, secret=secret)
    emulator = JitsiEmulator(host, port, gate=gate, domain=domain or host, now=now)
    emulator.events.posting.target, emulator.reservations.target = events, reservations
    emulator.endpoints.ending = ending
    async with running(emulator) as jitsi:
        yield jitsi


def _node(path: list[str]) -> str:
    """The room that a path names: the last of it, with the part before it as its tenant."""
    room = path[-1].lower()
    return room if len(path) == 1 else f"[{path[-2].lower()}]{room}"


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
