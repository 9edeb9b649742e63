"""Tablet and big screen in a real browser: a queue that checks in by touch and votes, and a hall that reads along."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Page, expect

from config.site_file.loading import load_texts
from orchestrator.access.tokens import make_token, parse_grant
from orchestrator.app import make_app
from orchestrator.commands.store import open_store
from orchestrator.councils.at_work.doing import do
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.log.live import Done, Wanted
from orchestrator.councils.sitting.acts import (
    Body,
    Entered,
    FloorGiven,
    ItemOpened,
    Opened,
    RollCallBegun,
    RollCallEnded,
    Suspended,
)
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.vote_acts import ClosingAnnounced, Proclaimed, VoteClosed, VoteOpened
from orchestrator.councils.sitting.votes import FOR, Election, Manner, Motion, Tally
from tests.orchestrator.conftest import SITE
from tests.support.chromium import chromium_running, tab_open
from tests.support.convened_council import CHAIR, SECRETARY, Council, convened_council
from tests.support.faults import faults_in_any_look
from tests.support.town import Client
from tests.support.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="module")
HERE = "/rooms/sala-1/council"
TABLET = {"viewport": {"width": 1024, "height": 768}, "has_touch": True, "locale": "it-IT"}
WALL = {"viewport": {"width": 1920, "height": 1080}}
SMALL = """() => [...document.querySelectorAll("a, button, input")]
    .filter((target) => target.checkVisibility() && !target.closest(".unseen"))
    .map((target) => [target.outerHTML.slice(0, 80), (target.closest("label") ?? target).getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 48 || height < 48).map(([html]) => html)"""
OVERFLOWS = """() => [...document.querySelectorAll("#screen-main, .screen-beside")]
    .filter((part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1).map((part) => part.id)"""
CAST = """() => Object.values(localStorage).every((told) => "became" in JSON.parse(told))"""
THREE = (3, 4, 5)
"""Who comes to the tablet."""


@dataclass(frozen=True)
class Hall:
    """A service with a council of seven in its first room."""

    url: str
    token: str
    client: Client
    council: Council

    async def sitting(self) -> Sitting:
        return await (await self.client.app[SITTINGS].live(self.council.sitting)).look()

    async def does(self, *bodies: Body, by: int = CHAIR) -> None:
        for body in bodies:
            seen = (await self.sitting()).number
            wanted = Wanted(str(uuid4()), body, self.council.persons[by], "test", seen)
            assert isinstance(await do(self.client.app, self.council.sitting, wanted), Done)


@pytest_asyncio.fixture(loop_scope="module", params=[Rules()])
async def hall(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Hall]:
    database = open_store(tmp_path, None)
    server = TestServer(make_app(database, load_texts((("sito.toml", SITE),))))
    client: Client = TestClient(server)
    async with client:
        council = await convened_council(client, rules=request.param)
        token = await database.write(make_token, parse_grant("panel:sala-1"), datetime.now(UTC))
        yield Hall(str(server.make_url("")).rstrip("/"), token, client, council)
    database.close()


async def touch_pin(page: Page, pin: str) -> None:
    for digit in pin:
        await page.locator(f"#keypad [data-digit='{digit}']").tap()


async def come_up(page: Page, hall: Hall, seat: int) -> None:
    """Somebody finds their name by touching letters, and types their PIN."""
    await page.locator("#letters [data-letter='0']").tap()
    await page.locator("#names a:visible", has_text=f"Docente {seat + 1:03}").tap()
    await touch_pin(page, hall.council.pins[seat])


async def let_in(page: Page, hall: Hall) -> None:
    """Let the browser be the room's tablet."""
    shown = await page.context.request.post(
        f"{hall.url}/api/v1/rooms/sala-1/session",
        headers={"Authorization": f"Bearer {hall.token}", "Origin": hall.url},
    )
    assert shown.ok


@pytest.mark.parametrize("hall", [replace(Rules(), secret_at_tablet=True)], indirect=True)
async def test_tablet_given_a_secret_vote_that_may_be_cast_there_when_people_come_one_after_the_other_then_nothing_of_them_stays(
    hall: Hall,
) -> None:
    council = hall.council
    called = [Entered(council.seats[seat], Source.CALLED) for seat in (CHAIR, SECRETARY, *THREE)]
    await hall.does(RollCallBegun(), *called, RollCallEnded(), by=SECRETARY)
    await hall.does(Opened(), ItemOpened("people"))
    await hall.does(VoteOpened("v1", "people", "Chi?", Election(("Ada", "Bea")), Manner.SECRET))
    async with chromium_running() as browser, tab_open(browser, **TABLET) as tablet:
        page = tablet.page
        await let_in(page, hall)
        await page.goto(f"{hall.url}{HERE}")
        await expect(page.locator("#hall-vote")).to_contain_text("Chi è in sala vede chi sta al tablet")

        # One votes; their receipt goes with them.
        await come_up(page, hall, THREE[0])
        await page.get_by_role("button", name="Vota", exact=True).tap()
        await page.get_by_role("button", name="Ritira la scheda").tap()
        await page.get_by_text("Ada", exact=True).tap()
        assert await faults_in_any_look(page) == []
        assert await page.evaluate(SMALL) == []
        await page.get_by_role("button", name="Metti la scheda nell’urna").tap()
        await expect(page.get_by_text("La tua scheda è nell’urna.")).to_be_visible()
        assert len(await page.locator("[data-receipt]").text_content() or "") == 64
        await page.get_by_role("link", name="Torna all’elenco").tap()
        await expect(page.locator("#names")).to_be_visible()
        assert await page.evaluate("localStorage.length") == 0

        # Another one walks away before their ballot is in the urn: it gets there all the same.
        await come_up(page, hall, THREE[1])
        await page.get_by_role("button", name="Vota", exact=True).tap()
        await page.get_by_role("button", name="Ritira la scheda").tap()
        await page.get_by_text("Scheda bianca", exact=True).tap()
        await page.reload()  # nothing was cast: the ballot is there still
        await page.get_by_text("Bea", exact=True).tap()
        await page.get_by_role("button", name="Metti la scheda nell’urna").tap()
        await page.get_by_role("link", name="Torna all’elenco").tap()
        await expect(page.locator("#names")).to_be_visible()
        await wait_for(lambda: page.evaluate(CAST))
        await page.reload()
        assert await page.evaluate("localStorage.length") == 0

        # Who comes a second time has no other ballot.
        await come_up(page, hall, THREE[0])
        await page.get_by_role("button", name="Vota", exact=True).tap()
        await expect(page.get_by_text("La scheda ti è già stata consegnata")).to_be_visible()
        assert tablet.console == []

    await hall.does(ClosingAnnounced("v1"))
    sitting = await wait_for(hall.sitting, lambda sitting: sitting.votes["v1"].remote is not None)
    assert sitting.votes["v1"].remote == Tally((("Ada", 1), ("Bea", 1)), 2)


async def check_in(page: Page, screen: Page, hall: Hall) -> None:
    """Three people come one after the other; nothing of them stays, and no target is smaller than a thumb."""
    for number, seat in enumerate(THREE, start=1):
        await come_up(page, hall, seat)
        assert await page.evaluate(SMALL) == []
        await page.get_by_role("button", name="Presente in sala").tap()
        await expect(page.locator(".banner")).to_have_text("Presenza in sala registrata.")
        await expect(page.locator("#hall-state .present b")).to_have_text(str(number))
        await expect(screen.locator(".screen-present b")).to_have_text(str(number))
    assert await faults_in_any_look(page) == []


async def sit(page: Page, screen: Page, hall: Hall) -> None:
    """The roll is called, and an item is opened, of which somebody speaks."""
    seats = hall.council.seats
    await hall.does(RollCallBegun(), by=SECRETARY)
    await expect(screen.locator(".screen-text")).to_have_text("Appello in corso")
    await expect(page.locator("#hall-state .going")).to_have_text("Appello in corso")
    called = [Entered(seats[seat], Source.CALLED) for seat in (CHAIR, SECRETARY)]
    await hall.does(*called, RollCallEnded(), by=SECRETARY)
    await hall.does(Opened(), ItemOpened("plan"), FloorGiven(seats[3]))
    await expect(screen.locator(".screen-text")).to_have_text("Piano annuale delle attività")
    await expect(screen.locator(".screen-speaking")).to_contain_text("Docente 004")


async def vote(page: Page, screen: Page, hall: Hall) -> None:
    """Somebody votes at the tablet, up to the result on the big screen."""
    await hall.does(VoteOpened("v1", "plan", "Si approva il piano?", Motion(), Manner.OPEN))
    await expect(screen.locator(".screen-question")).to_have_text("Si approva il piano?")
    await expect(page.locator("#hall-vote")).to_contain_text("Votazione aperta")
    await come_up(page, hall, THREE[0])
    await page.get_by_role("button", name="Vota", exact=True).tap()
    await expect(page.get_by_role("heading", name="Si approva il piano?")).to_be_visible()
    assert await faults_in_any_look(page) == []
    await page.get_by_role("button", name="Favorevole").tap()
    await expect(page.locator(".banner")).to_contain_text("Voto registrato")
    await expect(screen.locator(".screen-progress")).to_contain_text("Hanno votato 1 di 5")
    assert (await hall.sitting()).votes["v1"].casts == {hall.council.seats[THREE[0]]: (FOR,)}
    assert await faults_in_any_look(screen) == []

    await hall.does(ClosingAnnounced("v1"))
    await expect(screen.locator(".screen-closing b")).to_have_text(re.compile(r"\d+"))
    await hall.does(VoteClosed("v1"))
    await expect(screen.locator(".screen-result")).to_have_text("Votazione chiusa")
    await hall.does(Proclaimed("v1"))
    await expect(screen.locator(".screen-result")).to_have_text("Approvata")


async def test_hall_given_a_queue_and_a_vote_when_people_touch_the_tablet_then_the_big_screen_follows(
    hall: Hall,
) -> None:
    async with chromium_running() as browser, tab_open(browser, **TABLET) as tablet, tab_open(browser, **WALL) as wall:
        page, screen = tablet.page, wall.page
        await let_in(page, hall)
        await screen.goto(f"{hall.url}{hall.council.screen}")
        await expect(screen.locator("#screen-main")).to_contain_text("La seduta comincia")
        await page.goto(f"{hall.url}{HERE}")

        await check_in(page, screen, hall)
        await sit(page, screen, hall)
        await vote(page, screen, hall)
        assert await screen.evaluate(OVERFLOWS) == []
        await screen.set_viewport_size({"width": 1280, "height": 720})
        assert await screen.evaluate(OVERFLOWS) == []
        await hall.does(Suspended("Pausa"))
        await expect(screen.locator(".screen-text")).to_have_text("Seduta sospesa")
        assert tablet.console == []
        assert wall.console == []

        # The service dies: both say so, and nothing that is pressed is taken for done.
        await come_up(page, hall, THREE[1])
        await hall.client.close()
        await expect(screen.locator("#line")).to_have_text("scollegato")
        await expect(page.locator("#line")).to_contain_text("Scollegato")
        await page.get_by_role("button", name="Esco").tap()
        await expect(page.locator("#said")).to_contain_text("non è ancora registrato")
