"""A house with one room: two emulated devices, the orchestrator and the room's agent as real processes."""

import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from integrations.emulators.obs import Obs, obs_running
from integrations.emulators.projector import Projector, projector_running
from orchestrator.access.tokens import make_token, parse_grant
from room_agents.stage_access import stage_key
from schedules.store.database import open_database
from tests.support.processes import Process, WarmProcess, free_port
from tests.support.tablet import Tablet, View, tablet_on
from tests.support.waiting import WITHIN_S, wait_for

ROOM = "sala-1"
SCENES = ("Riposo", "Attesa", "Conferenza", "Pausa")
OBS_PASSWORD = "una-parola-per-obs"
SITE = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"
default_preset = "riunione"
confidential_preset = "riservato"

[[rooms]]
id = "sala-1"
name = "Sala 1"
lead = "2s"
closing = "0.2s"

[rooms.devices.proiettore]
driver = "pjlink"
host = "127.0.0.1"
port = PROJECTOR
poll = "0.2s"
timeout = "1s"

[rooms.devices.regia-video]
driver = "obs"
host = "127.0.0.1"
port = OBS
password = "env:REGIA_SECRET_OBS"
poll = "0.2s"
timeout = "1s"

[presets.riunione]
title = "Riunione"
needs = ["proiettore", "regia-video"]
scenes = ["Conferenza", "Pausa"]
preparing.proiettore = { power = "on", input = "hdmi1" }
preparing.regia-video = { scene = "Attesa" }
live.regia-video = { scene = "Conferenza" }

[presets.riservato]
title = "Occupato"
confidential = true
preparing.proiettore = { power = "on" }

[idle]
proiettore = { power = "off" }
regia-video = { scene = "Riposo", recording = false }
"""
"""PROJECTOR and OBS stand for the ports."""
UNHURRIED = SITE.replace('lead = "2s"', 'lead = "6s"').replace('closing = "0.2s"', 'closing = "2s"')
"""The same with phases that last long enough to be seen also on a busy machine."""


class House:
    """The whole system of one room on loopback, over TLS if it has a *certificate* (and its key).

    *client* is an administrator's.
    """

    def __init__(
        self,
        folder: Path,
        projector: Projector,
        obs: Obs,
        *,
        site: str = SITE,
        certificate: tuple[Path, Path] | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.projector = projector
        self.obs = obs
        self.room_file = folder / "casa.toml"
        self.port = free_port()
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self.trust = ssl.create_default_context(cafile=certificate[0]) if certificate else True
        """What the house's clients take for the orchestrator."""
        self.stage_port = free_port()
        self.write_site(site)
        serve = ("serve", self.room_file, "--data", folder / "server", "--port", str(self.port))
        tls = ("--tls-cert", certificate[0], "--tls-key", certificate[1]) if certificate else ()
        self._process = Process if certificate else WarmProcess  # whom aiohttp trusts is settled when it is loaded
        self.orchestrator = self._process(*serve, *tls, log=folder / "orchestrator.log", environment=secrets)
        self.agents: list[Process] = []
        self.stage_keys: list[str] = []
        """Of each agent's big screen."""
        self.client = httpx.AsyncClient(base_url=self.url, timeout=WITHIN_S, verify=self.trust)
        self.since = datetime.now(UTC)

    @property
    def agent(self) -> Process:
        """The room's agent, the first where there are several."""
        return self.agents[0]

    @property
    def stage(self) -> str:
        """The address of the room's big screen, as a browser is given it the first time."""
        return f"http://localhost:{self.stage_port}/stage/{ROOM}?key={self.stage_keys[0]}"

    def write_site(self, site: str) -> None:
        """Write the room file; a running orchestrator reads it when it is started again."""
        text = site.replace("PROJECTOR", str(self.projector.port)).replace("OBS", str(self.obs.port), 1)
        self.room_file.write_text(text)

    async def token(self, role: str) -> str:
        """A token made while the orchestrator runs, as `regia token add` makes it."""
        database = open_database(f"sqlite:///{self.folder / 'server' / 'regia.db'}")
        try:
            return await database.write(make_token, parse_grant(role), datetime.now(UTC))
        finally:
            database.close()

    async def serve(self) -> None:
        """Start the orchestrator and wait until it answers."""
        await self.orchestrator.start()
        await wait_for(self._is_ready)

    async def add_agent(self, *, through: str | None = None, environment: Mapping[str, str] | None = None) -> Process:
        """Start one more agent for the room; it reaches the orchestrator by the address *through*."""
        number = len(self.agents) + 1
        data = self.folder / f"agent-{number}"
        data.mkdir(mode=0o700)
        self.stage_keys.append(stage_key(data))
        token = self.folder / f"agent-{number}.token"
        token.write_text(await self.token(f"agent:{ROOM}"))
        process = self._process(
            *("agent", "--orchestrator", through or self.url, "--data", data),
            *("--token-file", token, "--stage-port", str(self.stage_port if number == 1 else free_port())),
            log=self.folder / f"agent-{number}.log",
            environment={"REGIA_SECRET_OBS": OBS_PASSWORD, **(environment or {})},
        )
        self.agents.append(process)
        await process.start()
        return process

    async def room(self) -> View:
        """GET /rooms/{id}."""
        answer = await self.client.get(f"/api/v1/rooms/{ROOM}")
        answer.raise_for_status()
        view: View = answer.json()
        return view

    async def until(self, wanted: Callable[[View], object]) -> View:
        """The room as soon as it is *wanted*."""
        return await wait_for(self.room, wanted)

    async def book(
        self, *, starts_in_s: float = 3.0, lasts_s: float = 3600.0, title: str = "Assemblea", **more: Any
    ) -> httpx.Response:
        """Ask for the room."""
        start = datetime.now(UTC) + timedelta(seconds=starts_in_s)
        times = {"start": start.isoformat(), "end": (start + timedelta(seconds=lasts_s)).isoformat()}
        return await self.client.post("/api/v1/bookings", json={"room": ROOM, "title": title, **times, **more})

    async def bookings(self) -> list[Mapping[str, Any]]:
        """All bookings from a day ago to thirty days ahead."""
        window = {
            "from": (self.since - timedelta(days=1)).isoformat(),
            "to": (self.since + timedelta(days=30)).isoformat(),
        }
        return await self.bookings_of({"room": ROOM, **window})

    async def bookings_of(self, window: Mapping[str, str]) -> list[Mapping[str, Any]]:
        """All bookings of a window, page by page."""
        found: list[Mapping[str, Any]] = []
        query = dict(window)
        while True:
            answer = await self.client.get("/api/v1/bookings", params=query)
            answer.raise_for_status()
            page = answer.json()
            found += page["bookings"]
            if page["next"] is None:
                return found
            query["next"] = page["next"]

    async def press(self, kind: str, *, press_id: str | None = None, **what: Any) -> httpx.Response:
        """Press a button as the administrator."""
        press = {"id": press_id or str(uuid4()), "kind": kind, **what}
        return await self.client.post(f"/api/v1/rooms/{ROOM}/overrides", json=press)

    async def reports(self) -> list[Mapping[str, Any]]:
        """What was reported of the room since the house stands, in the order it was reported."""
        window = {"from": self.since.isoformat(), "to": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}
        answer = await self.client.get(f"/api/v1/rooms/{ROOM}/reports", params=window)
        answer.raise_for_status()
        found: list[Mapping[str, Any]] = answer.json()["reports"]
        return found

    @asynccontextmanager
    async def tablet(self, *, language: str = "it") -> AsyncIterator[Tablet]:
        """A tablet of the room, signed in."""
        token = await self.token(f"panel:{ROOM}")
        async with tablet_on(self.url, token, language=language, trust=self.trust) as tablet:
            yield tablet

    async def close(self) -> None:
        """End what still runs."""
        for process in (*self.agents, self.orchestrator):
            if process.running:
                await process.kill()
        await self.client.aclose()

    async def _is_ready(self) -> bool:
        assert self.orchestrator.running, self.orchestrator.said
        with suppress(httpx.TransportError):
            return (await self.client.get("/readyz")).status_code == httpx.codes.OK
        return False


@asynccontextmanager
async def house_standing(
    folder: Path,
    *,
    site: str = SITE,
    certificate: tuple[Path, Path] | None = None,
    secrets: Mapping[str, str] | None = None,
) -> AsyncIterator[House]:
    """A house whose orchestrator runs, with *secrets* in its environment, without an agent yet, until left."""
    async with AsyncExitStack() as stack:
        projector = await stack.enter_async_context(projector_running(warm_up_s=0.3, cool_down_s=0.3))
        obs = await stack.enter_async_context(obs_running(password=OBS_PASSWORD, scenes=SCENES))
        house = House(folder, projector, obs, site=site, certificate=certificate, secrets=secrets)
        stack.push_async_callback(house.close)
        await house.serve()
        house.client.headers["Authorization"] = f"Bearer {await house.token('admin')}"
        yield house


def numbers(reports: list[Mapping[str, Any]]) -> list[int]:
    """The reports' numbers, lowest first."""
    return sorted(int(report["seq"]) for report in reports)


def without_holes(count: int) -> list[int]:
    """The numbers that *count* reports of one agent have if none is missing and none is there twice."""
    return list(range(1, count + 1))


def is_ready(phase: str) -> Callable[[View], bool]:
    """Whether the room is verified in *phase*."""
    return lambda view: view["phase"] == phase and view["verdict"] == "ready"
