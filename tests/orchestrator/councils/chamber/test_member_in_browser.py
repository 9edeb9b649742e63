"""A member's page on a telephone: from the PIN to the receipt of a secret vote, with a line that breaks in between."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Page, Request, Route, ViewportSize, expect

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.commands.store import open_store
from orchestrator.councils.sitting.acts import Entered, ItemClosed, ItemOpened, Opened, RollCallBegun, RollCallEnded
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.vote_acts import ClosingAnnounced, Proclaimed, VoteClosed
from orchestrator.councils.sitting.votes import AGAINST, Election, Manner
from tests.orchestrator.conftest import SITE
from tests.support.chromium import chromium_running, tab_open
from tests.support.convened_council import convened_council
from tests.support.faults import faults_in_any_look, overflowing_at
from tests.support.members import REMOTE, Chamber
from tests.support.tcp_line import TcpLine, tcp_line

CAST_BYTES = 6144
PHONE = ViewportSize(width=390, height=844)
WIDTHS = (320, 390)


@pytest.fixture
async def chamber(tmp_path: Path) -> AsyncIterator[Chamber]:
    """The secretary opens the sitting: four are in the hall, the fifth is yet to come."""
    database = open_store(tmp_path, None)
    async with TestClient(TestServer(make_app(database, load_texts((("sito.toml", SITE),))))) as client:
        council = await convened_council(client, members=6, rules=replace(REMOTE, closing_s=1))
        yield Chamber(client, council)
    database.close()


async def looked_at(page: Page, state: str) -> None:
    assert await faults_in_any_look(page) == [], state
    assert await overflowing_at(page, WIDTHS) == [], state
    await page.set_viewport_size(PHONE)


async def kept(page: Page) -> dict[str, str]:
    """What is kept of the ballot."""
    told: dict[str, str] = json.loads(await page.evaluate("JSON.stringify(Object.values(localStorage)[0] ?? '{}')"))
    return json.loads(told) if isinstance(told, str) else told


async def test_page_given_a_telephone_when_its_line_breaks_in_the_middle_of_votes_then_each_is_given_once(
    chamber: Chamber,
) -> None:
    port = chamber.client.server.port
    assert port is not None
    async with chromium_running() as browser, tcp_line(port) as line, tab_open(browser, viewport=PHONE) as tab:
        page, address = tab.page, f"http://127.0.0.1:{line.port}{chamber.council.paths[5]}"
        await _comes_in(chamber, page, address)
        await _votes_openly(chamber, page, line)
        await _votes_secretly(chamber, page, line, address)
        async with tab_open(browser, viewport=PHONE, locale="en-GB") as other:
            await _takes_over(chamber, page, other.page, address)
        assert [said for said in (*tab.console, *other.console) if not said.startswith("Failed to load")] == []


async def _comes_in(chamber: Chamber, page: Page, address: str) -> None:
    await page.goto(address)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Collegio dei docenti")
    await page.get_by_label("PIN di questa seduta").fill("x")
    await page.get_by_role("button", name="Continua").click()
    await expect(page.locator(".error")).to_contain_text("Restano 4 tentativi")
    await looked_at(page, "a wrong PIN")
    await page.get_by_label("PIN di questa seduta").fill(chamber.council.pins[5])
    await page.keyboard.press("Enter")
    seats = chamber.council.seats[:4]
    await chamber.does(RollCallBegun(), *(Entered(seat, Source.CALLED) for seat in seats), by=1)
    await page.get_by_role("button", name="Presente, a distanza").click()
    await expect(page.locator("#presence")).to_contain_text("Presente a distanza")
    await chamber.does(RollCallEnded(), by=1)
    await chamber.does(Opened(), ItemOpened("plan"))
    await expect(page.get_by_role("heading", name="Piano annuale delle attività")).to_be_visible()


async def _votes_openly(chamber: Chamber, page: Page, line: TcpLine) -> None:
    await chamber.vote()
    await expect(page.get_by_role("button", name="Contrario")).to_be_visible()
    await expect(page.locator("#heard")).to_contain_text("È aperta la votazione: Si approva il piano?")
    line.cut()
    await page.get_by_role("button", name="Contrario").click()
    await expect(page.locator("#line")).not_to_be_empty()
    await expect(page.locator("#ballot .sending").first).to_have_text("In invio…")
    assert (await chamber.look()).votes["v1"].casts == {}
    strangers = await _answered_by_others(page, "**/c/*", 200)
    line.mend()
    await expect(page.locator("#voted")).to_contain_text("Ricevuto. Hai votato: Contrario")
    assert ((await chamber.look()).votes["v1"].casts, strangers) == ({chamber.council.seats[5]: (AGAINST,)}, [])
    await expect(page.locator("#line")).to_be_empty()
    await looked_at(page, "an open vote")
    await chamber.does(ClosingAnnounced("v1"), VoteClosed("v1"), Proclaimed("v1"))
    await expect(page.get_by_role("heading", name="Respinta")).to_be_visible()


async def _votes_secretly(chamber: Chamber, page: Page, line: TcpLine, address: str) -> None:
    await chamber.does(ItemClosed("plan"), ItemOpened("people"))
    await chamber.vote_about("people", Election(("Ada Neri", "Bice Verdi"), 1, 1), Manner.SECRET, "v2")
    take = page.get_by_role("button", name="Ritira la scheda")
    await expect(take).to_be_visible()
    line.cut()
    await take.click()
    await expect(page.get_by_text("In attesa della scheda")).to_be_visible()
    strangers = await _answered_by_others(page, "**/papers/*", 200, 400, 404, 413, 422)
    line.mend()
    await expect(page.get_by_label("Bice Verdi")).to_be_visible()
    await looked_at(page, "a ballot")

    await page.reload()  # the browser has the ballot still
    await page.get_by_label("Bice Verdi").check()
    line.cut()
    await page.get_by_role("button", name="Metti la scheda nell’urna").click()
    await expect(page.get_by_text("In invio: la scheda non è ancora nell’urna.")).to_be_visible()
    await page.goto("about:blank")  # as if the browser had crashed
    line.mend()
    casts = list[int]()
    page.on("request", lambda asked: casts.append(len(asked.post_data or "")) if _is_cast(asked) else None)
    others = await _answered_by_others(page, "**/api/v1/ballots/**", 200, 400, 404, 413, 422)
    await page.goto(address)
    await expect(page.get_by_text("La tua scheda è nell’urna.")).to_be_visible()
    assert strangers == others == []  # all of them were asked, and none was believed
    assert sorted(await kept(page)) == ["became", "receipt"]
    await looked_at(page, "a ballot that was cast")

    assert set(casts) == {CAST_BYTES}  # of one length, whatever the choice

    await chamber.does(ClosingAnnounced("v2"))
    await expect(page.locator("#result")).to_contain_text("Schede consegnate 1, votate 1.")
    await expect(page.locator("#result")).to_contain_text("Bice Verdi 1")
    await chamber.does(Proclaimed("v2"))
    await page.locator("#past-votes summary").click()
    await expect(page.locator("[data-receipt-of=v2]")).to_contain_text("È tra le schede contate.")


async def _answered_by_others(page: Page, address: str, *statuses: int) -> list[int]:
    """Let a proxy in between answer what is sent there, with each of these statuses once; those that it has not given yet."""
    left = [*statuses]

    async def answer(route: Route) -> None:
        if route.request.method != "POST" or not left:
            return await route.continue_()
        return await route.fulfill(status=left.pop(), content_type="text/html", body="<h1>Not here</h1>")

    await page.route(address, answer)
    return left


def _is_cast(asked: Request) -> bool:
    return asked.method == "POST" and "/api/v1/ballots/" in asked.url


async def _takes_over(chamber: Chamber, page: Page, other: Page, address: str) -> None:
    await other.goto(address)
    await other.get_by_label("PIN of this sitting").fill(chamber.council.pins[5])
    await other.keyboard.press("Enter")
    await expect(other.locator("#ballot")).to_contain_text("Ballot handed out, not cast from this browser.")
    await looked_at(other, "another device, in English")
    await expect(page.get_by_text("Ora vale un altro dispositivo")).to_be_visible()
    await looked_at(page, "overtaken")
