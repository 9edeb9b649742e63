"""Minutes, registers and exports over HTTP."""

import hashlib

import pytest

from orchestrator.councils.export.archive import unpacked
from orchestrator.councils.export.verifying import verified
from orchestrator.councils.minutes.canonical import digest, read_minutes
from orchestrator.councils.sitting.acts import Closed
from schedules.store.database import Database
from tests.orchestrator.conftest import Start
from tests.support.held_council import ORGAN, PLAN_TEXT, SITTING, Council, council
from tests.support.people import sign_in

MINUTES = f"/api/v1/sittings/{SITTING}/minutes"
EXPORT = f"/api/v1/sittings/{SITTING}/export.zip"
REGISTER = f"/api/v1/councils/{ORGAN}/resolutions"


@pytest.fixture
async def school(database: Database) -> Council:
    return await council(database)


async def test_minutes_given_an_officer_when_asked_for_then_bytes_pdf_and_export_say_the_same(
    start: Start, school: Council
) -> None:
    live = await school.opened()
    await school.votes(live, "v1", "plan", PLAN_TEXT)
    client, headers = await start(clock=school.clock), (await school.officer()).headers

    early = await client.get(EXPORT, headers=headers)
    await school.does(live, Closed())
    written = await (await client.get(MINUTES, headers=headers)).read()
    pdf = await client.get(f"{MINUTES}.pdf", headers=headers)
    archive = unpacked(await (await client.get(EXPORT, headers=headers)).read())

    assert (early.status, (await early.json())["error"]["code"]) == (409, "sitting_goes_on")
    assert digest(read_minutes(written)) == hashlib.sha256(written).hexdigest()
    assert (await pdf.read()).startswith(b"%PDF-")
    assert archive.minutes == written
    assert verified(archive, None).findings == ()


async def test_register_given_a_year_and_words_when_asked_for_then_it_has_those_and_hours_are_in_seconds(
    start: Start, school: Council
) -> None:
    await school.held()
    client, headers = await start(clock=school.clock), (await school.officer()).headers

    found = await (await client.get(f"{REGISTER}?year=2026/27&q=piano", headers=headers)).json()
    nothing = await (await client.get(f"{REGISTER}?q=zzz", headers=headers)).json()
    wrong = await client.get(f"{REGISTER}?year=26", headers=headers)
    hours = await (await client.get(f"/api/v1/councils/{ORGAN}/hours", headers=headers)).json()
    foreign = await client.get(REGISTER, headers=(await sign_in(school.database, "manager elsewhere")).headers)

    assert [(each["number"], each["text"], each["sitting"]) for each in found["resolutions"]] == [
        (1, PLAN_TEXT, SITTING)
    ]
    assert (nothing["resolutions"], wrong.status, foreign.status) == ([], 422, 404)
    assert hours["year"] == "2026/27"
    assert {each["name"]: each["seconds"] for each in hours["people"]}["Docente 005"] == 1800
