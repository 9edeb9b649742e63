"""How a meeting is held: by its preset, by what is wanted of the booking, and by later presses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config.rooms import Preset
from orchestrator.conferences.manner import AS_PRESET, Manner, MeetingSettings, manner_of, with_lobby
from orchestrator.conferences.passwords import Protection
from room_agents.plan import MeetingWish

OPENS = datetime(2026, 10, 19, 8, 30, tzinfo=UTC)
PRESET = {"title": "Collegio", "subject": "Scuola", "lobby": True, "language": "en", "recorded": True, "open": "auto"}
OWN = MeetingSettings(protection=Protection.OWN, password="girasole")
OTHERWISE = MeetingSettings("Bilancio", lobby=False, language="it", recorded=False, opening="press", changed_at=OPENS)


@pytest.mark.parametrize(
    ("settings", "preset", "manner"),
    [
        (AS_PRESET, None, Manner()),
        (AS_PRESET, {"title": "Collegio"}, Manner()),
        (AS_PRESET, PRESET, Manner("Scuola", lobby=True, language="en", recorded=True, opening="auto")),
        (OTHERWISE, PRESET, Manner("Bilancio", lobby=False, lobby_since=OPENS, language="it")),
        (replace(OTHERWISE, lobby=None), PRESET, Manner("Bilancio", lobby=True, language="it")),
        (AS_PRESET, {"title": "Collegio", "moderators": "invited"}, Manner(all_moderate=True)),
        (AS_PRESET, {"title": "Collegio", "password": True}, Manner(protection=Protection.MADE)),
        (OWN, {"title": "Collegio"}, Manner(protection=Protection.OWN, password="girasole")),
        (MeetingSettings(protection=Protection.NONE), {"title": "Collegio", "password": True}, Manner()),
    ],
)
def test_manner_given_settings_and_a_preset_when_put_together_then_what_is_wanted_of_the_booking_counts_first(
    settings: MeetingSettings, preset: dict[str, Any] | None, manner: Manner
) -> None:
    assert manner_of(settings, None if preset is None else Preset.model_validate(preset)) == manner


@pytest.mark.parametrize(
    ("manner", "pressed_min", "lobby"),
    [
        (Manner(), None, ""),
        (Manner(), 5, "off"),
        (Manner(lobby=True), None, "on"),
        (Manner(lobby=True), 5, "off"),
        (Manner(lobby=True, lobby_since=OPENS + timedelta(minutes=9)), 5, "on"),
        (Manner(lobby=False, lobby_since=OPENS - timedelta(days=1)), None, "off"),
    ],
)
def test_lobby_given_a_manner_and_a_press_when_wished_then_the_newer_counts(
    manner: Manner, pressed_min: int | None, lobby: str
) -> None:
    at = OPENS if pressed_min is None else OPENS + timedelta(minutes=pressed_min)
    camera = MeetingWish(on=True, at=OPENS)
    wishes = {"camera": camera} | ({} if pressed_min is None else {"lobby": MeetingWish(on=False, at=at)})

    wished = with_lobby(wishes, manner, OPENS)

    assert ({True: "on", False: "off"}[wished["lobby"].on] if "lobby" in wished else "") == lobby
    assert wished["camera"] == camera
