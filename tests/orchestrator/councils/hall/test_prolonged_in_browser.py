"""A sitting in two halls that its chair prolongs on the live page: what is asked, what is said, and what the halls do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from playwright.async_api import Page, expect

from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.vote_acts import Cast
from orchestrator.councils.sitting.votes import FOR
from tests.support.chromium import chromium_running, tab_open
from tests.support.convened_council import convened_council
from tests.support.members import Chamber
from tests.support.town import Town, hour
from tests.support.waiting import wait_for
from tests.support.wired_agent import until

HALLS = ("sala-1", "sala-2")
NINE = hour("09:00")
"""On clocks there it is eleven; the sitting is convened for two hours."""


@asynccontextmanager
async def chairing(town: Town) -> AsyncIterator[tuple[Page, Chamber]]:
    """The chair's live page of a sitting that is open in both halls, with its first item."""
    council = await convened_council(town.client, rules=Rules(closing_s=1), rooms=HALLS, begins=NINE)
    await town.at(NINE)
    chamber = Chamber(town.client, council)
    await chamber.opened_in_hall(*range(5))
    url = town.client.make_url("/")
    async with going_on(town), chromium_running() as browser, tab_open(browser) as tab:
        await tab.page.context.add_cookies(
            [{"name": "regia_account", "value": council.chair.who.cookie, "url": str(url)}]
        )
        await tab.page.goto(f"{url}councils/sittings/{council.sitting}/live?view=chair")
        await expect(tab.page.locator("[data-line=ok]")).to_be_visible()
        yield tab.page, chamber


@asynccontextmanager
async def going_on(town: Town) -> AsyncIterator[None]:
    """Let the clock of the town go as every clock does, so that announced votes close."""

    async def go_on() -> None:
        loop, since, begun = asyncio.get_running_loop(), town.now, asyncio.get_running_loop().time()
        while True:
            await asyncio.sleep(0.05)
            town.now = since + timedelta(seconds=loop.time() - begun)

    going = asyncio.create_task(go_on())
    try:
        yield
    finally:
        going.cancel()
        with suppress(asyncio.CancelledError):
            await going


async def asks(page: Page, fold: str, button: str, clock: str | None = None, *, anyway: bool = False) -> None:
    """Unfold it, say until when, and press."""
    form = page.locator(f"#fold-{fold}")
    if await form.get_attribute("open") is None:
        await form.locator("summary").click()
    if clock is not None:
        await form.get_by_label("Fino alle").fill(clock)
    if anyway:
        await form.get_by_label("Anche se una sala non si può tenere così a lungo").check()
    await form.get_by_role("button", name=button).click()


async def approved(page: Page, chamber: Chamber) -> None:
    """Three vote for it, and the chair proclaims that."""
    vote = (await wait_for(chamber.look, lambda sitting: sitting.vote is not None)).vote or ""
    for by in range(3):
        await chamber.does(Cast(vote, chamber.council.seats[by], (FOR,)), by=by)
    await page.locator("#next").get_by_role("button", name="Annuncia la chiusura").click()
    await page.locator("#next").get_by_role("button", name="Proclama il risultato").click()
    await expect(page.locator("#heard")).to_contain_text("Esito: Approvata.")


async def ends(town: Town) -> list[str]:
    return [(await town.room(room))["current"]["end"][11:16] for room in HALLS]


async def test_sitting_given_two_halls_that_are_free_when_its_chair_prolongs_it_then_both_plans_have_it_longer(
    council_town: Town,
) -> None:
    async with chairing(council_town) as (page, chamber):
        before = await ends(council_town)
        await asks(page, "prolonging_put", "Metti ai voti il prolungamento", "14:00")
        await expect(page.locator("#vote")).to_contain_text("Prolungamento della seduta fino alle ore 14:00")
        assert await ends(council_town) == before
        await approved(page, chamber)
        await asks(page, "prolonged", "Prolunga la seduta")
        for room in HALLS:
            await until(council_town, lambda seen: seen["current"]["end"][11:16] == "12:00", room)
        await expect(page.locator("#agenda")).to_contain_text(
            "«Prolungamento della seduta fino alle ore 14:00». Approvata"
        )

    assert before == ["11:00", "11:00"]
    assert {(await council_town.room(room))["current"]["title"] for room in HALLS} == {"Collegio dei docenti"}


async def test_sitting_given_a_hall_that_somebody_has_next_when_prolonged_then_the_chair_is_told_and_decides(
    council_town: Town,
) -> None:
    await council_town.book(hour("11:30"), hour("12:30"), "sala-2")
    async with chairing(council_town) as (page, chamber):
        await asks(page, "prolonging_put", "Metti ai voti il prolungamento", "14:00")
        told = page.locator("#prolonging_put-anyway-error")
        await expect(told).to_have_text(
            "Sala 2 si può tenere solo fino alle 13:30: poi è di altri. "
            "Sala 1 finisce anche lei alle 13:30: sono prenotate insieme."
        )
        assert (await chamber.look()).vote is None
        assert await page.locator("#fold-prolonging_put").get_by_label("Fino alle").input_value() == "14:00"

        await asks(page, "prolonging_put", "Metti ai voti il prolungamento", anyway=True)
        await approved(page, chamber)
        await asks(page, "prolonged", "Prolunga la seduta", anyway=True)
        for room in HALLS:
            await until(council_town, lambda seen: seen["current"]["end"][11:16] == "11:30", room)

    sitting = await chamber.look()
    assert sitting.ends is not None
    assert sitting.ends.astimezone(NINE.tzinfo) == hour("12:00")
    assert ("11:30", "12:30", True) in await council_town.times("sala-2")
