"""What the big screen shows, and its microphone and camera: nothing but what was read back lately."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest
from pydantic import TypeAdapter

from config.devices import Device
from config.states import Media, MeetingState
from orchestrator.rooms.screen import media_of, screen_of
from room_agents.protocol import State

NOW = datetime(2026, 10, 20, 9, tzinfo=UTC)
DEVICES: Mapping[str, Device] = TypeAdapter(Mapping[str, Device]).validate_python(
    {"palco": {"driver": "stage"}, "video": {"driver": "obs", "host": "127.0.0.1"}}
)
TWO: Mapping[str, Device] = {**DEVICES, "camere": DEVICES["video"]}


def told(observed: Mapping[str, Any], *, age_s: float = 1, verdict: str = "ok", scene: str | None = None) -> State:
    """What an agent told of its stage, and of its OBS."""
    seen_at = NOW - timedelta(seconds=age_s)
    stage = {"driver": "stage", "observed": observed, "seen_at": seen_at, "verdict": verdict}
    video = {"driver": "obs", "observed": {"scene": scene} if scene else {}, "seen_at": seen_at, "verdict": verdict}
    known = {"room": "sala", "at": NOW, "plan": None, "phase": "live", "verdict": "ready"}
    return State.model_validate({**known, "devices": {"palco": stage, "video": video, "camere": video}})


@pytest.mark.parametrize(
    ("observed", "italian", "english"),
    [
        ({"shown": "idle"}, "Orologio e programma di oggi", "Clock and today’s programme"),
        ({"shown": "preparing"}, "Conto alla rovescia", "Countdown"),
        ({"shown": "live"}, "Titolo e orario", "Title and times"),
        ({"shown": "closing"}, "Grazie", "Thank you"),
        ({"shown": "blocked"}, "Sala chiusa", "Room closed"),
        ({"shown": "live", "joined": True}, "In riunione", "In the meeting"),
        ({"shown": "live", "joined": True, "participants": 1}, "In riunione, da sola", "In the meeting, alone"),
        (
            {"shown": "live", "joined": True, "participants": 2},
            "In riunione con un’altra persona",
            "In the meeting with one other person",
        ),
        (
            {"shown": "live", "joined": True, "participants": 5},
            "In riunione con altre 4 persone",
            "In the meeting with 4 others",
        ),
        (
            {"shown": "live", "joined": False, "meeting": "lobby"},
            "Attende di essere ammessa alla riunione",
            "Waiting to be let into the meeting",
        ),
        ({"shown": "live", "meeting": "by_hand"}, "Codice QR della riunione", "QR code of the meeting"),
        ({"shown": "live", "joined": False, "meeting": "quite_new"}, "Titolo e orario", "Title and times"),
        ({"shown": "closing", "joined": False, "meeting": "ended"}, "Grazie", "Thank you"),
        ({}, "La pagina non è aperta", "The page is not open"),
        ({"shown": "quite_new"}, "Non si sa che cosa mostra", "Nobody knows what it shows"),
    ],
)
def test_screen_given_what_it_told_when_shown_then_it_is_said_in_a_few_words(
    observed: Mapping[str, Any], italian: str, english: str
) -> None:
    seen, read = screen_of(DEVICES, told(observed), "it"), screen_of(DEVICES, told(observed), "en")

    assert seen is not None
    assert read is not None
    assert (seen.says, read.says) == (italian, english)
    assert seen.shown == (observed.get("shown") if italian != "Non si sa che cosa mostra" else None)
    assert (seen.joined, seen.participants) == (observed.get("joined"), observed.get("participants"))


@pytest.mark.parametrize("meeting", MeetingState)
def test_screen_given_any_state_of_the_meeting_when_shown_then_there_are_words_for_it(meeting: MeetingState) -> None:
    seen = screen_of(DEVICES, told({"shown": "live", "joined": False, "meeting": meeting}), "it")

    assert seen is not None
    assert (seen.says, len(seen.says) <= 40) not in {("Titolo e orario", True), (seen.says, False)}


@pytest.mark.parametrize(
    "state",
    [
        None,
        told({"shown": "live", "joined": True}, age_s=8.1),  # three polls and a time-out
        told({"shown": "live", "joined": True}, verdict="unknown"),
        told({}).model_copy(update={"devices": {}}),
    ],
)
def test_screen_given_no_word_from_it_lately_when_shown_then_nobody_knows(state: State | None) -> None:
    seen = screen_of(DEVICES, state, "it")

    assert seen is not None
    assert seen.model_dump(exclude={"says"}, exclude_none=True) == {}
    assert seen.says == "Non si sa che cosa mostra"
    assert media_of("microphone", DEVICES, state, "it") is None


def test_screen_given_a_room_without_one_when_shown_then_there_is_none() -> None:
    assert screen_of({"video": DEVICES["video"]}, told({"shown": "live"}), "it") is None
    assert media_of("camera", {"video": DEVICES["video"]}, told({"shown": "live"}), "it") is None


@pytest.mark.parametrize(
    ("devices", "age_s", "scene"), [(DEVICES, 1, "Docente"), (TWO, 1, None), ({"palco": DEVICES["palco"]}, 1, None)]
)
def test_scene_given_the_rooms_only_obs_when_it_was_read_then_it_is_told(
    devices: Mapping[str, Device], age_s: float, scene: str | None
) -> None:
    seen = screen_of(devices, told({"shown": "live"}, scene="Docente", age_s=age_s), "it")

    assert seen is not None
    assert seen.scene == scene


def test_scene_given_a_patient_stage_and_an_obs_that_was_read_long_ago_when_shown_then_it_is_not_told() -> None:
    patient = {**DEVICES, "palco": DEVICES["palco"].model_copy(update={"poll": timedelta(minutes=1)})}

    seen = screen_of(patient, told({"shown": "live"}, scene="Docente", age_s=60), "it")

    assert seen is not None
    assert (seen.shown, seen.scene) == ("live", None)


@pytest.mark.parametrize(
    ("kind", "media", "italian", "english"),
    [
        ("microphone", "ok", "Microfono aperto", "Microphone open"),
        ("microphone", "muted", "Microfono chiuso", "Microphone closed"),
        ("microphone", "denied", "Microfono bloccato", "Microphone blocked"),
        ("microphone", "missing", "Manca il microfono", "No microphone"),
        ("camera", "ok", "Camera aperta", "Camera open"),
        ("camera", "muted", "Camera chiusa", "Camera closed"),
        ("camera", "denied", "Camera bloccata", "Camera blocked"),
        ("camera", "missing", "Manca la camera", "No camera"),
    ],
)
def test_media_given_what_the_stage_told_when_shown_then_it_is_said(
    kind: Literal["microphone", "camera"], media: str, italian: str, english: str
) -> None:
    state = told({"shown": "live", "joined": True, kind: media})
    seen, read = media_of(kind, DEVICES, state, "it"), media_of(kind, DEVICES, state, "en")

    assert seen is not None
    assert read is not None
    assert (seen.state, seen.says, read.says) == (Media(media), italian, english)


@pytest.mark.parametrize(
    "observed",
    [
        {"shown": "live", "joined": False, "microphone": "ok"},
        {"shown": "live", "microphone": "ok"},
        {"shown": "live", "joined": True},
        {"shown": "live", "joined": True, "microphone": "quite_new"},
    ],
)
def test_media_given_no_meeting_or_no_word_when_shown_then_there_is_none(observed: Mapping[str, Any]) -> None:
    assert media_of("microphone", DEVICES, told(observed), "it") is None
