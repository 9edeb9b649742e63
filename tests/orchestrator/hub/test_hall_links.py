"""The link of a hall on its big screen: there from the booking on, of that hall alone, and none for what is confidential."""

from collections.abc import Collection
from functools import partial

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.conferences.link_store import find_meeting_link, revoke
from orchestrator.conferences.meeting import Deployment
from orchestrator.hub.keys import PLANS
from orchestrator.web.keys import DATABASE
from room_agents.stage_today import next_meeting
from schedules.store.database import Database
from tests.orchestrator.conftest import MakeToken
from tests.support.town import Town, hour
from tests.support.town_site import STAGE, TOWN
from tests.support.waiting import wait_for

NINE, TEN = hour("09:00"), hour("10:00")
SERVICE = "https://regia.officine.example"
ROOMS = ["sala-1", "sala-2"]


@pytest.fixture
async def addressed(database: Database, aiohttp_client: AiohttpClient, token: MakeToken) -> Town:
    """A town whose meetings are held at a server of its own, and whose service knows its address."""
    text = TOWN.replace("[presets.riunione]\n", STAGE.lstrip(), 1)
    text = f'[service]\nurl = "{SERVICE}"\n{text}'
    town, site = Town(token), load_texts((("sito.toml", text),))
    meet = Deployment("https://meet.example", None, None)
    town.serve(
        await aiohttp_client(make_app(database, site, deployments_of=lambda _: {"meet": meet}, clock=lambda: town.now))
    )
    return town


async def halls(town: Town, room: str = "sala-1") -> Collection[str]:
    """What the plan of *room* gives its big screen of links."""
    plan = (await town.client.app[PLANS].current(room, town.now)).plan
    return {segment.conference.hall for segment in plan.segments if segment.conference is not None}


def are_made(links: Collection[str]) -> bool:
    """Whether each meeting has one."""
    return "" not in links


async def test_hall_given_a_booking_with_a_meeting_when_it_is_made_then_each_of_its_halls_shows_a_link_of_its_own(
    addressed: Town,
) -> None:
    await addressed.book(NINE, TEN, None, rooms=ROOMS)
    links = [link for room in ROOMS for link in await wait_for(partial(halls, addressed, room), are_made)]

    found = [
        await addressed.client.app[DATABASE].read(find_meeting_link, link.removeprefix(f"{SERVICE}/m/"))
        for link in links
    ]
    assert [link.holder.id for link in found if link is not None] == ROOMS
    plan = (await addressed.client.app[PLANS].current("sala-1", addressed.now)).plan
    meeting = next_meeting(plan, addressed.now)
    assert meeting is not None
    assert (meeting.link, meeting.in_hall) == (links[0], True)


async def test_hall_given_a_link_that_is_revoked_when_planned_then_its_screen_shows_none_and_none_is_made_anew(
    addressed: Town,
) -> None:
    await addressed.book(NINE, TEN)
    (shown,) = await wait_for(partial(halls, addressed), are_made)
    database = addressed.client.app[DATABASE]
    link = await database.read(find_meeting_link, shown.removeprefix(f"{SERVICE}/m/"))
    assert link is not None

    await database.write(revoke, link.id, addressed.now)
    assert await halls(addressed) == {""}
    await addressed.book(TEN, hour("11:00"))
    await wait_for(partial(halls, addressed), lambda found: len(found) == 2)
    assert "" in await halls(addressed)


async def test_hall_given_a_confidential_booking_when_planned_then_there_is_no_link(addressed: Town) -> None:
    await addressed.book(NINE, TEN, confidential=True)
    await addressed.book(TEN, hour("11:00"))

    links = await wait_for(partial(halls, addressed), are_made)
    assert len(links) == 1
    plan = (await addressed.client.app[PLANS].current("sala-1", addressed.now)).plan
    assert {segment.conference is None for segment in plan.segments if segment.start < TEN} == {True}
