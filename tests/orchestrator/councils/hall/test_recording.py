"""Whether the halls of a sitting are recorded: off only where everything was read back so a moment ago."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.conferences.meeting import Deployment
from orchestrator.councils.chamber.chair.looking import forbidden_recorders
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.store import find_dossier
from orchestrator.councils.hall.recording import Found, recording_found
from orchestrator.councils.sitting.acts import Entered, RollCallBegun, RollCallEnded
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.state import Sitting, Status
from orchestrator.councils.sitting.votes import Recorded, Recording
from orchestrator.hub.keys import PRESENCES
from orchestrator.web.keys import DATABASE
from room_agents.plan import Plan
from schedules.store.database import Database
from tests.orchestrator.conftest import MakeToken
from tests.support.convened_council import convened_council
from tests.support.council_in_town import sitting_in
from tests.support.members import Chamber
from tests.support.steering_pages import Desk
from tests.support.town import Town, hour
from tests.support.town_site import STAGE, TOWN
from tests.support.waiting import wait_for
from tests.support.wired_agent import WiredAgent, agent_at, ready

NINE, TEN = hour("09:00"), hour("10:00")
OFF, ON, UNKNOWN = Recorded.OFF, Recorded.ON, Recorded.UNKNOWN
SCREEN = '[rooms.devices.palco]\ndriver = "stage"\nname = "Palco"\n\n'
QUIET = {"scene": "Collegio", "recording": False, "streaming": False, "virtual_camera": True}
SILENT = {"shown": "live", "joined": True, "recording": False}


@pytest.fixture
async def met(database: Database, aiohttp_client: AiohttpClient, token: MakeToken) -> Town:
    """A town whose first hall has a mixer and a big screen, and meetings there."""
    text = TOWN.replace('[[rooms]]\nid = "sala-2"', f'{SCREEN}[[rooms]]\nid = "sala-2"')
    text = text.replace("[presets.riunione]\n", STAGE.lstrip(), 1)
    town, meet = Town(token), Deployment("https://meet.example", None, None)
    site = load_texts((("sito.toml", text),))
    app = make_app(database, site, deployments_of=lambda _: {"meet": meet}, clock=lambda: town.now)
    town.serve(await aiohttp_client(app))
    return town


class Hall:
    """The first hall in a sitting, whose agent tells what the test says."""

    def __init__(self, town: Town, dossier: Dossier, agent: WiredAgent, plan: Plan) -> None:
        self.town, self.dossier, self._agent, self._plan = town, dossier, agent, plan

    async def found(self) -> Found:
        return await recording_found(self.town.client.app, self.dossier)

    async def tells(self, mixer: Mapping[str, Any], screen: Mapping[str, Any], *, ago_s: float = 0) -> Found:
        """What is found once the agent has told what it read of both so long ago."""
        seen = {"seen_at": self.town.now - timedelta(seconds=ago_s), "verdict": "ok"}
        devices = {
            "regia-video": {"driver": "obs", "observed": mixer, **seen},
            "palco": {"driver": "stage", "observed": screen, **seen},
        }
        state = self._agent.state(self._plan, devices=devices)
        await self._agent.say(state)
        presences = self.town.client.app[PRESENCES]
        await wait_for(
            lambda: known.state if (known := presences["sala-1"]) is not None else None, lambda told: told == state
        )
        return await self.found()


@asynccontextmanager
async def hall(town: Town) -> AsyncIterator[Hall]:
    booked = await town.book(NINE, TEN)
    await town.at(NINE)
    dossier, _ = await sitting_in(town, NINE, TEN, [booked])
    async with agent_at(town, "sala-1") as agent:
        yield Hall(town, dossier, agent, await ready(agent))


async def test_recording_given_what_a_hall_tells_when_looked_at_then_off_is_only_what_was_read_to_be_off(
    met: Town,
) -> None:
    async with hall(met) as told:
        states = {
            "quiet": (await told.tells(QUIET, SILENT)).state,
            "records": (await told.tells({**QUIET, "recording": True}, SILENT)).state,
            "still stops": (await told.tells({**QUIET, "streaming": "stopping"}, SILENT)).state,
            "untold": (await told.tells({"recording": False}, SILENT)).state,
            "read long ago": (await told.tells(QUIET, SILENT, ago_s=9)).state,
            "jibri": (await told.tells(QUIET, {**SILENT, "recording": True})).state,
            "not in the meeting": (await told.tells(QUIET, {"shown": "live", "joined": False})).state,
            "both": (await told.tells({**QUIET, "streaming": True}, {"shown": "live"})).state,
        }
        found = await told.tells({**QUIET, "recording": True}, {"shown": "live"})
        met.now += timedelta(seconds=20)  # and the agent is silent
        silent = await told.found()

    assert states == {
        "quiet": OFF,
        "records": ON,
        "still stops": ON,
        "untold": UNKNOWN,
        "read long ago": UNKNOWN,
        "jibri": ON,
        "not in the meeting": UNKNOWN,
        "both": ON,
    }
    assert [recorder.told for recorder in found.disturbing] == ["Sala 1: regia-video", "Sala 1: Palco"]
    assert found.as_act("perché sì") == Recording(ON, ("Sala 1: regia-video", "Sala 1: Palco"), "perché sì")
    assert (silent.state, {recorder.since for recorder in silent.recorders}) == (UNKNOWN, {NINE})


async def test_recording_given_a_hall_that_nobody_tells_of_when_looked_at_then_it_is_unknown(met: Town) -> None:
    booked = await met.book(NINE, TEN, None, rooms=["sala-2", "sala-3"])
    await met.at(NINE)
    dossier, _ = await sitting_in(met, NINE, TEN, [booked])

    found = await recording_found(met.client.app, dossier)

    assert [(each.room, each.device, each.state, each.since) for each in found.recorders] == [
        ("sala-2", "camere", UNKNOWN, None),
        ("sala-2", "lavagna", UNKNOWN, None),
        ("sala-2", "jitsi", UNKNOWN, None),
        ("sala-3", "jitsi", UNKNOWN, None),
    ]


async def test_recording_given_a_hall_that_another_booking_has_when_looked_at_then_it_is_none_of_the_sittings(
    met: Town,
) -> None:
    booked = await met.book(NINE, TEN, "sala-2", category="COLLEGIO")
    await met.book(TEN, hour("11:00"), "sala-2", title="Dopo")
    await met.at(TEN)
    dossier, _ = await sitting_in(met, NINE, TEN, [booked])

    found = await recording_found(met.client.app, dossier)

    assert (found.state, found.recorders, found.as_act("x")) == (OFF, (), Recording(OFF))


async def test_sitting_that_may_not_be_recorded_given_a_hall_that_records_when_opened_then_page_and_api_say_why(
    met: Town,
) -> None:
    council = await convened_council(met.client, rooms=("sala-1",), begins=NINE)
    await met.at(NINE)
    chamber, desk = Chamber(met.client, council), Desk(council.chair, council.sitting)
    seen = (Entered(seat, Source.CALLED) for seat in council.seats)
    await chamber.does(RollCallBegun(), *seen, RollCallEnded(), by=1)
    dossier = await met.client.app[DATABASE].read(find_dossier, council.sitting)
    assert dossier is not None
    async with agent_at(met, "sala-1") as agent:
        told = Hall(met, dossier, agent, await ready(agent))
        await told.tells({**QUIET, "recording": True}, SILENT)
        page = await desk.send("opened")
        act = {"id": str(uuid4()), "kind": "opened", "body": {}, "seen": (await chamber.look()).number}
        here = f"/api/v1/sittings/{council.sitting}/acts"
        api = await met.client.post(here, json=act, headers={**council.chair.who.headers, "Accept-Language": "it"})
        recorded = (await chamber.look()).status
        await told.tells(QUIET, SILENT)
        await desk.does("opened")

    assert page.status == 422
    assert "Registra o trasmette: Sala 1: regia-video." in await page.text()
    assert (api.status, (await api.json())["error"]["code"]) == (409, "recorded")
    assert recorded is Status.CONVENED
    assert (await chamber.look()).status is Status.OPEN


async def test_sitting_given_its_rules_let_nobody_record_when_a_hall_does_then_that_is_told_before_it_is_opened(
    met: Town,
) -> None:
    async with hall(met) as told:
        app, rules = met.client.app, Rules()
        assert not rules.may_record
        quiet = await told.tells(QUIET, SILENT)
        silent = await forbidden_recorders(app, told.dossier, Sitting(rules, ()))
        await told.tells({**QUIET, "recording": True}, SILENT)
        recording = await forbidden_recorders(app, told.dossier, Sitting(rules, ()))
        let = await forbidden_recorders(app, told.dossier, Sitting(replace(rules, may_record=True), ()))

    assert (quiet.state, silent) == (OFF, ())
    assert recording == ("Sala 1: regia-video",)
    assert let == ()
