"""`regia patterns`: every state of panel and big screen, to look at while they are drawn."""

import asyncio
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from config.logs import set_up_logs
from config.rooms import Room
from integrations.emulators.jitsi import SECRET, JitsiEmulator, jitsi_running
from integrations.serving.listening import open_sockets
from integrations.serving.visits import Limits
from orchestrator.commands.ports import Port, why_not_listening
from orchestrator.commands.stopping import stop
from orchestrator.commands.store import open_store
from orchestrator.conferences.meeting import Deployment
from orchestrator.patterns import gallery, parts, stages
from orchestrator.patterns.house import DOORS, HALL_NAME
from orchestrator.patterns.service import make_patterns
from orchestrator.web.server import ServiceRunner
from schedules.planning.planner import Booked

HOST = "127.0.0.1"
KEPT_OUT_S = 1.0
_WORDS = {"meet": ["guests 4"], "lobby": ["guests 4", "lobby closed"], "refused": ["code 1234"], "out": ["guests 4"]}
"""What the emulators are told, by door."""
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class AtAnyTime(Deployment):
    """A Jitsi whose tokens are good whenever the patterns are looked at."""

    def token(self, name: str, booked: Booked, room: Room) -> str | None:
        """What lets *room* in, on any day."""
        return super().token(name, replace(booked, start=FIRST, end=LAST), room)


@asynccontextmanager
async def _behind(door: str) -> AsyncIterator[Deployment]:
    """The emulated Jitsi behind that door of the house."""
    async with jitsi_running() as jitsi, asyncio.TaskGroup() as tasks:
        for word in _WORDS[door]:
            jitsi.control(f"by-hand {word}")
        again = tasks.create_task(_keep_out(jitsi)) if door == "out" else None
        yield AtAnyTime(jitsi.url, jitsi.app_id, SECRET)
        if again is not None:
            again.cancel()


async def _keep_out(jitsi: JitsiEmulator) -> None:
    """Whoever enters is put out."""
    while True:
        await asyncio.sleep(KEPT_OUT_S)
        jitsi.control(f"by-hand kick {HALL_NAME}")


async def patterns(*, port: Port = 8090) -> None:
    """Serve them on this machine alone, over a store of their own that is gone afterwards."""
    set_up_logs()
    told_to_end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_end.set)
    async with AsyncExitStack() as stack:
        meetings = {door: await stack.enter_async_context(_behind(door)) for door in DOORS}
        store = open_store(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="regia-patterns-"))), None)
        stack.callback(store.close)
        app = make_patterns(store, (*gallery.ROUTES, *parts.ROUTES, *stages.ROUTES), meetings=meetings)
        try:
            sockets = await open_sockets(HOST, port)
        except OSError as error:
            stop(why_not_listening(error, HOST, port))
        await stack.enter_async_context(ServiceRunner(app, Limits(), shutdown_timeout=0.5).serving(sockets))
        sys.stdout.write(f"http://regia.localhost:{sockets[0].getsockname()[1]}/patterns\n")
        sys.stdout.flush()
        await told_to_end.wait()
