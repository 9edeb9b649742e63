"""The panel in a real browser: its states, its buttons, its line, both languages."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page, expect

from tests.peers.chromium import Tab, tab_open
from tests.peers.panel_server import TOKEN, PanelServer, panel_served
from tests.peers.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="session")
NOTHING = {"start": False, "extend": False, "end": False, "scene": False, "put_back": False}


def at(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def booking(title: str, start: float, end: float) -> dict[str, Any]:
    return {"id": title.lower(), "title": title, "start": at(start), "end": at(end), "confidential": False}


def device(name: str, **changes: Any) -> dict[str, Any]:
    usual = {
        "name": name,
        "driver": "pjlink",
        "desired": {"power": "on"},
        "observed": {"power": "on"},
        "seen_at": at(0),
        "verdict": "ok",
        "message": None,
        "attempts": 1,
        "left_alone": [],
    }
    return usual | changes


def idle(**changes: Any) -> dict[str, Any]:
    usual = {
        "id": "sala-1",
        "name": "Sala Conferenze 1",
        "site": "Officine Municipali",
        "timezone": "Europe/Rome",
        "phase": "idle",
        "segment_end": None,
        "verdict": "ready",
        "message": None,
        "missing": [],
        "ready_at": None,
        "ok": 2,
        "wished": 2,
        "current": None,
        "current_withdrawn": False,
        "conflicts": [],
        "reopens": None,
        "next": None,
        "next_early_at": None,
        "conference_link": None,
        "scenes": [],
        "actions": NOTHING | {"start": True},
        "plan": {"wished": 6, "held": 6},
        "agent": {"connected": True, "seen_at": at(0), "clock_offset_s": 0.0},
        "devices": {"proiettore": device("Proiettore"), "tv": device("Televisore", driver="appletv")},
        "calendars_failing_since": {},
    }
    return usual | changes


def live(**changes: Any) -> dict[str, Any]:
    usual = {
        "phase": "live",
        "current": booking("Collegio", -30, 30),
        "actions": NOTHING | {"extend": True, "end": True, "scene": True},
        "scenes": [
            {"device": "regia", "scene": "Collegio", "active": True},
            {"device": "regia", "scene": "Pausa", "active": False},
        ],
    }
    return idle(**usual | changes)


@asynccontextmanager
async def panel(
    browser: Browser, view: Mapping[str, Any], *, query: str = "", **options: Any
) -> AsyncIterator[tuple[PanelServer, Tab]]:
    """A linked panel that shows *view*; afterwards nothing was refused by the policy and nobody else was asked."""
    async with panel_served(view) as server, tab_open(browser, **options) as tab:
        await tab.page.goto(f"{server.url}/panel/sala-1{query}#{TOKEN}")
        await expect(tab.page.locator("#name")).to_have_text("Sala Conferenze 1")
        yield server, tab
        assert tab.hosts == {f"127.0.0.1:{server.port}"}
        assert [said for said in tab.console if "Content Security Policy" in said] == []


def button(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


async def test_given_a_link_with_a_token_when_opened_then_it_leaves_the_address_and_its_cookie_is_renewed_after(
    browser: Browser,
) -> None:
    async with panel(browser, idle()) as (server, tab):
        assert tab.page.url == f"{server.url}/panel/sala-1"

        await tab.page.reload()
        await expect(tab.page.locator("#state")).to_have_text("Pronta")

        await server.until(lambda: server.renewed)
        assert server.requests.count("POST /api/v1/rooms/sala-1/session") == 2
        assert tab.console == []


@pytest.mark.parametrize(("locale", "title"), [("it-IT", "non è collegato"), ("en-GB", "is not linked")])
async def test_given_no_link_when_opened_then_the_page_says_what_to_do(
    browser: Browser, locale: str, title: str
) -> None:
    async with panel_served(idle()) as server, tab_open(browser, locale=locale) as tab:
        await tab.page.goto(f"{server.url}/panel/sala-1")

        await expect(tab.page.get_by_role("heading")).to_contain_text(title)
        await expect(tab.page.locator("#room")).to_be_hidden()


@pytest.mark.parametrize("mangled", ["gettone%", "%E2%82%AC", "gettone%0A"])
async def test_given_a_mangled_token_when_opened_then_it_is_a_wrong_one(browser: Browser, mangled: str) -> None:
    async with panel_served(idle()) as server, tab_open(browser) as tab:
        await tab.page.goto(f"{server.url}/panel/sala-1#{mangled}")

        await expect(tab.page.get_by_role("heading")).to_contain_text("non è collegato")
        assert tab.page.url == f"{server.url}/panel/sala-1"


async def test_given_each_verdict_when_shown_then_it_is_one_of_three_states(browser: Browser) -> None:
    shown: tuple[tuple[dict[str, Any], str, str, str | re.Pattern[str]], ...] = (
        (idle(), "ready", "Pronta", "Tutto verificato: 2 di 2 alle"),
        (idle(verdict="a-newer-one"), "problem", "Problema:", "Non sappiamo come sta la sala"),
        (idle(verdict="limited", missing=["tv"], message="Pronta, ma …"), "ready", "Pronta", "Senza Televisore"),
        (
            idle(phase="preparing", verdict="preparing", ok=2, wished=4, ready_at="2099-10-19T06:55:00Z"),
            "preparing",
            "In preparazione: 2 di 4",
            "pronta alle 08:55",
        ),
        (idle(verdict="not_ready", message="Proiettore: è spento."), "problem", "Problema:", "Proiettore: è spento."),
        (
            idle(verdict="not_ready", message="Problema: Tv: è spenta."),
            "problem",
            "Problema:",
            re.compile(r"^\s*Problema:\s*Tv: è spenta"),
        ),
        (idle(verdict="unknown", message="Non sappiamo: tace."), "problem", "Problema:", "Non sappiamo: tace."),
        (idle(verdict="unknown"), "problem", "Problema:", "Non sappiamo come sta la sala"),
    )
    async with panel(browser, idle()) as (server, tab):
        for view, state, words, why in shown:
            await server.show(**view)
            await expect(tab.page.locator("#verdict .words")).to_contain_text(why)
            await expect(tab.page.locator("#state")).to_have_text(words)
            await expect(tab.page.locator("#verdict")).to_have_attribute("data-state", state)


async def test_given_the_time_it_would_be_ready_when_that_is_over_then_it_is_not_shown(browser: Browser) -> None:
    async with panel(browser, idle(phase="preparing", verdict="preparing", ready_at=at(5))) as (server, tab):
        await expect(tab.page.locator("#when")).to_contain_text("pronta alle")

        await server.show(ready_at=at(-1))

        await expect(tab.page.locator("#when")).to_be_hidden()
        await expect(tab.page.locator("#state")).to_have_text("In preparazione: 2 di 2")


async def test_given_a_room_out_of_use_when_shown_then_it_is_closed_and_never_green(browser: Browser) -> None:
    async with panel(browser, idle()) as (server, tab):
        for verdict in ("ready", "limited", "preparing"):
            await server.show(**idle(phase="blocked", verdict=verdict, actions=NOTHING))
            await expect(tab.page.locator("#state")).to_have_text("Chiusa")
            await expect(tab.page.locator("#verdict")).to_have_attribute("data-state", "closed")
            await expect(tab.page.locator("#now")).to_be_hidden()

            await server.show(verdict="not_ready", message="Proiettore: è spento.")
            await expect(tab.page.locator("#why")).to_have_text("Proiettore: è spento.")
            await expect(tab.page.locator("#verdict")).to_have_attribute("data-state", "problem")
            await expect(tab.page.locator("#now-title")).to_have_text("Chiusa")


async def test_given_a_running_meeting_when_shown_then_its_times_are_the_rooms_and_not_the_tablets(
    browser: Browser,
) -> None:
    meeting = {"id": "a", "title": "Collegio", "start": "2026-10-25T00:30:00Z", "end": "2026-10-25T01:30:00Z"}
    coming = {"id": "b", "title": "Corso", "start": "2026-10-25T08:00:00Z", "end": "2026-10-25T09:00:00Z"}
    async with panel(browser, live(now="2026-10-25T01:00:00Z", current=meeting, next=coming)) as (_, tab):
        await expect(tab.page.locator("#now-label")).to_have_text("In corso")
        await expect(tab.page.locator("#now-title")).to_have_text("Collegio")
        await expect(tab.page.locator("#now-times")).to_have_text("02:30 – 02:30")  # the clocks go back between
        await expect(tab.page.locator("#left")).to_have_text("ancora 30 min")
        await expect(tab.page.locator("#next-times")).to_have_text("09:00 – 10:00")
        await expect(tab.page.locator("#clock")).to_have_text("02:00")


async def test_given_a_meeting_ended_before_its_time_when_started_again_then_the_button_says_which_and_sends_it(
    browser: Browser,
) -> None:
    ended = {"id": "a", "title": "Collegio", "start": "2026-10-19T06:00:00Z", "end": "2026-10-19T07:00:00Z"}
    async with panel(browser, idle(reopens=ended)) as (server, tab):
        await button(tab.page, "Riapri «Collegio»").click()
        await server.pressed()

    assert [(one["kind"], one["booking"]) for one in server.overrides] == [("start", "a")]


async def test_given_bookings_that_collide_when_shown_then_both_are_named_with_day_and_times(browser: Browser) -> None:
    collide = {
        "start": "2026-10-24T22:30:00Z",
        "end": "2026-10-24T23:30:00Z",
        "bookings": [
            {"id": one, "title": title, "start": "2026-10-24T22:00:00Z", "end": "2026-10-24T23:30:00Z"}
            for one, title in (("a", "Corso"), ("b", "Occupato"))
        ],
    }
    async with panel(browser, idle(now="2026-10-24T08:00:00Z", conflicts=[collide])) as (_, tab):
        words = "Prenotazioni sovrapposte, domani, 00:30 – 01:30: «Corso», «Occupato». Vale la prima."
        await expect(tab.page.locator("#notes li")).to_have_text([words])


async def test_given_nothing_booked_when_shown_then_the_room_is_free_and_can_be_started(browser: Browser) -> None:
    async with panel(browser, idle()) as (server, tab):
        await expect(tab.page.locator("#now-title")).to_have_text("Libera")

        await button(tab.page, "Inizia adesso").click()

        pressed = await server.pressed()
        assert set(pressed) == {"id", "kind"}
        assert pressed["kind"] == "start"
        assert UUID(pressed["id"]).version == 4


async def test_given_a_double_touch_when_starting_then_one_press_names_the_booking_on_the_screen(
    browser: Browser,
) -> None:
    coming = booking("Corso", 5, 60)
    async with panel(browser, idle(phase="preparing", next=coming, next_early_at=at(-25))) as (server, tab):
        await button(tab.page, "Inizia").dblclick()
        await expect(tab.page.locator("#reply")).to_have_text("Registrato, la sala lo sta facendo…")

        assert [(one["kind"], one["booking"]) for one in server.overrides] == [("start", "corso")]

        await server.show(plan={"wished": 7, "held": 7})
        await expect(tab.page.locator("#reply")).to_be_hidden()


async def test_given_a_lost_answer_when_pressed_then_the_same_press_is_sent_again(browser: Browser) -> None:
    async with panel(browser, live()) as (server, tab):
        server.swallowed = 2

        await button(tab.page, "Pausa").click()
        await expect(tab.page.locator("#reply")).to_contain_text("Registrato")

        assert server.requests.count("POST /api/v1/rooms/sala-1/overrides") == 3
        assert [(one["kind"], one["device"], one["scene"]) for one in server.overrides] == [("scene", "regia", "Pausa")]


async def test_given_an_end_on_the_screen_when_extended_then_the_new_end_is_absolute(browser: Browser) -> None:
    view = live()
    async with panel(browser, view) as (server, tab):
        await button(tab.page, "+15 min").click()

        pressed = await server.pressed()
        assert pressed["seen_end"] == view["current"]["end"]
        moved = datetime.fromisoformat(pressed["until"]) - datetime.fromisoformat(pressed["seen_end"])
        assert abs(moved - timedelta(minutes=15)) < timedelta(milliseconds=1)


async def test_given_a_refusal_when_pressed_then_its_sentence_stands_at_the_buttons(browser: Browser) -> None:
    async with panel(browser, live()) as (server, tab):
        server.refusal = (409, "Alle 15:30 comincia «Corso»: fino ad allora non c’è un quarto d’ora.")

        await button(tab.page, "+15 min").click()

        await expect(tab.page.get_by_text("Alle 15:30 comincia")).to_be_visible()
        await expect(button(tab.page, "+15 min")).to_be_enabled()


@pytest.mark.parametrize("ends", ["time", "phase", "language"])
async def test_given_a_refusal_when_it_is_old_or_of_another_room_state_then_it_goes(
    browser: Browser, ends: str
) -> None:
    async with panel(browser, live()) as (server, tab):
        await tab.page.clock.install()
        await tab.page.reload()
        server.refusal = (409, "Alle 15:30 comincia «Corso».")
        await button(tab.page, "+15 min").click()
        await expect(tab.page.locator("#reply")).to_have_text("Alle 15:30 comincia «Corso».")

        await server.show(name="Sala 1")  # news, but of nothing that matters here
        await expect(tab.page.locator("#name")).to_have_text("Sala 1")
        await expect(tab.page.locator("#reply")).to_be_visible()

        match ends:
            case "time":
                await tab.page.clock.run_for(21_000)
            case "phase":
                await server.show(**idle())
            case "language":
                await button(tab.page, "English").click()
        await expect(tab.page.locator("#reply")).to_be_hidden(timeout=5000)


async def test_given_only_a_keyboard_and_a_narrow_screen_when_the_details_are_open_then_their_table_can_be_scrolled(
    browser: Browser,
) -> None:
    async with panel(browser, idle(), viewport={"width": 390, "height": 800}) as (_, tab):
        await tab.page.locator("summary").focus()
        await tab.page.keyboard.press("Enter")
        table = tab.page.get_by_role("region", name="Dettagli per i tecnici")
        await expect(table.get_by_role("table")).to_contain_text("Proiettore")

        await tab.page.keyboard.press("Tab")
        await expect(table).to_be_focused()
        await tab.page.keyboard.press("End")
        await tab.page.keyboard.press("ArrowRight")

        await wait_for(lambda: table.evaluate("one => one.scrollLeft"))


async def test_given_only_a_keyboard_when_ending_then_a_second_touch_is_asked_for(browser: Browser) -> None:
    async with panel(browser, live()) as (server, tab):
        await tab.page.clock.install()
        await tab.page.reload()
        await expect(button(tab.page, "Termina")).to_be_enabled()
        await tab.page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=2))
        for _ in range(2):
            await tab.page.keyboard.press("Tab")
        await expect(button(tab.page, "Termina")).to_be_focused()

        await tab.page.keyboard.press("Enter")
        await tab.page.keyboard.press("Enter")  # at once: still the first touch
        await expect(button(tab.page, "Tocca ancora per terminare")).to_be_focused()
        assert server.overrides == []
        await tab.page.keyboard.press("Escape")
        await expect(button(tab.page, "Termina")).to_be_focused()

        await tab.page.keyboard.press("Enter")
        await tab.page.clock.run_for(600)
        await tab.page.keyboard.press("Enter")
        await tab.page.clock.resume()
        await server.pressed()
        await server.show(**idle(plan={"wished": 7, "held": 7}))

        await expect(tab.page.locator("#reply")).to_have_text("Terminata. Con «Riapri» continua.")
        assert [one["kind"] for one in server.overrides] == ["end"]


async def test_given_only_a_keyboard_when_the_pressed_button_goes_then_the_focus_is_on_what_took_its_place(
    browser: Browser,
) -> None:
    by_hand = {"proiettore": device("Proiettore", left_alone=["input"])}
    async with panel(browser, idle()) as (server, tab):
        await button(tab.page, "Inizia adesso").focus()
        await tab.page.keyboard.press("Enter")
        await server.pressed()
        await server.show(**live(plan={"wished": 7, "held": 7}))
        await expect(button(tab.page, "Termina")).to_be_focused()

        await server.show(**idle())
        await expect(button(tab.page, "Inizia adesso")).to_be_focused()

        await server.show(**live(devices=by_hand, actions=NOTHING | {"put_back": True}))
        await button(tab.page, "Rimetti com’era").focus()
        await tab.page.keyboard.press("Enter")
        await server.show(**live())
        await expect(tab.page.locator("#verdict")).to_be_focused()


async def test_given_a_hand_on_a_device_when_shown_then_it_can_be_put_back(browser: Browser) -> None:
    changed = {"proiettore": device("Proiettore", left_alone=["input"])}
    async with panel(browser, live(devices=changed, actions=NOTHING | {"put_back": True})) as (server, tab):
        await expect(tab.page.get_by_text("Cambiato a mano: Proiettore (ingresso)")).to_be_visible()

        await button(tab.page, "Rimetti com’era").click()

        assert (await server.pressed())["kind"] == "put_back"


async def test_given_a_server_that_dies_when_it_returns_then_the_panel_says_both(browser: Browser) -> None:
    async with panel(browser, live()) as (server, tab):
        await tab.page.locator("summary").click()
        await expect(tab.page.get_by_text("Computer di sala collegato")).to_be_visible()
        await server.stop()

        await expect(tab.page.get_by_role("alert")).to_have_text("Scollegato")
        await expect(tab.page.locator("#offline")).to_have_text(re.compile(r"Scollegato · dati di \d+ s fa"))
        await expect(tab.page.locator("#verdict")).to_have_attribute("data-state", "stale")
        await expect(tab.page.locator(".when-stale")).to_be_visible()
        await expect(tab.page.locator("#agent")).to_be_hidden()
        await expect(button(tab.page, "Termina")).to_be_disabled()
        await expect(tab.page.locator("#reply")).to_contain_text("I comandi tornano")

        server.view |= {"verdict": "not_ready", "message": "Proiettore: è spento."}
        await server.start()

        await expect(tab.page.get_by_role("alert")).to_be_hidden()
        await expect(tab.page.locator("#why")).to_have_text("Proiettore: è spento.")
        await expect(button(tab.page, "Termina")).to_be_enabled()


ANNOUNCED = """() => {
    window.announced = [];
    for (const region of document.querySelectorAll("[role=alert], [role=status]"))
        new MutationObserver(() => window.announced.push(region.textContent.trim().split(/\\s+/).join(" ")))
            .observe(region, { childList: true, characterData: true, subtree: true });
}"""


async def test_given_a_clock_that_moves_on_when_nothing_else_does_then_screen_readers_are_told_once(
    browser: Browser,
) -> None:
    async with panel(browser, idle()) as (server, tab):
        await expect(tab.page.locator("#when")).to_have_text(re.compile("alle"))
        await tab.page.evaluate(ANNOUNCED)

        moved = {"proiettore": device("Proiettore", seen_at="2026-01-10T10:53:00Z")}
        await server.show(devices=moved)
        await expect(tab.page.locator("#when")).to_have_text("alle 11:53")
        assert await tab.page.evaluate("announced") == []

        await server.stop()
        await expect(tab.page.locator("#offline-age")).to_have_text(re.compile(r"dati di ([3-9]|\d\d) s fa"))
        told = await tab.page.evaluate("announced")
        assert told.count("Scollegato") == 1
        assert len(told) == 2  # and why the buttons are grey


async def test_given_an_english_browser_when_shown_then_it_is_english_until_italian_is_chosen(browser: Browser) -> None:
    async with panel(browser, live(), locale="en-GB") as (server, tab):
        html = tab.page.locator("html")
        await expect(html).to_have_attribute("lang", "en")
        await expect(tab.page.locator("#state")).to_have_text("Ready")

        await button(tab.page, "Italiano").click()

        await expect(html).to_have_attribute("lang", "it")
        await expect(button(tab.page, "Termina")).to_be_visible()
        await server.until(lambda: server.languages[-1] == "it")
        assert server.languages[0] == "en"


@pytest.mark.parametrize(("width", "scale"), [(360, 1), (640, 2)])
async def test_given_a_small_or_enlarged_screen_when_shown_then_nothing_overflows_and_all_can_be_touched(
    browser: Browser, width: int, scale: float
) -> None:
    size = {"viewport": {"width": width, "height": 740}, "device_scale_factor": scale}
    async with panel(browser, live(), **size) as (_, tab):
        sizes = await tab.page.evaluate(
            "() => [...document.querySelectorAll('button, summary')].filter((one) => one.checkVisibility())"
            ".map((one) => [one.offsetWidth, one.offsetHeight])"
        )

        assert await tab.page.evaluate("document.documentElement.scrollWidth") <= width
        assert min(min(size) for size in sizes) >= 56
        assert len(sizes) == 7
