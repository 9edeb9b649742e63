"""The pages of people in a real browser: for everybody, at any width, in both languages, by keyboard, without scripts."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect
from sqlalchemy import update

from config.site_file.loading import load_texts
from orchestrator.accounts.accounts import blank_account, close_account
from orchestrator.accounts.organisations import change_organisation, make_organisation
from orchestrator.accounts.passwords import set_password
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from orchestrator.app import make_app
from orchestrator.commands.store import open_store
from orchestrator.outbox.keys import SENDING
from orchestrator.outbox.letters import Invitation
from orchestrator.outbox.sealed import sealed_mail
from orchestrator.outbox.store import put_mail
from orchestrator.outbox.tables import OutboxRow
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import SITE
from tests.orchestrator.people.conftest import SERVICE
from tests.support.chromium import USUAL, Tab, chromium_running, tab_open
from tests.support.faults import Look, faults_in_any_look, overflowing_at, poor_contrasts
from tests.support.people import SCHOOL, UNION, person, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="module")
WIDTHS = (320, 390, 800, 1440)
LONG = "Giovanni Battista Prosperi Montefoschi della Torre di Sant’Angelo"


@dataclass(frozen=True)
class House:
    """Where it is, who may look, and whom there is to be looked at."""

    url: str
    cookies: Mapping[str, str]
    accounts: Mapping[str, str]

    def pages(self) -> Sequence[tuple[str, str]]:
        """Who looks, and at what: each page in each state that an address alone brings about."""
        school, people = f"/organisations/{SCHOOL}", "/people"
        waits = f"{people}/{self.accounts['waits']}"
        member = f"{school}/members/{self.accounts['waits']}"
        for_administrators = [
            *(people, f"{people}?q=zzz", f"{people}/new", f"{people}/paste"),
            *(f"{people}/{account}" for account in self.accounts.values()),
            *(f"{waits}/{page}" for page in ("change", "roles", "link", "close")),
            f"{people}/{self.accounts['closed']}/forget",
            *("/organisations", "/organisations?q=zzz", "/organisations/new", school, f"{school}/change"),
            *(f"{school}/close", f"/organisations/{UNION}", "/organisations/vuota", member),
        ]
        for_managers = [school, f"{school}/invite", f"{school}/paste", member, f"{member}/remove"]
        return [
            *(("administrator", path) for path in for_administrators),
            *(("manager", path) for path in for_managers),
        ]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The service, from which no mail goes out, with people in every state."""
    database, now = open_store(tmp_path_factory.mktemp("people"), None), datetime.now(UTC)
    app = make_app(database, load_texts((("sito.toml", SITE + SERVICE),)))
    async with TestServer(app) as server:
        signed = {who: await sign_in(database, who) for who in ("administrator", "manager")}
        for who in signed.values():
            await database.write(set_password, who.account, "a hash", None)
        signed = {who: await sign_in(database, who) for who in ("administrator", "manager")}
        accounts = await database.write(_fill, now)
        letter = Invitation("Casa", "Ada", "Bea", "https://regia.example/links/x", 7)
        mail = sealed_mail(
            app[SENDING].keys, letter, to="waits@x.example", language="it", caused_by=signed["administrator"].account
        )
        await database.write(put_mail, mail, now)
        failed = update(OutboxRow).values(failed_at=now, next_try_at=None, error="recipient", reply=550)
        await database.write(lambda db: db.execute(failed) and None)
        url = str(server.make_url("")).rstrip("/")
        yield House(url, {who: each.cookie for who, each in signed.items()}, accounts)
    database.close()


def _fill(db: Transaction, now: datetime) -> Mapping[str, str]:
    roles = [Membership(SCHOOL, role) for role in OrganisationRole]
    accounts = {
        "waits": person(db, "waits@x.example", LONG, now, *roles, Staff(StaffRole.TECHNICIAN, "casa")),
        "closed": person(db, "closed@x.example", "Chiusa", now, roles[2]),
        "blank": person(db, "blank@x.example", "Vuota", now, roles[2]),
        "nameless": person(db, f"{'a' * 60}@istituto-comprensivo-di-molto-lontano.edu.example", "", now, roles[1]),
    }
    close_account(db, accounts["closed"], now)
    blank_account(db, accounts["blank"], now)
    for number in range(60):
        person(db, f"p{number}@x.example", f"Persona {number}", now, roles[1])
    make_organisation(db, "vuota", "Vuota", now)
    change_organisation(db, UNION, 1, "Sindacato Scuola", now)
    return accounts


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    async with chromium_running() as running:
        yield running


@asynccontextmanager
async def opened(browser: Browser, house: House, who: str, **options: Any) -> AsyncIterator[Tab]:
    """A tab of theirs, which asked nobody else for anything and had nothing to complain of."""
    async with tab_open(browser, **options) as tab:
        await look_as(tab.page, house, who)
        yield tab
        assert [said for said in tab.console if "the server responded with a status" not in said] == []
        assert len(tab.hosts) == 1


async def look_as(page: Page, house: House, who: str, **more: str) -> None:
    """Whose cookie the browser has."""
    cookies = {"regia_account": house.cookies[who], **more}
    await page.context.clear_cookies()
    await page.context.add_cookies(
        [{"name": name, "value": value, "url": house.url} for name, value in cookies.items()]
    )


async def typed_states(page: Page, house: House) -> AsyncIterator[str]:
    """Each state that only a form brings about, one after the other, by its name."""
    await page.goto(f"{house.url}/people/new")
    await page.locator("main .primary").click()
    await expect(page.locator("#errors")).to_be_visible()
    yield "invite with mistakes"
    await page.goto(f"{house.url}/people/{house.accounts['waits']}/change")
    await page.locator("#field-email").fill("no")
    await page.locator("main .primary").click()
    await expect(page.locator("#errors")).to_be_visible()
    yield "change with mistakes"
    await page.goto(f"{house.url}/organisations/new")
    await page.locator("#field-name").fill("Liceo Varrone")
    await page.locator("main .primary").click()
    await expect(page.locator("#field-id")).to_have_value("liceo-varrone")
    yield "an id proposed"
    await page.goto(f"{house.url}/people/paste")
    await page.locator("#field-text").fill(f"p1@x.example\nclosed@x.example\n{LONG}\n{LONG} <nuova@x.example>\na@b")
    await page.locator("#field-organisation").select_option(SCHOOL)
    await page.locator("main .primary").click()
    await expect(page.locator(".fate").first).to_be_visible()
    yield "a list looked at"
    await page.goto(f"{house.url}/people/{house.accounts['waits']}/link")
    await page.locator("main .primary").click()
    await expect(page.locator("#link")).to_be_visible()
    yield "a link to hand over"


@pytest.mark.parametrize(("language", "look"), [("it", faults_in_any_look), ("en", poor_contrasts)])
async def test_people_pages_given_each_when_looked_at_in_any_look_and_at_any_width_then_axe_finds_no_fault_and_all_is_seen(
    browser: Browser, house: House, language: str, look: Look
) -> None:
    async with opened(browser, house, "administrator") as tab:
        for who, path in house.pages():
            await look_as(tab.page, house, who, regia_language=language)
            await tab.page.set_viewport_size(USUAL["viewport"])
            answer = await tab.page.goto(f"{house.url}{path}")
            assert answer is not None
            assert answer.status == 200, path
            assert await tab.page.locator("html").get_attribute("lang") == language
            assert await look(tab.page) == [], path
            assert await overflowing_at(tab.page, WIDTHS) == [], path
        await look_as(tab.page, house, "administrator", regia_language=language)
        await tab.page.set_viewport_size(USUAL["viewport"])
        async for state in typed_states(tab.page, house):
            assert await look(tab.page) == [], state
            assert await overflowing_at(tab.page, WIDTHS) == [], state
            await tab.page.set_viewport_size(USUAL["viewport"])


async def test_invitation_given_a_keyboard_alone_when_somebody_is_invited_then_it_can_be_done_and_seen(
    browser: Browser, house: House
) -> None:
    async with opened(browser, house, "administrator") as tab:
        page, press = tab.page, tab.page.keyboard.press
        await page.goto(f"{house.url}/organisations/{SCHOOL}/invite")
        await page.locator("main").focus()
        for text in ("tastiera@x.example", "Ada Tastiera"):
            await press("Tab")
            await page.keyboard.type(text)
        for _ in range(3):  # the language, then the roles
            await press("Tab")
        await press("Space")
        for _ in range(3):
            await press("Tab")
        await expect(page.get_by_role("button", name="Invita")).to_be_focused()
        await press("Enter")

        await expect(page.get_by_role("heading", level=1)).to_have_text("Il collegamento da consegnare")
        await page.goto(f"{house.url}/organisations/{SCHOOL}?q=tastiera")
        await expect(page.get_by_role("row", name="Ada Tastiera")).to_contain_text("Organizzatore")


async def test_list_given_no_scripts_when_pasted_then_it_is_shown_corrected_and_confirmed(
    browser: Browser, house: House
) -> None:
    async with opened(browser, house, "manager", java_script_enabled=False) as tab:
        page = tab.page
        await page.goto(f"{house.url}/organisations/{SCHOOL}/paste")
        await page.get_by_label("Le persone, una per riga").fill("Uno <uno@x.example>\nDue due@x")
        await page.get_by_role("button", name="Controlla le righe").click()
        await expect(page.get_by_text("Una riga non si può usare")).to_be_visible()
        await page.get_by_label("Le persone, una per riga").fill("Uno <uno@x.example>\nDue <due@x.example>")
        await page.get_by_role("button", name="Controlla di nuovo").click()
        await page.get_by_role("button", name="Invita 2 persone").click()
        await expect(page).to_have_url(f"{house.url}/organisations/{SCHOOL}")
        await expect(page.get_by_text("Da qui non parte posta: il collegamento per entrare lo dà")).to_be_visible()
        await page.goto(f"{house.url}/organisations/{SCHOOL}?q=due@x.example")
        await expect(page.get_by_role("row", name="Due")).to_have_count(1)
