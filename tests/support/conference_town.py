"""A town that meets: the service with its mails, a hall's agent with its big screen, and a Jitsi that tells of its meetings.

All by one clock, which stands still until a test moves it; only the agent's goes on between, as a computer's does.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from aiohttp.test_utils import TestClient, TestServer

from config.site_file.loading import load_texts
from integrations.emulators.jitsi import SECRET, JitsiEmulator, jitsi_running
from integrations.emulators.jitsi_posting import EventTarget
from orchestrator.access.tokens import make_token, parse_grant, program_grant
from orchestrator.app import make_app
from orchestrator.commands.store import open_store
from orchestrator.conferences.meeting import Deployment
from orchestrator.outbox.post_office import post_office_of
from room_agents.agent import AgentSettings, make_folders, run_agent
from room_agents.clock import Instant
from room_agents.stage_access import stage_key
from tests.support.inviting import Inviting
from tests.support.processes import free_port
from tests.support.smtp_peer import smtp_running
from tests.support.town import Client, Town, hour

SITE = """
[[sites]]
id = "casa"
name = "Officine Municipali"
address = "Via Roma 3, Pignataro"
timezone = "Europe/Rome"
default_preset = "riunione"
confidential_preset = "riservato"

[[rooms]]
id = "sala-1"
name = "Sala 1"

[[rooms]]
id = "sala-2"
name = "Sala 2"
[rooms.devices.palco]
driver = "stage"

[presets.riunione]
title = "Riunione"
jitsi = "meet"
recorded = true
[presets.riservato]
title = "Occupato"
confidential = true

[[jitsi]]
id = "meet"
url = "{jitsi}"
app_id = "regia"
secret = "env:REGIA_SECRET_JITSI"

[service]
url = "{service}"

[mail]
host = "127.0.0.1"
port = {mail}
security = "none"
sender = "sale@comune.example"
"""
HALL = "sala-2"
"""The room with the big screen."""


@dataclass
class ConferenceTown(Inviting):
    """All of it; the agent runs from when the hall opens."""

    jitsi: JitsiEmulator
    url: str
    folder: Path
    stage: str = ""
    """The address of the hall's big screen, as a browser is given it the first time."""

    @property
    def now(self) -> datetime:
        return self.town.now

    async def panel(self) -> str:
        """The address of the hall's panel, as a tablet is given it the first time."""
        headers = await self.town.as_(f"panel:{HALL}")
        return f"{self.url}/panel/{HALL}#{headers['Authorization'].removeprefix('Bearer ')}"

    @asynccontextmanager
    async def hall_open(self) -> AsyncIterator[None]:
        """The hall's agent runs, until left."""
        make_folders(self.folder / "agent")
        port = free_port()
        self.stage = f"http://localhost:{port}/stage/{HALL}?key={stage_key(self.folder / 'agent')}"
        headers = await self.town.as_(f"agent:{HALL}")
        settings = AgentSettings(
            self.url, lambda: headers["Authorization"].removeprefix("Bearer "), self.folder / "agent", port
        )
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(run_agent(settings, clock=self._agents_clock))
            yield
            running.cancel()

    def _agents_clock(self) -> Instant:
        """What moves the town's clock moves the agent's, which goes on besides."""
        return Instant(self.now, (self.now - hour("00:00")).total_seconds() + time.monotonic())


@asynccontextmanager
async def conference_town(folder: Path) -> AsyncIterator[ConferenceTown]:
    """The town at six in the morning, until left."""
    async with AsyncExitStack() as stack:
        peer = await stack.enter_async_context(smtp_running())
        database = open_store(folder, None)
        stack.callback(database.close)

        async def make(role: str) -> str:
            return await database.write(make_token, parse_grant(role), town.now)

        town = Town(make)
        jitsi = await stack.enter_async_context(jitsi_running(domain="meet.example", now=lambda: town.now.timestamp()))
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        site = load_texts((("sito.toml", SITE.format(jitsi=jitsi.url, service=url, mail=peer.port)),))
        assert site.installation is not None, site.mistakes
        meet = Deployment(jitsi.url, "regia", SECRET)
        app = make_app(
            database,
            site,
            deployments_of=lambda _: {"meet": meet},
            post_office_of=partial(post_office_of, environment=os.environ, folder=folder),
            clock=lambda: town.now,
        )
        client: Client = TestClient(TestServer(app, port=port))
        town.serve(await stack.enter_async_context(client))
        grant = program_grant(["events:write"], None, None, "meet")
        bearer = {"Authorization": f"Bearer {await database.write(make_token, grant, town.now)}"}
        jitsi.events.posting.target = EventTarget(f"{url}/jitsi/events/meet", bearer)
        yield ConferenceTown(town, database, peer, jitsi, url, folder)
