"""A sitting of hours on a fast clock, in which lines are cut, telephones sleep and the service is killed, and what is asked of it then."""

import asyncio
import random
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from aiohttp.test_utils import TestClient, TestServer

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.councils.log.store import Log, log_of
from orchestrator.councils.sitting.chain import verify
from orchestrator.councils.sitting.presets import PRESETS
from orchestrator.councils.sitting.rules import Distance
from orchestrator.councils.sitting.seats import Place
from orchestrator.councils.sitting.state import Sitting
from orchestrator.migrations.schema import upgrade
from schedules.store.database import open_database
from schedules.store.dialects import address_of
from tests.support.convened_council import Council, convened_council
from tests.support.council_chair import CouncilChair
from tests.support.council_member import CouncilMember
from tests.support.council_service import SITE, clock_of
from tests.support.tcp_line import TcpLine, tcp_line
from tests.support.waiting import wait_for

START = datetime(2026, 10, 5, 13, 0, tzinfo=UTC)
LINES = 8
"""By which the members come."""
RULES = replace(PRESETS["collegio"].rules, distance=Distance.ALLOWED, basis="Regolamento")


@dataclass
class Campaign:
    """The sitting, those who are in it, and what was found."""

    folder: Path
    port: int
    council: Council
    members: list[CouncilMember]
    chair: CouncilChair
    lines: list[TcpLine]
    dice: random.Random
    speed: float
    began: float
    clock: Callable[[], datetime]
    """The service's."""
    kills: int = 0
    late: list[float] = field(default_factory=list)
    """How long after the first healthy answer the last page was right, in seconds, at each kill."""
    _service: Process | None = None
    _killing: bool = False

    async def start(self) -> None:
        """Start the service, and wait until it answers well."""
        with (self.folder / "service.log").open("ab") as log:
            self._service = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.support.council_service",
                *(str(self.folder), str(self.port), str(self.speed), str(self.began), START.isoformat()),
                stdout=log,
                stderr=log,
            )
        async with aiohttp.ClientSession() as browser:
            await wait_for(lambda: _is_ready(browser, self.port))

    async def kill(self) -> None:
        """SIGKILL, as a machine dies; then start again, and see how soon every page is right."""
        assert self._service is not None
        self._killing = True  # whose line is cut, or who sleeps by then, is nobody of whom to ask how soon
        for line in self.lines:
            line.mend()
        self._service.kill()
        await self._service.wait()
        for member in self.members:
            member.number = 0  # what was told before does not count
        await self.start()
        healthy = time.monotonic()
        awake = [member for member in self.members if not member.asleep.is_set()]
        await wait_for(lambda: all(member.number or member.asleep.is_set() for member in awake))
        self.late.append(time.monotonic() - healthy)
        self.kills += 1
        self._killing = False

    async def stop(self) -> None:
        """End the service."""
        if self._service is not None and self._service.returncode is None:
            self._service.kill()
            await self._service.wait()

    async def trouble(self, kills: int, between_s: tuple[float, float]) -> None:
        """Cut lines and let telephones sleep all the while, and kill the service now and then."""
        async with asyncio.TaskGroup() as tasks:
            for line in self.lines:
                tasks.create_task(self._cut(line))
            for member in self.members:
                tasks.create_task(self._sleep(member))
            for _ in range(kills):
                await asyncio.sleep(self.dice.uniform(*between_s))
                await self.kill()
            await asyncio.Event().wait()

    async def _cut(self, line: TcpLine) -> None:
        while True:
            await asyncio.sleep(self.dice.uniform(3, 15))
            if not self._killing:
                line.cut()
                await asyncio.sleep(self.dice.uniform(0.1, 1.5))
                line.mend()

    async def _sleep(self, member: CouncilMember) -> None:
        while True:
            await asyncio.sleep(self.dice.uniform(5, 40))
            if not self._killing:
                member.asleep.set()
                await asyncio.sleep(self.dice.uniform(0.5, 4))
                member.asleep.clear()

    async def log(self) -> Log:
        """What the store has."""
        database = open_database(address_of(self.folder / "regia.db"))
        try:
            return await database.read(log_of, self.council.sitting)
        finally:
            database.close()

    async def judged(self) -> Sitting:
        """The sitting at its end. Raises AssertionError where an act was lost or doubled, or somebody is out who was there."""
        log = await self.log()
        sitting, faults = verify(log.frame, [line.line for line in log.lines], log.head)
        assert faults == []
        assert sitting is not None
        stored = {line.id: line.number for line in log.lines}
        assert len(stored) == len(log.lines)
        for acknowledged in (self.chair.acknowledged, *(member.acknowledged for member in self.members)):
            assert acknowledged.items() <= stored.items()
        assert [surprise for member in self.members for surprise in member.surprises] == []
        out = [seat.name for seat in sitting.seats.values() if seat.place is Place.OUT]
        assert out == []
        return sitting


async def _is_ready(browser: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with browser.get(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


@asynccontextmanager
async def campaign(folder: Path, port: int, *, members: int, speed: float, seed: int) -> AsyncIterator[Campaign]:
    """A council of so many members, a third of whom is at home, convened, with its service running; it is ended at the end."""
    dice = random.Random(seed)
    began = time.time()
    clock = clock_of(speed, began, START)
    database = open_database(address_of(folder / "regia.db"))
    upgrade(database)
    app = make_app(database, load_texts((("sito.toml", SITE),)), clock=clock, monotonic_s=lambda: clock().timestamp())
    async with TestClient(TestServer(app)) as client:
        council = await convened_council(client, members=members, rules=RULES, begins=START + timedelta(minutes=10))
    database.close()
    async with AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(tcp_line(port)) for _ in range(LINES)]
        remote = set(council.seats[-(members // 3) :])
        people = [
            CouncilMember(
                seat, path, pin, random.Random(dice.random()), seat in remote, f"http://127.0.0.1:{line.port}"
            )
            for (seat, path, pin), line in zip(
                zip(council.seats, council.paths, council.pins, strict=True), _again(lines, members), strict=True
            )
        ]
        hall = [seat for seat in council.seats if seat not in remote]
        chair = CouncilChair(council.sitting, council.chair.who.headers, hall, remote, f"http://127.0.0.1:{port}")
        made = Campaign(folder, port, council, people, chair, lines, dice, speed, began, clock)
        await made.start()
        try:
            yield made
        finally:
            await made.stop()


def _again(lines: list[TcpLine], count: int) -> list[TcpLine]:
    return [lines[at % len(lines)] for at in range(count)]
