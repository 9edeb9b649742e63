"""A stand-in for Jitsi Meet: its IFrame API, a meeting page, and a server that lets in whoever holds a valid token.

Written from the IFrame API handbook and from what a real deployment was seen to do. There is no sound and no picture:
being in a meeting means having a WebSocket, and an open microphone is one that the browser really gave. The words of
*_BY_HAND* say what people do there and what breaks.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from email.utils import formatdate
from itertools import count
from pathlib import Path
from urllib.parse import unquote

from aiohttp import WSMsgType, web

from integrations.emulators.controls import InducedFault, running
from integrations.emulators.jitsi_meeting import EmulatedMeeting, HouseRules, Participant, guest_described, tell
from integrations.emulators.jitsi_token import refusal, user_of
from integrations.emulators.web import WebEmulator

SECRET = "a-secret-to-practise-with-32-bytes"  # noqa: S105 - guards nothing; as long as HS256 asks
_PAGES = Path(__file__).with_name("jitsi_pages")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
_GONE = "<!doctype html><title>502</title><h1>502 Bad Gateway</h1>"
_BY_HAND = (
    "guests NUMBER, meeting over, kick NAME, breakout in|out, screen leave, "
    "lobby off|on|closed|admit|deny, code TEXT|none, moderators all|none, jicofo on|off, error NAME, "
    "frame dead, signalling dead|cut|hole|alive, page ok|502|unframed, clock SECONDS, linger SECONDS"
)


class JitsiEmulator(WebEmulator):
    """One deployment; its *password* is the secret that signs tokens."""

    def __init__(self, host: str, port: int, *, app_id: str, secret: str, audiences: tuple[str, ...]) -> None:
        super().__init__(host, port, password=secret)
        self.app_id, self.audiences = app_id, audiences
        self.refusals: list[str] = []
        """Why tokens were refused, oldest first."""
        self.rules = HouseRules()
        self._rooms: dict[str, EmulatedMeeting] = {}
        self._pages: set[Participant] = set()
        self._ids = count(1)
        self._page = "ok"
        self._signalling = "alive"
        self._ahead_s = 0.0
        self._linger_s = 0.0
        self._lingering: set[asyncio.TimerHandle] = set()

    @property
    def url(self) -> str:
        """The deployment's base address."""
        return f"http://{self.host}:{self.port}"

    @property
    def meetings(self) -> Mapping[str, tuple[str, ...]]:
        """The names of those in each meeting that has anybody, by room, guests included."""
        return {name: room.names for name, room in self._rooms.items() if room.people}

    @property
    def knocking(self) -> tuple[str, ...]:
        """The names of those who wait in a lobby."""
        return tuple(waiting.name for room in self._rooms.values() for waiting in room.knocking)

    async def close(self) -> None:
        await super().close()
        for timer in self._lingering:
            timer.cancel()

    def picture(self) -> Mapping[str, object]:
        people = sum(len(room.people) for room in self._rooms.values())
        return {"meetings": len(self.meetings), "participants": people, "knocking": len(self.knocking)}

    def by_hand(self, attribute: str, value: str) -> None:
        """Do what *attribute* and *value* say: of people, of the deployment's operator, or of what breaks."""
        if not (self._people(attribute, value) or self._operator(attribute, value) or self._broken(attribute, value)):
            raise ValueError(f"{attribute} {value} is not one of: {_BY_HAND}")

    def _people(self, attribute: str, value: str) -> bool:
        match attribute, value:
            case "guests", _ if value.isdecimal():
                self._invite(tuple(f"Ospite {number}" for number in range(1, int(value) + 1)))
            case "screen", "leave":
                tell(self._everybody(), "leave")
            case ("meeting", "over") | ("breakout", "in" | "out") | ("lobby", "admit" | "deny") | ("kick", _):
                for room in self._rooms.values():
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
            case _:
                return False
        return True

    def _broken(self, attribute: str, value: str) -> bool:
        match attribute, value:
            case "frame", "dead":
                tell(self._pages, "freeze")
            case "signalling", "dead" | "cut" | "hole" | "alive":
                self._signalling = value
                tell(self._pages, "signalling", state=value)
            case "page", "ok" | "502" | "unframed":
                self._page = value
            case "error", _ if value.startswith(("connection.", "conference.")):
                for page in self._pages:
                    page.fail(value)
            case "clock", _:
                self._ahead_s = float(value)
            case "linger", _:
                self._linger_s = float(value)
            case _:
                return False
        return True

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        with suppress(ConnectionAbortedError):  # the line is cut already
            self.hear(f"{request.method} {request.path}")
        match unquote(request.path).split("/")[1:]:
            case ["external_api.js"] if self.fault is InducedFault.WRONG:
                return web.Response(text=_GONE, content_type="text/html")
            case ["external_api.js"]:
                return self._dated(_file("external_api.js"))
            case [".static", name] if (_PAGES / name).is_file():
                return _file(name)
            case [".join", room]:
                return await self._join(request, room.lower())
            case [room] if room and not room.startswith("."):
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
        response.headers["Date"] = formatdate(time.time() + self._ahead_s, usegmt=True)
        return response

    async def _join(self, request: web.BaseRequest, room: str) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.fault is InducedFault.WRONG:
            await socket.send_str("<?!")
        token, asked = request.query.get("jwt", ""), request.query.get("name")
        why = refusal(
            token, issuer=self.app_id, audiences=self.audiences, secret=self.password or "", now_s=time.time()
        )
        user = {} if why else user_of(token)
        participant = Participant(f"{next(self._ids):08x}", str(user.get("name") or asked or "Ospite"), token, user)
        self._pages.add(participant)
        async with asyncio.TaskGroup() as tasks:
            sending = tasks.create_task(_send(socket, participant.outbox), name=f"tell {participant.id}")
            try:
                if why is not None:
                    self.refusals.append(why)
                    participant.fail("connection.passwordRequired", why)
                await self._take_part(socket, participant, room, refused=why is not None)
            finally:
                self._pages.discard(participant)
                sending.cancel()
        return socket

    async def _take_part(
        self, socket: web.WebSocketResponse, participant: Participant, room: str, *, refused: bool
    ) -> None:
        """Follow the page from its first command to its last; one that vanishes silently leaves only after a while."""
        meeting = self._rooms.setdefault(room, EmulatedMeeting(room, self.rules))
        silent = refused or self.fault in (InducedFault.IGNORE, InducedFault.WRONG) or self._signalling != "alive"
        if not silent:
            meeting.arrive(participant)
        said_goodbye = False
        try:
            async for command, value in _commands(socket):
                said_goodbye = said_goodbye or command == "hangup"
                if command == "hangup":
                    break
                if not silent:
                    meeting.hear(participant, command, value)
        finally:
            if said_goodbye or not self._linger_s:
                meeting.leave(participant)
            else:
                later = asyncio.get_running_loop().call_later(self._linger_s, meeting.leave, participant)
                self._lingering.add(later)
        with suppress(ConnectionError):
            await socket.close()

    def _invite(self, guests: tuple[str, ...]) -> None:
        for gone in self.rules.guests[len(guests) :]:
            tell(self._everybody(), "participantLeft", id=gone)
        for new in guests[len(self.rules.guests) :]:
            tell(self._everybody(), "participantJoined", **guest_described(new))
        self.rules.guests = guests

    def _everybody(self) -> list[Participant]:
        return [person for room in self._rooms.values() for person in room.people]


@asynccontextmanager
async def jitsi_running(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    app_id: str = "regia",
    secret: str = SECRET,
    audiences: tuple[str, ...] = ("jitsi",),
) -> AsyncIterator[JitsiEmulator]:
    """A Jitsi Meet to practise on, served until left; it takes tokens signed by *app_id* for one of *audiences*."""
    async with running(JitsiEmulator(host, port, app_id=app_id, secret=secret, audiences=audiences)) as jitsi:
        yield jitsi


def _host(room: EmulatedMeeting, attribute: str, value: str) -> None:
    """Do what the host of a meeting does."""
    match attribute, value:
        case "meeting", _:
            room.end()
        case "breakout", _:
            room.move(to_breakout=value == "in")
        case "lobby", "admit":
            room.admit()
        case "lobby", _:
            room.deny()
        case _:
            room.kick(value)


async def _send(socket: web.WebSocketResponse, outbox: asyncio.Queue[Mapping[str, object]]) -> None:
    with suppress(ConnectionError):
        while True:
            await socket.send_json(await outbox.get())


async def _commands(socket: web.WebSocketResponse) -> AsyncIterator[tuple[str, str]]:
    """The page's commands and their values, until it vanishes."""
    async for message in socket:
        if message.type is WSMsgType.TEXT:
            said = json.loads(message.data)
            yield str(said.get("command")), str(said.get("value") or "")


def _file(name: str) -> web.Response:
    path = _PAGES / name
    return web.Response(body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8")
