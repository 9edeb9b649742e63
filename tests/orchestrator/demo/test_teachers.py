"""The demo's members who answer by themselves: they are there from home, vote, and put secret ballots into the urn."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from pytest_aiohttp import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.councils.at_work.doing import do
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.log.live import Done, Wanted
from orchestrator.councils.sitting.acts import (
    Body,
    Entered,
    ItemClosed,
    ItemOpened,
    Opened,
    RollCallBegun,
    RollCallEnded,
)
from orchestrator.councils.sitting.seats import Place, Source
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.vote_acts import ClosingAnnounced, Proclaimed, VoteOpened
from orchestrator.councils.sitting.votes import Election, Manner, Motion
from orchestrator.demo.council_people import CANDIDATES, NAMES, PERSON, PLAN
from orchestrator.demo.school import COMING
from orchestrator.demo.stored import store_all
from orchestrator.demo.teachers import teacher
from schedules.store.database import Database
from schedules.store.sealing import key_file, open_keys
from tests.orchestrator.demo.test_door import TEXT
from tests.support.waiting import wait_for

NOW = datetime(2026, 11, 27, 10, 12, tzinfo=UTC)
MEETING = (NOW + timedelta(minutes=1), NOW + timedelta(minutes=16))


async def test_teachers_given_the_demos_council_when_it_is_held_then_they_answer_and_vote_openly_and_secretly(
    database: Database, aiohttp_client: AiohttpClient
) -> None:
    keys = open_keys(key_file(database.path))
    stored = await database.write(store_all, keys, ("demo.toml", TEXT), "nobody's", MEETING, NOW)
    clock = [NOW]
    client = await aiohttp_client(
        make_app(
            database,
            load_texts((("demo.toml", TEXT),)),
            clock=lambda: clock[0],
            monotonic_s=lambda: clock[0].timestamp(),
        )
    )
    service, school = str(client.make_url("")).rstrip("/"), stored.school
    live = await client.app[SITTINGS].live(school.sitting)
    coming = {school.members[name].seat for name in COMING}

    async def comes(when: Callable[[Sitting], object]) -> None:
        async def come() -> bool:
            return bool(when(await live.look()))

        await wait_for(come)

    async def does(*bodies: Body) -> None:
        for body in bodies:
            now = await live.look()
            wanted = Wanted(str(uuid4()), body, now.presiding, "test", now.number)
            assert isinstance(await do(client.app, school.sitting, wanted), Done), body

    teachers = [teacher(service, school.members[name], 0.1) for name in COMING]
    attending = [asyncio.create_task(each.attend()) for each in teachers]
    try:
        hall = [school.members[name].seat for name in NAMES if name not in COMING]
        await does(RollCallBegun(), *(Entered(seat, Source.CALLED) for seat in hall))
        await comes(lambda now: all(now.seats[seat].place is Place.REMOTE for seat in coming))
        await does(RollCallEnded(), Opened(), ItemOpened(PLAN))
        await does(VoteOpened("v1", PLAN, "Si approva.", Motion(), Manner.OPEN))
        await comes(lambda now: now.votes["v1"].casts.keys() >= coming)
        await does(ClosingAnnounced("v1"))
        clock[0] += timedelta(seconds=16)
        await comes(lambda now: now.votes["v1"].closed)
        await does(Proclaimed("v1"), ItemClosed(PLAN), ItemOpened(PERSON))
        await does(VoteOpened("v2", PERSON, "Chi?", Election(CANDIDATES), Manner.SECRET))
        await comes(lambda now: now.votes["v2"].handed.keys() == coming)
        await wait_for(lambda: all(each.cast == {"v2"} for each in teachers))
        await does(ClosingAnnounced("v2"))
        clock[0] += timedelta(seconds=16)
        await comes(lambda now: now.votes["v2"].closed)
    finally:
        for task in attending:
            task.cancel()

    counted = (await live.look()).votes["v2"].remote
    assert counted is not None
    assert counted.ballots == len(COMING)
