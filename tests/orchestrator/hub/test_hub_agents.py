"""The hub as agents meet it: who is sent what, what is stored, and how it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from aiohttp import WSMsgType
from sqlalchemy import update
from structlog.testing import capture_logs

from orchestrator.access.tokens import list_tokens, revoke_token
from orchestrator.hub.keys import CHANGES
from orchestrator.hub.pace import AT_ONCE
from orchestrator.web.keys import DATABASE
from room_agents.plan import HeldPlan
from room_agents.protocol import PATH, Forget, PlanMessage, Stored
from schedules.store.tables import RoomRow
from schedules.store.transaction import Transaction
from tests.support.town import DAY, Client, Json, Town, hour
from tests.support.waiting import WITHIN_S
from tests.support.wired_agent import WiredAgent, agent_at, held

NINE, TEN = hour("09:00"), hour("10:00")


async def reports(town: Town, room: str = "sala-1") -> list[Json]:
    query = {"from": DAY.isoformat(), "to": (DAY + timedelta(days=1)).isoformat()}
    answer = await town.client.get(f"/api/v1/rooms/{room}/reports", params=query, headers=await town.as_("admin"))
    assert answer.status == 200
    listed: list[Json] = (await answer.json())["reports"]
    return listed


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


@pytest.mark.parametrize("ahead", [{"revision": 700}, {"window_start": hour("23:00")}])
async def test_hello_given_a_newer_plan_than_ours_of_our_own_store_when_greeted_then_ours_is_made_newer(
    town: Town, ahead: Json
) -> None:
    async with agent_at(town, "sala-1") as first:
        await first.hello()
        plan = await first.plan()
    theirs = held(plan).model_copy(update=ahead)
    async with agent_at(town, "sala-1") as again:
        await again.hello({"sala-1": theirs})

        sent = await again.plan()
        await town.book(NINE, TEN)
        booked = await again.plan()

    assert booked.revision > sent.revision > theirs.revision
    assert (sent.store, sent.segments) == (plan.store, plan.segments)


async def test_hello_given_a_revision_that_nobody_counts_to_when_greeted_then_it_is_forgotten_and_ours_is_sent(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as first:
        await first.hello()
        plan = await first.plan()
    async with agent_at(town, "sala-1") as again:
        await again.hello({"sala-1": held(plan).model_copy(update={"revision": 2**70})})

        assert await again.heard() == Forget(room="sala-1")
        assert await again.plan() == plan


async def test_given_a_hello_with_a_room_that_its_token_does_not_cover_when_greeted_then_it_is_told_to_forget_it(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as agent:
        await agent.hello({"sala-2": HeldPlan(store="x", revision=1, window_start=NINE)})

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
        assert [report["seq"] for report in await reports(town)][-1:] == [7]


@pytest.mark.parametrize("details", [{"value": "a" * 20_000}, {"value": "a" * 300_000}])
async def test_given_a_report_of_absurd_size_when_an_agent_sends_it_then_the_connection_ends_with_a_code(
    town: Town, details: dict[str, str]
) -> None:
    async with agent_at(town, "sala-1") as agent:
        await agent.hello()
        await agent.plan()

        await agent.say(agent.report(7, details=details))

        assert await agent.closed() == 1009
    assert await reports(town) == []


async def test_given_an_agent_with_an_endless_id_when_it_says_hello_then_it_is_not_welcome(town: Town) -> None:
    async with agent_at(town, "sala-1") as agent:
        await agent.socket.send_str(
            f'{{"type":"hello","agent":"{"a" * 90_000}","now":"{town.now.isoformat()}","rooms":{{}}}}'
        )

        assert await agent.closed() == 4001


async def test_given_a_thousand_messages_that_are_none_when_an_agent_sends_them_then_the_log_has_one_line(
    town: Town,
) -> None:
    with capture_logs() as logged:
        async with agent_at(town, "sala-1") as agent:
            await agent.hello()
            await agent.plan()
            for _ in range(1000):
                await agent.socket.send_str("")
            await agent.say(agent.report(7))
            assert await agent.acknowledged() == 7

    assert [line["event"] for line in logged].count("agent.not_understood") == 1


async def test_agent_given_it_pings_without_end_when_others_ask_then_they_are_answered_and_so_are_its_pings(
    town: Town,
) -> None:
    headers = await town.as_("agent:sala-1")
    async with town.client.ws_connect(PATH, headers=headers, autoping=False) as socket:
        agent = WiredAgent(town, socket, "agente-1")
        await agent.hello()
        await agent.plan()
        for _ in range(round(AT_ONCE) + 100):
            await socket.ping()
        await agent.say(agent.report(7))

        assert (await town.client.get("/healthz")).status == 200
        answered = [await socket.receive() for _ in range(round(AT_ONCE) + 100)]
        assert {answer.type for answer in answered} == {WSMsgType.PONG}
        assert await agent.acknowledged() == 7


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


async def test_welcome_given_stored_reports_when_the_agent_comes_again_then_it_is_told_the_last(town: Town) -> None:
    welcomes = []
    for _ in range(2):
        async with agent_at(town, "sala-1") as agent:
            await agent.hello()
            await agent.plan()
            await agent.say(agent.report(7))
            assert await agent.acknowledged() == 7
        welcomes.append(agent.welcome)

    assert [welcome.stored for welcome in welcomes if welcome] == [Stored(seq=0), Stored(seq=7, at=town.now)]


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

    assert [report["seq"] for report in await reports(town)] == [1]


async def test_given_an_agent_when_it_reports_of_a_room_that_is_not_its_own_then_it_is_no_evidence(town: Town) -> None:
    async with agent_at(town, "sala-1") as agent:
        await agent.hello()
        await agent.plan()

        await agent.say(agent.report(1, room="sala-2"))
        await agent.say(agent.report(2))
        while await agent.acknowledged() < 2:
            pass

    assert await reports(town, "sala-2") == []
    assert [report["seq"] for report in await reports(town)] == [2]


# --- how it ends


async def test_given_a_connected_agent_when_its_token_is_revoked_then_the_connection_ends_soon(
    start_town: Callable[..., Awaitable[Client]], token: Callable[[str], Awaitable[str]]
) -> None:
    town = Town(token)
    town.serve(await start_town(clock=lambda: town.now, welcome_asked_every_s=0.1))
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


def take_away(db: Transaction, room_id: str) -> None:
    db.execute(update(RoomRow).where(RoomRow.id == room_id).values(active_digest=None))
