"""Meetings that last longer by themselves: in steps, while people are in them and nobody waits, until somebody says no."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.conferences.meeting import Deployment
from orchestrator.rooms.running_on import look
from schedules.store.database import Database
from tests.orchestrator.conftest import MakeToken
from tests.support.town import Town, event, hour
from tests.support.town_site import STAGE, TOWN
from tests.support.wired_agent import WiredAgent, agent_at, ready, until

NINE, TEN = hour("09:00"), hour("10:00")
SCREEN = '[rooms.devices.palco]\ndriver = "stage"\n'


@pytest.fixture
async def running(database: Database, aiohttp_client: AiohttpClient, token: MakeToken) -> Town:
    """A town whose meetings run on, and whose house closes at eight in the evening (18:00 UTC)."""
    text = TOWN.replace('[[rooms]]\nid = "sala-2"', f'{SCREEN}\n[[rooms]]\nid = "sala-2"')
    text = text.replace("[presets.riunione]\n", f"{STAGE.lstrip()}runs_on = true\n", 1)
    text = text.replace('timezone = "Europe/Rome"', 'timezone = "Europe/Rome"\nhours = "08:00-20:00"', 1)
    town, site = Town(token), load_texts((("sito.toml", text),))
    meet = Deployment("https://meet.example", None, None)
    town.serve(
        await aiohttp_client(make_app(database, site, deployments_of=lambda _: {"meet": meet}, clock=lambda: town.now))
    )
    return town


@asynccontextmanager
async def with_people(town: Town, people: int = 3) -> AsyncIterator[WiredAgent]:
    """The room's agent, whose stage has so many people in its meeting."""
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)
        seen: dict[str, Any] = {"shown": "live", "joined": True, "participants": people}
        stage = {"driver": "stage", "desired": {"shown": "live"}, "observed": seen, "verdict": "ok"}
        await agent.say(agent.state(plan, devices={"palco": stage}))
        await until(town, lambda room: room["devices"]["palco"]["observed"].get("participants") == people)
        yield agent


async def end_of(town: Town, at: datetime, people: int = 3) -> str:
    """When what is live ends, after it was looked at then with so many people in the meeting."""
    await town.at(at)
    async with with_people(town, people):
        await look(town.client.app)
        await look(town.client.app)
    return str((await town.room())["current"]["end"])[11:16]


@pytest.mark.parametrize(
    ("at", "people", "end"),
    [("09:57", 3, "10:00"), ("09:58", 3, "10:15"), ("09:59", 1, "10:00"), ("09:59", 2, "10:15")],
)
async def test_meeting_given_people_in_it_when_it_is_about_to_end_then_it_runs_on_for_one_step(
    running: Town, at: str, people: int, end: str
) -> None:
    await running.book(NINE, TEN)

    assert await end_of(running, hour(at), people) == end


async def test_meeting_given_a_preset_that_says_nothing_when_it_is_about_to_end_then_it_ends(
    town_with_stage: Town,
) -> None:
    await town_with_stage.book(NINE, TEN)

    assert await end_of(town_with_stage, hour("09:59")) == "10:00"


@pytest.mark.parametrize(
    ("start", "end"),
    [("10:10", "10:00"), ("10:20", "10:00"), ("10:25", "10:15")],  # the last leaves ten minutes for preparing
)
async def test_meeting_given_a_next_booking_when_it_is_about_to_end_then_it_leaves_that_its_time_and_its_preparing(
    running: Town, start: str, end: str
) -> None:
    await running.book(NINE, TEN)
    await running.book(hour(start), hour("11:30"))

    assert await end_of(running, hour("09:59")) == end


async def test_meeting_given_a_closure_or_the_closing_hour_when_it_is_about_to_end_then_it_ends(running: Town) -> None:
    await running.calendar_says(event("chiuso", hour("10:05"), hour("11:00"), "CATEGORIES:CHIUSURA"))
    await running.book(NINE, TEN)
    await running.book(hour("17:00"), hour("17:45"))

    assert await end_of(running, hour("09:59")) == "10:00"
    assert await end_of(running, hour("17:44")) == "18:00"
    assert await end_of(running, hour("17:59")) == "18:00"


async def test_meeting_given_that_it_runs_on_when_looked_at_then_it_is_told_and_can_be_refused_until_its_old_end(
    running: Town,
) -> None:
    await running.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])
    assert await end_of(running, hour("09:59")) == "10:15"

    seen = await running.room()
    offered = next(offer for offer in [seen["primary"], *seen["secondary"]] if offer and offer["kind"] == "keep_end")
    assert offered["label"] == "No, finisci alle 12:00"
    assert "Si continua fino alle 12:15: c’è ancora gente e nessuno aspetta." in seen["notes"]
    assert (await running.room("sala-2"))["current"]["end"] == seen["current"]["end"]

    await running.pressed("keep_end", booking=offered["booking"])
    for room in ("sala-1", "sala-2"):
        assert (await running.room(room))["current"]["end"][11:16] == "10:00"
    assert await end_of(running, hour("09:59.5")) == "10:00"  # and nobody asks again
    assert (await running.refused("keep_end"))["code"] == "did_not_run_on"


async def test_meeting_given_that_it_runs_on_when_its_old_end_is_over_then_it_takes_an_end_to_end_it(
    running: Town,
) -> None:
    await running.book(NINE, TEN)
    await end_of(running, hour("09:59"))
    await running.at(hour("10:01"))

    seen = await running.room()
    assert "keep_end" not in {offer["kind"] for offer in [seen["primary"], *seen["secondary"]] if offer}
    assert (await running.refused("keep_end"))["code"] == "already_over"
    assert await end_of(running, hour("10:14")) == "10:30"  # another step
