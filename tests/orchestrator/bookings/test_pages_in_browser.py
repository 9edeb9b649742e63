"""The pages of bookings in a real browser: typed into, by keyboard alone, without scripts, printed, and for everybody."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.support.chromium import USUAL
from tests.support.faults import Look, faults, faults_in_any_look, overflowing, overflowing_at, poor_contrasts, walk
from tests.support.house_browser import HouseShown, house_shown
from tests.support.house_pages import filled

pytestmark = pytest.mark.asyncio(loop_scope="module")
COLLEGE = "Collegio dei docenti conferenze +0"
SECRET = "Colloquio riservato riunioni +6"
TAKEN = "/bookings/new?room=conferenze&day=2026-11-27&from=10:30&to=12:00"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shown(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[HouseShown]:
    async with house_shown(tmp_path_factory.mktemp("house")) as found:
        yield found


def pages(shown: HouseShown) -> list[tuple[str, str]]:
    """Who looks at what."""
    college, secret = shown.house.bookings[COLLEGE], shown.house.bookings[SECRET]
    return [
        *((who, "/") for who in ("maria", "luca", "anna", "paolo")),
        *(("maria", path) for path in ("/bookings", "/bookings?day=2026-11-27")),
        *(
            ("luca", path)
            for path in ("/bookings/list?from=2026-11-01", "/bookings/list?q=xyzzy", "/bookings/new", TAKEN)
        ),
        *(("maria", f"/bookings/{college}{more}") for more in ("", "/change")),
        *((who, f"/bookings/{secret}") for who in ("maria", "luca")),
    ]


@pytest.mark.parametrize(("language", "look"), [("it", faults_in_any_look), ("en", poor_contrasts)])
async def test_pages_given_each_when_looked_at_in_any_look_and_at_any_width_then_axe_finds_no_fault_and_all_is_seen(
    shown: HouseShown, language: str, look: Look
) -> None:
    async with shown.visited(language=language) as visit:
        for who, path in pages(shown):
            page = (await visit(who, path)).page
            await page.set_viewport_size(USUAL["viewport"])
            assert await look(page) == [], (who, path)
            assert await overflowing_at(page, [320, 390, 800, 1024, 1440]) == [], (who, path)


async def test_pages_given_type_of_twice_the_size_when_they_are_looked_at_then_nothing_has_to_be_pushed_sideways(
    shown: HouseShown,
) -> None:
    half: Any = {"width": 640, "height": 400}  # what a browser of 1280 gives a page that is zoomed to 200 %
    async with shown.visited(viewport=half, device_scale_factor=2) as visit:
        for who, path in pages(shown):
            assert await overflowing((await visit(who, path)).page) == [], (who, path)


async def test_pages_given_a_keyboard_alone_when_they_are_walked_then_one_always_sees_where_one_is(
    shown: HouseShown,
) -> None:
    for who, path in (("maria", "/"), ("luca", "/bookings"), ("luca", TAKEN)):
        async with shown.opened(who, path) as tab:
            assert [stop for stop in await walk(tab.page) if not stop["seen"]] == [], path


async def test_form_given_a_keyboard_alone_when_it_is_filled_then_it_books_in_a_few_presses(shown: HouseShown) -> None:
    async with shown.opened("maria", "/bookings/new?day=2026-11-30") as tab:
        press, write = tab.page.keyboard.press, tab.page.keyboard.type
        await expect(tab.page.get_by_label("Titolo")).to_be_focused()
        await write("Prova generale")
        for _ in range(4):
            await press("Tab")
        await press("Space")  # the fourth hall
        for _ in range(4):
            await press("Tab")
        while await tab.page.evaluate("document.activeElement.name") == "day":  # its parts, and its calendar's button
            await press("Tab")
        await write("930")
        await press("Tab")
        await expect(tab.page.get_by_label("Dalle")).to_have_value("09:30")
        await expect(tab.page.get_by_label("Alle", exact=True)).to_have_value("10:30")
        await write("11")
        await expect(tab.page.locator("#free")).to_contain_text("Libera: lun 30 nov, 09:30–11:00.")
        await press("Enter")
        await expect(
            tab.page.get_by_text("Prenotata: Aula informatica, lunedì 30 novembre 2026, 09:30–11:00.")
        ).to_be_visible()


async def test_form_given_a_taken_time_when_it_is_typed_then_it_says_so_and_a_free_one_fills_the_form(
    shown: HouseShown,
) -> None:
    async with shown.opened("maria", "/bookings/new?room=conferenze&day=2026-11-27") as tab:
        free, since, until = (
            tab.page.locator("#free"),
            tab.page.get_by_label("Dalle"),
            tab.page.get_by_label("Alle", exact=True),
        )
        await since.fill("10.30")
        await until.fill("12")
        await expect(free).to_contain_text("11:00–13:00 «Collegio dei docenti»")
        await free.get_by_role("button", name="13:00–14:30").click()
        await expect(since).to_be_focused()
        await expect(until).to_have_value("14:30")
        await expect(free).to_contain_text("Libera: ven 27 nov, 13:00–14:30.")
        await since.fill("10:30")
        await since.press("Tab")
        await expect(until).to_have_value("12:00")  # as long as before
        await free.get_by_role("button", name="Aula informatica").click()
        await expect(tab.page.get_by_label("Aula informatica")).to_be_checked()
        await expect(tab.page.get_by_label("Sala conferenze")).not_to_be_checked()
        await expect(free).to_contain_text("Libera: ven 27 nov, 10:30–12:00.")
        tab.page.on("dialog", lambda dialog: dialog.accept())


async def test_form_given_changes_when_it_is_left_then_that_asks(shown: HouseShown) -> None:
    async with shown.opened("maria", f"/bookings/{shown.house.bookings[COLLEGE]}/change") as tab:
        asked: list[str] = []

        async def leave(dialog: Any) -> None:
            asked.append(dialog.type)
            await dialog.accept()

        tab.page.on("dialog", leave)
        await tab.page.get_by_label("Note per il custode").fill("Altro")
        await tab.page.get_by_role("link", name="Prenotazioni").first.click()
        await expect(tab.page).to_have_url(f"{shown.url}/bookings")

        assert asked == ["beforeunload"]


async def test_form_given_no_scripts_when_it_is_sent_then_it_is_told_and_a_free_time_fills_it_and_it_books(
    shown: HouseShown,
) -> None:
    async with shown.opened("maria", TAKEN, java_script_enabled=False) as tab:
        await tab.page.get_by_label("Titolo").fill("Senza script")
        await tab.page.get_by_label("Titolo").press("Enter")
        await expect(tab.page.get_by_role("heading", name="Una cosa da correggere")).to_be_visible()
        await tab.page.get_by_role("button", name="Laboratorio di ceramica").click()
        await expect(tab.page.get_by_label("Titolo")).to_have_value("Senza script")
        await expect(tab.page.get_by_text("Libera: ven 27 nov, 10:30–12:00.")).to_be_visible()
        await tab.page.get_by_role("button", name="Prenota").last.click()
        await expect(tab.page.get_by_text("Prenotata: Laboratorio di ceramica")).to_be_visible()


async def test_cancelling_given_a_dialogue_when_it_is_confirmed_then_the_page_offers_to_book_again(
    shown: HouseShown,
) -> None:
    booking = shown.house.bookings["Convegno sulla lettura conferenze+riunioni +1"]
    async with shown.opened("maria", f"/bookings/{booking}") as tab:
        await tab.page.get_by_role("button", name="Annulla la prenotazione").click()
        await tab.page.get_by_role("dialog").get_by_role("button", name="Annulla la prenotazione").click()
        await expect(tab.page.get_by_text("È stata annullata.")).to_be_visible()
        assert await faults(tab.page) == []
        await tab.page.get_by_role("link", name="Prenota di nuovo").click()
        await expect(tab.page.get_by_label("Titolo")).to_have_value("Convegno sulla lettura")
        await expect(tab.page.locator("#free")).to_contain_text("Libere: sab 28 nov, 09:00–12:30.")


async def test_change_given_a_second_editor_when_they_are_told_then_axe_finds_no_fault(shown: HouseShown) -> None:
    booking = shown.house.bookings["Collegio dei docenti conferenze +4"]
    change = f"/bookings/{booking}/change"
    luca = await shown.house.visitor(shown.house.people.luca)
    async with shown.opened("maria", change) as tab:
        await luca.post(change, filled((await luca.get(change)).fields(change), until="12:30"))
        await tab.page.get_by_label("Note per il custode").fill("Tre sedie")
        await tab.page.get_by_role("button", name="Salva").last.click()
        await expect(tab.page.get_by_text("Nel frattempo Luca Ferri ha cambiato questa prenotazione.")).to_be_visible()
        await expect(tab.page.get_by_label("Alle", exact=True)).to_have_value("12:30")
        assert await faults(tab.page) == []
        await tab.page.get_by_role("button", name="Salva").last.click()
        await expect(tab.page.get_by_text("Salvata.")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "lying"), [("/bookings?week=2026-W48", True), ("/bookings/door/conferenze?week=2026-W48", False)]
)
async def test_paper_given_a_week_when_it_is_printed_then_it_is_one_sheet_that_says_until_when_it_is_true(
    shown: HouseShown, path: str, *, lying: bool
) -> None:
    async with shown.opened("luca", path) as tab:
        sheet = await tab.page.pdf(prefer_css_page_size=True)
        await tab.page.emulate_media(media="print")
        width, height = (float(number) for number in re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", sheet)[0])

        assert len(re.findall(rb"/Type /Page\b", sheet)) == 1
        assert (width > height) == lying
        assert {round(width), round(height)} == {595, 842}
        await expect(tab.page.get_by_text("Valido alle 09:41 di venerdì 27 novembre 2026")).to_be_visible()
        for hidden in ("Prenota una sala", "Stampa", "Cerca"):
            await expect(tab.page.get_by_role("button", name=hidden)).to_have_count(0)
