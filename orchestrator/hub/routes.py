"""The hub: agents' connections. Each agent gets the plans of its rooms and tells their states.

The newest authenticated connection owns a room. An agent of version 2 or later is sent Welcome first, and the time
whenever it asks; it follows that time. Plans are level-triggered: whenever a room changes, the connection that owns it
compares the plan that the agent holds with the present one, and sends the whole plan if they differ.
"""

import asyncio
from functools import partial

import structlog
from aiohttp import WSMessage, WSMsgType, web
from pydantic import ValidationError

from orchestrator.access.live import still_welcome
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.hub.clocks import is_off
from orchestrator.hub.connections import CLOSE_GOING_AWAY, REPORTS_AT_ONCE, Connection
from orchestrator.hub.greeting import greet
from orchestrator.hub.keys import CHANGES, OWNERS, PLANS, PRESENCES
from orchestrator.hub.plans import window_of
from orchestrator.hub.reports import store_reports
from orchestrator.web.keys import CLOCK, DATABASE, FACTS, METRICS
from room_agents.protocol import (
    PATH,
    Acknowledged,
    AskTime,
    Forget,
    Report,
    State,
    Time,
    Welcome,
    from_agent,
    plan_message,
)
from schedules.store.errors import StorageError
from schedules.store.patience import patiently
from schedules.store.sites import overtake, rooms_behind

log = structlog.get_logger()

HEARTBEAT_S = 10.0
CLOSE_WITHIN_S = 2.0
"""How long the other end may take to answer our close."""
SEND_WITHIN_S = 10.0
"""How long an agent may take to read before it is cut off."""
LARGEST_MESSAGE = 256 * 1024
"""Bytes; a State of a hundred devices has a tenth. A larger message ends the connection with CLOSE_TOO_LARGE."""
LARGEST_REPORT = 16 * 1024
CLOSE_TOO_LARGE = 1009
LARGEST_REVISION = 2**40
"""No service counts so far: a room that changes each second would need thirty thousand years."""
SPEAKS_OF_TIME = 2
"""The first version of the wire with Welcome, AskTime and Time."""
PLANS_LOOKED_AT_EVERY_S = 60.0
"""How often plans are looked at without a signal, since their window moves on by the hour."""


async def serve_agent(request: web.Request) -> web.WebSocketResponse:
    """Serve one agent's connection, from its hello to its end."""
    socket = web.WebSocketResponse(
        timeout=CLOSE_WITHIN_S,
        heartbeat=HEARTBEAT_S,
        max_msg_size=LARGEST_MESSAGE,
        compress=False,
        autoping=False,  # pings are messages, too, and taken at the same pace
    )
    await socket.prepare(request)
    connection = await greet(request, socket)
    if connection is None:
        return socket
    app = request.app
    app[OWNERS].own(connection)
    app[METRICS].agents.inc()
    app[CHANGES].signal(connection.rooms)
    try:
        await _converse(request, connection)
    except* (ConnectionError, TimeoutError) as lost:
        log.info("agent.lost", agent=connection.agent, error=repr(lost.exceptions[0]))
    except* StorageError as failed:  # the database could not be read: the agent keeps its plans, and comes again
        log.warning("agent.cut", agent=connection.agent, error=repr(failed.exceptions[0]))
    finally:
        app[METRICS].agents.dec()
        left = app[OWNERS].leave(connection)
        for room, heir in left.items():
            app[PRESENCES].left(room)
            if heir is not None:
                app[PRESENCES].arrived(room, heir.agent, heir.clock_offset_s, app[CLOCK]())
        app[CHANGES].signal(left)
        log.info("agent.left", agent=connection.agent, rooms=sorted(left))
    if connection.farewell is not None:
        code, why = connection.farewell
        await socket.close(code=code, message=why)
    return socket


async def _converse(request: web.Request, connection: Connection) -> None:
    """Send plans and take states and reports, until the connection ends."""
    app = request.app
    async with asyncio.TaskGroup() as tasks:
        connection.listening = tasks.create_task(_listen(app, connection), name=f"words of {connection.agent}")
        beside = [
            tasks.create_task(_send_plans(app, connection), name=f"plans to {connection.agent}"),
            tasks.create_task(_store_reports(app, connection), name=f"reports of {connection.agent}"),
            tasks.create_task(_dismiss_in_time(request, connection), name=f"end of {connection.agent}"),
        ]
        await asyncio.wait([connection.listening])
        for task in beside:
            task.cancel()


async def _listen(app: web.Application, connection: Connection) -> None:
    """Send Welcome before any other message, then take the agent's messages."""
    if connection.version >= SPEAKS_OF_TIME:
        await _send(connection, Welcome(stored=connection.stored))
    now_s = asyncio.get_running_loop().time
    async for message in connection.socket:
        if message.type is WSMsgType.ERROR:  # too large, or no frame at all: it is closed by now
            log.warning("agent.bad_frame", agent=connection.agent, error=str(message.data))
            return
        # Others go first before each message, and an agent that sends too much waits: only its own line fills.
        await asyncio.sleep(connection.pace.wait_s(len(message.data), now_s()))
        if message.type is WSMsgType.PING:
            async with asyncio.timeout(SEND_WITHIN_S):
                await connection.socket.pong(message.data)
        elif message.type is not WSMsgType.PONG:
            await _receive(app, connection, message)


async def _send_plans(app: web.Application, connection: Connection) -> None:
    """Bring the agent's plans up to date, now and whenever one of its rooms changes."""
    for room in sorted(connection.foreign):
        await _send(connection, Forget(room=room))
    await _overtake(app, connection)
    with app[CHANGES].watch(connection.granted) as watch:
        changed = frozenset(connection.rooms)
        while connection.farewell is None:  # an agent that is sent away keeps its plans, and stands back
            for room in sorted(changed):
                if room in connection.rooms:
                    await _send_plan(app, connection, room)
                else:  # a newer agent has it now
                    await _forget(connection, room)
            changed = await watch.changed(PLANS_LOOKED_AT_EVERY_S) or frozenset(connection.rooms)


async def _overtake(app: web.Application, connection: Connection) -> None:
    """Raise our revisions above those of the agent's plans, since it would ignore ours for ever.

    The agent holds newer plans if the end of the database was lost, or if our clock went back. A revision to which no
    service can have counted is not believed: the agent is told to forget that plan.
    """
    for room in [room for room, plan in connection.held.items() if plan.revision >= LARGEST_REVISION]:
        await _forget(connection, room)
    store, start = app[FACTS].store, window_of(app[CLOCK]())
    ours = {room: plan for room, plan in connection.held.items() if plan.store == store}
    wanted = {room: plan.revision + (plan.window_start > start) for room, plan in ours.items()}
    if behind := await app[DATABASE].read(rooms_behind, wanted):
        log.warning("agent.ahead", agent=connection.agent, rooms=behind)
        await app[DATABASE].write(overtake, wanted)


async def _send_plan(app: web.Application, connection: Connection, room: str) -> None:
    now = app[CLOCK]()
    try:
        current = app[PLANS].laid_out(room, now) or await app[PLANS].current(room, now)
    except KeyError:
        await _forget(connection, room)
        return
    if connection.held.get(room) == current.held:
        return
    async with asyncio.timeout(SEND_WITHIN_S):
        await connection.socket.send_frame(plan_message(app[CLOCK](), current.encoded), WSMsgType.TEXT)
    connection.held[room] = current.held
    app[PRESENCES].sent(room, now)


async def _forget(connection: Connection, room: str) -> None:
    if connection.held.pop(room, None) is not None:
        await _send(connection, Forget(room=room))


async def _send(connection: Connection, message: Forget | Acknowledged | Welcome | Time) -> None:
    async with asyncio.timeout(SEND_WITHIN_S):
        await connection.socket.send_str(message.model_dump_json())


async def _receive(app: web.Application, connection: Connection, message: WSMessage) -> None:
    """Take one message; an unknown one is logged and skipped, so that newer agents are not cut off."""
    try:
        told = from_agent.validate_json(message.data)
    except ValidationError as error:
        times = connection.misunderstood.happened(asyncio.get_running_loop().time())
        if times:
            log.warning("agent.not_understood", agent=connection.agent, mistakes=error.error_count(), messages=times)
        return
    match told:
        case State() if told.room in connection.rooms:
            app[PRESENCES].told(told, connection.held.get(told.room), app[CLOCK]())
            _look_at_clock(app, connection, told.room)
            app[CHANGES].show([told.room])
        case AskTime() if connection.version >= SPEAKS_OF_TIME:
            await _send(connection, Time(asked_s=told.asked_s, now=app[CLOCK]()))
        case Report() if len(message.data) > LARGEST_REPORT:
            log.warning("agent.too_large", agent=connection.agent, bytes=len(message.data))
            connection.dismiss(CLOSE_TOO_LARGE, b"a report is too large")
        case Report():
            await connection.reports.put(told)  # a full queue holds up this agent's reading alone
        case _:
            pass


def _look_at_clock(app: web.Application, connection: Connection, room: str) -> None:
    """Log when the clock of the room's computer goes wrong, or right again."""
    presence = app[PRESENCES][room]
    if presence is not None and is_off(presence.clock_offset_s) != connection.clock_is_off:
        connection.clock_is_off = not connection.clock_is_off
        tell = log.warning if connection.clock_is_off else log.info
        tell("agent.clock", agent=connection.agent, room=room, ahead_s=round(presence.clock_offset_s, 1))


async def _store_reports(app: web.Application, connection: Connection) -> None:
    """Store reports as they come, all that wait at once, and acknowledge them after the commit.

    While the disk is full or the database busy the reports wait; states are taken all the same.
    """
    while True:
        batch = [await connection.reports.get()]
        while len(batch) < REPORTS_AT_ONCE and not connection.reports.empty():
            batch.append(connection.reports.get_nowait())
        store = partial(
            app[DATABASE].write, store_reports, connection.reporter, connection.granted, batch, app[CLOCK]()
        )
        await _send(connection, Acknowledged(seq=await patiently(store, "reports.not_stored", agent=connection.agent)))


async def _dismiss_in_time(request: web.Request, connection: Connection) -> None:
    """End the connection when the service stops, or soon after the agent's token was revoked."""
    while await still_welcome(request):
        pass
    connection.dismiss(CLOSE_GOING_AWAY, b"stopping, or no longer welcome")


ROUTES = (
    Route(
        "GET",
        PATH,
        serve_agent,
        "The agents' connection.",
        scope=Scope.OWN,
        action=Action.FOLLOW_PLANS,
        status=101,
        errors=(400,),
        streams=True,
    ),
)
