"""500 members vote openly within ten seconds: how long each waits for the acknowledgement, which comes after the commit."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

from orchestrator.commands.store import open_store
from orchestrator.councils.log.live import Done, LiveSitting, Wanted
from orchestrator.councils.sitting.acts import ItemOpened
from orchestrator.councils.sitting.vote_acts import Cast, VoteOpened
from orchestrator.councils.sitting.votes import FOR, Manner, Motion
from tests.bench.figures import Figure, percentile
from tests.support.council_house import Clock, does, new_sitting, opened

SEATS, WITHIN_S = 500, 10.0
WITHIN_MS = 500.0


async def council_votes() -> AsyncIterator[Figure]:
    """By a clock, so that a slow answer delays no vote; then all at the same moment."""
    with tempfile.TemporaryDirectory() as name, closing(open_store(Path(name), None)) as database:
        live = await opened(await new_sitting(database, Clock(), SEATS), hall=SEATS // 2, remote=SEATS // 2)
        await does(live, ItemOpened("plan"), VoteOpened("v", "plan", "testo", Motion(), Manner.OPEN))
        spread = await _voted(live, "spread", WITHIN_S / SEATS)
        at_once = await _voted(live, "at once", 0.0)
    yield Figure(
        f"{SEATS} open votes in {WITHIN_S:g} s, each acknowledged, p99", percentile(spread, 99), "ms", WITHIN_MS
    )
    yield Figure(f"{SEATS} open votes at once, each acknowledged, p99", percentile(at_once, 99), "ms")


async def _voted(live: LiveSitting, name: str, every_s: float) -> list[float]:
    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        voting = [
            tasks.create_task(_vote(live, name, seat, began + seat * every_s), name=f"seat {seat}")
            for seat in range(1, SEATS + 1)
        ]
    return [task.result() for task in voting]


async def _vote(live: LiveSitting, name: str, seat: int, at: float) -> float:
    """How many milliseconds the answer took."""
    await asyncio.sleep(max(0.0, at - time.perf_counter()))
    began = time.perf_counter()
    answer = await live.act(Wanted(f"{name} {seat}", Cast("v", str(seat), (FOR,)), f"p{seat}", "page"))
    if not isinstance(answer, Done):
        raise TypeError(answer)
    return (time.perf_counter() - began) * 1e3
