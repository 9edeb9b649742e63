"""The register of resolutions, and hours in sittings."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from orchestrator.councils.registry.hours import Presence, hours_of
from orchestrator.councils.registry.indexing import index, indexed
from orchestrator.councils.registry.tables import MinutesRow
from orchestrator.councils.sitting.acts import Closed
from orchestrator.councils.sitting.correction_acts import CorrectionConfirmed, CorrectionProposed, PresenceCorrection
from orchestrator.councils.sitting.seats import Place
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import Start
from tests.orchestrator.councils.registry.test_minutes_page import said
from tests.support.held_council import BEGINS, CHAIR, ORGAN, PLAN_TEXT, SECRETARY, SITTING, Council, council
from tests.support.page_forms import Browser
from tests.support.people import SCHOOL, sign_in

REGISTER = f"/councils/organs/{ORGAN}/resolutions"
HOURS = f"/councils/organs/{ORGAN}/hours"
ALL_HOURS = f"/organisations/{SCHOOL}/council-hours"
NEXT_YEAR = BEGINS + timedelta(days=365)


@pytest.fixture
async def school(database: Database) -> Council:
    return await council(database)


async def secretary(start: Start, school: Council) -> Browser:
    return Browser(await start(clock=school.clock), await school.officer())


async def test_register_given_sittings_of_two_years_when_looked_through_then_each_year_counts_anew(
    start: Start, school: Council
) -> None:
    browser = await secretary(start, school)
    assert "Ancora nessuna deliberazione." in await browser.text(REGISTER)
    live = await school.opened()
    await school.votes(live, "v1", "plan", PLAN_TEXT)
    await school.votes(live, "v2", "choice", "Si va in gita a Ostia.")
    await school.votes(live, "v3", "people", "Respinta.", against=4)
    await school.does(live, Closed())
    await school.held("s2", NEXT_YEAR)
    school.clock.now = datetime.now(UTC)  # as the sign-in of the secretary is

    latest = said(await browser.text(REGISTER))
    first = said(await browser.text(f"{REGISTER}?year=2026/27"))
    found = said(await browser.text(f"{REGISTER}?q=GITA+ostia"))
    nothing = await browser.text(f"{REGISTER}?q=zzz")

    assert "anno scolastico 2027/28" in latest
    assert "Una deliberazione." in latest
    assert "1 5 ott 2026 Piano annuale Il Collegio approva il piano annuale. approvata (favorevoli 5" in first
    assert "2 5 ott 2026 Calendario Si va in gita a Ostia." in first
    assert "Respinta." not in first
    assert "2 2026/27 5 ott 2026 Calendario" in found
    assert "Nessuna corrisponde a quello che cerchi." in nothing


async def test_numbers_given_several_who_look_at_once_when_sittings_are_over_then_each_has_one_in_the_order_of_days(
    school: Council,
) -> None:
    for number, days in enumerate((20, 0, 10)):
        await school.held(f"s{number}", BEGINS + timedelta(days=days))

    zone = ZoneInfo("Europe/Rome")
    await asyncio.gather(*(indexed(school.database, ORGAN, zone, school.clock()) for _ in range(8)))

    def numbers(db: Transaction) -> dict[str, int]:
        return {row.sitting_id: row.number for row in db.scalars(select(MinutesRow))}

    assert await school.database.read(numbers) == {"s1": 1, "s2": 2, "s0": 3}
    await school.database.write(index, ORGAN, zone, school.clock())
    assert await school.database.read(numbers) == {"s1": 1, "s2": 2, "s0": 3}


async def test_hours_given_one_who_left_and_a_correction_after_when_counted_then_the_correction_counts(
    start: Start, school: Council
) -> None:
    live = await school.held()
    browser = await secretary(start, school)

    before = said(await browser.text(HOURS))
    correction = PresenceCorrection("7", Place.HALL, 1, None)
    await school.does(live, CorrectionProposed("c1", correction, "C’era."), by=SECRETARY)
    await school.does(live, CorrectionConfirmed("c1"), by=CHAIR)
    after = await (await browser.get(f"{HOURS}.csv")).text()

    assert "Docente 005 C005 1 0 0 0:30" in before
    assert "Docente 007 C007 0 0 1 0:00" in before
    assert "Docente 001;C001;1;0;0;1:00;1:00" in after
    assert "Docente 007;C007;1;0;0;1:00;1:00" in after


async def test_hours_given_an_organisation_when_asked_for_then_its_managers_alone_read_them(
    start: Start, school: Council
) -> None:
    await school.held()
    officer = await secretary(start, school)
    manager = Browser(officer.client, await sign_in(school.database, "manager"))
    foreign = Browser(officer.client, await sign_in(school.database, "manager elsewhere"))

    assert "Docente 001 C001 1 0 0 1:00" in said(await manager.text(ALL_HOURS))
    assert "Docente 001;C001" in await (await manager.get(f"{ALL_HOURS}.csv")).text()
    assert [(await officer.get(ALL_HOURS)).status, (await foreign.get(ALL_HOURS)).status] == [403, 404]
    assert [(await foreign.get(path)).status for path in (REGISTER, HOURS, f"{HOURS}.csv")] == [404] * 3


def test_hours_given_somebody_in_two_organs_when_counted_then_address_code_or_name_makes_them_one() -> None:
    def was(organ: str, name: str, code: str, mail: str, seconds: int, *, justified: bool = False) -> Presence:
        return Presence(organ, name, code, mail, seconds, justified)

    found = hours_of(
        [
            was("a", "Ada Neri", "D1", "ada@x.example", 60),
            was("b", "Neri Ada", "D9", "Ada@X.example", 120),
            was("a", "Bea", "D2", "", 0, justified=True),
            was("b", "Bea Bo", "d2", "", 30),
            was("a", "Carla", "", "", 0),
        ]
    )

    assert [(each.name, each.seconds, each.there, each.excused, each.missing) for each in found] == [
        ("Bea Bo", 30, 1, 1, 0),
        ("Carla", 0, 0, 0, 1),
        ("Neri Ada", 180, 2, 0, 0),
    ]
    assert found[-1].by_organ == {"a": 60, "b": 120}


async def test_heading_given_lines_when_written_then_minutes_say_them_and_a_second_writer_is_told(
    start: Start, school: Council
) -> None:
    await school.held()
    officer = await secretary(start, school)
    manager = Browser(officer.client, await sign_in(school.database, "manager"))
    path = f"/organisations/{SCHOOL}/minutes-heading"
    old = await manager.opened(path)

    done = await manager.send(path, {"lines": "Liceo Alighieri\nVia Roma 1\nFRPS01000X"})
    late = await manager.post(path, {**old, "lines": "Altro"})
    wrong = await manager.send(path, {"lines": "x\n" * 7})
    page = said(await officer.text(f"/councils/sittings/{SITTING}/minutes"))

    assert (done.status, late.status, wrong.status) == (303, 422, 422)
    assert "Liceo Alighieri Via Roma 1 FRPS01000X" in page
    assert (await officer.get(path)).status == 403
