"""What the big screen says in each state, and the strip that the meeting leaves it."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from config.words.sentences import Language
from integrations.emulators.jitsi import JitsiEmulator, jitsi_running
from room_agents.plan import Conference
from tests.room_agents.pages.stage_states import COUNCIL, LONG, STATES
from tests.room_agents.pages.staging import conference, stage, until_in
from tests.room_agents.pages.test_stage_states import shown, told
from tests.support.chromium import Tab
from tests.support.lent_tabs import tab_lent
from tests.support.stage_server import stage_served

pytestmark = pytest.mark.asyncio(loop_scope="session")
NO_MEETING = Conference(link="")
STATE_END = COUNCIL.end
SEEN_WHOLE = """() => {
    const mark = document.getElementById("recorded"), { left, right, top, bottom } = mark.getBoundingClientRect();
    const isWithin = left >= 0 && right <= innerWidth && bottom <= document.getElementById("strip").getBoundingClientRect().bottom;
    return isWithin && mark.scrollWidth <= mark.clientWidth && [left + 2, right - 2].every((x) => mark.contains(document.elementFromPoint(x, (top + bottom) / 2)));
}"""
"""Whether the notice of recording stands in the strip with nothing over it and nothing cut off."""
WORDS: dict[tuple[str, Language], dict[str, str]] = {
    ("idle", "it"): {
        "#house": "Officine Municipali",
        "#name": "Sala Conferenze 1",
        "#figure": "08:41",
        "#under": "lunedì 19 ottobre",
        "#today-list": "10:00 – 11:30Collegio dei docenti11:30 – 13:00Corso sicurezza per i lavoratori"
        "14:00 – 15:30Occupato16:00 – 17:30Assemblea sindacale RSU",
    },
    ("idle_empty", "it"): {
        "#today-none": "Nessun’altra prenotazione per oggi",
        "#foot": "Poi: domani, 09:00 – 13:00 · Corso di aggiornamento forense",
    },
    ("idle_empty", "en"): {
        "#today-none": "No more bookings today",
        "#foot": "Next: tomorrow, 09:00 – 13:00 · Corso di aggiornamento forense",
    },
    ("idle_wifi", "it"): {"#wifi-name": "Officine-Ospiti", "#wifi-password": "benvenuti in sala"},
    ("idle_next_meeting", "it"): {
        "#join-label": "Prossima riunione, 10:00",
        "#join-title": "Collegio dei docenti",
        "#join-words": "Inquadra il codice per collegarti",
    },
    ("idle_next_meeting", "en"): {"#join-label": "Next meeting, 10:00", "#join-words": "Scan the code to join"},
    ("preparing", "it"): {
        "#title": "Collegio dei docenti",
        "#label": "Si comincia tra",
        "#status-label": "Tutto pronto",
        "#join-label": "Riunione in linea",
    },
    ("preparing_hall", "it"): {
        "#join-label": "Sei in sala? Inquadra",
        "#join-title": "Entri senza audio",
    },
    ("preparing_hall", "en"): {"#join-label": "In the hall? Scan", "#join-title": "You join without sound"},
    ("preparing_missing", "it"): {
        "#status-label": "Si prepara la sala",
        "#status-list": "Si accende il proiettoreAncora: televisore, regia video",
    },
    ("preparing_missing", "en"): {
        "#status-label": "Getting ready",
        "#status-list": "The projector is turning onStill to come: television, video mixer",
    },
    ("preparing_late", "it"): {"#status-label": "Sala pronta alle 10:01", "#status-list": "Si accende il proiettore"},
    ("preparing_late", "en"): {"#status-label": "Room ready at 10:01"},
    ("live_wifi", "it"): {"#title": "Occupato", "#wifi-name": "Officine-Ospiti"},
    ("live_wifi", "en"): {"#title": "Occupied", "#wifi-label": "Wi-Fi for guests"},
    ("live_plain", "it"): {
        "#title": "Collegio dei docenti",
        "#under": "fino alle 11:30",
        "#foot": "Poi: 11:30 – 13:00 · Corso sicurezza per i lavoratori",
    },
    ("live_last_minutes", "it"): {
        "#ending-words": "Si finisce tra 4 minuti",
        "#ending-next": "Alle 11:30: Corso sicurezza per i lavoratori",
    },
    ("live_last_minutes", "en"): {
        "#ending-words": "We end in 4 minutes",
        "#ending-next": "At 11:30: Corso sicurezza per i lavoratori",
    },
    ("live_last_minute", "it"): {"#ending-words": "Si finisce tra un minuto"},
    ("live_runs_on", "it"): {
        "#ending-words": "Si continua fino alle 11:45",
        "#ending-next": "No? Tocca il pannello",
    },
    ("live_runs_on", "en"): {
        "#ending-words": "We go on until 11:45",
        "#ending-next": "No? Touch the panel",
    },
    ("by_hand", "it"): {"#address-label": "La riunione si apre da un portatile o dal telefono:"},
    ("closing", "it"): {"#title": "Grazie", "#foot": "Poi: 14:00 – 15:30 · Occupato"},
    ("closing", "en"): {"#title": "Thank you", "#foot": "Next: 14:00 – 15:30 · Occupied"},
    ("blocked", "it"): {
        "#title": "Chiusa",
        "#under": "fino alle 15:00",
        "#today-list": "16:00 – 17:30Assemblea sindacale RSU",
    },
    ("clock_unconfirmed", "it"): {"#offline": "ora non confermata"},
}


async def test_stage_says_in_each_state_what_people_want_to_know(browser: Browser) -> None:
    views = {key: STATES[key[0]](key[1], NO_MEETING) for key in WORDS}
    async with stage_served(told(views["idle", "it"])) as server, tab_lent(browser) as tab:
        await tab.page.goto(f"{server.url}/stage/sala-1")
        for number, (key, view) in enumerate(views.items(), start=1):
            await shown(server, tab, view, number)
            for place, words in WORDS[key].items():
                await expect(tab.page.locator(place), str(key)).to_have_text(words)
                await expect(tab.page.locator(place), str(key)).to_be_visible()


ENDINGS = """async ([told, times]) => {
    const { endingOf } = await import("/static/stage_scene.js");
    return times.map((time) => endingOf(told, new Date(time)));
}"""


async def test_stage_given_an_end_when_it_comes_nearer_then_it_says_so_ten_five_and_one_minutes_before(
    browser: Browser,
) -> None:
    seconds = {601: None, 600: 10, 541: 10, 540: None, 301: None, 300: 5, 61: 2, 60: 1, 1: 1, 0: 0}
    view = STATES["live_plain"]("it", NO_MEETING).model_dump(mode="json")
    times = [(STATE_END - timedelta(seconds=before)).isoformat() for before in seconds]
    async with stage(browser, view) as (_, tab):
        said = await tab.page.evaluate(ENDINGS, [view, times])

    words = {1: "Si finisce tra un minuto", 0: "Si finisce adesso"}
    expected = [n if n is None else words.get(n, f"Si finisce tra {n} minuti") for n in seconds.values()]
    assert [ending and ending["words"] for ending in said] == expected
    assert [bool(ending and ending["isLast"]) for ending in said] == [n in words for n in seconds.values()]


async def test_stage_leaves_out_what_it_was_not_told(browser: Browser) -> None:
    view = STATES["idle"]("it", NO_MEETING).model_copy(update={"house": None})
    async with stage(browser, view.model_dump(mode="json")) as (_, tab):
        for place in ("#house", "#wifi", "#join", "#background", "#status", "#ending", "#strip", "#offline"):
            await expect(tab.page.locator(place)).to_be_hidden()


async def test_stage_given_an_hour_that_passes_when_a_booking_is_over_then_it_leaves_the_list(browser: Browser) -> None:
    view = STATES["idle"]("it", NO_MEETING).model_dump(mode="json")
    over = [one | {"end": view["now"]} if number == 0 else one for number, one in enumerate(view["today"])]
    async with stage(browser, view | {"today": over}) as (_, tab):
        await expect(tab.page.locator("#today-list li")).to_have_count(3)
        await expect(tab.page.locator("#today-list")).not_to_contain_text("Collegio")


def in_meeting(name: str, jitsi: JitsiEmulator) -> dict[str, Any]:
    """That state, in a meeting at *jitsi*."""
    view = STATES[name]("it", Conference.model_validate(conference(jitsi)))
    return view.model_dump(mode="json") | {"deployments": [jitsi.url]}


def recorded(name: str, language: Language, jitsi: JitsiEmulator) -> dict[str, Any]:
    """That state in a language, in a meeting that is recorded, under a title that has no room."""
    view = STATES[name](language, Conference.model_validate(conference(jitsi, recorded=True)))
    told = view.model_dump(mode="json") | {"deployments": [jitsi.url]}
    return told | {"booking": {**told["booking"], "title": LONG.title}}


async def box(tab: Tab, place: str) -> tuple[float, float, float, float]:
    found = await tab.page.locator(place).bounding_box()
    assert found is not None
    return found["x"], found["y"], found["width"], found["height"]


async def test_stage_in_a_meeting_leaves_it_all_but_a_strip_that_lies_on_nothing(browser: Browser) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(browser, in_meeting("live_meeting", jitsi), jitsi, viewport={"width": 1920, "height": 1080}) as (
            server,
            tab,
        ),
    ):
        await until_in(server)
        await expect(tab.page.locator("#strip-title")).to_have_text("Collegio dei docenti")
        await expect(tab.page.locator("#strip-end")).to_have_text("fino alle 11:30")
        await expect(tab.page.locator("#strip-clock")).to_have_text("10:20")
        strip, frame = await box(tab, "#strip"), await box(tab, "#meeting iframe")
        await server.tell(**in_meeting("meeting_last_minutes", jitsi))
        await expect(tab.page.locator("#strip #ending-words")).to_have_text("Si finisce tra 4 minuti")
        await expect(tab.page.locator("#strip #ending-next")).to_have_text(
            "Alle 11:30: Corso sicurezza per i lavoratori"
        )
        later = await box(tab, "#strip"), await box(tab, "#meeting iframe")

    assert strip[:3] == (0, 0, 1920)
    assert strip[3] < 1080 / 10
    assert frame == (0, strip[3], 1920, 1080 - strip[3])
    assert later == (strip, frame)


@pytest.mark.parametrize(("language", "words"), [("it", "Viene registrata"), ("en", "Recorded")])
async def test_stage_of_a_meeting_that_is_recorded_says_so_in_full_as_long_as_the_hall_is_in_it(
    browser: Browser, language: Language, words: str
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(browser, recorded("live_meeting", language, jitsi), jitsi) as (server, tab),
    ):
        await until_in(server)
        for name, also in (("live_meeting", "#strip-title"), ("meeting_last_minutes", "#ending-words")):
            await server.tell(**recorded(name, language, jitsi))
            await expect(tab.page.locator(f"#strip {also}")).to_be_visible()
            for width, height in ((1280, 720), (1920, 1080), (720, 1280)):
                await tab.page.set_viewport_size({"width": width, "height": height})
                await expect(tab.page.locator("#recorded")).to_have_text(words)
                assert await tab.page.evaluate(SEEN_WHOLE), (name, width)
        await server.tell(**in_meeting("live_meeting", jitsi))
        await expect(tab.page.locator("#recorded")).to_be_hidden()


async def test_stage_that_knocks_says_so_in_the_strip_instead_of_the_title(browser: Browser) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("by-hand lobby closed")
        async with stage(browser, in_meeting("lobby", jitsi), jitsi) as (server, tab):
            await server.until_seen(lambda seen: seen["meeting"] == "lobby")
            await expect(tab.page.locator("#strip #address-label")).to_have_text(
                "In attesa di essere ammessi alla riunione…"
            )
            await expect(tab.page.locator("#strip-title")).to_be_hidden()
