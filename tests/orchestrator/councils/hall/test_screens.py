"""The page of a sitting is on the big screens of its halls, as long as its link opens it."""

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.councils.dossiers.link_store import (
    known_sitting_link,
    make_sitting_links,
    renew_sitting_link,
    revoke_sitting_link,
    sitting_links,
)
from orchestrator.councils.dossiers.links import SittingLinkKind
from orchestrator.councils.hall.screens import SCREEN_POLICY
from orchestrator.hub.keys import PLANS
from orchestrator.outbox.keys import SENDING
from orchestrator.web.keys import DATABASE
from room_agents.stage_view import deployments, policy
from schedules.store.database import Database
from tests.orchestrator.conftest import MakeToken
from tests.support.council_house import SITTING
from tests.support.council_in_town import sitting_in
from tests.support.town import Town, hour
from tests.support.town_site import TOWN

NINE, TEN = hour("09:00"), hour("10:00")
SERVICE = '\n[service]\nurl = "https://regia.example"\n'
SCREEN = SittingLinkKind.SCREEN


@pytest.fixture
async def known_town(database: Database, aiohttp_client: AiohttpClient, token: MakeToken) -> Town:
    """The service, which knows its own address."""
    town = Town(token)
    town.serve(
        await aiohttp_client(make_app(database, load_texts((("sito.toml", TOWN + SERVICE),)), clock=lambda: town.now))
    )
    return town


async def test_screen_given_a_sitting_in_a_hall_when_planned_then_its_plan_has_the_page_until_its_link_is_taken_back(
    known_town: Town,
) -> None:
    app, keys = known_town.client.app, known_town.client.app[SENDING].keys
    booked = await known_town.book(NINE, TEN, category="COLLEGIO")
    other = await known_town.book(NINE, TEN, "sala-2")
    await sitting_in(known_town, NINE, TEN, [booked])
    await app[DATABASE].write(make_sitting_links, keys, SITTING, SCREEN)

    async def shown(room: str = "sala-1") -> list[str]:
        plan = (await app[PLANS].current(room, known_town.now)).plan
        return [segment.screen for segment in plan.segments if segment.screen is not None]

    await known_town.at(NINE)
    await known_town.pressed("start")  # the plan is made anew
    [link] = await app[DATABASE].read(sitting_links, SITTING, SCREEN)
    [address] = set(await shown())
    assert address.startswith("https://regia.example/c/screen/")
    assert await app[DATABASE].read(known_sitting_link, address.rpartition("/")[2]) == link
    assert await shown("sala-2") == []
    assert other["id"] != booked["id"]
    plan = (await app[PLANS].current("sala-1", known_town.now)).plan
    assert address not in repr(plan)
    assert "frame-src 'self' https://regia.example;" in policy(plan)
    assert ("script-src 'self';" in policy(plan), deployments(plan)) == (True, ())

    renewed = await app[DATABASE].write(renew_sitting_link, keys, link)
    assert set(await shown()) not in ({address}, set())
    await app[DATABASE].write(revoke_sitting_link, renewed, known_town.now)
    assert await shown() == []


def test_policy_of_the_page_given_who_frames_it_when_read_then_it_is_a_rooms_own_computer_alone() -> None:
    assert "frame-ancestors http://localhost:* http://127.0.0.1:*" in SCREEN_POLICY
    assert "script-src 'self'" in SCREEN_POLICY
