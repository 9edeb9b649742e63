"""The hub as agents meet it: who owns a room, who is sent what, what is stored, and whose word counts for how long."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from orchestrator.hub import CLOSE_WITHIN_S
from orchestrator.keys import CHANGES, DATABASE
from orchestrator.presence import STALE
from orchestrator.tokens import list_tokens, revoke_token
from room_agents.protocol import Forget, Held, Plan, PlanMessage
from schedules.tables import RoomRow
from tests.peers.town import DAY, Json, Town, hour
from tests.peers.waiting import WITHIN_S
from tests.peers.wired_agent import WiredAgent, agent_at, held

NINE, TEN = hour("09:00"), hour("10:00")


async def reports(town: Town, room: str = "sala-1") -> list[Json]:
    query = {"from": DAY.isoformat(), "to": (DAY + timedelta(days=1)).isoformat()}
    answer = await town.client.get(f"/api/v1/rooms/{room}/reports", params=query, headers=await town.as_("admin"))
    assert answer.status == 200
    listed: list[Json] = (await answer.json())["reports"]
    return listed


async def until(town: Town, wanted: Callable[[Json], bool], room: str = "sala-1") -> Json:
    """The room as soon as it is as *wanted*; what an agent says takes its moment."""
    headers = await town.as_("admin")
    async with asyncio.timeout(WITHIN_S), town.client.get(f"/api/v1/rooms/{room}/events", headers=headers) as stream:
        async for line in stream.content:
            if line.startswith(b"data: {"):
                seen: Json = json.loads(line.removeprefix(b"data: "))
                if wanted(seen):
                    break
        else:
            raise AssertionError("the stream ended")
    return seen


def connected(seen: Json) -> bool:
    return bool(seen["agent"]["connected"])


async def ready(agent: WiredAgent) -> Plan:
    """Greet, take the plan, and say that the room is ready."""
    await agent.hello()
    plan = await agent.plan()
    await agent.say(agent.state(plan))
    await until(agent.town, lambda seen: seen["verdict"] == "ready", plan.room.id)
    return plan


# --- who owns a room


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
        for number in range(6):
            newer = await stack.enter_async_context(agent_at(town, "sala-1", name=f"agente-{number}"))
            await newer.hello()
            await newer.plan()  # and never reads again, so that it answers no close

        assert time.monotonic() - began < 5 * CLOSE_WITHIN_S  # of five that were closed none was waited for


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


# --- who is sent what


async def test_given_a_hello_that_holds_the_present_plan_when_greeted_then_none_is_sent(town: Town) -> None:
    async with agent_at(town, "sala-1") as first:
        await first.hello()
        plan = await first.plan()
    async with agent_at(town, "sala-1") as again:
        await again.hello({"sala-1": held(plan)})
        await again.nothing()

        await town.book(NINE, TEN)
        assert (await again.plan()).revision > plan.revision


@pytest.mark.parametrize(
    "other",
    [
        {"store": "00000000-0000-0000-0000-000000000000"},
        {"revision": 0},
        {"window_start": hour("05:00")},
    ],
)
async def test_given_a_hello_with_another_plan_when_greeted_then_ours_is_sent(town: Town, other: Json) -> None:
    async with agent_at(town, "sala-1") as first:
        await first.hello()
        plan = await first.plan()
    async with agent_at(town, "sala-1") as again:
        await again.hello({"sala-1": held(plan).model_copy(update=other)})

        assert await again.plan() == plan


async def test_given_a_hello_with_a_room_that_its_token_does_not_cover_when_greeted_then_it_is_told_to_forget_it(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as agent:
        await agent.hello({"sala-2": Held(store="x", revision=1, window_start=NINE)})

        told = [await agent.heard(), await agent.heard()]

    assert Forget(room="sala-2") in told
    assert [one.plan.room.id for one in told if isinstance(one, PlanMessage)] == ["sala-1"]


async def test_given_bookings_elsewhere_when_made_then_this_rooms_agent_is_told_nothing(town: Town) -> None:
    async with agent_at(town, "sala-1") as agent:
        await agent.hello()
        await agent.plan()

        await town.book(NINE, TEN, "sala-2")
        await agent.nothing()


async def test_given_a_hub_when_the_hello_does_not_come_first_then_the_socket_is_closed(town: Town) -> None:
    for text in ("ciao", "{}", '{"type":"report"}', "[" * 5000):
        async with agent_at(town, "sala-1") as agent:
            await agent.socket.send_str(text)
            assert await agent.closed() == 4001


@pytest.mark.parametrize(
    "garbage",
    [
        "ciao",
        "{}",
        "null",
        '{"type":"state"}',
        '{"type":"prophecy","room":"sala-1"}',
        "[" * 20_000,
        '{"type":"report","seq":1e400}',
        '{"type":"report","seq":170141183460469231731687303715884105728,"room":"sala-1","at":"2026-10-20T06:00:00Z","kind":"gap"}',
        '{"type":"report","seq":-5,"room":"sala-1","at":"2026-10-20T06:00:00Z","kind":"gap"}',
        '{"type":"report","seq":1,"room":"sala-1","at":"9999-12-31T23:59:59-10:00","kind":"gap"}',
        '{"type":"report","seq":1,"room":"sala-1","at":"2026-10-20T06:00:00Z","kind":"gap","device":"\\ud800"}',
        '{"type":"state","room":"sala-1","at":"0001-01-01T00:00:00+10:00","plan":null,"phase":null,"verdict":"ready"}',
        b"\xff\xfe\x00",
        b"",
    ],
)
async def test_given_garbage_when_an_agent_sends_it_then_it_is_passed_over_and_the_connection_lives(
    town: Town, garbage: str | bytes
) -> None:
    async with agent_at(town, "sala-1") as agent:
        await agent.hello()
        await agent.plan()

        await (agent.socket.send_str(garbage) if isinstance(garbage, str) else agent.socket.send_bytes(garbage))
        await agent.say(agent.report(7))

        async with asyncio.timeout(WITHIN_S):
            while await agent.acknowledged() != 7:
                pass
        assert [one["seq"] for one in await reports(town)][-1:] == [7]


# --- what is stored


async def test_given_reports_when_stored_then_they_are_acknowledged_and_those_sent_again_are_ignored(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as agent:
        await agent.hello()
        await agent.plan()
        for seq in (1, 2, 3):
            await agent.say(agent.report(seq))
        while await agent.acknowledged() < 3:
            pass
        for seq in (2, 3):
            await agent.say(agent.report(seq, details={"attribute": "scene", "value": "altro"}))
        while await agent.acknowledged() < 3:
            pass
    async with agent_at(town, "sala-1") as again:
        await again.hello()
        await again.plan()
        await again.say(again.report(3))
        await again.say(again.report(4))
        while await again.acknowledged() < 4:
            pass

    stored = await reports(town)
    assert [one["seq"] for one in stored] == [1, 2, 3, 4]
    assert {one["details"]["value"] for one in stored} == {"Riposo"}


async def test_given_two_agents_when_both_number_from_one_then_both_are_stored(town: Town) -> None:
    for name in ("agente-1", "agente-2"):
        async with agent_at(town, "sala-1", name=name) as agent:
            await agent.hello()
            await agent.plan()
            await agent.say(agent.report(1))
            assert await agent.acknowledged() == 1

    assert len(await reports(town)) == 2


async def test_given_a_copied_disk_when_both_agents_report_then_neither_silences_the_other(town: Town) -> None:
    async with agent_at(town, "sala-2") as copy:
        await copy.hello()
        await copy.plan()
        await copy.say(copy.report(9000, room="sala-2"))
        assert await copy.acknowledged() == 9000

    async with agent_at(town, "sala-1") as agent:
        await agent.hello()
        await agent.plan()
        await agent.say(agent.report(1))
        assert await agent.acknowledged() == 1

    assert [one["seq"] for one in await reports(town)] == [1]


async def test_given_an_agent_when_it_reports_of_a_room_that_is_not_its_own_then_it_is_no_evidence(town: Town) -> None:
    async with agent_at(town, "sala-1") as agent:
        await agent.hello()
        await agent.plan()

        await agent.say(agent.report(1, room="sala-2"))
        await agent.say(agent.report(2))
        while await agent.acknowledged() < 2:
            pass

    assert await reports(town, "sala-2") == []
    assert [one["seq"] for one in await reports(town)] == [2]


# --- whose word counts, and for how long


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
        assert silent["message"] == "Non sappiamo com’è la sala: il suo agente tace."

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
        assert {one["verdict"] for one in back["devices"].values()} == {"unknown"}

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
    assert seen["message"] == (
        "Non sappiamo com’è la sala: il piano del suo agente è finito; l’orologio di quel computer va bene?"
    )


async def test_given_a_device_that_is_needed_when_its_agent_cannot_read_it_then_the_message_names_it(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)

        unread = {"regia-video": {"driver": "obs", "verdict": "unknown"}}
        await agent.say(agent.state(plan, verdict="unknown", missing=["regia-video"], devices=unread))

        seen = await until(town, lambda seen: seen["verdict"] == "unknown")
    assert seen["message"] == "Non sappiamo com’è la sala: manca una lettura recente di regia-video."


async def test_given_a_service_started_anew_when_nobody_has_spoken_then_every_room_is_unknown(town: Town) -> None:
    answer = await town.client.get("/api/v1/rooms", headers=await town.as_("admin"))

    seen = {one["id"]: one["verdict"] for one in (await answer.json())["rooms"]}
    assert seen == {"sala-1": "unknown", "sala-2": "unknown", "sala-3": "unknown"}


# --- how it ends


async def test_given_a_connected_agent_when_its_token_is_revoked_then_the_connection_ends_soon(
    start: Callable[..., Awaitable[TestClient]], token: Callable[[str], Awaitable[str]]
) -> None:
    town = Town(token)
    town.serve(await start(clock=lambda: town.now, welcome_asked_every_s=0.1))
    async with agent_at(town, "sala-1") as agent:
        await agent.hello()
        await agent.plan()
        database = town.client.app[DATABASE]
        mine = next(one for one in await database.read(list_tokens) if str(one.grant) == "agent:sala-1")

        await database.write(revoke_token, mine.id, datetime.now(tz=NINE.tzinfo))

        assert await agent.closed() == 1001


async def test_given_an_agent_that_does_not_read_when_plans_pile_up_then_the_others_are_served_meanwhile(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as deaf, agent_at(town, "sala-2", name="agente-2") as other:
        await deaf.hello()
        await other.hello()
        await other.plan()
        for quarter in range(12):
            start = hour("07:00") + timedelta(minutes=15 * quarter)
            await town.book(start, start + timedelta(minutes=15), None, rooms=["sala-1", "sala-2"])
            assert (await other.plan()).room.id == "sala-2"


# --- a room that goes


async def test_given_a_screen_that_shows_a_room_when_the_room_goes_then_its_stream_ends_whole(town: Town) -> None:
    headers = await town.as_("panel:sala-1")
    async with asyncio.timeout(WITHIN_S), town.client.get("/api/v1/rooms/sala-1/events", headers=headers) as stream:
        await stream.content.readline()
        await town.client.app[DATABASE].write(take_away, "sala-1")
        town.client.app[CHANGES].signal(["sala-1"])
        await stream.content.read()  # raises where the stream was cut


def take_away(session: Session, room_id: str) -> None:
    session.execute(update(RoomRow).where(RoomRow.id == room_id).values(active_digest=None))
