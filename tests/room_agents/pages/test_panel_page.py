"""The panel in a real browser: what it says in each state, its buttons, its line, both languages."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, expect

from tests.room_agents.pages.panel_states import NOTHING, at, booking, closed, free, live, offer, scenes, soon
from tests.room_agents.pages.paneling import button, panel
from tests.support.chromium import tab_open
from tests.support.lent_tabs import tab_lent
from tests.support.panel_server import TOKEN, panel_served

pytestmark = pytest.mark.asyncio(loop_scope="session")
HELD = {"plan": {"wished": 7, "held": 7}}


async def test_given_a_link_with_a_token_when_opened_then_it_leaves_the_address_and_its_cookie_is_renewed_after(
    browser: Browser,
) -> None:
    async with panel(browser, free()) as (server, tab):
        assert tab.page.url == f"{server.url}/panel/sala-1"

        await tab.page.reload()
        await expect(tab.page.locator("#occupancy")).to_have_text("Libera")

        await server.until(lambda: server.renewed)
        assert server.requests.count("POST /api/v1/rooms/sala-1/session") == 2
        assert tab.console == []


@pytest.mark.parametrize(("locale", "title"), [("it-IT", "non è collegato"), ("en-GB", "is not linked")])
async def test_given_no_link_when_opened_then_the_page_says_what_to_do(
    browser: Browser, locale: str, title: str
) -> None:
    async with panel_served(free()) as server, tab_lent(browser, locale=locale) as tab:
        await tab.page.goto(f"{server.url}/panel/sala-1")

        await expect(tab.page.get_by_role("heading")).to_contain_text(title)
        await expect(tab.page.locator("#room")).to_be_hidden()


@pytest.mark.parametrize("mangled", ["gettone%", "%E2%82%AC", "gettone%0A"])
async def test_given_a_mangled_token_when_opened_then_it_is_a_wrong_one(browser: Browser, mangled: str) -> None:
    async with panel_served(free()) as server, tab_lent(browser) as tab:
        await tab.page.goto(f"{server.url}/panel/sala-1#{mangled}")

        await expect(tab.page.get_by_role("heading")).to_contain_text("non è valido")
        assert tab.page.url == f"{server.url}/panel/sala-1"


async def test_link_given_why_it_is_refused_when_opened_then_the_page_says_that_and_what_to_do(
    browser: Browser,
) -> None:
    said = {
        "token_over": ("è scaduto", "Chiedi al tecnico quello nuovo"),
        "token_revoked": ("è stato revocato", "Chiedi al tecnico quello nuovo"),
        "forbidden": ("è di un’altra sala", "Apri quello di questa sala"),
        "of-a-newer-service": ("non è collegato", "Apri il collegamento"),
    }
    async with panel_served(free()) as server, tab_lent(browser) as tab:
        for code, (title, text) in said.items():
            server.turned_away = code
            await tab.page.goto("about:blank")
            await tab.page.goto(f"{server.url}/panel/sala-1#altro")
            await expect(tab.page.get_by_role("heading")).to_contain_text(title)
            await expect(tab.page.locator("#notice-text")).to_contain_text(text)


# --- whose the room is, and how it is


async def test_given_each_occupancy_when_shown_then_it_is_a_word_with_a_shape_of_its_own(browser: Browser) -> None:
    shown = (
        (free(), "Libera", "free"),
        (soon(), "Tra poco", "soon"),
        (live(), "Occupata", "occupied"),
        (closed(), "Chiusa", "closed"),
    )
    async with panel(browser, free()) as (server, tab):
        for view, word, sign in shown:
            await server.show(**view)
            await expect(tab.page.locator("#occupancy")).to_have_text(word)
            await expect(tab.page.locator("#whose")).to_have_attribute("data-occupancy", view["occupancy"])
            await expect(tab.page.locator("#whose .shape use")).to_have_attribute("href", f"#icon-{sign}")


async def test_given_each_verdict_when_shown_then_the_servers_words_stand_there_and_the_tick_is_for_ready_alone(
    browser: Browser,
) -> None:
    async with panel(browser, free()) as (server, tab):
        for verdict in ("ready", "preparing", "limited", "not_ready", "unknown", "of-a-newer-service"):
            view = live(
                verdict=verdict, trouble=f"Il titolo: {verdict}", message="La frase.", meanwhile="Il resto è a posto."
            )
            await server.show(**view)
            await expect(tab.page.locator("#trouble")).to_have_text(f"Il titolo: {verdict}")
            await expect(tab.page.locator("#lines li").first).to_have_text("La frase. Il resto è a posto.")
            called = tab.page.locator("#lines").get_by_text("Chiama Segreteria, 0776 000000")
            await expect(called).to_be_visible(visible=verdict in {"limited", "not_ready", "unknown"})
            tick = re.compile("#icon-ready$")
            sign = expect(tab.page.locator("#how > .icon use"))
            await (sign.to_have_attribute if verdict == "ready" else sign.not_to_have_attribute)("href", tick)
            await expect(tab.page.locator("#occupancy")).to_have_text("Occupata")


async def test_given_the_time_it_would_be_ready_when_that_is_over_then_it_is_not_shown(browser: Browser) -> None:
    async with panel(browser, soon(ready_at=at(5))) as (server, tab):
        await expect(tab.page.locator("#when")).to_contain_text("pronta alle")

        await server.show(ready_at=at(-1), checked_at=None)

        await expect(tab.page.locator("#when")).to_be_hidden()
        await expect(tab.page.locator("#trouble")).to_have_text("In preparazione: 3 di 4")


async def test_given_notes_when_there_are_many_then_two_are_shown_and_all_stand_behind_them(
    browser: Browser,
) -> None:
    notes = ["La tiene un tecnico: Si cambia la lampada", "Il calendario «a» non si legge.", "E un altro."]
    async with panel(browser, closed(notes=notes[:1])) as (server, tab):
        await expect(tab.page.locator("#lines li")).to_have_text(notes[:1])

        await server.show(notes=notes)
        await expect(tab.page.locator("#lines li")).to_have_text(notes[:2])
        await button(tab.page, "Altri 1…").click()

        await expect(tab.page.get_by_role("dialog").locator("li")).to_have_text(notes)


async def test_given_microphone_and_camera_when_shown_then_each_is_as_the_meeting_has_it(browser: Browser) -> None:
    async with panel(browser, live(primary=None)) as (server, tab):
        await expect(tab.page.locator("#media li")).to_have_text(["Microfono aperto", "Camera chiusa"])
        icons = tab.page.locator("#media use")
        await expect(icons.nth(0)).to_have_attribute("href", "#icon-microphone")
        await expect(icons.nth(1)).to_have_attribute("href", "#icon-camera-off")
        await expect(tab.page.locator("#primary")).to_be_hidden()

        await server.show(microphone=None, camera=None, primary=offer("open", "Apri microfono e camera"))

        await expect(tab.page.locator("#media li")).to_have_count(0)
        await button(tab.page, "Apri microfono e camera").click()
        assert (await server.pressed())["kind"] == "open"


async def test_given_a_running_meeting_when_shown_then_its_times_are_the_rooms_and_not_the_tablets(
    browser: Browser,
) -> None:
    meeting = {"id": "a", "title": "Collegio", "start": "2026-10-25T00:30:00Z", "end": "2026-10-25T01:30:00Z"}
    coming = {"id": "b", "title": "Corso", "start": "2026-10-25T08:00:00Z", "end": "2026-10-25T09:00:00Z"}
    view = live(now="2026-10-25T01:00:00Z", current=meeting, next=coming, occupancy_until="2026-10-25T01:30:00Z")
    async with panel(browser, view) as (_, tab):
        await expect(tab.page.locator("#now-title")).to_have_text("Collegio")
        await expect(tab.page.locator("#primary-why")).to_have_text("02:30 – 02:30")  # the clocks go back between
        await expect(tab.page.locator("#until")).to_have_text("fino alle 02:30 · ancora 30\u00a0min")
        await expect(tab.page.locator("#clock")).to_have_text("02:00")


# --- pressing


async def test_given_a_free_room_when_it_is_taken_for_half_an_hour_then_the_end_is_a_whole_minute(
    browser: Browser,
) -> None:
    async with panel(browser, free(primary=offer("use", "Usa la sala ora", minutes=(15, 30)))) as (server, tab):
        await expect(button(tab.page, "Usa ora 15\u00a0min")).to_be_enabled()
        await expect(tab.page.locator("#primary-why")).to_have_text(re.compile("30\u00a0min, fino alle"))

        await button(tab.page, "Usa la sala ora").click()

        pressed = await server.pressed()
        assert set(pressed) == {"id", "kind", "until"}
        assert pressed["kind"] == "start"
        assert UUID(pressed["id"]).version == 4
        until = datetime.fromisoformat(pressed["until"])
        assert (until.second, until.microsecond) == (0, 0)
        assert timedelta(minutes=28) < until - datetime.now(UTC) <= timedelta(minutes=30)


@pytest.mark.parametrize(
    ("kind", "label", "sent"),
    [
        ("start", "Inizia «Corso»", {"kind": "start", "booking": "corso"}),
        ("open", "Apri microfono e camera", {"kind": "open", "booking": "collegio"}),
        ("rejoin", "Rientra", {"kind": "rejoin", "booking": "collegio"}),
        ("put_back", "Riaccendi il proiettore", {"kind": "put_back"}),
    ],
)
async def test_given_what_there_is_to_do_when_pressed_then_it_is_that_and_names_the_booking(
    browser: Browser, kind: str, label: str, sent: Mapping[str, str]
) -> None:
    primary = offer(kind, label, "corso" if kind == "start" else None)
    async with panel(browser, live(primary=primary)) as (server, tab):
        await button(tab.page, label).click()

        pressed = await server.pressed()
    assert {name: value for name, value in pressed.items() if name != "id"} == sent


async def test_given_what_else_may_be_done_when_pressed_then_it_is_that(browser: Browser) -> None:
    secondary = [
        offer("use", "Usa la sala ora", minutes=(15,)),
        offer("reopen", "Riapri «Collegio»", "collegio"),
        offer("put_back", "Spegni il proiettore"),
    ]
    async with panel(browser, free(primary=offer("start", "Inizia «Corso»", "corso"), secondary=secondary)) as (
        server,
        tab,
    ):
        for label in ("Usa ora 15\u00a0min", "Riapri «Collegio»", "Spegni il proiettore"):
            pressed = len(server.overrides) + 1
            await button(tab.page, label).click()
            await server.until(partial(lambda pressed: len(server.overrides) == pressed, pressed))

    sent = [{name: override.get(name) for name in ("kind", "booking")} for override in server.overrides]
    assert sent == [
        {"kind": "start", "booking": None},
        {"kind": "start", "booking": "collegio"},
        {"kind": "put_back", "booking": None},
    ]
    assert ["until" in override for override in server.overrides] == [True, False, False]


async def test_given_a_double_touch_when_starting_then_one_press_names_the_booking_on_the_screen(
    browser: Browser,
) -> None:
    async with panel(browser, soon()) as (server, tab):
        await tab.page.clock.install()
        await tab.page.reload()
        await expect(button(tab.page, "Inizia «Consiglio d’istituto»")).to_be_enabled()
        await tab.page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=2))
        for _ in range(2):  # the second when the answer to the first is there
            await button(tab.page, "Inizia «Consiglio d’istituto»").click()
            await tab.page.clock.run_for(100)
            await expect(tab.page.locator("#reply")).to_have_text("Registrato, la sala lo sta facendo…")

        assert [(override["kind"], override["booking"]) for override in server.overrides] == [
            ("start", "consiglio d’istituto")
        ]

        await server.show(**HELD)
        await expect(tab.page.locator("#reply")).to_be_hidden()


async def test_given_a_lost_answer_when_pressed_then_the_same_press_is_sent_again(browser: Browser) -> None:
    async with panel(browser, live()) as (server, tab):
        server.swallowed = 2

        await button(tab.page, "Pausa").click()
        await expect(tab.page.locator("#reply")).to_contain_text("Registrato")

        assert server.requests.count("POST /api/v1/rooms/sala-1/overrides") == 3
        assert [(override["kind"], override["device"], override["scene"]) for override in server.overrides] == [
            ("scene", "regia", "Pausa")
        ]


async def test_given_more_than_four_scenes_when_one_of_the_others_is_wanted_then_it_is_behind_more(
    browser: Browser,
) -> None:
    many = scenes("Collegio", "Votazione", "Pausa", "Sala", "Titoli", "Diapositive")
    async with panel(browser, live(scenes=many)) as (server, tab):
        await expect(tab.page.locator("#choices button")).to_have_count(5)
        await expect(button(tab.page, "Collegio")).to_have_attribute("aria-pressed", "true")

        await button(tab.page, "Altre…").click()
        await tab.page.get_by_role("dialog", name="Scena").get_by_role("button", name="Titoli").click()

        assert (await server.pressed())["scene"] == "Titoli"
        await expect(tab.page.get_by_role("dialog")).to_have_count(0)


async def test_given_an_end_on_the_screen_when_extended_then_the_new_end_is_absolute(browser: Browser) -> None:
    view = live()
    async with panel(browser, view) as (server, tab):
        await button(tab.page, "+15 min").click()

        pressed = await server.pressed()
        assert pressed["seen_end"] == view["current"]["end"]
        moved = datetime.fromisoformat(pressed["until"]) - datetime.fromisoformat(pressed["seen_end"])
        assert abs(moved - timedelta(minutes=15)) < timedelta(milliseconds=1)


async def test_given_an_extension_that_would_be_refused_when_shown_then_its_button_is_disabled_and_says_why(
    browser: Browser,
) -> None:
    why = "Alle 10:00 comincia «Corso»."
    async with panel(browser, live(actions=NOTHING | {"end": True}, refusals={"extend": why})) as (server, tab):
        extend = button(tab.page, "+15 min")
        await expect(extend).to_be_disabled()
        await expect(extend).to_have_accessible_description(why)

        await extend.click(force=True)
        await expect(tab.page.locator("#reply")).to_have_text(why)
        await button(tab.page, "Termina").click()
        assert server.overrides == []


async def test_given_a_refusal_when_pressed_then_its_sentence_is_a_toast(browser: Browser) -> None:
    async with panel(browser, live()) as (server, tab):
        server.refusal = (409, "Alle 15:30 comincia «Corso».")

        await button(tab.page, "+15 min").click()

        await expect(tab.page.locator("#reply")).to_have_text("Alle 15:30 comincia «Corso».")
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
                await server.show(**free())
            case "language":
                await button(tab.page, "English").click()
        await expect(tab.page.locator("#reply")).to_be_hidden(timeout=5000)


async def test_given_only_a_keyboard_when_ending_then_it_says_what_follows_and_asks_for_a_second_touch(
    browser: Browser,
) -> None:
    after = "Poi, alle 10:00, comincia «Consiglio»."
    async with panel(browser, live(after_end=after, scenes=[])) as (server, tab):
        await tab.page.clock.install()
        await tab.page.reload()
        await expect(button(tab.page, "Termina")).to_be_enabled()
        await tab.page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=2))
        await button(tab.page, "+15 min").focus()
        await tab.page.keyboard.press("Tab")
        await expect(button(tab.page, "Termina")).to_be_focused()

        await tab.page.keyboard.press("Enter")
        await tab.page.keyboard.press("Enter")  # at once: still the first touch
        await expect(button(tab.page, "Tocca ancora per terminare")).to_be_focused()
        await expect(tab.page.locator("#reply")).to_have_text(after)
        assert server.overrides == []
        await tab.page.keyboard.press("Escape")
        await expect(button(tab.page, "Termina")).to_be_focused()
        await expect(tab.page.locator("#reply")).to_be_hidden()

        await tab.page.keyboard.press("Enter")
        await tab.page.clock.run_for(600)
        await tab.page.keyboard.press("Enter")
        await tab.page.clock.resume()
        await server.pressed()
        await server.show(**free(**HELD, reopens=booking("Collegio", -30, 30)))

        await expect(tab.page.locator("#reply")).to_have_text("Terminata. Con «Riapri» continua.")
        assert [override["kind"] for override in server.overrides] == ["end"]


async def test_given_an_end_that_was_touched_once_when_another_booking_begins_then_that_one_is_asked_of_anew(
    browser: Browser,
) -> None:
    async with panel(browser, live()) as (server, tab):
        await tab.page.clock.install()
        await tab.page.reload()
        await expect(button(tab.page, "Termina")).to_be_enabled()
        await tab.page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=2))
        await button(tab.page, "Termina").click()
        await expect(button(tab.page, "Tocca ancora per terminare")).to_be_visible()

        await server.show(current=booking("Corso", 0, 60))

        await expect(tab.page.locator("#now-title")).to_have_text("Corso")
        await expect(button(tab.page, "Termina")).to_be_visible()
        await tab.page.clock.run_for(600)
        await button(tab.page, "Termina").click()
        await expect(button(tab.page, "Tocca ancora per terminare")).to_be_visible()
        assert server.overrides == []


async def test_given_only_a_keyboard_when_the_pressed_button_goes_then_the_focus_is_on_what_there_is_to_do(
    browser: Browser,
) -> None:
    begun: dict[str, Any] = {"primary": None, "secondary": []}
    async with panel(browser, soon()) as (server, tab):
        await button(tab.page, "Inizia «Consiglio d’istituto»").focus()
        await tab.page.keyboard.press("Enter")
        await server.pressed()
        await server.show(**live(**begun, **HELD))
        await expect(button(tab.page, "Termina")).to_be_focused()

        await server.show(**free())
        await expect(button(tab.page, "Usa la sala ora")).to_be_focused()

        await server.show(**closed())
        await expect(tab.page.locator("#whose")).to_be_focused()


# --- the line


async def test_given_a_service_that_dies_when_it_returns_then_the_panel_says_both(browser: Browser) -> None:
    async with panel(browser, live()) as (server, tab):
        await server.stop()

        await expect(tab.page.get_by_role("alert")).to_have_text("Scollegato")
        await expect(tab.page.locator("#until")).to_have_text(re.compile(r"dati di \d+ s fa"))
        await expect(tab.page.locator("#occupancy")).to_have_text("Non si sa")
        await expect(tab.page.locator("#whose")).to_have_attribute("data-occupancy", "cut")
        await expect(tab.page.locator("#how")).to_have_attribute("data-verdict", "unknown")
        await expect(tab.page.locator("#trouble")).to_have_text("I comandi tornano con il collegamento")
        for name in ("Termina", "+15 min", "Pausa", "Inizia «Collegio»"):
            await expect(button(tab.page, name)).to_be_disabled()

        server.view |= {"verdict": "not_ready", "trouble": "Il proiettore non risponde"}
        await server.start()

        await expect(tab.page.get_by_role("alert")).to_be_hidden()
        await expect(tab.page.locator("#trouble")).to_have_text("Il proiettore non risponde")
        await expect(tab.page.locator("#occupancy")).to_have_text("Occupata")
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
    async with panel(browser, free()) as (server, tab):
        await expect(tab.page.locator("#when")).to_have_text(re.compile("alle"))
        await tab.page.evaluate(ANNOUNCED)

        await server.show(checked_at="2026-01-10T10:53:00Z")
        await expect(tab.page.locator("#when")).to_have_text("· verificato alle 11:53")
        assert await tab.page.evaluate("announced") == []

        await server.stop()
        await expect(tab.page.locator("#until")).to_have_text(re.compile(r"dati di ([3-9]|\d\d) s fa"))
        told = await tab.page.evaluate("announced")
        assert sorted(set(told)) == [
            "I comandi tornano con il collegamento",
            "Non si sa",
            "Scollegato",
        ]
        assert told.count("Scollegato") == told.count("Non si sa") == 1


async def test_given_an_english_browser_when_shown_then_it_is_english_until_italian_is_chosen(browser: Browser) -> None:
    async with panel(browser, live(), locale="en-GB") as (server, tab):
        html = tab.page.locator("html")
        await expect(html).to_have_attribute("lang", "en")
        await expect(tab.page.locator("#occupancy")).to_have_text("Occupied")

        await button(tab.page, "Italiano").click()

        await expect(html).to_have_attribute("lang", "it")
        await expect(button(tab.page, "Termina")).to_be_visible()
        await server.until(lambda: server.languages[-1] == "it")
        assert server.languages[0] == "en"


async def test_given_icons_that_do_not_come_when_shown_then_the_panel_works_and_has_them_as_soon_as_they_do(
    browser: Browser,
) -> None:
    async with panel_served(live()) as server, tab_open(browser) as tab:
        await tab.page.route("**/icons.svg", lambda route: route.abort())
        await tab.page.goto(f"{server.url}/panel/sala-1#{TOKEN}")
        await expect(button(tab.page, "+15 min")).to_be_enabled()
        await expect(tab.page.locator("#icon-occupied")).to_have_count(0)

        await tab.page.unroute("**/icons.svg")

        await expect(tab.page.locator("#icon-occupied")).to_have_count(1)
