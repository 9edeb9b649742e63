"""The beginning of an agent's connection: its hello, and which rooms it gets."""

import asyncio
from datetime import datetime

import structlog
from aiohttp import WSMsgType, web
from pydantic import ValidationError

from orchestrator.access.keys import IDENTITY, REACH
from orchestrator.hub.connections import (
    CLOSE_GOING_AWAY,
    CLOSE_NOT_UNDERSTOOD,
    CLOSE_TAKEN_OVER,
    Connection,
)
from orchestrator.hub.keys import OWNERS, PRESENCES
from orchestrator.hub.reports import last_stored
from orchestrator.web.keys import CLOCK, DATABASE
from room_agents.protocol import Hello, Stored, from_agent
from schedules.store.errors import StorageError

log = structlog.get_logger()

HELLO_WITHIN_S = 10.0


class _Unwelcome(Exception):
    """The connection is to be closed with *code*; the text says why."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


async def greet(request: web.Request, socket: web.WebSocketResponse) -> Connection | None:
    """Wait for the agent's hello. Closes *socket* and returns None if the agent cannot be served."""
    try:
        hello = await _hello(socket)
        rooms = _rooms_for(request, hello)
        reporter = f"{request[IDENTITY].who}/{hello.agent}"
        stored = await _stored(request, hello, reporter)
    except _Unwelcome as refused:
        await socket.close(code=refused.code, message=str(refused).encode())
        return None
    now = request.app[CLOCK]()
    return _arrive(request, socket, hello, rooms, reporter, stored, now)


async def _hello(socket: web.WebSocketResponse) -> Hello:
    """The first message. Raises _Unwelcome if it is something else, or if none comes."""
    try:
        async with asyncio.timeout(HELLO_WITHIN_S):
            message = await socket.receive()
        hello = from_agent.validate_json(message.data) if message.type is WSMsgType.TEXT else None
    except (TimeoutError, ValidationError):
        hello = None
    if not isinstance(hello, Hello):
        raise _Unwelcome(CLOSE_NOT_UNDERSTOOD, "a hello was expected")
    return hello


def _rooms_for(request: web.Request, hello: Hello) -> set[str]:
    """The rooms that the agent gets: all of its token, or, if it stands back, those that nobody has. Raises _Unwelcome."""
    rooms = set(request[REACH].rooms or ())
    if hello.stands_back:
        rooms -= request.app[OWNERS].owned
        if not rooms:
            raise _Unwelcome(CLOSE_TAKEN_OVER, "the newer agent is still there")
    return rooms


async def _stored(request: web.Request, hello: Hello, reporter: str) -> Stored:
    """The last report that we have of *reporter*. Raises _Unwelcome while the database cannot be read."""
    try:
        return await request.app[DATABASE].read(last_stored, reporter)
    except StorageError as failed:  # the agent keeps its plans, and comes again
        log.warning("agent.cut", agent=hello.agent, error=repr(failed))
        raise _Unwelcome(CLOSE_GOING_AWAY, "the database cannot be read now") from failed


def _arrive(
    request: web.Request,
    socket: web.WebSocketResponse,
    hello: Hello,
    rooms: set[str],
    reporter: str,
    stored: Stored,
    now: datetime,
) -> Connection:
    """Note that the agent has arrived in *rooms*."""
    offset_s = (hello.now - now).total_seconds()
    for room in rooms:
        request.app[PRESENCES].arrived(room, hello.agent, offset_s, now)
    log.info("agent.arrived", agent=hello.agent, rooms=sorted(rooms), version=hello.version)
    granted = request[REACH].rooms or frozenset()
    return Connection(
        agent=hello.agent,
        reporter=reporter,
        stored=stored,
        socket=socket,
        granted=granted,
        rooms=rooms,
        held={room: plan for room, plan in hello.rooms.items() if room in rooms},
        clock_offset_s=offset_s,
        version=hello.version,
        foreign=frozenset(hello.rooms) - granted,
    )
