"""What an agent told of a device that declares its attributes, in the words of its room file."""

from datetime import UTC, datetime

import pytest

from config.words.sentences import Language, sentence
from orchestrator.hub.presence import Presence
from orchestrator.rooms.labels import labelled
from room_agents.protocol import DeviceReading, Fault, State
from tests.integrations.drivers.http_recipes import recipe

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
LIMIT = Fault(code="unreadable", params={"attribute": "volume"})
FAULT = Fault(code="does_not_follow", params={"attribute": "volume", "wished": "piano", "seen": "forte", "attempts": 2})


def presence(driver: str) -> Presence:
    reading = DeviceReading(driver=driver, desired={"volume": "piano"}, fault=FAULT, limits=(LIMIT,), verdict="fault")
    state = State(
        room="sala-1", at=NOW, plan=None, phase="live", booking=None, verdict="not_ready", devices={"s": reading}
    )
    return Presence("agente", connected=True, seen_at=NOW, clock_offset_s=0.0, state=state, told_at=NOW)


@pytest.mark.parametrize(("language", "named"), [("it", ("il volume", "piano")), ("en", ("the volume", "low"))])
def test_device_given_labels_in_the_room_file_when_its_faults_are_told_then_they_speak_by_them(
    language: Language, named: tuple[str, ...]
) -> None:
    told = labelled(presence("http"), {"s": recipe("Home Assistant")}, language)

    assert told is not None
    assert told.state is not None
    reading = told.state.devices["s"]
    assert reading.fault is not None
    assert {reading.fault.params[name] for name in ("attribute", "wished")} == set(named)
    assert named[0] in sentence(reading.limits[0].code, language, reading.limits[0].params)
    assert reading.desired == {"volume": "piano"}


def test_device_given_no_labels_when_told_then_nothing_is_changed() -> None:
    silent = presence("pjlink")

    assert labelled(silent, {}, "it") is silent
    assert labelled(None, {"s": recipe("Home Assistant")}, "it") is None
