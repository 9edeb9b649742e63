"""A council whose lines are cut, whose telephones sleep and whose service is killed: nothing acknowledged is lost or doubled."""

import asyncio
from contextlib import suppress
from pathlib import Path

import aiohttp

from tests.support.council_campaign import campaign
from tests.support.processes import free_port

MEMBERS, SPEED, VOTES, KILLS = 24, 60.0, 2, 2


async def test_council_given_cut_lines_and_kills_when_it_is_held_then_every_acknowledged_act_is_there_once(
    tmp_path: Path,
) -> None:
    async with campaign(tmp_path, free_port(), members=MEMBERS, speed=SPEED, seed=7) as council:
        attending = [asyncio.create_task(member.attend()) for member in council.members]
        trouble = asyncio.create_task(council.trouble(KILLS, (2.0, 5.0)))
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as browser, asyncio.timeout(240):
            await council.chair.hold(browser, lambda: council.chair.held >= VOTES and council.kills == KILLS)
        for task in (trouble, *attending):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(trouble, *attending)

        sitting = await council.judged()

    assert sum(len(member.acknowledged) for member in council.members) >= MEMBERS
    assert all(vote.casts.keys() <= vote.entitled for vote in sitting.votes.values())
