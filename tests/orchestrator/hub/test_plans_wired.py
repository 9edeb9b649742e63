"""Plans as agents get them: the same bytes for the same inputs, the window, sessions, conferences and their tokens."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from pytest_aiohttp import AiohttpClient
from sqlalchemy import select
from structlog.testing import capture_logs

from config.site_file.loading import Loaded, load_site, load_texts
from integrations.services.jitsi import conference_name
from orchestrator.app import make_app
from orchestrator.conferences.meeting import Conferences, Deployment
from orchestrator.conferences.names import series_of, spoken_name
from orchestrator.conferences.renaming import rename_meeting_of_series
from orchestrator.hub.keys import PLANS
from orchestrator.hub.plan_board import PlanBoard
from orchestrator.hub.plans import LARGEST_PLAN, MOST_CONFLICTS, MOST_SEGMENTS
from orchestrator.web.keys import DATABASE, FACTS
from room_agents.plan import Plan, WireSegment
from schedules.store.database import Database
from schedules.store.sites import touch
from schedules.store.tables import OccupancyRow, OccurrenceRow
from schedules.store.transaction import Transaction
from tests.support.town import Client, Town, event, hour
from tests.support.town_site import TOWN
from tests.support.wired_agent import agent_at

NINE, TEN = hour("09:00"), hour("10:00")
SECRET = "x" * 32
MEET = Deployment("https://meet.example", "regia", SECRET)
JITSI = """
[[jitsi]]
id = "meet"
url = "https://meet.example"
app_id = "regia"
secret = "env:REGIA_SECRET_JITSI"
"""
STAGE = """
[rooms.devices.palco]
driver = "stage"
"""


@pytest.fixture
def town_site(tmp_path: Path) -> Loaded:
    meets = TOWN.replace('title = "Riunione"', 'title = "Riunione"\njitsi = "meet"', 1)
    staged = meets.replace("[rooms.devices.regia-video]", STAGE + "[rooms.devices.regia-video]", 1)
    (tmp_path / "sito.toml").write_text(JITSI + staged)
    return load_site([tmp_path / "sito.toml"])


@pytest.fixture
async def town(start_town: Callable[..., Awaitable[Client]], token: Callable[[str], Awaitable[str]]) -> Town:
    town = Town(token)
    town.serve(await start_town(clock=lambda: town.now, deployments_of=lambda _: {"meet": MEET}))
    return town


@pytest.fixture
async def serial(
    database: Database, aiohttp_client: AiohttpClient, token: Callable[[str], Awaitable[str]], town_site: Loaded
) -> Town:
    """The same house where the bookings of a series meet in one conference."""
    ((name, text),) = town_site.texts
    together = load_texts(((name, text.replace('jitsi = "meet"', 'jitsi = "meet"\nconference = "series"', 1)),))
    town = Town(token)
    app = make_app(database, together, clock=lambda: town.now, deployments_of=lambda _: {"meet": MEET})
    town.serve(await aiohttp_client(app))
    return town


@pytest.fixture
async def talkative(
    database: Database, aiohttp_client: AiohttpClient, token: Callable[[str], Awaitable[str]], town_site: Loaded
) -> Town:
    """A town whose meetings offer so many scenes that few of them fill a plan."""
    ((name, text),) = town_site.texts
    scenes = ", ".join(f'"{at:03}{"x" * 190}"' for at in range(50))
    longer = load_texts(((name, text.replace('"Riunione", "Pausa"', scenes, 1)),))
    town = Town(token)
    town.serve(await aiohttp_client(make_app(database, longer, clock=lambda: town.now)))
    return town


async def encoded(town: Town, room: str = "sala-1") -> bytes:
    return (await town.client.app[PLANS].current(room, town.now)).encoded


async def plan_of(town: Town, room: str = "sala-1") -> Plan:
    return Plan.model_validate_json(await encoded(town, room))


async def segments(town: Town, phase: str = "live") -> list[WireSegment]:
    return [segment for segment in (await plan_of(town)).segments if segment.phase == phase]


async def names(town: Town, room: str = "sala-1") -> set[str | None]:
    return {segment.conference.name for segment in (await plan_of(town, room)).segments if segment.conference}


def before_names_were_read_aloud(db: Transaction, booking: str) -> None:
    row = db.get_one(OccurrenceRow, booking)
    row.naming = None
    touch(db, db.scalars(select(OccupancyRow.room_id).where(OccupancyRow.occurrence_id == booking)))


def claims(segment: WireSegment) -> dict[str, Any]:
    assert segment.conference is not None
    assert segment.conference.token is not None
    return dict(jwt.decode(segment.conference.token, OctKey.import_key(SECRET), algorithms=["HS256"]).claims)


def at(moment: datetime) -> int:
    return int(moment.timestamp())


async def test_given_equal_inputs_when_planned_anew_then_the_bytes_are_the_same(town: Town) -> None:
    await town.book(NINE, TEN)
    await town.calendar_says(event("a", TEN, hour("11:00"), "CONFERENCE:https://altrove.example/x"))
    first = await encoded(town)
    app = town.client.app
    again = PlanBoard(app[DATABASE], app[FACTS], Conferences(app[FACTS].conferences_key, {"meet": MEET}))

    town.now += timedelta(minutes=59)

    assert (await again.current("sala-1", town.now)).encoded == first
    async with agent_at(town, "sala-1") as one, agent_at(town, "sala-1") as other:
        for agent in (one, other):
            await agent.hello()
            await agent.plan()
        assert [agent.raw[0].partition('"plan":')[2] for agent in (one, other)] == [first.decode() + "}"] * 2


async def test_given_a_series_that_meets_in_one_when_it_is_renamed_then_the_bookings_to_come_share_the_new_name(
    serial: Town,
) -> None:
    await serial.calendar_says(event("corso", NINE, TEN, "RRULE:FREQ=DAILY;COUNT=3"))
    before = await names(serial)
    first, *coming = [booking["id"] for booking in await serial.bookings()]
    serial.now = hour("09:00", 1)

    renamed = await serial.client.app[DATABASE].write(rename_meeting_of_series, first, serial.now)

    after = await names(serial)
    assert set(renamed) == set(coming)
    assert (len(before), len(after)) == (1, 1)
    assert before != after


async def test_given_an_hour_that_turns_when_planned_then_the_window_moves_on_and_the_revision_stays(
    town: Town,
) -> None:
    await town.at(hour("06:59.9"))
    before = await plan_of(town)
    await town.at(hour("07:00"))
    await plan_of(town)  # may be shared with somebody who asked a moment ago
    after = await plan_of(town)

    assert (before.window_start, after.window_start) == (hour("06:00"), hour("07:00"))
    assert before.revision == after.revision
    for plan in (before, after):
        assert plan.segments[0].start == plan.window_start
        assert plan.segments[-1].end >= plan.window_start + timedelta(hours=73)
        assert all(one.end == two.start for one, two in zip(plan.segments, plan.segments[1:], strict=False))


async def test_given_a_conference_when_planned_then_its_token_is_good_from_early_and_outlives_it(town: Town) -> None:
    await town.book(NINE, TEN)
    await town.book(TEN, hour("11:00"))

    told = claims((await segments(town))[0])

    assert told["nbf"] == at(NINE - timedelta(minutes=31))
    assert told["exp"] == at(TEN + timedelta(hours=12))
    assert "iat" not in told
    assert (await segments(town, "preparing"))[0].conference == (await segments(town))[0].conference


async def test_given_meetings_booked_before_and_after_names_are_read_aloud_when_moved_then_each_keeps_its_own(
    town: Town,
) -> None:
    key = town.client.app[FACTS].conferences_key
    old, new = [(await town.book(NINE, TEN, room))["id"] for room in ("sala-1", "sala-2")]
    await town.client.app[DATABASE].write(before_names_were_read_aloud, old)
    wanted = [conference_name(key, old), spoken_name(key, new, 0)]

    before = [await names(town, room) for room in ("sala-1", "sala-2")]
    for booking, room in ((old, "sala-2"), (new, "sala-1")):
        times = {"start": hour("14:00", 1).isoformat(), "end": hour("15:00", 1).isoformat()}
        path = f"/api/v1/bookings/{booking}"
        answer = await town.client.get(path, headers=await town.as_("admin"))
        revision = (await answer.json())["revision"]
        body = {"revision": revision, "rooms": [room], **times}
        answer = await town.client.patch(path, json=body, headers=await town.as_("admin"))
        assert answer.status == 200, await answer.text()
    town.now += timedelta(hours=1)
    after = [await names(town, room) for room in ("sala-2", "sala-1")]

    assert before == after == [{name} for name in wanted]


async def test_given_a_series_that_meets_in_one_when_planned_then_all_its_days_and_no_other_have_one_name(
    serial: Town,
) -> None:
    key = serial.client.app[FACTS].conferences_key
    lessons = event("corso", NINE, TEN, "RRULE:FREQ=DAILY;COUNT=3"), event("altro", hour("12:00"), hour("13:00"))

    await serial.calendar_says(*lessons)

    assert await names(serial) == {spoken_name(key, series_of("sale", uid), 0) for uid in ("corso", "altro")}


async def test_given_a_meeting_that_is_extended_when_planned_then_its_token_ends_later_too(town: Town) -> None:
    await town.book(NINE, TEN)
    await town.at(NINE)
    await town.pressed("extend", until=hour("10:15").isoformat())

    (live,) = await segments(town)

    assert claims(live)["exp"] == at(hour("22:15"))


async def test_given_presses_about_a_meeting_when_planned_then_the_newest_of_each_is_told(town: Town) -> None:
    async def told() -> tuple[datetime | None, datetime | None]:
        live = next(segment for segment in await segments(town) if segment.start <= town.now < segment.end)
        assert live.conference is not None
        return live.conference.opened_at, live.conference.rejoin_at

    await town.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])
    await town.at(NINE)
    assert await told() == (None, None)

    await town.at(hour("09:01"))
    await town.pressed("start", "sala-2")  # opens what is in that room
    assert await told() == (None, None)
    await town.pressed("start")
    assert await told() == (hour("09:01"), None)
    await town.at(hour("09:05"))
    await town.pressed("open")
    await town.pressed("rejoin")
    assert await told() == (hour("09:05"), hour("09:05"))
    await town.at(hour("09:06"))
    await town.pressed("rejoin")
    assert await told() == (hour("09:05"), hour("09:06"))


@pytest.mark.parametrize("end", ["99991231T235900Z", "20261231T235900Z"])
async def test_given_an_event_without_a_foreseeable_end_when_planned_then_the_room_lives_on(
    town: Town, end: str
) -> None:
    endless = event("a", hour("07:00"), TEN).replace(f"DTEND:{TEN:%Y%m%dT%H%M%SZ}", f"DTEND:{end}")
    await town.calendar_says(endless)
    for moment in ("06:00", "07:00", "08:00"):
        await town.at(hour(moment))

    assert (await town.room())["phase"] == "live"
    assert await town.bookings() != []
    await town.pressed("end")
    assert (await town.room())["phase"] == "closing"


async def test_given_bookings_when_planned_then_each_session_says_how_far_it_may_stretch(town: Town) -> None:
    await town.book(NINE, TEN)
    await town.book(hour("10:10"), hour("11:00"))
    await town.book(hour("12:00"), hour("13:00"))
    plan = await plan_of(town)

    stretch = [(session.earliest_start, session.latest_end) for session in plan.sessions]

    assert stretch[0] == (hour("08:30"), hour("10:10"))
    assert stretch[1] == (TEN, hour("12:00"))
    assert stretch[2][0] == hour("11:30")
    assert [session.booking for session in plan.sessions] == [
        segment.booking.id for segment in plan.segments if segment.phase == "live" and segment.booking
    ]


@pytest.mark.parametrize("link", ["https://altrove.example/stanza", "http://altrove.example/x", "javascript:alert(1)"])
async def test_given_an_events_own_link_when_the_preset_has_a_deployment_then_that_counts_and_the_link_is_not_told(
    town: Town, link: str
) -> None:
    await town.calendar_says(event("a", NINE, TEN, f"CONFERENCE:{link}"))

    conference = (await segments(town))[0].conference
    assert conference is not None
    assert (conference.deployment, conference.link) == (MEET.url, "")
    assert "altrove" not in (await encoded(town)).decode()


async def test_given_a_meeting_that_its_calendar_moves_when_planned_then_its_conference_stays_the_same(
    town: Town,
) -> None:
    await town.calendar_says(event("a", NINE, TEN))
    before = (await segments(town))[0].conference
    await town.calendar_says(event("a", hour("14:00"), hour("15:00")))
    (after,) = await segments(town)

    assert before is not None
    assert after.conference is not None
    assert (after.start, after.conference.name) == (hour("14:00"), before.name)


async def elsewhere_until(town: Town, room: str) -> datetime | None:
    """Until when the conference of the room's first booking goes on without it."""
    live = next(segment for segment in (await plan_of(town, room)).segments if segment.phase == "live")
    assert live.conference is not None
    return live.conference.others_until


async def test_given_a_booking_of_two_rooms_when_one_ends_and_reopens_it_then_the_others_plan_follows(
    town: Town,
) -> None:
    await town.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])
    await town.book(NINE, TEN, "sala-3")
    assert [await elsewhere_until(town, f"sala-{one}") for one in (1, 2, 3)] == [TEN, TEN, None]
    async with agent_at(town, "sala-1") as agent:
        await agent.hello()
        await agent.plan()
        await town.at(NINE)
        await town.at(hour("09:20"))
        await agent.drain()

        await town.pressed("end", "sala-2")

        assert (await agent.plan()).revision == await town.revision()
        assert await elsewhere_until(town, "sala-1") == hour("09:20")

        await town.pressed("start", "sala-2")

        assert (await agent.plan()).revision == await town.revision()
        assert [await elsewhere_until(town, f"sala-{one}") for one in (1, 2)] == [TEN, TEN]


async def test_given_a_confidential_booking_when_planned_then_it_has_no_conference_and_none_of_its_words(
    town: Town,
) -> None:
    await town.book(NINE, TEN, title="Zibellina", organiser="Quisquilia", category="SPORTELLO")

    text = (await encoded(town)).decode()
    (live,) = [load for load in json.loads(text)["segments"] if load["phase"] == "live"]
    assert sorted(live) == ["booking", "desired", "end", "phase", "start"]
    assert live["booking"]["title"] == "Occupato"
    assert not any(word in text for word in ("Zibellina", "Quisquilia", "SPORTELLO", "Sportello", "meet.example"))


async def test_given_a_booking_of_two_rooms_when_one_goes_live_for_less_time_then_the_other_hears_of_it_at_once(
    town: Town,
) -> None:
    await town.book(hour("09:30"), TEN, "sala-1")
    await town.calendar_says(event("a", NINE, hour("11:00"), room="Sala 1; Sala 2"))
    async with agent_at(town, "sala-2") as agent:
        await agent.hello()
        await agent.plan()

        await town.at(NINE)

        told = [await agent.plan()]
        while told[-1].revision < await town.revision("sala-2"):
            told.append(await agent.plan())

    live = next(segment for segment in told[-1].segments if segment.phase == "live")
    assert live.conference is not None
    assert live.conference.others_until == hour("09:30")


async def test_given_more_bookings_than_a_plan_may_tell_when_planned_then_it_reaches_less_far_and_the_room_says_so(
    town: Town,
) -> None:
    minute = timedelta(minutes=1)
    starts = [town.now + at * minute for at in range(1, 2_500)]
    events = [event(f"u{at}", start, start + minute) for at, start in enumerate(starts)]
    with capture_logs() as logged:
        await town.calendar_says(*events)

        plan, room = await plan_of(town), await town.room()
        town.now += timedelta(hours=1)
        await plan_of(town)
        await town.calendar_says()
        whole = await plan_of(town)

    assert len(plan.segments) == MOST_SEGMENTS
    assert plan.segments[-1].end < starts[-1]
    assert any("troppe prenotazioni" in note or "too many bookings" in note for note in room["notes"])
    assert len((await plan_of(town, "sala-2")).segments) == 1
    assert [(line["event"], line.get("room")) for line in logged if line["event"].startswith("plan.")] == [
        ("plan.shortened", "sala-1"),
        ("plan.whole", "sala-1"),
    ]
    assert len(whole.segments) < 10


async def test_plan_given_segments_too_long_to_fit_when_planned_then_it_has_as_many_as_fit_and_ends_whole(
    talkative: Town,
) -> None:
    town, minute = talkative, timedelta(minutes=4)
    starts = [town.now + at * minute for at in range(1, 600)]
    await town.calendar_says(*(event(f"u{at}", start, start + minute) for at, start in enumerate(starts)))

    whole, room = await encoded(town), await town.room()

    plan = Plan.model_validate_json(whole)
    assert LARGEST_PLAN // 2 < len(whole) <= LARGEST_PLAN
    assert len(plan.segments) < len(starts)
    assert [segment.end for segment in plan.segments[:-1]] == [segment.start for segment in plan.segments[1:]]
    assert any("troppe prenotazioni" in note or "too many bookings" in note for note in room["notes"])


async def test_conflicts_given_thousands_at_once_when_the_room_is_looked_at_then_the_earliest_are_told(
    town: Town,
) -> None:
    await town.calendar_says(*(event(f"u{at}", NINE, TEN) for at in range(300)))

    room = await town.room()

    assert len(room["conflicts"]) == MOST_CONFLICTS
