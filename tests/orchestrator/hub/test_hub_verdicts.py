"""Whose word on a room counts, and for how long."""

from datetime import timedelta

from orchestrator.hub.presence import STALE
from tests.support.town import Town, hour
from tests.support.wired_agent import agent_at, connected, held, ready, until

TEN = hour("10:00")


async def test_given_a_room_said_to_be_ready_when_states_stay_away_then_its_verdict_is_lowered_and_never_raised(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)
        town.now += STALE - timedelta(seconds=1)
        assert (await town.room())["verdict"] == "ready"
        town.now += timedelta(seconds=1)
        silent = await town.room()
        assert (silent["verdict"], silent["agent"]["connected"]) == ("unknown", True)
        assert silent["trouble"] == "Il computer di sala non dà notizie"
        assert silent["message"] == "Non sappiamo com’è la sala."

        await agent.say(agent.state(plan, verdict="not_ready"))

        await until(town, lambda seen: seen["verdict"] == "not_ready")


async def test_given_a_room_said_to_be_ready_when_its_agent_goes_and_comes_back_then_only_a_new_state_counts(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)
    gone = await until(town, lambda seen: not connected(seen))
    assert gone["verdict"] == "unknown"
    town.now += timedelta(minutes=30)

    async with agent_at(town, "sala-1") as again:
        await again.hello({"sala-1": held(plan)})
        back = await until(town, connected)
        assert back["verdict"] == "unknown"
        assert {device["verdict"] for device in back["devices"].values()} == {"unknown"}

        await again.say(again.state(plan))
        await until(town, lambda seen: seen["verdict"] == "ready")


async def test_given_a_new_plan_when_the_agent_goes_on_speaking_of_the_old_one_then_the_verdict_falls(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)
        await town.book(hour("06:05"), TEN)
        await agent.plan()
        for _ in range(4):
            town.now += STALE / 3
            await agent.say(agent.state(plan))
            await until(town, lambda seen: seen["agent"]["seen_at"][:19] == f"{town.now:%Y-%m-%dT%H:%M:%S}")

        assert (await town.room())["verdict"] == "unknown"


async def test_given_agents_when_they_tell_their_clock_then_its_offset_is_shown(town: Town) -> None:
    async with agent_at(town, "sala-1") as agent:
        await agent.hello(now=town.now + timedelta(seconds=90))
        plan = await agent.plan()

        assert (await town.room())["agent"]["clock_offset_s"] == 90

        await agent.say(agent.state(plan, at=town.now - timedelta(seconds=30)))  # somebody has set it meanwhile
        await until(town, lambda seen: seen["agent"]["clock_offset_s"] == -30)


async def test_given_an_agent_whose_clock_is_days_ahead_when_its_plan_has_run_out_then_that_is_said(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as agent:
        await agent.hello()
        plan = await agent.plan()
        ahead = timedelta(hours=80)

        await agent.say(agent.state(plan, at=town.now + ahead, phase=None, verdict="unknown"))

        seen = await until(town, lambda seen: seen["agent"]["clock_offset_s"] == ahead.total_seconds())
    assert seen["verdict"] == "unknown"
    assert seen["trouble"] == "Il computer di sala non ha più un piano"
    assert seen["message"] == "Non sappiamo com’è la sala. Il suo orologio va bene?"


async def test_given_a_device_that_is_needed_when_its_agent_cannot_read_it_then_the_message_names_it(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)

        unread = {"regia-video": {"driver": "obs", "verdict": "unknown"}}
        await agent.say(agent.state(plan, verdict="unknown", missing=["regia-video"], devices=unread))

        seen = await until(town, lambda seen: seen["verdict"] == "unknown")
    assert seen["trouble"] == "Manca una lettura recente: regia video"


async def test_given_a_service_started_anew_when_nobody_has_spoken_then_every_room_is_unknown(town: Town) -> None:
    answer = await town.client.get("/api/v1/rooms", headers=await town.as_("admin"))

    seen = {room["id"]: room["verdict"] for room in (await answer.json())["rooms"]}
    assert seen == {"sala-1": "unknown", "sala-2": "unknown", "sala-3": "unknown"}
