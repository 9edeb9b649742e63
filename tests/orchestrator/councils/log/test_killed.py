"""kill -9 in the middle of a vote, again and again: what was acknowledged is there, once, and the chain holds."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

from orchestrator.councils.log.store import log_of
from orchestrator.councils.sitting.acts import ItemOpened
from orchestrator.councils.sitting.chain import verify
from orchestrator.councils.sitting.vote_acts import VoteOpened
from orchestrator.councils.sitting.votes import Manner, Motion
from orchestrator.migrations.schema import upgrade
from schedules.store.database import open_database
from schedules.store.dialects import address_of
from tests.support.council_house import SITTING, Clock, does, new_sitting, opened
from tests.support.council_killed import MEMBERS

KILLS = 4
TAPS = 150
"""That are acknowledged before a kill."""


async def voted_until_killed(folder: Path, first: int) -> dict[int, int]:
    """The taps that were acknowledged, and their acts."""
    command = (sys.executable, "-m", "tests.support.council_killed", str(folder), str(first))
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    assert process.stdout is not None
    lines = [await process.stdout.readline() for _ in range(TAPS)]
    process.kill()
    lines += (await process.stdout.read()).splitlines(keepends=True)
    await process.wait()
    whole = [line.split() for line in lines if line.endswith(b"\n")]
    return {int(tap): int(number) for tap, number in whole}


async def test_votes_given_a_service_that_is_killed_again_and_again_when_read_then_each_acknowledged_tap_is_one_act(
    tmp_path: Path,
) -> None:
    database = open_database(address_of(tmp_path / "regia.db"))
    upgrade(database)
    live = await opened(await new_sitting(database, Clock(), MEMBERS), hall=MEMBERS, remote=0)
    await does(live, ItemOpened("plan"), VoteOpened("v", "plan", "testo", Motion(), Manner.OPEN))
    database.close()
    acknowledged: dict[int, int] = {}

    for _ in range(KILLS):
        told = await voted_until_killed(tmp_path, max(acknowledged, default=0))
        assert all(acknowledged.setdefault(tap, number) == number for tap, number in told.items())

    database = open_database(address_of(tmp_path / "regia.db"))
    log = await database.read(log_of, SITTING)
    database.close()
    sitting, faults = verify(log.frame, [line.line for line in log.lines], log.head)
    assert faults == []
    assert sitting is not None
    stored = {line.id: line.number for line in log.lines}
    assert len(stored) == len(log.lines)
    assert {f"tap {tap}": number for tap, number in acknowledged.items()}.items() <= stored.items()
    assert len(acknowledged) >= KILLS * TAPS - KILLS * MEMBERS
