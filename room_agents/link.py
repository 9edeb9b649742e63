"""The connection to the hub: an outgoing WebSocket, opened again whenever it breaks. No device ever waits for it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
import structlog
from pydantic import ValidationError

from room_agents.backoff import Backoff
from room_agents.clock import Clock, HubTime
from room_agents.journal import Journal
from room_agents.protocol import (
    CLOCK_EVERY_S,
    PATH,
    STATE_EVERY_S,
    Acknowledged,
    AskTime,
    Forget,
    Hello,
    PlanMessage,
    State,
    Time,
    Welcome,
    from_hub,
)
from room_agents.rooms import Rooms
from room_agents.signing_in import NoToken, SignIn, signed
from room_agents.wake import Wake

HEARTBEAT_S = 10.0
CONNECT_S = 10.0
SEND_S = 10.0
"""How long the hub may take to read: the agent hangs up rather than buffer."""
UNWELCOME_S = 30.0
"""The pause after a refused token or a newer agent: only a person changes that, and the log should not fill meanwhile."""
SPACING_S = 0.02
"""The pause between two sendings of states, so that what changes together travels together."""
WINDOW = 100
"""The most reports that are sent and not yet acknowledged."""
LARGEST_MESSAGE = 16 * 1024 * 1024
CLOSE_TAKEN_OVER = 4000
"""The close code by which the hub says that another agent has come for all our rooms."""
_log = structlog.get_logger()


class Unsent:
    """The newest state of each room that the hub has not got yet."""

    def __init__(self) -> None:
        """Begin with no states."""
        self._states: dict[str, State] = {}
        self.wake = Wake()

    def put(self, state: State) -> None:
        """Let *state* be sent in place of the room's earlier state."""
        self._states[state.room] = state
        self.wake.set()

    def take(self) -> list[State]:
        """Take all unsent states."""
        states, self._states = list(self._states.values()), {}
        return states


@dataclass(frozen=True, slots=True)
class Link:
    """Talks with the hub: states and reports go out, plans come in."""

    orchestrator: str
    sign_in: SignIn
    rooms: Rooms
    journal: Journal
    unsent: Unsent
    time: HubTime
    clock: Clock
    """This computer's own clock, of which the hub is told besides the time that is followed."""
    welcomed: Wake = field(default_factory=Wake)
    """Set once the hub of the present connection has sent Welcome, so that it understands AskTime."""

    async def run(self) -> None:
        """Keep a connection whenever that is possible, until cancelled."""
        pauses = Backoff(0.5, 10.0, jitter=0.3)
        async with aiohttp.ClientSession() as session:
            while True:
                pause_s = await self._connection(session, pauses)
                _log.debug("link.pause", seconds=round(pause_s, 1))
                await asyncio.sleep(pause_s)

    async def _connection(self, session: aiohttp.ClientSession, pauses: Backoff) -> float:
        """Run one connection from start to end. Returns the pause before the next, in seconds."""
        try:
            async with asyncio.timeout(CONNECT_S):
                headers = signed(await asyncio.to_thread(self.sign_in))
                socket = await session.ws_connect(
                    self.orchestrator.rstrip("/") + PATH,
                    headers=headers,
                    heartbeat=HEARTBEAT_S,
                    max_msg_size=LARGEST_MESSAGE,
                    timeout=aiohttp.ClientWSTimeout(ws_close=2.0),
                )
        except NoToken as error:
            _log.error("link.no_token", error=str(error))
            return UNWELCOME_S
        except aiohttp.WSServerHandshakeError as error:
            _log.error("link.refused", status=error.status, hint=_hint(error.status))
            return UNWELCOME_S if error.status in (401, 403) else pauses.next_s()
        except (aiohttp.ClientError, OSError) as error:
            _log.info("link.unreachable", orchestrator=self.orchestrator, error=str(error) or repr(error))
            return pauses.next_s()
        async with socket:
            _log.info("link.connected", orchestrator=self.orchestrator)
            pauses.reset()
            await self._converse(socket)
        _log.warning("link.lost", code=socket.close_code)
        if socket.close_code == CLOSE_TAKEN_OVER:
            self.rooms.stand_back()
            return UNWELCOME_S
        return pauses.next_s()

    async def _converse(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Say Hello, then take plans and send states and reports, until the connection ends."""
        self.time.connected()
        self.welcomed.clear()
        async with asyncio.TaskGroup() as tasks:
            beside = [
                tasks.create_task(_until_broken(socket, self._say_hello_and_states), name="link states"),
                tasks.create_task(_until_broken(socket, self._send_reports), name="link reports"),
                tasks.create_task(_until_broken(socket, self._ask_time), name="link time"),
            ]
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT and not await self._receive(message.data):
                    await socket.close()
            for task in beside:
                task.cancel()

    async def _receive(self, text: str) -> bool:
        """Take one message; a message that is not understood is skipped, and the plans stay.

        Returns False if the journal took a new agent id, so that Hello must be said again.
        """
        try:
            message = from_hub.validate_json(text)
        except ValidationError as error:
            _log.error("link.not_understood", mistakes=error.errors(include_input=False, include_url=False)[:3])
            return True
        match message:
            case PlanMessage():
                self.time.heard(message.sent_at, live=self.rooms.live)
                self.rooms.take(message)
            case Forget():
                _log.info("room.forgotten", room=message.room)
                self.rooms.forget(message.room)
            case Acknowledged():
                self.journal.acknowledge(message.seq)
            case Welcome():
                self.welcomed.set()
                return message.stored is None or not await self.journal.begun_anew(message.stored)
            case Time():
                self.time.measured(message.asked_s, message.now, live=self.rooms.live)
        return True

    async def _ask_time(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Ask for the time again and again, once the hub has sent Welcome."""
        await self.welcomed.wait()
        while True:
            await _send(socket, AskTime(asked_s=self.clock().mono_s).model_dump_json())
            await asyncio.sleep(CLOCK_EVERY_S)

    async def _say_hello_and_states(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        hello = Hello(
            agent=self.journal.agent,
            now=self.clock().wall,
            rooms=dict(self.rooms.held),
            stands_back=self.rooms.standing_back,
        )
        await _send(socket, hello.model_dump_json())
        while True:
            self.unsent.take()
            for state in [room.state for room in self.rooms if room.state is not None]:
                await self._send_state(socket, state)
            await self._send_changes(socket, within_s=STATE_EVERY_S)

    async def _send_changes(self, socket: aiohttp.ClientWebSocketResponse, *, within_s: float) -> None:
        """Send states as they change, for *within_s*."""
        loop = asyncio.get_running_loop()
        until_s = loop.time() + within_s
        while (left_s := until_s - loop.time()) > 0 and await self.unsent.wake.wait(left_s):
            for state in self.unsent.take():
                await self._send_state(socket, state)
            await asyncio.sleep(SPACING_S)

    async def _send_state(self, socket: aiohttp.ClientWebSocketResponse, state: State) -> None:
        await _send(socket, state.model_copy(update={"wall": self.clock().wall}).model_dump_json())

    async def _send_reports(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Send reports in order after the last acknowledged one, at most WINDOW ahead of it."""
        sent = max(self.journal.acknowledged, self.journal.first)
        while True:
            ahead = sent - max(self.journal.acknowledged, self.journal.first)
            for report in await self.journal.after(sent, WINDOW - ahead):
                await _send(socket, report.model_dump_json())
                sent = report.seq
            await self.journal.news.wait()
            sent = max(sent, self.journal.acknowledged)


async def _until_broken(
    socket: aiohttp.ClientWebSocketResponse, send: Callable[[aiohttp.ClientWebSocketResponse], Awaitable[None]]
) -> None:
    """Run *send*; if the connection breaks, close it."""
    try:
        await send(socket)
    except (aiohttp.ClientError, OSError) as error:
        _log.debug("link.broken", error=repr(error))
        await socket.close()


async def _send(socket: aiohttp.ClientWebSocketResponse, text: str) -> None:
    async with asyncio.timeout(SEND_S):
        await socket.send_str(text)


def _hint(status: int) -> str:
    known = {401: "the token is not known there, revoked or over", 403: "the token is not one of an agent"}
    return known.get(status, "is this the address of an orchestrator?")
