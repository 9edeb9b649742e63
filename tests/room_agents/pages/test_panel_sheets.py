"""The panel's sheets: what is wrong, the room's PIN, and the technicians' details."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.room_agents.pages.panel_states import booking, device, free, live
from tests.room_agents.pages.paneling import button, panel
from tests.support.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="session")
HELD = {"plan": {"wished": 7, "held": 7}}
DETAILS: dict[str, Any] = {
    "plan": {"wished": 6, "held": 5},
    "agent": {"connected": True},
    "notes": ["Attenzione."],
    "waits_for_idle": "Attende la versione 3 del file della sala.",
    "conference_link": "https://meet.example/collegio",
    "problems": [
        {"id": "2", "at": "2026-11-26T08:00:00Z", "about": "sound", "says": "Non si sente"},
        {"id": "1", "at": "2026-11-25T17:30:00Z", "about": "heat", "says": "Fa troppo caldo o freddo"},
    ],
    "devices": {"proiettore": device("Proiettore", message="Non risponde a 192.168.1.21")},
    "unprepared": ["27/11/2026 09:00 · Consiglio: non nomina nessuna sala. Scrivi il nome di una sala."],
}


@pytest.mark.parametrize(
    ("words", "about"),
    [("Non si sente", "sound"), ("Non si vede", "picture"), ("Fa troppo caldo o freddo", "heat"), ("Altro", "other")],
)
async def test_given_something_wrong_when_told_then_it_is_two_touches_and_says_whom_to_call(
    browser: Browser, words: str, about: str
) -> None:
    async with panel(browser, live()) as (server, tab):
        await button(tab.page, "Qualcosa non va").click()
        await tab.page.get_by_role("dialog").get_by_role("button", name=words).click()

        pressed = await server.pressed()
        assert {name: value for name, value in pressed.items() if name != "id"} == {"kind": "problem", "about": about}
        thanks = "Segnalato, grazie. Chiama Segreteria, 0776 000000"
        await expect(tab.page.locator("#reply")).to_have_text(thanks)


async def long_touch(page: Page) -> None:
    await page.locator("#open-details").hover()
    await page.mouse.down()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.mouse.up()


async def test_given_the_details_when_touched_shortly_then_nothing_opens_but_a_hint_and_a_long_touch_opens_them(
    browser: Browser,
) -> None:
    async with panel(browser, free(now="2026-11-26T09:00:00Z")) as (server, tab):
        server.details = DETAILS
        await tab.page.locator("#open-details").click()
        await expect(tab.page.locator("#reply")).to_have_text("Per i tecnici: tieni premuto.")
        await expect(tab.page.get_by_role("dialog")).to_have_count(0)

        await long_touch(tab.page)

        sheet = tab.page.get_by_role("dialog", name="Dettagli per i tecnici")
        for words in ("Attenzione.", "piano 5 di 6", "https://meet.example/collegio"):
            await expect(sheet).to_contain_text(words)
        for words in ("09:00 · Non si sente", "mercoledì 25 novembre, 18:30 · Fa troppo caldo o freddo"):
            await expect(sheet.get_by_text(words, exact=True)).to_be_visible()
        await expect(sheet.get_by_role("table")).to_contain_text("Non risponde a 192.168.1.21")
        await expect(sheet.get_by_role("heading", name="Nei calendari, ma non preparati")).to_be_visible()
        await expect(sheet.get_by_role("listitem").last).to_have_text(DETAILS["unprepared"][0])

        server.details = DETAILS | {"notes": ["Altra nota."]}
        await expect(sheet).to_contain_text("Altra nota.")


async def test_given_the_details_when_a_finger_that_opened_them_goes_then_what_it_leaves_behind_presses_nothing(
    browser: Browser,
) -> None:
    async with panel(browser, free(), has_touch=True) as (_, tab):
        await tab.page.evaluate("clicks = 0; addEventListener('click', () => { clicks += 1; }, { capture: true })")
        box = await tab.page.locator("#open-details").bounding_box()
        assert box is not None
        finger = [{"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}]
        touches = await tab.page.context.new_cdp_session(tab.page)

        await touches.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": finger})
        await expect(tab.page.get_by_role("dialog")).to_be_visible()
        await touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

        await wait_for(lambda: tab.page.evaluate("clicks"))  # which falls on the sheet
        await expect(tab.page.get_by_role("dialog")).to_be_visible()
        await button(tab.page, "Chiudi").tap()
        await expect(tab.page.get_by_role("dialog")).to_have_count(0)


async def test_given_only_a_keyboard_and_a_narrow_screen_when_the_details_are_open_then_their_table_can_be_scrolled(
    browser: Browser,
) -> None:
    async with panel(browser, free(), viewport={"width": 390, "height": 800}) as (server, tab):
        server.details = DETAILS
        await button(tab.page, "Dettagli per i tecnici").focus()
        await tab.page.keyboard.press("Enter")
        table = tab.page.locator("#table")
        await expect(table.get_by_role("table")).to_contain_text("Proiettore")

        await table.focus()
        await tab.page.keyboard.press("ArrowRight")

        await wait_for(lambda: table.evaluate("one => one.scrollLeft"))
        await tab.page.keyboard.press("Escape")
        await expect(button(tab.page, "Dettagli per i tecnici")).to_be_focused()
        await tab.page.keyboard.press("d")
        await expect(tab.page.get_by_role("dialog")).to_be_visible()


async def test_given_a_room_with_a_pin_when_the_details_are_opened_then_it_is_asked_and_a_wrong_one_is_told(
    browser: Browser,
) -> None:
    async with panel(browser, free(asks_pin=["details"], devices={})) as (server, tab):
        server.details, server.pin = DETAILS, "2468"
        await tab.page.keyboard.press("D")
        sheet = tab.page.get_by_role("dialog")
        await expect(sheet.get_by_label("PIN della sala")).to_be_focused()
        await tab.page.keyboard.type("11x11")
        await tab.page.keyboard.press("Enter")
        await expect(sheet.get_by_role("status")).to_have_text("Il PIN non è giusto: ancora 4 tentativi.")
        await expect(sheet.get_by_label("PIN della sala")).to_have_value("")

        for digit in "2468":
            await button(tab.page, digit).click()
        await button(tab.page, "Avanti").click()

        await expect(sheet.get_by_role("table")).to_contain_text("Proiettore")
        kept = await tab.page.evaluate("JSON.stringify(localStorage) + location.href")
        assert "2468" not in kept


async def test_given_a_room_that_asks_a_pin_for_an_end_when_ended_then_it_is_sent_with_it_and_only_then(
    browser: Browser,
) -> None:
    after = "Poi la sala si spegne."
    async with panel(browser, live(asks_pin=["end"], after_end=after)) as (server, tab):
        server.pin = "2468"
        await button(tab.page, "Termina").click()
        sheet = tab.page.get_by_role("dialog", name="Termina")
        await expect(sheet.get_by_role("status")).to_have_text(after)
        assert server.overrides == []
        await tab.page.keyboard.type("1111")
        await tab.page.keyboard.press("Enter")
        await expect(sheet.get_by_role("status")).to_have_text("Il PIN non è giusto: ancora 4 tentativi.")
        assert server.overrides == []

        await tab.page.keyboard.type("2468")
        await tab.page.keyboard.press("Enter")

        pressed = await server.pressed()
        assert (pressed["kind"], pressed["booking"], pressed["pin"]) == ("end", "collegio", "2468")
        await expect(sheet).to_have_count(0)
        await server.show(**free(**HELD))
        await expect(tab.page.locator("#reply")).to_have_text("Terminata.")


async def test_given_a_pin_that_is_asked_for_an_end_when_another_booking_begins_meanwhile_then_not_that_one_is_ended(
    browser: Browser,
) -> None:
    async with panel(browser, live(asks_pin=["end"])) as (server, tab):
        await button(tab.page, "Termina").click()
        await tab.page.keyboard.type("2468")
        await server.show(current=booking("Corso", 0, 60))
        await expect(tab.page.locator("#now-title")).to_have_text("Corso")

        await tab.page.keyboard.press("Enter")

        assert (await server.pressed())["booking"] == "collegio"
