"""The connection to the hub: out by WebSocket, anew whenever it breaks. What moves devices never waits for it."""

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
"""A hub that does not read is left rather than buffered for."""
UNWELCOME_S = 30.0
"""After a refused token or a newer agent: only a person changes that, and they should not find a flood in the log."""
SPACING_S = 0.02
"""Between two sendings of states: what changes together travels together."""
WINDOW = 100
"""Reports sent and not yet acknowledged."""
LARGEST_MESSAGE = 16 * 1024 * 1024
CLOSE_TAKEN_OVER = 4000
"""The hub's word for: another agent has come for all your rooms."""
_log = structlog.get_logger()


class Unsent:
    """The states that the hub has not got yet: one place a room, where the newest stands."""

    def __init__(self) -> None:
        """None."""
        self._states: dict[str, State] = {}
        self.wake = Wake()

    def put(self, state: State) -> None:
        """Let *state* be sent instead of the room's earlier one."""
        self._states[state.room] = state
        self.wake.set()

    def take(self) -> list[State]:
        """All there are."""
        states, self._states = list(self._states.values()), {}
        return states


@dataclass(frozen=True, slots=True)
class Link:
    """What the agent tells its hub, and what the hub makes it do."""

    orchestrator: str
    sign_in: SignIn
    rooms: Rooms
    journal: Journal
    unsent: Unsent
    time: HubTime
    clock: Clock
    """This computer's own, which the hub is told beside the time that is followed."""
    welcomed: Wake = field(default_factory=Wake)
    """The hub of the present connection speaks of the time."""

    async def run(self) -> None:
        """Be connected whenever that is possible, until cancelled."""
        pauses = Backoff(0.5, 10.0, jitter=0.3)
        async with aiohttp.ClientSession() as session:
            while True:
                pause_s = await self._connection(session, pauses)
                _log.debug("link.pause", seconds=round(pause_s, 1))
                await asyncio.sleep(pause_s)

    async def _connection(self, session: aiohttp.ClientSession, pauses: Backoff) -> float:
        """One connection from start to end; how long to wait before the next, in seconds."""
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
        """Hello, then plans in, states and reports out, until either side has had enough."""
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
        """Take one message; one that is not understood is passed over, and what was held stays.

        Whether this agent is still the one that said hello.
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
        """Ask a hub that speaks of it for the time, again and again."""
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
        """Send states as they change, for so long."""
        loop = asyncio.get_running_loop()
        until_s = loop.time() + within_s
        while (left_s := until_s - loop.time()) > 0 and await self.unsent.wake.wait(left_s):
            for state in self.unsent.take():
                await self._send_state(socket, state)
            await asyncio.sleep(SPACING_S)

    async def _send_state(self, socket: aiohttp.ClientWebSocketResponse, state: State) -> None:
        await _send(socket, state.model_copy(update={"wall": self.clock().wall}).model_dump_json())

    async def _send_reports(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Send reports in order from the last acknowledged one, never more than WINDOW ahead of it."""
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
    """Run *send*; when the connection breaks under it, end the connection."""
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
