"""The agent's own pages, on loopback only: the stage of each room, which needs no connection to the outside."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.states import Media, MeetingState, StageState
from config.words.sentences import Language
from integrations.drivers.errors import NeedsPerson
from integrations.serving.listening import open_sockets
from room_agents.deployment import probe_deployment
from room_agents.plan import Conference, PhaseName, Plan
from room_agents.qr import qr_svg, wifi_text
from room_agents.room import FollowedRoom
from room_agents.rooms import Rooms
from room_agents.stage_access import ASKED_AS, FILE, Access
from room_agents.stage_device import Stages
from room_agents.stage_server import LIMITS, StageRunner, set_headers
from room_agents.stage_today import next_meeting
from room_agents.stage_view import page, policy, stage_view
from room_agents.wake import Wake

PAGES = Path(__file__).parent / "pages"
LOOPBACK = "127.0.0.1"
PING_S = 15.0
"""How often a silent stream sends a sign of life, so that a browser notices a dead one."""
LARGEST_BODY = 4096
LONGEST_REASON = 200
SEND_WITHIN_S = 10.0
"""How long a browser may take to read before it is cut off; it comes again by itself."""
TAKEN_S = 5.0
"""The pause when the port is taken, perhaps by an agent that is just ending."""
UNKNOWN_AGAIN_S = 3
"""After how many seconds a browser asks again for an unknown room; after a start the room's plan comes later."""
_UNKNOWN = """\
Questo computer non conosce ancora questa sala. Lo schermo riprova da sé.

This computer does not know this room yet. The screen tries again by itself.
"""
_log = structlog.get_logger()


class StageSeen(BaseModel):
    """What the stage page tells of itself."""

    model_config = ConfigDict(strict=True, extra="ignore")

    shown: PhaseName
    joined: bool | None = None
    participants: int | None = Field(default=None, ge=0)
    meeting: MeetingState | None = None
    reason: str | None = Field(default=None, max_length=LONGEST_REASON)
    microphone: Media | None = None
    camera: Media | None = None
    moderator: bool | None = None
    loudspeaker: Media | None = None
    microphone_label: str | None = Field(default=None, max_length=LONGEST_REASON)
    camera_label: str | None = Field(default=None, max_length=LONGEST_REASON)
    loudspeaker_label: str | None = Field(default=None, max_length=LONGEST_REASON)
    microphone_level: int | None = Field(default=None, ge=0, le=100)
    microphone_silent: bool | None = None
    tiles: bool | None = None
    lobby: bool | None = None
    recording: bool | None = None


class StageWeb:
    """The stage pages of *rooms*. What the pages tell goes to *stages*; passwords of meetings come from *secret*.

    Only a browser that was given *key* sees the pages.
    """

    def __init__(
        self,
        rooms: Rooms,
        stages: Stages,
        secret: Callable[[str], str],
        key: str,
        *,
        language: Language = "it",
        ping_s: float = PING_S,
        picture_of: Callable[[Plan], tuple[Path, str] | None] = lambda _plan: None,
    ) -> None:
        """Prepare; `run` serves. *picture_of* returns the file and media type of the background picture, if it is here."""
        self._picture_of = picture_of
        self._rooms, self._stages, self._secret = rooms, stages, secret
        self._language, self._ping_s = language, ping_s
        self._access = Access(key, self._hosts)
        self._files = {path.name: path for path in PAGES.iterdir() if path.is_file()}
        self._page_text = (PAGES / "stage.html").read_text()
        self.port = 0
        """The port, once *listening* is set."""
        self.listening = asyncio.Event()

    async def run(self, port: int) -> None:
        """Serve on loopback until cancelled; 0 is any free port. A taken port stops only the stage, and is tried again."""
        level = logging.ERROR
        while True:
            try:
                sockets = await open_sockets(LOOPBACK, port)
                break
            except OSError as error:
                _log.log(level, "stage.port_taken", port=port, error=str(error))
                level = logging.DEBUG
                await asyncio.sleep(TAKEN_S)
        runner = StageRunner(self._app(), LIMITS, shutdown_timeout=0.5, handler_cancellation=True)
        async with runner.serving(sockets):
            self.port = sockets[0].getsockname()[1]
            _log.info("stage.serving", url=f"http://localhost:{self.port}/stage/<room>?{ASKED_AS}=<{FILE}>")
            self.listening.set()
            await asyncio.Event().wait()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._access.guard], client_max_size=LARGEST_BODY)
        app.on_response_prepare.append(set_headers)
        app.router.add_get("/stage/{room}", self._page)
        app.router.add_get("/stage/{room}/events", self._events)
        app.router.add_post("/stage/{room}/seen", self._seen)
        app.router.add_get("/stage/{room}/qr.svg", self._qr)
        app.router.add_get("/stage/{room}/next.svg", self._next_qr)
        app.router.add_get("/stage/{room}/wifi.svg", self._wifi_qr)
        app.router.add_get("/stage/{room}/background", self._background)
        app.router.add_post("/stage/{room}/password", self._password)
        app.router.add_post("/stage/{room}/cause", self._cause)
        app.router.add_get("/static/{file}", self._static)
        return app

    def _hosts(self) -> frozenset[str]:
        return frozenset({f"localhost:{self.port}", f"{LOOPBACK}:{self.port}"})

    async def _page(self, request: web.Request) -> web.StreamResponse:
        plan = self._room(request).plan
        response = web.Response(text=page(self._page_text, plan), content_type="text/html")
        response.headers["Content-Security-Policy"] = policy(plan)
        return response

    async def _events(self, request: web.Request) -> web.StreamResponse:
        room = self._room(request)
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        wake = Wake()
        room.watchers.add(wake)
        try:
            with suppress(ConnectionError, TimeoutError):
                while True:
                    await _send(stream, self._event(room))
                    while not await wake.wait(self._ping_s):
                        await _send(stream, b": ping\n\n")
        finally:
            room.watchers.discard(wake)
        return stream

    async def _static(self, request: web.Request) -> web.StreamResponse:
        """A file that the pages load; any other name is not found."""
        try:
            return web.FileResponse(self._files[request.match_info["file"]])
        except KeyError as error:
            raise web.HTTPNotFound(text="no such file") from error

    async def _seen(self, request: web.Request) -> web.StreamResponse:
        room = self._room(request)
        try:
            seen = StageSeen.model_validate_json(await request.read())
        except ValidationError as error:
            raise web.HTTPBadRequest(text=", ".join(StageSeen.model_fields)) from error
        if self._stages.tell(room.plan.room.id, StageState(**seen.model_dump())):
            room.look_again("stage")
        return web.Response(status=204)

    async def _qr(self, request: web.Request) -> web.StreamResponse:
        """The link of the present meeting as a QR code."""
        return _picture(self._conference(request).link)

    async def _next_qr(self, request: web.Request) -> web.StreamResponse:
        """The link of today's next meeting as a QR code."""
        room = self._room(request)
        meeting = next_meeting(room.plan, room.time())
        if meeting is None:
            raise web.HTTPNotFound(text="no meeting to come today")
        return _picture(meeting.link)

    async def _wifi_qr(self, request: web.Request) -> web.StreamResponse:
        """The guests' network as a QR code."""
        house = self._room(request).plan.house
        if house is None or house.wifi is None:
            raise web.HTTPNotFound(text="no network for guests")
        return _picture(wifi_text(house.wifi))

    async def _background(self, request: web.Request) -> web.StreamResponse:
        """The picture behind the words."""
        found = self._picture_of(self._room(request).plan)
        if found is None:
            raise web.HTTPNotFound(text="no picture here")
        path, media_type = found
        return web.FileResponse(path, headers={"Content-Type": media_type})

    async def _password(self, request: web.Request) -> web.StreamResponse:
        """The password of the present meeting, if this machine has it; the page asks only when the deployment does."""
        name = self._conference(request).password
        try:
            password = None if name is None else await asyncio.to_thread(self._secret, name)
        except NeedsPerson as missing:
            _log.warning("stage.password_missing", code=missing.code, **missing.params)
            password = None
        return web.json_response({"password": password})

    async def _cause(self, request: web.Request) -> web.StreamResponse:
        """Why the present meeting's deployment does not work, as far as this machine can find out."""
        deployment = self._conference(request).deployment
        trouble = await probe_deployment(deployment) if deployment else None
        return web.json_response({"reason": trouble.params["reason"] if trouble else None})

    def _conference(self, request: web.Request) -> Conference:
        segment = self._room(request).present.segment
        if segment is None or segment.conference is None:
            raise web.HTTPNotFound(text="no meeting now")
        return segment.conference

    def _room(self, request: web.Request) -> FollowedRoom:
        try:
            return self._rooms[request.match_info["room"]]
        except KeyError as error:
            again = {"Refresh": str(UNKNOWN_AGAIN_S)}  # only pages heed this, scripts do not
            raise web.HTTPNotFound(text=_UNKNOWN, headers=again) from error

    def _event(self, room: FollowedRoom) -> bytes:
        view = stage_view(
            room.plan,
            room.present,
            room.state,
            room.time(),
            self._language,
            clock_confirmed=room.clock_confirmed,
            has_background=self._picture_of(room.plan) is not None,
        )
        return f"event: room\ndata: {view.model_dump_json()}\n\n".encode()


def _picture(text: str) -> web.Response:
    """*text* as a QR code."""
    try:
        return web.Response(body=qr_svg(text), content_type="image/svg+xml")
    except ValueError as error:
        raise web.HTTPNotFound(text="no QR code holds this") from error


async def _send(stream: web.StreamResponse, event: bytes) -> None:
    async with asyncio.timeout(SEND_WITHIN_S):
        await stream.write(event)
