"""All rooms of a large installation in one answer."""

import pytest

from config.site_file.loading import Loaded, load_texts
from orchestrator.calendars.failures import Failure
from orchestrator.calendars.store import record_failure
from orchestrator.hub.keys import PLANS
from orchestrator.web.keys import DATABASE
from tests.support.town import Town

SITES = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"
[[sites]]
id = "scuola"
name = "Scuola"
timezone = "Europe/Rome"
"""
CALENDARS = "".join(
    f'[[calendars]]\nid = "{site}-ics"\nsite = "{site}"\npath = "{site}.ics"\n' for site in ("casa", "scuola")
)
ROOMS = [f"{site}-{number:02}" for site in ("casa", "scuola") for number in range(30)]


@pytest.fixture
def town_site() -> Loaded:
    """Two sites with thirty rooms and a calendar each."""
    rooms = "".join(f'[[rooms]]\nid = "{room}"\nname = "{room}"\nsite = "{room[:-3]}"\n' for room in ROOMS)
    return load_texts((("sito.toml", SITES + CALENDARS + rooms),))


async def test_given_many_rooms_when_all_are_asked_for_then_their_plans_are_read_together(town: Town) -> None:
    database, board = town.client.app[DATABASE], town.client.app[PLANS]
    for calendar in ("casa-ics", "scuola-ics"):
        await database.write(record_failure, calendar, Failure("", "", "spenta"), town.now)
    headers = await town.as_("admin")
    before = board._readings

    answer = await town.client.get("/api/v1/rooms", headers=headers)
    rooms = (await answer.json())["rooms"]

    assert [room["id"] for room in rooms] == ROOMS
    assert [[*room["calendars_failing_since"]] for room in rooms] == [["casa-ics"]] * 30 + [["scuola-ics"]] * 30
    assert board._readings - before < 10  # twenty plans are made at once, and the timekeeper reads besides
