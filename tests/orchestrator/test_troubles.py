"""How a room is, in words: one headline for each verdict, and the sentences under it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from orchestrator.troubles import Occasion, next_trouble, trouble_of
from room_agents.protocol import Booking, PhaseName, RoomVerdict, State

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
            "La preparazione lo richiede, ma questa sala non ce l’ha.",
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
            "È stato spento a mano. Resta così.",
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
            "Il grande schermo non può usare il microfono.",
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
    coming = Booking.model_validate({"id": "a", "title": "Corso", "start": start, "end": "2026-10-21T07:00Z"})
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
    coming = Booking(id="a", title="Corso", start=NOW, end=NOW)
    told = state(proiettore=device(fault=SILENT), regia=device(verdict="unknown")).model_copy(
        update={"next_missing": ("lavagna", "proiettore", "regia")}
    )

    assert next_trouble(told, coming, NAMES, ROME, NOW, "it") == (
        "Oggi alle 18: in questa sala manca la lavagna; il proiettore non risponde; la regia video non risponde"
    )
