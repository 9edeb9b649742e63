"""Rooms that differ from their site: what is prepared, needed and offered in each, and what a start without a booking takes."""

from pathlib import Path

import pytest

from config.site_file.loading import Loaded, load_site
from orchestrator.hub.keys import PLANS
from room_agents.plan import Plan, WireSegment
from tests.support.town import Town, event, hour
from tests.support.town_site import TOWN

NINE, TEN = hour("09:00"), hour("10:00")
OWN = """
[[rooms]]
id = "biblioteca"
name = "Biblioteca"
default_preset = "lettura"
[rooms.devices.camera]
driver = "obs"
host = "127.0.0.1"
[rooms.presets.collegio]
needs = ["camera"]
scenes = ["Tavolo"]
[rooms.presets.collegio.preparing]
camera = { scene = "Attesa" }
[rooms.presets.collegio.live]
camera = { scene = "Tavolo", recording = true }

[presets.lettura]
title = "Lettura"
"""


@pytest.fixture
def town_site(tmp_path: Path) -> Loaded:
    text = TOWN.replace('scenes = ["Collegio"]', 'needs = ["regia-video"]\nscenes = ["Collegio"]')
    (tmp_path / "sito.toml").write_text(text + OWN)
    return load_site([tmp_path / "sito.toml"])


async def segments(town: Town, room: str) -> dict[str, WireSegment]:
    """The room's last segment of each phase."""
    made = await town.client.app[PLANS].current(room, town.now)
    return {segment.phase: segment for segment in Plan.model_validate_json(made.encoded).segments}


async def test_booking_of_two_rooms_given_one_that_differs_when_planned_then_each_is_as_it_should_be_there(
    town: Town,
) -> None:
    await town.book(NINE, TEN, None, rooms=["sala-1", "biblioteca"], category="COLLEGIO")

    usual, own = await segments(town, "sala-1"), await segments(town, "biblioteca")

    assert (usual["live"].needs, usual["live"].scenes) == (("regia-video",), ("Collegio",))
    assert (own["live"].needs, own["live"].scenes) == (("camera",), ("Tavolo",))
    assert usual["live"].desired == {"regia-video": {"scene": "Collegio", "recording": False}}
    assert own["preparing"].desired == {"camera": {"scene": "Attesa"}}
    assert own["live"].desired == {"camera": {"scene": "Tavolo", "recording": True}}
    assert own["live"].preset_title == "Collegio dei docenti"


async def test_room_given_a_default_of_its_own_when_booked_anyhow_then_it_takes_that(town: Town) -> None:
    await town.book(NINE, TEN, "biblioteca")
    await town.calendar_says(event("a", TEN, hour("11:00"), room="Biblioteca"))
    await town.at(hour("12:00"))
    await town.pressed("start", "biblioteca")

    booked = await town.bookings("biblioteca")

    assert [(one["preset"], one["title"]) for one in booked] == [
        ("lettura", "Consiglio"),
        ("lettura", "Evento"),
        ("lettura", "Lettura"),
    ]


async def test_booking_of_two_rooms_given_different_defaults_when_made_then_it_takes_the_sites(town: Town) -> None:
    booked = await town.book(NINE, TEN, None, rooms=["sala-1", "biblioteca"])

    assert booked["preset"] == "riunione"
