"""A day of short meetings in which things break at random: `make chaos`, with CHAOS_ROUNDS and CHAOS_SEED.

The seed fixes what is done and what breaks, not how the processes race; the same seed makes a failure likely, not sure.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from integrations.emulators.controls import Emulator
from tests.support.house import SCENES, House, house_standing, numbers, without_holes
from tests.support.tablet import Tablet, View
from tests.support.tcp_line import TcpLine, tcp_line
from tests.support.waiting import wait_for

pytestmark = pytest.mark.chaos

ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "20"))
SEED = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(100_000))
CONVERGES_WITHIN_S = 30.0
FALSE_GREEN_S = 2.0
"""A reading counts for three polls and a time-out (1.6 s here), and takes a moment to reach the tablet."""
BROKEN_S = (0.5, 6.0)
"""For how long: often beyond a meeting's start, so that a device misses its new wish."""
DEVICE_FAULTS = ("refuse", "freeze", "drop", "ignore", "wrong", "slow 1.5")
INPUTS = {"31": "hdmi1"}

Fault = Callable[[], Awaitable[Callable[[], Awaitable[object]]]]
"""Breaks something; gives what mends it."""


@dataclass
class People:
    """Those who book and press all day, and what they were told."""

    house: House
    dice: random.Random
    booked: dict[str, str] = field(default_factory=dict)
    """The title of each booking that was acknowledged, by id."""
    pressed: dict[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    """The kind of each press that was acknowledged, and the answer to it, by the press's id."""
    surprises: list[str] = field(default_factory=list)
    """Answers nobody should get."""

    async def live(self) -> None:
        """Book and press until cancelled."""
        while True:
            with suppress(httpx.TransportError):
                await self.dice.choice((self._book, self._book, self._press))()
            await asyncio.sleep(self.dice.uniform(0.1, 0.8))

    async def _book(self) -> None:
        title = f"Corso {uuid4()}"
        answer = await self.house.book(
            starts_in_s=self.dice.uniform(0.5, 12), lasts_s=self.dice.uniform(2, 6), title=title
        )
        if answer.status_code == httpx.codes.CREATED:
            self.booked[answer.json()["id"]] = title
        self._judge(answer)

    async def _press(self) -> None:
        press_id = str(uuid4())
        kind = self.dice.choice(("start", "end", "extend", "scene", "put_back"))
        answer = await self.house.press(kind, press_id=press_id, **await self._details(kind))
        if answer.status_code == httpx.codes.CREATED:
            self.pressed[press_id] = kind, answer.json()
        self._judge(answer)

    async def _details(self, kind: str) -> dict[str, str]:
        match kind:
            case "scene":
                return {"scene": self.dice.choice(SCENES[2:])}
            case "extend":
                current = (await self.house.room())["current"]
                end = datetime.fromisoformat(current["end"]) if current else self.house.since
                return {"until": (end + timedelta(seconds=3)).isoformat()}
            case _:
                return {}

    def _judge(self, answer: httpx.Response) -> None:
        if answer.status_code not in {200, 201, 409}:
            self.surprises.append(f"{answer.status_code} {answer.text}")


@dataclass
class Watch:
    """Looks at the devices themselves whenever the tablet is green."""

    house: House
    tablet: Tablet
    lies: list[str] = field(default_factory=list)

    async def keep(self) -> None:
        """Watch until cancelled."""
        loop = asyncio.get_running_loop()
        right_at = loop.time()
        while True:
            view = self.tablet.shown
            wrong = () if view is None or view["verdict"] != "ready" else unfulfilled(self.house, view)
            if not wrong:
                right_at = loop.time()
            elif loop.time() - right_at > FALSE_GREEN_S:
                self.lies.append(f"{view['now'] if view else ''}: green, but {wrong}")
                right_at = loop.time()
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("seed", [SEED])
async def test_given_a_day_of_meetings_when_things_break_at_random_then_nothing_is_lost_and_nothing_wrong_is_green(
    seed: int, tmp_path: Path
) -> None:
    dice = random.Random(seed)
    async with a_day(tmp_path) as (house, line, tablet):
        people, watch, faults = People(house, random.Random(seed)), Watch(house, tablet), faults_of(house, line, dice)
        async with asyncio.TaskGroup() as tasks:
            beside = [tasks.create_task(people.live()), tasks.create_task(watch.keep())]
            for _ in range(ROUNDS):
                await one_round(house, faults, dice)
            for task in beside:
                task.cancel()
        stored = {booking["id"]: booking for booking in await house.bookings()}
        again = {
            press_id: (kind, await house.press(kind, press_id=press_id))
            for press_id, (kind, _) in people.pressed.items()
        }
        reports = await wait_for(house.reports, lambda all_: numbers(all_) == without_holes(len(all_)))

    assert people.booked
    assert people.pressed
    assert people.surprises == []
    assert watch.lies == []
    assert {booking: stored[booking]["title"] for booking in people.booked if booking in stored} == people.booked
    assert {press_id: (kind, answer.json()) for press_id, (kind, answer) in again.items()} == people.pressed
    held = sorted((booking["start"], booking["end"]) for booking in stored.values() if booking["holding"])
    assert [pair for pair in pairwise(held) if pair[0][1] > pair[1][0]] == []
    assert len(reports) > ROUNDS


@asynccontextmanager
async def a_day(folder: Path) -> AsyncIterator[tuple[House, TcpLine, Tablet]]:
    """The whole system, the agent behind a line that can be cut, and a tablet."""
    async with house_standing(folder) as house, tcp_line(house.port) as line:
        await house.add_agent(through=f"http://127.0.0.1:{line.port}")
        async with house.tablet() as tablet:
            await tablet.until(lambda view: view["verdict"] == "ready")
            yield house, line, tablet


async def one_round(house: House, faults: tuple[Fault, ...], dice: random.Random) -> None:
    """Break one thing or two for a while, mend them, and see the room become what is wished."""
    mend = [await fault() for fault in dice.sample(faults, dice.choice((1, 1, 2)))]
    await asyncio.sleep(dice.uniform(*BROKEN_S))
    for repair in mend:
        await repair()
    await wait_for(
        lambda: _room(house),
        lambda view: view and view["verdict"] == "ready" and not unfulfilled(house, view),
        within_s=CONVERGES_WITHIN_S,
    )


def faults_of(house: House, line: TcpLine, dice: random.Random) -> tuple[Fault, ...]:
    """Everything that may break; no two of them are the same thing."""

    async def orchestrator_dies() -> Callable[[], Awaitable[object]]:
        await house.orchestrator.kill()
        return house.serve

    async def agent_dies() -> Callable[[], Awaitable[object]]:
        await house.agent.kill()
        return house.agent.start

    async def line_breaks() -> Callable[[], Awaitable[object]]:
        line.cut()
        return _later(line.mend)

    def breaks(device: Emulator) -> Fault:
        async def device_breaks() -> Callable[[], Awaitable[object]]:
            device.control(dice.choice(DEVICE_FAULTS))
            return _later(lambda: device.control("clear"))

        return device_breaks

    return orchestrator_dies, agent_dies, line_breaks, breaks(house.projector), breaks(house.obs)


def unfulfilled(house: House, view: View) -> tuple[str, ...]:
    """What the devices are themselves, where *view* says that something else is wished."""
    real: dict[str, dict[str, object]] = {
        "proiettore": {"power": house.projector.power, "input": INPUTS.get(house.projector.input)},
        "regia-video": {"scene": house.obs.scene, "recording": house.obs.recording},
    }
    return tuple(
        f"{device}.{name} is {real[device][name]} instead of {value}"
        for device, reading in view["devices"].items()
        for name, value in reading["desired"].items()
        if real[device][name] != value and not (name == "input" and reading["desired"].get("power") == "off")
    )


async def _room(house: House) -> View | None:
    with suppress(httpx.TransportError):
        return await house.room()
    return None


def _later(mend: Callable[[], object]) -> Callable[[], Awaitable[object]]:
    async def mended() -> object:
        return mend()

    return mended
