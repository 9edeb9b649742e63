"""Two agents for one room: the newer has it, and the older has it again when that goes."""

import time
from contextlib import AsyncExitStack

from orchestrator.hub.routes import CLOSE_WITHIN_S
from room_agents.protocol import Forget
from tests.support.town import Town, hour
from tests.support.wired_agent import agent_at, connected, until

NINE, TEN = hour("09:00"), hour("10:00")


async def test_given_an_agent_when_a_newer_one_comes_for_its_room_then_the_older_is_closed_with_4000(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as older, agent_at(town, "sala-1", name="agente-2") as newer:
        await older.hello()
        await older.plan()
        await newer.hello()

        assert (await newer.plan()).room.id == "sala-1"
        assert await older.closed() == 4000
        assert connected(await town.room())


async def test_given_an_agent_that_answers_no_more_when_a_newer_one_comes_then_it_has_its_plan_at_once(
    town: Town,
) -> None:
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        for number in range(16):
            newer = await stack.enter_async_context(agent_at(town, "sala-1", name=f"agente-{number}"))
            await newer.hello()
            await newer.plan()  # and never reads again, so that it answers no close

        assert time.monotonic() - began < 15 * CLOSE_WITHIN_S  # of fifteen that were closed none was waited for


async def test_given_an_agent_of_two_rooms_when_one_is_taken_over_then_it_forgets_that_and_keeps_the_other(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1", "sala-2") as older, agent_at(town, "sala-1", name="agente-2") as newer:
        await older.hello()
        assert {(await older.plan()).room.id, (await older.plan()).room.id} == {"sala-1", "sala-2"}
        await newer.hello()
        await newer.plan()

        assert await older.heard() == Forget(room="sala-1")
        await town.book(NINE, TEN, "sala-1")
        await town.book(NINE, TEN, "sala-2")

        assert (await newer.plan()).room.id == "sala-1"
        assert (await older.plan()).room.id == "sala-2"
        await older.nothing()


async def test_given_an_agent_that_lost_a_room_when_the_newer_one_goes_then_it_has_the_room_again(town: Town) -> None:
    async with agent_at(town, "sala-1", "sala-2") as older:
        await older.hello()
        await older.plan()
        await older.plan()
        async with agent_at(town, "sala-1", name="agente-2") as newer:
            await newer.hello()
            await newer.plan()
            assert await older.heard() == Forget(room="sala-1")

        plan = await older.plan()
        await older.say(older.state(plan))

        assert plan.room.id == "sala-1"
        assert (await until(town, lambda seen: seen["verdict"] == "ready"))["agent"]["connected"]


async def test_given_an_agent_that_is_sent_away_when_it_goes_then_it_was_told_to_forget_nothing(town: Town) -> None:
    async with agent_at(town, "sala-1") as older, agent_at(town, "sala-1", name="agente-2") as newer:
        await older.hello()
        await older.plan()
        await newer.hello()
        await newer.plan()

        assert await older.closed() == 4000
        assert older.raw[1:] == []


async def test_given_a_loser_when_it_speaks_of_the_lost_room_then_it_is_not_heard(town: Town) -> None:
    async with agent_at(town, "sala-1", "sala-2") as older, agent_at(town, "sala-1", name="agente-2") as newer:
        await older.hello()
        plans = {plan.room.id: plan for plan in (await older.plan(), await older.plan())}
        await newer.hello()
        await newer.plan()

        await older.say(older.state(plans["sala-1"]))
        await older.say(older.state(plans["sala-2"]))
        await until(town, lambda seen: seen["verdict"] == "ready", "sala-2")

        assert (await town.room("sala-1"))["verdict"] == "unknown"
