"""The states of the pages: real pictures of rooms, each as its name says, and nothing that is pressed changes them."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer

from orchestrator.commands.store import open_store
from orchestrator.hub.keys import PLANS, PRESENCES
from orchestrator.patterns import gallery, stages
from orchestrator.patterns.at_rest import CUT, NEVER
from orchestrator.patterns.house import NOW, PIN
from orchestrator.patterns.service import make_patterns
from orchestrator.patterns.states import STATES
from room_agents.stage_view import StageView
from room_agents.view import RoomView
from tests.support.town import Client

pytestmark = pytest.mark.asyncio(loop_scope="module")
View = Mapping[str, Any]
ASKED_FOR = [
    "free",
    "free-until",
    "next-trouble",
    "reopen",
    "soon",
    "soon-use",
    "live",
    "on-air",
    "open",
    "confidential",
    "long",
    "no-extension",
    "closed",
    "held",
    "limited",
    "not-ready",
    "hands-and-start",
    "unknown",
    "lobby",
    "refused",
    "put-out",
    "by-hand",
    "cut",
    "ending",
    "ending-refused",
    "booked-here",
    "full-day",
    "ready-preparing",
    "closing",
    "no-screen",
    "offline-never",
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def patterns(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    """The service of the patterns, for all that look at it."""
    database = open_store(tmp_path_factory.mktemp("patterns"), None)
    app = make_patterns(database, (*gallery.ROUTES, *stages.ROUTES))
    async with Client(TestServer(app)) as client:
        yield client
    database.close()


async def seen(patterns: Client, state: str, language: str = "it") -> View:
    answer = await patterns.get(f"/api/v1/rooms/{state}", headers={"Accept-Language": language})
    assert answer.status == 200, await answer.text()
    view: View = await answer.json()
    return view


async def test_states_given_those_that_people_meet_when_they_are_listed_then_each_is_there_and_says_what_it_is(
    patterns: Client,
) -> None:
    listed = (await (await patterns.get("/patterns/states")).json())["states"]

    assert set(ASKED_FOR) - {one["name"] for one in listed} == set()
    assert {one["name"] for one in listed if not one["told"].endswith(".")} == set()
    assert [one["name"] for one in listed] == list(STATES)


async def test_states_given_each_when_it_is_asked_for_in_both_languages_then_it_is_a_whole_picture_of_that_moment(
    patterns: Client,
) -> None:
    for state in set(STATES) - {CUT, NEVER}:
        views = [RoomView.model_validate(await seen(patterns, state, language)) for language in ("it", "en")]

        assert [(view.id, view.now) for view in views] == [(state, NOW)] * 2
        assert views[0].day is not None
        assert views[0].trouble != views[1].trouble


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("free", {"occupancy": "free", "verdict": "ready", "phase": "idle"}),
        ("soon", {"occupancy": "soon", "verdict": "preparing", "missing": ["televisore"]}),
        ("ready-preparing", {"occupancy": "soon", "verdict": "ready", "phase": "preparing"}),
        ("on-air", {"on_air": "Microfono e camera aperti", "primary": None}),
        ("limited", {"verdict": "limited", "trouble": "Senza televisore"}),
        ("not-ready", {"verdict": "not_ready", "trouble": "Il proiettore è stato spento a mano"}),
        ("unknown", {"verdict": "unknown", "trouble": "Il computer di sala non è collegato"}),
        ("closed", {"occupancy": "closed", "occupancy_until": "2026-11-30T11:00:00Z"}),
        (
            "held",
            {"occupancy": "closed", "occupancy_until": None, "notes": ["La tiene un tecnico: Si cambia la lampada"]},
        ),
        ("next-trouble", {"verdict": "ready", "next_trouble": "Domani alle 9: la lavagna non risponde"}),
        ("no-screen", {"screen": None}),
        ("ending", {"segment_end": "2026-11-30T08:45:00Z", "refusals": {}}),
        ("ending-refused", {"refusals": {"extend": "Alle 09:45 comincia «Corso sicurezza»."}}),
        ("extended", {"segment_end": "2026-11-30T08:50:00Z"}),
        (
            "put-out",
            {"primary": {"kind": "rejoin", "label": "Rientra", "booking": None, "minutes": [], "before": None}},
        ),
        ("closing", {"phase": "closing", "occupancy": "free"}),
    ],
)
async def test_state_given_what_happened_when_it_is_looked_at_then_it_is_what_its_name_says(
    patterns: Client, state: str, expected: View
) -> None:
    view = await seen(patterns, state)

    assert {name: view[name] for name in expected} == expected


async def test_state_given_what_was_booked_at_the_panel_when_it_is_looked_at_then_that_alone_may_be_taken_back(
    patterns: Client,
) -> None:
    blocks = (await seen(patterns, "booked-here"))["day"]["blocks"]

    assert [(block["start"][11:16], block["cancels"]) for block in blocks] == [("09:30", True), ("13:00", False)]


async def test_state_given_much_that_is_wrong_when_it_is_looked_at_then_long_words_and_notes_are_all_there(
    patterns: Client,
) -> None:
    view = await seen(patterns, "long")

    assert len(view["current"]["title"]) > 100
    assert len(view["scenes"]) == 6
    assert (len(view["notes"]), view["current_withdrawn"]) == (3, True)
    assert view["conflicts"]


async def test_state_given_a_confidential_booking_when_it_is_looked_at_then_no_word_of_it_is_told(
    patterns: Client,
) -> None:
    answer = await patterns.get("/api/v1/rooms/confidential")
    stage = await patterns.get("/stage/confidential/events")

    text = await answer.text() + (await stage.content.readuntil(b"\n\n")).decode()
    assert text.count("Occupato") > 2
    assert "psicologico" not in text
    stage.close()


async def test_state_given_a_press_when_it_is_sent_then_it_is_refused_in_words_and_the_room_stays(
    patterns: Client,
) -> None:
    before = await seen(patterns, "ending")
    press = {"id": "3f0c3a52-3d1f-4b8f-9c64-0d64c3fb7c11", "kind": "end"}
    answer = await patterns.post("/api/v1/rooms/ending/overrides", json=press)

    assert (answer.status, (await answer.json())["error"]["message"]) == (
        409,
        "Qui si guarda soltanto: nessun tasto cambia la sala.",
    )
    assert await seen(patterns, "ending") == before


async def test_state_given_a_panel_that_is_cut_off_when_it_listens_then_it_saw_one_picture_and_hears_no_more(
    patterns: Client,
) -> None:
    events = await patterns.get("/api/v1/rooms/cut/events")
    picture = await patterns.get("/api/v1/rooms/cut")
    again = [await patterns.get(f"/api/v1/rooms/cut{path}") for path in ("", "/events")]

    assert (events.status, await events.text(), picture.status) == (200, "", 200)
    assert [answer.status for answer in again] == [503, 503]
    assert (await patterns.get("/api/v1/rooms/offline-never")).status == 503


async def test_details_given_a_pin_when_they_are_asked_for_then_they_need_it_and_what_people_said_is_told(
    patterns: Client,
) -> None:
    assert (await seen(patterns, "pin"))["asks_pin"] == ["details", "end"]
    without = await patterns.post("/api/v1/rooms/pin/details", json={})
    given = await patterns.post("/api/v1/rooms/pin/details", json={"pin": PIN})
    told = await (await patterns.post("/api/v1/rooms/problem-told/details", json={})).json()

    assert (without.status, given.status) == (409, 200)
    assert [problem["about"] for problem in told["problems"]] == ["heat", "sound"]


async def test_stage_given_a_state_when_its_page_listens_then_it_is_told_what_the_rooms_agent_would_tell(
    patterns: Client,
) -> None:
    events = await patterns.get("/stage/on-air/events")
    told = (await events.content.readuntil(b"\n\n")).decode().partition("data: ")[2]
    page = await patterns.get("/stage/on-air")

    view = StageView.model_validate_json(told)
    assert (view.phase, view.house, view.verdict) == ("live", "Officine Municipali", "ready")
    assert view.conference is not None
    assert view.deployments[0] in page.headers["Content-Security-Policy"]
    events.close()


async def test_rooms_given_the_states_when_their_agents_tell_then_each_holds_the_plan_that_is_wished(
    patterns: Client,
) -> None:
    plans = await patterns.app[PLANS].each(list(STATES), NOW)
    presences = patterns.app[PRESENCES].all()

    assert set(plans) == set(presences) == set(STATES)
    assert {
        name
        for name, presence in presences.items()
        if presence.state is None or presence.state.plan != plans[name].held
    } == set()
