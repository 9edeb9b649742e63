"""Bookings of several rooms, of one site or more, and of rooms that are on their way out."""

from typing import Any

import pytest

from config.site_file.loading import Loaded, digest, load_texts
from orchestrator.site.keys import SITE
from orchestrator.web.keys import DATABASE
from schedules.store.sites import wish_site
from tests.support.town import Town, hour

NINE, TEN = hour("09:00"), hour("10:00")
SITES = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"
default_preset = "riunione"

[[sites]]
id = "scuola"
name = "Scuola"
timezone = "Europe/Rome"
default_preset = "lezione"

[[rooms]]
id = "sala-1"
name = "Sala 1"
site = "casa"

[[rooms]]
id = "aula-1"
name = "Aula 1"
site = "scuola"

[presets.riunione]
title = "Riunione"
[presets.lezione]
title = "Lezione"
[presets.collegio]
title = "Collegio"
categories = ["COLLEGIO"]
"""


@pytest.fixture
def town_site() -> Loaded:
    """Two sites that prepare differently where nothing is said."""
    return load_texts((("sito.toml", SITES),))


@pytest.mark.parametrize("rooms", [["sala-0", "sala-1"], ["sala-1", "sala-0"]])
async def test_given_a_room_that_still_runs_by_older_files_when_booked_with_others_then_none_is(
    town: Town, rooms: list[str]
) -> None:
    older = SITES.replace("sala-1", "sala-0")
    database, today = town.client.app[DATABASE], town.client.app[SITE].files.loaded.texts
    await database.write(wish_site, digest((("sito.toml", older),)), (("sito.toml", older),), ["sala-0"], town.now)
    await town.pressed("start", "sala-0", role="admin")
    await database.write(wish_site, digest(today), today, ["sala-1", "aula-1"], town.now)

    answer = await town.post_booking(NINE, TEN, None, rooms=rooms)

    assert (await town.room("sala-0"))["id"] == "sala-0"
    assert (answer.status, (await answer.json())["error"]["details"]) == (404, {"rooms": ["sala-0"]})
    assert [booking["rooms"] for booking in await town.bookings(None)] == [["sala-0"]]  # what keeps it live


async def test_given_rooms_of_sites_that_prepare_differently_when_booked_together_then_the_refusal_names_the_sites(
    town: Town,
) -> None:
    answer = await town.post_booking(NINE, TEN, None, rooms=["sala-1", "aula-1"])
    error = (await answer.json())["error"]

    assert (answer.status, error["code"], error["details"]) == (422, "sites_differ", {"sites": ["casa", "scuola"]})
    assert await town.bookings(None) == []


@pytest.mark.parametrize(("more", "preset"), [({"category": "COLLEGIO"}, "collegio"), ({"confidential": True}, None)])
async def test_given_rooms_of_two_sites_when_the_booking_comes_to_one_preset_then_both_are_booked(
    town: Town, more: dict[str, Any], preset: str | None
) -> None:
    booked = await town.book(NINE, TEN, None, rooms=["sala-1", "aula-1"], **more)

    assert (booked["rooms"], booked["preset"]) == (["sala-1", "aula-1"], preset)
