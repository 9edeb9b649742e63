"""The hub: agents' connections. Each gets the plans of its rooms and tells how they are.

The newest authenticated connection owns a room. An agent of version 2 or later is welcomed first, and told the time
whenever it asks, which is what it follows. Plans are level-triggered: whenever a room changes, the connection that
owns it compares what the agent holds with what it should, and sends the whole plan if that differs.
"""

import asyncio
from functools import partial

import structlog
from aiohttp import WSMessage, WSMsgType, web
from pydantic import ValidationError

from orchestrator.access.keys import IDENTITY, REACH
from orchestrator.access.live import still_welcome
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.access.tokens import Role
from orchestrator.hub.clocks import is_off
from orchestrator.hub.connections import CLOSE_TAKEN_OVER, REPORTS_AT_ONCE, Connection
from orchestrator.hub.keys import CHANGES, OWNERS, PLANS, PRESENCES
from orchestrator.hub.plans import window_of
from orchestrator.hub.reports import last_stored, store_reports
from orchestrator.web.keys import CLOCK, DATABASE, FACTS, METRICS
from room_agents.protocol import (
    PATH,
    Acknowledged,
    AskTime,
    Forget,
    Hello,
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
HELLO_WITHIN_S = 10.0
CLOSE_WITHIN_S = 2.0
"""For the other end to answer our close."""
SEND_WITHIN_S = 10.0
"""An agent that does not read is cut off rather than buffered for ever."""
LARGEST_MESSAGE = 256 * 1024
"""A State of a hundred devices is a tenth of it. What is larger ends the connection, with CLOSE_TOO_LARGE."""
LARGEST_REPORT = 16 * 1024
CLOSE_TOO_LARGE = 1009
CLOSE_NOT_UNDERSTOOD = 4001
CLOSE_GOING_AWAY = 1001
LARGEST_REVISION = 2**40
"""A room that changes each second gets there in thirty thousand years."""
SPEAKS_OF_TIME = 2
"""The first version of the wire that does."""
PLANS_LOOKED_AT_EVERY_S = 60.0
"""The window of a plan moves on by the hour, signal or not."""


async def serve_agent(request: web.Request) -> web.WebSocketResponse:
    """One agent's connection, from its hello to its end."""
    socket = web.WebSocketResponse(
        timeout=CLOSE_WITHIN_S,
        heartbeat=HEARTBEAT_S,
        max_msg_size=LARGEST_MESSAGE,
        compress=False,
        autoping=False,  # pings are messages, too, and taken at the same pace
    )
    await socket.prepare(request)
    connection = await _greet(request, socket)
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
    except* StorageError as failed:  # its plans or its token could not be read: it keeps what it has, and comes again
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
    """Send plans, take states and reports, until either side has had enough."""
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
    """Welcome the agent, before anybody says anything else to it, and take what it says."""
    if connection.version >= SPEAKS_OF_TIME:
        await _send(connection, Welcome(stored=connection.stored))
    now_s = asyncio.get_running_loop().time
    async for message in connection.socket:
        if message.type is WSMsgType.ERROR:  # too large, or no frame at all: it is closed by now
            log.warning("agent.bad_frame", agent=connection.agent, error=str(message.data))
            return
        # Every message lets others go first, and who says too much waits: the line behind it fills, and nobody else's.
        await asyncio.sleep(connection.pace.wait_s(len(message.data), now_s()))
        if message.type is WSMsgType.PING:
            async with asyncio.timeout(SEND_WITHIN_S):
                await connection.socket.pong(message.data)
        elif message.type is not WSMsgType.PONG:
            await _receive(app, connection, message)


async def _greet(request: web.Request, socket: web.WebSocketResponse) -> Connection | None:
    """Wait for the hello; None, and the socket closed, if something else comes or nothing does."""
    try:
        async with asyncio.timeout(HELLO_WITHIN_S):
            message = await socket.receive()
        hello = from_agent.validate_json(message.data) if message.type is WSMsgType.TEXT else None
    except (TimeoutError, ValidationError):
        hello = None
    if not isinstance(hello, Hello):
        await socket.close(code=CLOSE_NOT_UNDERSTOOD, message=b"a hello was expected")
        return None
    now = request.app[CLOCK]()
    granted = request[REACH].rooms or frozenset()
    rooms = set(granted)
    if hello.stands_back:
        rooms -= request.app[OWNERS].owned
        if not rooms:
            await socket.close(code=CLOSE_TAKEN_OVER, message=b"the newer agent is still there")
            return None
    reporter = f"{request[IDENTITY].token}/{hello.agent}"
    try:
        stored = await request.app[DATABASE].read(last_stored, reporter)
    except StorageError as failed:  # it keeps what it has, and comes again
        log.warning("agent.cut", agent=hello.agent, error=repr(failed))
        await socket.close(code=CLOSE_GOING_AWAY, message=b"the database cannot be read now")
        return None
    held = {room: plan for room, plan in hello.rooms.items() if room in rooms}
    offset_s = (hello.now - now).total_seconds()
    for room in rooms:
        request.app[PRESENCES].arrived(room, hello.agent, offset_s, now)
    log.info("agent.arrived", agent=hello.agent, rooms=sorted(rooms), version=hello.version)
    return Connection(
        agent=hello.agent,
        reporter=reporter,
        stored=stored,
        socket=socket,
        granted=granted,
        rooms=rooms,
        held=held,
        clock_offset_s=offset_s,
        version=hello.version,
        foreign=frozenset(hello.rooms) - granted,
    )


async def _send_plans(app: web.Application, connection: Connection) -> None:
    """Bring the agent's plans up to date, now and whenever one of its rooms changes."""
    for room in sorted(connection.foreign):
        await _send(connection, Forget(room=room))
    await _overtake(app, connection)
    with app[CHANGES].watch(connection.granted) as watch:
        changed = frozenset(connection.rooms)
        while connection.farewell is None:  # who is sent away keeps its plans, and stands back
            for room in sorted(changed):
                if room in connection.rooms:
                    await _send_plan(app, connection, room)
                else:  # a newer agent has it now
                    await _forget(connection, room)
            changed = await watch.changed(PLANS_LOOKED_AT_EVERY_S) or frozenset(connection.rooms)


async def _overtake(app: web.Application, connection: Connection) -> None:
    """Make our plans newer than those that the agent holds of them: it would ignore ours, for ever.

    The end of the database was lost, or our clock went back. What no service can have counted to is not believed, and
    forgotten instead.
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
    """Take one message; what is none of ours is logged and passed over, so that newer agents are not cut off."""
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
    """Log it when the clock of the room's computer goes wrong or right again."""
    presence = app[PRESENCES][room]
    if presence is not None and is_off(presence.clock_offset_s) != connection.clock_is_off:
        connection.clock_is_off = not connection.clock_is_off
        tell = log.warning if connection.clock_is_off else log.info
        tell("agent.clock", agent=connection.agent, room=room, ahead_s=round(presence.clock_offset_s, 1))


async def _store_reports(app: web.Application, connection: Connection) -> None:
    """Store reports as they come, as many at once as are there, and acknowledge them after the commit.

    While the disk is full or the database busy they wait: the agent tells how its rooms are all the same.
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
    """End it when the service stops, or soon after the agent's token was revoked."""
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
        roles=(Role.AGENT,),
        status=101,
        errors=(400,),
        streams=True,
    ),
)
