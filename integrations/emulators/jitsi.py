"""A stand-in for Jitsi Meet: its IFrame API, a meeting page, and a server that lets in whoever holds a valid token.

Written from the IFrame API handbook and what mod_auth_token was seen to do. There is no sound and no picture; being in
a meeting means one WebSocket. A moderator by their token may end the conference for all. Beyond the usual faults a person
may say `by-hand guests 3` (people join and leave), `by-hand meeting over` (everybody is put out) and `by-hand frame dead`
(pages stop answering, as a crashed tab does).
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import unquote

from aiohttp import WSMsgType, web

from integrations.emulators.controls import Fault, running
from integrations.emulators.jitsi_token import display_name, is_moderator, refusal
from integrations.emulators.web import WebEmulator

SECRET = "a-secret-to-practise-with-32-bytes"  # noqa: S105 - guards nothing; as long as HS256 asks
_PAGES = Path(__file__).with_name("jitsi_pages")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
_SAY_S = 2.0  # a page that does not take a message in that time is not waited for


@dataclass(frozen=True, slots=True, eq=False)
class _Participant:
    id: str
    name: str
    moderator: bool
    socket: web.WebSocketResponse = field(repr=False)


class JitsiEmulator(WebEmulator):
    """One deployment; its *password* is the secret that signs tokens."""

    def __init__(self, host: str, port: int, *, app_id: str, secret: str) -> None:
        super().__init__(host, port, password=secret)
        self.app_id = app_id
        self.refusals: list[str] = []
        """Why people were not let in, oldest first."""
        self._present: dict[str, list[_Participant]] = {}
        self._guests: tuple[str, ...] = ()
        self._ids = count(1)

    @property
    def url(self) -> str:
        """The deployment's base address."""
        return f"http://{self.host}:{self.port}"

    @property
    def meetings(self) -> Mapping[str, tuple[str, ...]]:
        """Who is in each meeting that has anybody, by room; guests come on top."""
        return {room: (*(one.name for one in people), *self._guests) for room, people in self._present.items()}

    async def close(self) -> None:
        await super().close()
        self._tasks = None  # who leaves from now on has nobody left to tell

    def picture(self) -> Mapping[str, object]:
        return {"meetings": len(self._present), "participants": sum(map(len, self._present.values()))}

    def by_hand(self, attribute: str, value: str) -> None:
        match attribute, value:
            case "guests", _ if value.isdecimal():
                self._invite(tuple(f"Ospite {number}" for number in range(1, int(value) + 1)))
            case "meeting", "over":
                self._say_later(self._everybody(), {"event": "videoConferenceLeft"})
            case "frame", "dead":
                self._say_later(self._everybody(), {"event": "freeze"})
            case _:
                raise ValueError(f"{attribute} {value} is not one of: guests NUMBER, meeting over, frame dead")

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        with suppress(ConnectionAbortedError):  # the line is cut already
            self.hear(f"{request.method} {request.path}")
        match unquote(request.path).split("/")[1:]:
            case ["external_api.js"] if self.fault is Fault.WRONG:
                return web.Response(text="<!doctype html><title>502</title>", content_type="text/html")
            case ["external_api.js"]:
                return _file("external_api.js")
            case [".static", name] if (_PAGES / name).is_file():
                return _file(name)
            case [".join", room]:
                return await self._join(request, room.lower())
            case [room] if room and not room.startswith("."):
                return _file("meeting.html")
            case _:
                return web.Response(status=404)

    async def _join(self, request: web.BaseRequest, room: str) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        token = request.query.get("jwt", "")
        why = refusal(token, app_id=self.app_id, secret=self.password or "", room=room, now_s=time.time())
        if why is not None:
            self.refusals.append(why)
            await _say(socket, {"event": "errorOccurred", "error": _not_allowed(why)})
        elif self.fault is Fault.WRONG:
            await socket.send_str("<?!")
        elif self.fault is not Fault.IGNORE:
            name = display_name(token) or request.query.get("name") or "Ospite"
            one = _Participant(f"{next(self._ids):08x}", name, is_moderator(token), socket)
            await self._take_part(room, one)
            return socket
        async for _ in _commands(socket):
            pass  # who is not in a meeting has nothing to say
        return socket

    async def _take_part(self, room: str, arrived: _Participant) -> None:
        people = self._present.setdefault(room, [])
        others = tuple(people)
        people.append(arrived)
        joined = {"id": arrived.id, "displayName": arrived.name}
        try:
            await _say(arrived.socket, {"event": "videoConferenceJoined", "roomName": room, **joined})
            for there in others:
                await _say(arrived.socket, {"event": "participantJoined", "id": there.id, "displayName": there.name})
                await _say(there.socket, {"event": "participantJoined", **joined})
            for guest in self._guests:
                await _say(arrived.socket, _guest_joined(guest))
            async for command in _commands(arrived.socket):
                if command == "endConference" and arrived.moderator:
                    self._end(people)
        finally:
            people.remove(arrived)
            if not people:
                del self._present[room]
            self._say_later(people, {"event": "participantLeft", "id": arrived.id})

    def _end(self, people: Iterable[_Participant]) -> None:
        """Put everybody out of a meeting; those who came by hand leave with them."""
        self._invite(())
        self._say_later(people, {"event": "videoConferenceLeft"})

    def _invite(self, guests: tuple[str, ...]) -> None:
        for gone in self._guests[len(guests) :]:
            self._say_later(self._everybody(), {"event": "participantLeft", "id": gone})
        for new in guests[len(self._guests) :]:
            self._say_later(self._everybody(), _guest_joined(new))
        self._guests = guests

    def _everybody(self) -> list[_Participant]:
        return [one for people in self._present.values() for one in people]

    def _say_later(self, people: Iterable[_Participant], message: Mapping[str, object]) -> None:
        if self._tasks is None:
            return
        for one in people:
            self._tasks.create_task(_say(one.socket, message), name=f"tell {one.id}")


@asynccontextmanager
async def jitsi_running(
    *, host: str = "127.0.0.1", port: int = 0, app_id: str = "regia", secret: str = SECRET
) -> AsyncIterator[JitsiEmulator]:
    """Serve a Jitsi Meet to practise on, until left."""
    async with running(JitsiEmulator(host, port, app_id=app_id, secret=secret)) as jitsi:
        yield jitsi


async def _say(socket: web.WebSocketResponse, message: Mapping[str, object]) -> None:
    with suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(_SAY_S):
            await socket.send_json(message)


async def _commands(socket: web.WebSocketResponse) -> AsyncIterator[str]:
    """What the page asks for, until it hangs up or vanishes."""
    async for message in socket:
        command = json.loads(message.data).get("command") if message.type is WSMsgType.TEXT else None
        if command == "hangup":
            break
        if command is not None:
            yield command
    with suppress(ConnectionError):
        await socket.close()


def _guest_joined(name: str) -> dict[str, object]:
    return {"event": "participantJoined", "id": name, "displayName": name}


def _not_allowed(why: str) -> dict[str, object]:
    return {"name": "conference.connectionError.notAllowed", "message": why, "isFatal": True}


def _file(name: str) -> web.Response:
    path = _PAGES / name
    return web.Response(body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8")
