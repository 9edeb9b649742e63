"""Whose bookings are, by the room file: of calendars, of the house, and of what is stored already."""

from pathlib import Path

import pytest
from sqlalchemy import select

from config.site_file.loading import Loaded, load_site
from orchestrator.accounts.organisations import make_organisation
from orchestrator.web.keys import DATABASE
from schedules.store.database import Database
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import Start
from tests.support.town import Json, Town, event, hour
from tests.support.town_site import TOWN

NINE, TEN, ELEVEN = hour("09:00"), hour("10:00"), hour("11:00")
OF_SCHOOL = TOWN.replace('path = "sale.ics"', 'path = "sale.ics"\norganisation = "scuola"')
OWNED = OF_SCHOOL.replace('name = "Casa"', 'name = "Casa"\norganisation = "comune"')


@pytest.fixture
def town_site(tmp_path: Path) -> Loaded:
    """The town's file, which names no organisation."""
    (tmp_path / "sito.toml").write_text(TOWN)
    return load_site([tmp_path / "sito.toml"])


async def organised(database: Database, *organisations: str) -> None:
    def make(db: Transaction) -> None:
        for organisation in organisations:
            make_organisation(db, organisation, organisation.capitalize(), NINE)

    await database.write(make)


async def owners(town: Town) -> dict[str, str | None]:
    """Of each booking, by its title."""

    def read(db: Transaction) -> dict[str, str | None]:
        return {row.title: row.organisation for row in db.scalars(select(OccurrenceRow))}

    return await town.client.app[DATABASE].read(read)


async def apply(town: Town, text: str, status: int = 200) -> Json:
    body = {"files": [{"name": "sito.toml", "text": text}]}
    answer = await town.client.post("/api/v1/site", json=body, headers=await town.as_("admin"))
    assert answer.status == status, await answer.text()
    told: Json = await answer.json()
    return told


async def test_owners_given_bookings_of_nobody_when_the_room_file_names_owners_then_they_have_them(
    town: Town, database: Database
) -> None:
    await organised(database, "comune", "scuola")
    await town.book(NINE, TEN)
    await town.pressed("start", until=hour("06:30").isoformat())
    await town.calendar_says(event("uno", TEN, ELEVEN, title="Corso"))
    assert set((await owners(town)).values()) == {None}

    await apply(town, OWNED)

    assert await owners(town) == {"Consiglio": "comune", "Riunione": "comune", "Corso": "scuola"}


async def test_owners_given_a_calendar_that_changes_hands_when_its_text_stays_then_its_bookings_change_them_too(
    town: Town, database: Database
) -> None:
    await organised(database, "comune", "scuola")
    await apply(town, OWNED)
    await town.calendar_says(event("uno", TEN, ELEVEN, title="Corso"))
    await town.book(NINE, TEN)
    await town.pressed("start", until=hour("06:30").isoformat())

    await apply(town, OWNED.replace('"scuola"', '"comune"').replace('Casa"\norganisation = "comune"', 'Casa"'))

    assert await owners(town) == {"Consiglio": "comune", "Riunione": "comune", "Corso": "comune"}


async def test_owners_given_a_file_with_one_that_there_is_not_when_applied_then_it_is_refused_on_its_line(
    town: Town, database: Database
) -> None:
    await organised(database, "comune")

    told = await apply(town, OWNED, status=422)

    mistakes = told["error"]["details"]["mistakes"]
    assert [(mistake["path"], mistake["line"]) for mistake in mistakes] == [("calendars.sale.organisation", 17)]


async def test_owners_given_several_when_a_calendar_names_none_then_the_file_is_refused(
    town: Town, database: Database
) -> None:
    await organised(database, "comune", "scuola")

    told = await apply(town, TOWN, status=422)

    assert [mistake["path"] for mistake in told["error"]["details"]["mistakes"]] == ["calendars.sale"]


async def test_owners_given_a_service_that_starts_with_such_a_file_when_it_has_begun_then_it_runs_all_the_same(
    start_town: Start, database: Database
) -> None:
    await organised(database, "comune", "scuola")

    client = await start_town(clock=lambda: NINE)

    assert (await client.get("/readyz")).status == 200
