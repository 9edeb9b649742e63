"""What people in a room say is wrong: stored once, with what was known of the room in that moment."""

import asyncio
import json
from uuid import uuid4

import pytest
from aiohttp import StreamReader

from orchestrator.rooms.problems import ReportedProblem
from orchestrator.rooms.routes import PING_S
from room_agents.protocol import DeviceReading, Fault
from tests.support.town import Town, hour
from tests.support.wired_agent import agent_at, held, ready, until

NINE, TEN = hour("09:00"), hour("10:00")
READING = DeviceReading(
    driver="obs",
    desired={"scene": "Riunione", "recording": False},
    observed={"scene": "Pausa", "recording": True},
    seen_at=hour("06:00"),
    verdict="fault",
    fault=Fault(code="does_not_follow", params={"attribute": "scene"}),
    limits=(Fault(code="paused"),),
    attempts=3,
    left_alone=("recording",),
)


async def test_problem_given_a_room_whose_agent_tells_when_pressed_then_that_moment_is_kept_as_evidence(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)
        told = agent.state(plan, verdict="limited", missing=("regia-video",), devices={"regia-video": READING})
        await agent.say(told)
        await until(town, lambda seen: seen["verdict"] == "limited")

        pressed = await town.pressed("problem", about="sound")
        await agent.say(agent.state(plan))
        await until(town, lambda seen: seen["verdict"] == "ready")

    (kept,) = await town.problems()
    assert (kept["id"], kept["about"], kept["says"]) == (pressed["id"], "sound", "Non si sente")
    assert (kept["at"], kept["booking"]) == ("2026-10-20T06:00:00Z", None)
    evidence = ReportedProblem.model_validate(kept).evidence
    assert (evidence.phase, evidence.verdict, evidence.missing) == ("idle", "limited", ("regia-video",))
    assert evidence.devices == {"regia-video": READING}
    assert (evidence.plan.wished, evidence.plan.held) == (plan.revision, held(plan).revision)
    assert (evidence.agent.connected, evidence.agent.seen_at) == (True, hour("06:00"))


async def test_problem_given_a_room_without_an_agent_when_pressed_then_the_evidence_says_that_nothing_was_known(
    town: Town,
) -> None:
    await town.pressed("problem", about="other")

    (kept,) = await town.problems()
    assert (kept["evidence"]["verdict"], kept["evidence"]["agent"]["connected"]) == ("unknown", False)
    assert kept["evidence"]["devices"] == {}


async def test_problem_when_pressed_then_the_revision_stays_and_is_answered_and_no_plan_is_made(town: Town) -> None:
    async with agent_at(town, "sala-1") as agent:
        await ready(agent)
        before = await town.revision()

        pressed = await town.pressed("problem", about="heat")
        await agent.nothing()

    assert pressed["revision"] == before == await town.revision()


async def test_problem_given_a_live_booking_when_pressed_then_its_opaque_id_is_kept_and_nothing_else_of_it(
    town: Town,
) -> None:
    booked = await town.book(NINE, TEN, title="Zibellina", confidential=True)
    await town.at(hour("09:30"))

    await town.pressed("problem", about="picture")

    (kept,) = await town.problems()
    assert kept["booking"] == booked["id"]
    assert "Zibellina" not in json.dumps(kept)


async def test_problem_given_the_same_press_when_it_comes_again_then_it_is_kept_once_and_another_is_kept_too(
    town: Town,
) -> None:
    once = str(uuid4())
    first, again = [await town.press("problem", id=once, about=about) for about in ("sound", "heat")]
    await town.pressed("problem", about="sound")

    assert (first.status, again.status) == (201, 200)
    assert await first.json() == await again.json()
    assert [problem["about"] for problem in await town.problems()] == ["sound", "sound"]


async def test_problem_given_many_at_once_with_one_id_when_pressed_then_it_is_kept_once(town: Town) -> None:
    once = str(uuid4())

    answers = await asyncio.gather(*(town.press("problem", id=once, about="other") for _ in range(8)))

    assert sorted(answer.status for answer in answers) == [200] * 7 + [201]
    assert len(await town.problems()) == 1


async def test_problem_given_the_id_of_another_press_when_pressed_then_it_is_refused_and_not_kept(town: Town) -> None:
    once = str(uuid4())
    await town.pressed("put_back", id=once)

    assert (await town.refused("problem", id=once, about="sound"))["code"] == "id_used"
    assert await town.problems() == []


async def test_problem_given_nothing_that_is_wrong_when_pressed_then_it_is_asked_what(town: Town) -> None:
    assert (await town.refused("problem"))["code"] == "about_missing"
    assert (await town.press("problem", about="noise")).status == 422
    assert (await town.press("problem", "sala-9", role="admin", about="sound")).status == 404


async def test_problem_when_pressed_then_who_looks_at_the_room_is_woken(town: Town) -> None:
    await until(town, lambda seen: seen["calendars_failing_since"])  # nothing else moves from here on
    headers = await town.as_("panel:sala-1")
    async with town.client.get("/api/v1/rooms/sala-1/events", headers=headers) as stream:
        first = await _event(stream.content)
        town.now = hour("06:01")

        await town.pressed("problem", about="sound")

        async with asyncio.timeout(PING_S / 2):  # before the ping that comes by itself
            second = await _event(stream.content)

    assert first[0] == "event: room"
    assert second == ("event: ping", "data: 2026-10-20T06:01:00+00:00")


async def _event(content: StreamReader) -> tuple[str, str]:
    """Name and data of the next event."""
    lines = [(await content.readline()).decode().strip() for _ in range(3)]
    return lines[0], lines[1]


async def test_problem_when_pressed_then_it_is_logged_and_counted_by_what_it_is(
    town: Town, capfd: pytest.CaptureFixture[str]
) -> None:
    once = str(uuid4())
    for about in ("sound", "sound"):
        await town.press("problem", id=once, about=about)
    await town.pressed("problem", about="heat")

    logged = [line for line in "".join(capfd.readouterr()).splitlines() if "problem.reported" in line]
    assert len(logged) == 2
    assert "sala-1" in logged[0]
    metrics = await (await town.client.get("/metrics", headers=await town.as_("admin"))).text()
    assert 'regia_problems_total{about="sound"} 1.0' in metrics
    assert 'regia_problems_total{about="heat"} 1.0' in metrics


@pytest.mark.parametrize(
    ("about", "italian", "english"),
    [
        ("sound", "Non si sente", "No sound"),
        ("picture", "Non si vede", "No picture"),
        ("heat", "Fa troppo caldo o freddo", "Too hot or too cold"),
        ("other", "Qualcos’altro non va", "Something else is wrong"),
    ],
)
async def test_problem_given_a_reader_when_looked_at_then_it_is_said_in_their_language(
    town: Town, about: str, italian: str, english: str
) -> None:
    await town.pressed("problem", about=about)

    said = []
    for language in ("it", "en"):
        headers = {**await town.as_("admin"), "Accept-Language": language}
        answer = await town.client.post("/api/v1/rooms/sala-1/details", json={}, headers=headers)
        said += [problem["says"] for problem in (await answer.json())["problems"]]
    assert said == [italian, english]


async def test_problems_given_a_window_when_asked_for_then_those_within_are_told_earliest_first(town: Town) -> None:
    for now in ("07:00", "08:00", "09:00"):
        await town.at(hour(now))
        await town.pressed("problem", about="sound")
    query = {"from": hour("07:00").isoformat(), "to": hour("09:00").isoformat()}

    answer = await town.client.get("/api/v1/rooms/sala-1/problems", params=query, headers=await town.as_("admin"))

    assert [problem["at"][11:16] for problem in (await answer.json())["problems"]] == ["07:00", "08:00"]
    assert await town.problems("sala-2") == []


@pytest.mark.parametrize(("role", "room", "status"), [("panel:sala-1", "sala-1", 403), ("admin", "sala-9", 404)])
async def test_problems_given_no_administrator_or_no_room_when_asked_for_then_they_are_not_told(
    town: Town, role: str, room: str, status: int
) -> None:
    query = {"from": NINE.isoformat(), "to": TEN.isoformat()}

    answer = await town.client.get(f"/api/v1/rooms/{room}/problems", params=query, headers=await town.as_(role))

    assert answer.status == status


async def test_details_given_many_problems_when_asked_for_then_they_tell_the_newest_ten_newest_first(
    town: Town,
) -> None:
    for minute in range(12):
        await town.at(hour(f"06:{minute:02}"))
        await town.pressed("problem", about="sound")

    told = (await (await town.details()).json())["problems"]

    assert [one["at"][14:16] for one in told] == [f"{minute:02}" for minute in range(11, 1, -1)]
