"""How a room is, in words: one headline for each verdict, and the sentences under it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.words.headlines import HEADLINES
from config.words.plain_sentences import PLAIN
from config.words.sentences import LANGUAGES, PARTICULAR, SENTENCES, Language
from orchestrator.rooms.troubles import Occasion, device_message, next_trouble, trouble_of
from room_agents.plan import PhaseName, WireBooking
from room_agents.protocol import DeviceReading, Fault, RoomVerdict, State

NOW = datetime(2026, 10, 19, 16, tzinfo=UTC)
ROME = ZoneInfo("Europe/Rome")
NAMES = {"proiettore": "Proiettore", "tv": "Televisore", "regia": "Regia video", "palco": "Grande schermo"}
SILENT = {"code": "silent", "params": {"seconds": 2.0}}
BY_HAND = {"code": "changed_by_hand", "params": {"attribute": "power", "seen": "off", "wished": "on"}}
MUTE = {"code": "microphone_denied"}


def device(**more: Any) -> Mapping[str, Any]:
    return {"driver": "pjlink", "desired": {"power": "on"}, "seen_at": NOW, "verdict": "fault", **more}


def state(missing: tuple[str, ...] = (), **devices: Mapping[str, Any]) -> State:
    told = {"room": "sala-1", "at": NOW, "plan": None, "phase": "live", "verdict": "ready", "missing": missing}
    return State.model_validate({**told, "devices": devices})


@pytest.mark.parametrize(
    ("verdict", "phase", "told", "headline", "message"),
    [
        ("ready", "live", state(), "Tutto a posto", None),
        ("preparing", "preparing", state(), "In preparazione: 3 di 4", None),
        ("preparing", "live", state(), "In preparazione: 3 di 4", None),
        ("preparing", "idle", state(tv=device(verdict="pending")), "La sala si sta spegnendo", None),
        ("preparing", "closing", state(tv=device(verdict="pending")), "La sala si sta spegnendo", None),
        ("preparing", "blocked", state(), "La sala si sta spegnendo", None),
        ("preparing", "idle", state(tv=device(verdict="pending", seen_at=None)), "Controllo in corso: 3 di 4", None),
        (
            "not_ready",
            "live",
            state(("proiettore",), proiettore=device(fault=SILENT)),
            "Il proiettore non risponde",
            None,
        ),
        (
            "not_ready",
            "live",
            state(("proiettore",), proiettore=device(fault=BY_HAND)),
            "Il proiettore è stato spento a mano",
            "Resta così.",
        ),
        (
            "not_ready",
            "live",
            state(("proiettore", "regia"), proiettore=device(fault=SILENT), regia=device(fault=BY_HAND)),
            "La regia video è stata spenta a mano, e un altro problema",  # it is needed
            "Inoltre il proiettore non risponde.",
        ),
        (
            "not_ready",
            "live",
            state(("lavagna",)),
            "In questa sala manca la lavagna",
            "La preparazione lo richiede.",
        ),
        (
            "limited",
            "live",
            state(("tv",), tv=device(fault=SILENT)),
            "Senza televisore",
            "Il televisore non risponde.",
        ),
        (
            "limited",
            "live",
            state(("tv",), tv=device(fault=BY_HAND)),
            "Senza televisore",
            "Il televisore è stato spento a mano. Resta così.",
        ),
        (
            "limited",
            "live",
            state(("tv",), tv=device(fault=SILENT), palco=device(verdict="ok", limits=[MUTE])),
            "Senza televisore e microfono",
            "Il televisore non risponde; il microfono non si può usare.",
        ),
        (
            "limited",
            "live",
            state(palco=device(verdict="ok", limits=[MUTE])),
            "Senza microfono",
            "Il microfono non si può usare. Il grande schermo non ne ha il permesso.",
        ),
        (
            "limited",
            "live",
            state(("palco",), palco=device(fault={"code": "in_lobby"})),
            "Il grande schermo attende di essere ammesso",
            "Ha bussato: chi modera la riunione lo deve far entrare.",
        ),
        ("not_ready", "live", state(), "La sala non è pronta", None),
    ],
)
def test_trouble_given_a_verdict_when_told_then_it_is_one_headline_and_the_sentences_under_it(
    verdict: RoomVerdict, phase: PhaseName, told: State, headline: str, message: str | None
) -> None:
    trouble = trouble_of(verdict, told, NAMES, Occasion(phase, ("regia",)), (3, 4), "it")

    assert trouble.headline == headline
    assert trouble.message == message


@pytest.mark.parametrize(
    ("start", "italian", "english"),
    [
        ("2026-10-20T07:00Z", "Domani alle 9: il proiettore non risponde", "Tomorrow at 9:00: the projector does not"),
        ("2026-10-20T07:30Z", "Domani alle 9:30: il", "Tomorrow at 9:30: the"),
        ("2026-10-19T18:00Z", "Oggi alle 20: il", "Today at 20:00: the"),
        ("2026-10-19T23:00Z", "Domani all’1: il", "Tomorrow at 1:00: the"),
    ],
)
def test_trouble_given_a_booking_that_will_lack_something_when_told_then_day_hour_and_device_are_named(
    start: str, italian: str, english: str
) -> None:
    coming = WireBooking.model_validate({"id": "a", "title": "Corso", "start": start, "end": "2026-10-21T07:00Z"})
    told = state(proiettore=device(fault=SILENT)).model_copy(update={"next_missing": ("proiettore",)})

    said = [next_trouble(told, coming, NAMES, ROME, NOW, language) or "" for language in ("it", "en")]

    assert said[0].startswith(italian)
    assert said[1].startswith(english)
    assert next_trouble(state(), coming, NAMES, ROME, NOW, "it") is None
    assert next_trouble(told, None, NAMES, ROME, NOW, "it") is None


def test_trouble_given_a_room_with_nothing_to_prepare_when_told_then_it_does_not_say_that_all_was_verified() -> None:
    assert trouble_of("ready", state(), NAMES, Occasion("blocked"), (0, 0), "it").headline == "Niente da preparare"


def test_trouble_given_several_things_that_will_be_missing_when_told_then_all_are_named_and_one_that_is_none_too() -> (
    None
):
    coming = WireBooking(id="a", title="Corso", start=NOW, end=NOW)
    told = state(proiettore=device(fault=SILENT), regia=device(verdict="unknown")).model_copy(
        update={"next_missing": ("lavagna", "proiettore", "regia")}
    )

    assert next_trouble(told, coming, NAMES, ROME, NOW, "it") == (
        "Oggi alle 18: in questa sala manca la lavagna; il proiettore non risponde; la regia video non risponde"
    )


def test_trouble_given_a_next_meeting_whose_server_is_broken_when_told_then_it_is_told_like_what_will_be_missing() -> (
    None
):
    coming = WireBooking(id="a", title="Corso", start=NOW, end=NOW)
    broken = Fault(code="meeting_unreachable", params={"attribute": "clock", "ahead": "+300", "status": 0})
    told = state().model_copy(update={"next_trouble": broken})

    assert next_trouble(told, coming, NAMES, ROME, NOW, "it") == "Oggi alle 18: la riunione ha l’orologio sbagliato"


PARAMS = {
    "host": "192.168.1.21",
    "port": 4352,
    "seconds": 2.0,
    "name": "env:REGIA_SECRET_OBS_1",
    "reason": "timeout: 10.0.0.7 token expired",
    "package": "pyatv",
    "detail": "ERR3 at 10.0.0.7",
    "error": "TimeoutError",
    "attempts": 3,
    "scene": "Attesa",
    "input": "hdmi1",
    "app": "TVAirPlay",
    "status": 502,
    "ahead": "+300",
}
FAULTS = sorted({*SENTENCES, *PARTICULAR, *HEADLINES, "quite_new"})
DRIVERS = {"proiettore": "pjlink", "tv": "appletv", "regia": "obs", "palco": "stage"}
VALUES = {"power": ("on", "off"), "input": ("hdmi1",), "scene": ("Attesa",), "app": ("TVAirPlay",)}
TECHNICAL = r"\d\.\d|[Tt]imeout|time-out|env:|REGIA|pyatv|ERR\d|Error|token|secrets\.toml"
ENGLISH = r"\b(the|is|not|device|host|server|driver|browser|socket|token|line|stream|screen|laptop|press|error)\b"


def faults_of(code: str) -> list[dict[str, Any]]:
    """The fault that a row of the tables of words stands for, with every value it may have."""
    plain_code, _, particular = code.partition(":")
    attribute, _, value = particular.partition("=")
    attribute = attribute or "recording"
    wished = ({"True": True, "False": False}.get(value, value),) if value else VALUES.get(attribute, (True, False))
    return [
        {"code": plain_code, "params": {**PARAMS, "attribute": attribute, "wished": one, "seen": one}} for one in wished
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", FAULTS)
def test_trouble_given_any_fault_when_told_in_the_room_then_it_is_short_and_plain_and_technicians_are_told_more(
    code: str, language: Language
) -> None:
    verdicts: tuple[RoomVerdict, ...] = ("limited", "not_ready")
    for fault in faults_of(code):
        for name, driver in DRIVERS.items():
            told = state((name,), **{name: device(driver=driver, fault=fault), "altro": device(verdict="ok")})
            for verdict in verdicts:
                for meets in (True, False):
                    occasion = Occasion("live", (name,), meets=meets)
                    trouble = trouble_of(verdict, told, NAMES, occasion, (1, 2), language)
                    said = [trouble.headline, trouble.message or "", trouble.meanwhile or ""]

                    assert [one for one in said if re.search(TECHNICAL, one)] == []
                    assert [one for one in said if len(one) > 90 or "{" in one or one != one.strip()] == []
                    assert trouble.headline not in said[1]
                    if language == "it":
                        assert [one for one in said if re.search(ENGLISH, one, re.IGNORECASE)] == []


def test_device_message_given_a_fault_that_is_told_plainly_in_the_room_when_told_then_it_has_all_that_helps_to_mend_it() -> (
    None
):
    reading = DeviceReading.model_validate(device(fault={"code": "unreachable", "params": PARAMS}))

    assert "192.168.1.21:4352" in (device_message(reading, "Proiettore", "it") or "")
    assert {code.partition(":")[0] for code in PLAIN} - SENTENCES.keys() == set()


@pytest.mark.parametrize(
    ("name", "fault", "occasion", "words"),
    [
        ("proiettore", "unreachable", "live", "Guarda se il proiettore è acceso e attaccato alla corrente."),
        ("tv", "silent", "live", "Guarda se il televisore è acceso e attaccato alla corrente."),
        ("regia", "line_lost", "live", "Si può cominciare: le scene non cambiano."),
        ("regia", "unreachable", "begun", "Si può continuare: le scene non cambiano."),
        ("palco", "page_not_shown", "meets", "Si può cominciare: la riunione si apre da un portatile."),
        ("palco", "page_not_shown", "live", "Si può cominciare senza."),
        ("palco", "meeting_refused", "meets", "Intanto si può provare da un portatile."),
        ("palco", "put_out", "meets", None),  # a button says it
        ("proiettore", "changed_by_hand", "live", None),
        ("proiettore", "unreachable", "idle", None),
        ("regia", "unreachable", "idle", None),
        ("lavagna", "unheard_of", "live", None),
    ],
)
def test_meanwhile_given_what_is_missing_when_told_then_it_is_what_people_can_do_in_that_room(
    name: str, fault: str, occasion: str, words: str | None
) -> None:
    moments = {
        "idle": Occasion("idle"),
        "live": Occasion("live"),
        "begun": Occasion("live", begun=True),
        "meets": Occasion("live", meets=True),
    }
    told = state((name,), **{name: device(driver=DRIVERS.get(name, ""), fault={"code": fault})})

    assert trouble_of("limited", told, NAMES, moments[occasion], (0, 1), "it").meanwhile == words


def test_meanwhile_given_a_set_that_is_to_be_off_when_it_does_not_answer_then_nobody_is_sent_to_switch_it_on() -> None:
    told = state(("tv",), tv=device(desired={"power": "off"}, driver="appletv", fault=SILENT))

    assert trouble_of("limited", told, NAMES, Occasion("live"), (0, 1), "it").meanwhile is None


@pytest.mark.parametrize(
    ("others", "fine"),
    [
        ({"regia": device(verdict="ok")}, True),
        ({"regia": device(verdict="ok"), "tv": device(verdict="ok", desired={})}, True),
        ({}, False),
        ({"regia": device(verdict="ok", desired={})}, False),
        ({"regia": device(verdict="pending")}, False),
        ({"regia": device(verdict="ok"), "tv": device(verdict="unknown")}, False),
        ({"palco": device(verdict="ok", limits=[MUTE])}, False),
    ],
)
def test_meanwhile_given_the_other_devices_when_told_then_the_rest_is_fine_only_where_all_of_it_was_seen_to_be(
    others: Mapping[str, Mapping[str, Any]], *, fine: bool
) -> None:
    told = state(("proiettore",), proiettore=device(fault=BY_HAND), **others)

    trouble = trouble_of("not_ready", told, NAMES, Occasion("live", ("proiettore",)), (1, 2), "it")

    assert trouble.meanwhile == ("Il resto è a posto." if fine else None)


def test_trouble_given_more_than_fits_when_told_then_the_rest_is_counted() -> None:
    named = {f"monitor-{number}": device(fault=SILENT) for number in range(9)}

    trouble = trouble_of("not_ready", state(tuple(named), **named), {}, Occasion("live"), (0, 9), "it")

    assert trouble.headline == "Il monitor 0 non risponde, e altri 8 problemi"
    assert trouble.message == ("Inoltre il monitor 1 non risponde; il monitor 2 non risponde, e altri 6 problemi.")
