"""The live page of chair and secretary in a real browser: a sitting by keyboard alone, for everybody, at any width."""

from uuid import uuid4

from playwright.async_api import Page, expect

from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.log.live import Wanted
from orchestrator.councils.sitting.acts import (
    Entered,
    HandRaised,
    ItemOpened,
    Opened,
    Recused,
    RollCallBegun,
    RollCallEnded,
)
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.vote_acts import Cast
from orchestrator.councils.sitting.votes import AGAINST, FOR
from tests.orchestrator.conftest import Start
from tests.support.chromium import chromium_running, tab_open
from tests.support.convened_council import Council, convened_council
from tests.support.faults import faults, faults_in_any_look, overflowing_at
from tests.support.town import Client

WIDTHS = (320, 640)
"""The narrowest phone, and a screen of 1280 px at 200 %."""
MOST_TABS = 60


async def act(client: Client, council: Council, by: int, body: object) -> None:
    """A member does something on a page of their own."""
    live = await client.app[SITTINGS].live(council.sitting)
    wanted = Wanted(str(uuid4()), body, council.persons[by], "page", (await live.look()).number)  # type: ignore[arg-type]
    await live.act(wanted)


async def tab_to(page: Page, words: str) -> None:
    """Go on by the tabulator to the button that says so."""
    for _ in range(MOST_TABS):
        if await page.evaluate("document.activeElement.innerText?.trim()") == words:
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"no button {words} is reached")


async def step(page: Page, words: str) -> None:
    """Jump to what is proposed, and do it."""
    await page.keyboard.press("Alt+p")
    await expect(page.locator("#next")).to_be_focused()
    await tab_to(page, words)
    await page.keyboard.press("Enter")


async def call_the_roll(page: Page) -> None:
    """Five of seven are there, found by what one remembers of their names; then the sitting and its first item are opened."""
    await step(page, "Inizia l’appello")
    await expect(page.locator("#next-title")).to_be_focused()
    for name in ("docente 001", "DOCENTE 002", "003", "004", "005"):
        await page.keyboard.press("Alt+r")
        await page.keyboard.type(name)
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
        row = page.locator("#rows li:not([hidden])")
        await expect(row).to_have_count(1)
        await expect(row.get_by_role("button", name="In sala")).to_have_attribute("aria-pressed", "true")
        await expect(row.get_by_role("button", name="In sala")).to_be_focused()
    await step(page, "Concludi l’appello")
    await step(page, "Apri la seduta")
    await step(page, "Apri il punto 1")
    await expect(page.locator("#heard")).to_contain_text("È aperto il punto 1")
    await expect(page.locator("#notes-now textarea")).to_be_visible()


async def hold_a_vote(page: Page, client: Client, council: Council) -> None:
    """The chair puts a question and sees a hand; three vote, and their votes are hidden until the result."""
    await page.keyboard.press("Alt+p")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Control+a")
    await page.keyboard.type("Si approva")
    await act(client, council, 4, HandRaised(council.seats[4]))
    await expect(page.locator("#hands")).to_contain_text("Docente 005")
    await tab_to(page, "Apri la votazione")
    await page.keyboard.press("Enter")
    await expect(page.locator("#heard")).to_have_text("È aperta la votazione: Si approva.")
    vote = (await (await client.app[SITTINGS].live(council.sitting)).look()).vote
    assert vote is not None
    for by, choice in enumerate((FOR, FOR, AGAINST)):
        await act(client, council, by, Cast(vote, council.seats[by], (choice,)))
    await expect(page.locator("#vote .progress")).to_have_text("3 hanno votato su 5 aventi diritto")
    await expect(page.locator("#part-vote")).not_to_contain_text("avorevol")
    await step(page, "Annuncia la chiusura")
    await step_when(page, "Proclama il risultato")
    await expect(page.locator("#heard")).to_contain_text("Esito: Approvata. Favorevoli 2, Contrari 1.")
    await expect(page.locator("#agenda")).to_contain_text("Voti validi 3; necessari 2.")


async def suspend(page: Page) -> None:
    """Without a reason first, which is told where it is missing."""
    await tab_to(page, "Sospendi")
    await page.keyboard.press("Enter")
    await tab_to(page, "Sospendi la seduta")
    await page.keyboard.press("Enter")
    await expect(page.locator("#suspended-reason-error")).to_have_text("Scrivi il motivo: il verbale lo riporta.")
    await expect(page.locator("#suspended-reason")).to_be_focused()
    assert await faults(page) == []
    await page.keyboard.type("pausa")
    await tab_to(page, "Sospendi la seduta")
    await page.keyboard.press("Enter")
    await expect(page.locator("#part-number")).to_contain_text("Sospesa")


async def test_sitting_given_a_keyboard_alone_when_it_is_steered_then_it_goes_to_a_result_and_no_fault_is_found(
    start: Start,
) -> None:
    client = await start()
    council = await convened_council(client, rules=Rules(closing_s=1))
    url = str(client.make_url(f"/councils/sittings/{council.sitting}/live"))
    async with chromium_running() as browser, tab_open(browser) as tab:
        page = tab.page
        await page.context.add_cookies(
            [{"name": "regia_account", "value": council.chair.who.cookie, "url": str(client.make_url("/"))}]
        )
        await page.goto(f"{url}?view=secretary")
        await expect(page.locator("[data-line=ok]")).to_be_visible()
        await call_the_roll(page)
        assert await faults_in_any_look(page) == []
        assert await overflowing_at(page, WIDTHS) == []

        await page.goto(f"{url}?view=chair")
        await expect(page.locator("[data-line=ok]")).to_be_visible()
        await hold_a_vote(page, client, council)
        await suspend(page)

        await page.context.add_cookies([{"name": "regia_language", "value": "en", "url": str(client.make_url("/"))}])
        for view in ("chair", "secretary"):
            await page.goto(f"{url}?view={view}")
            await expect(page.locator("[data-line=ok]")).to_be_visible()
            assert await faults(page) == []
            assert await overflowing_at(page, WIDTHS) == []
        assert [said for said in tab.console if "the server responded with a status" not in said] == []
        assert len(tab.hosts) == 1


async def test_part_given_somebody_who_types_in_two_of_its_fields_when_it_changes_then_it_is_new_once_they_have_left_it(
    start: Start,
) -> None:
    client = await start()
    council = await convened_council(client)
    await act(client, council, 1, RollCallBegun())
    for by in range(6):
        await act(client, council, 1, Entered(council.seats[by], Source.CALLED))
    for body in (RollCallEnded(), Opened(), ItemOpened("plan")):
        await act(client, council, 0, body)
    url = str(client.make_url(f"/councils/sittings/{council.sitting}/live?view=secretary"))
    async with chromium_running() as browser, tab_open(browser) as tab:
        page = tab.page
        await page.context.add_cookies(
            [{"name": "regia_account", "value": council.chair.who.cookie, "url": str(client.make_url("/"))}]
        )
        await page.goto(url)
        await expect(page.locator("[data-line=ok]")).to_be_visible()

        await page.get_by_text("Ammetti un ospite").click()
        await page.locator("#guest_admitted-plan-name").fill("Ada Rossi")
        await act(client, council, 1, Recused(council.seats[2], "plan", "Parente."))
        await act(client, council, 2, HandRaised(council.seats[2]))
        await expect(page.locator("#hands")).to_contain_text("Docente 003")
        await expect(page.locator("#part-item")).not_to_contain_text("Docente 003")
        await page.keyboard.press("Tab")
        await expect(page.locator("#guest_admitted-plan-why")).to_be_focused()
        await page.locator("#next-title").focus()

        await expect(page.locator("#part-item")).to_contain_text("Docente 003")
        await expect(page.locator("#guest_admitted-plan-name")).to_have_value("Ada Rossi")


async def step_when(page: Page, words: str) -> None:
    """The same, once it is proposed."""
    await expect(page.locator("#next").get_by_role("button", name=words)).to_be_visible()
    await step(page, words)
