"""A sitting is its organ's alone: every page and answer of it is nothing to whoever else asks, whatever they are."""

from datetime import datetime
from uuid import uuid4

import pytest

from orchestrator.access.identity import Actor
from orchestrator.app import all_routes
from orchestrator.councils.organs.organ import Office, Officer
from orchestrator.councils.organs.pasted import read_pasted
from orchestrator.councils.organs.pasting import rows_of
from orchestrator.councils.organs.roll_store import put_rows
from orchestrator.councils.organs.store import find_organ, make_organ, seats_of, set_officers
from orchestrator.people.doer import Doer
from orchestrator.web.keys import CLOCK
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import Start
from tests.support.convened_council import Council, convened_council
from tests.support.page_forms import Browser
from tests.support.people import SCHOOL, sign_in

OTHERS = ("manager elsewhere", "administrator", "technician", "desk", "organiser", "viewer", "nobody")


@pytest.fixture
async def council(start: Start) -> Council:
    return await convened_council(await start())


def paths_of(council: Council) -> list[str]:
    """Everything that is asked by GET of the sitting or its organ, by people who are signed in."""
    known = {
        "sitting": council.sitting,
        "organ": council.organ,
        "seat": council.seats[0],
        "item": "plan",
        "paper": "notice",
        "digest": "0" * 64,
        "sha256": "0" * 64,
        "document": "0" * 64,
    }
    found = []
    for route in all_routes():
        of_council = (
            "/councils/sittings/" in route.path or "/api/v1/sittings/" in route.path or "/organs/{organ}" in route.path
        )
        if route.method == "GET" and of_council and not route.path.startswith("/organisations"):
            found.append(route.path.format_map(known))
    return found


async def test_sitting_given_people_of_other_organs_and_schools_when_they_ask_for_anything_of_it_then_there_is_nothing(
    council: Council, database: Database
) -> None:
    client = council.chair.client
    people = {who: Browser(client, await sign_in(database, who)) for who in OTHERS}
    await database.write(_chair_of_another_organ, council.member.who.account, client.app[CLOCK]())
    people["chair of another organ of the school, and member of this one"] = council.member
    paths = paths_of(council)

    seen = {
        (who, path): answer.status
        for who, browser in people.items()
        for path in paths
        if (answer := await browser.get(path)).status != 404
    }

    assert len(paths) > 20
    assert seen == {}
    assert (await council.chair.get(f"/councils/sittings/{council.sitting}/live")).status == 200


async def test_sitting_given_a_link_that_is_nobodys_when_it_is_opened_or_pressed_then_there_is_nothing(
    council: Council,
) -> None:
    client = council.chair.client
    stranger = f"/c/{'A' * 43}"

    answers = [await client.get(stranger), await client.get(f"/c/screen/{'A' * 43}"), await client.get("/c/x")]
    form = {"form_id": str(uuid4()), "do": "prove", "pin": council.pins[0]}
    pressed = await client.post(stranger, data=form, headers={"Sec-Fetch-Site": "same-origin"})

    assert [answer.status for answer in answers] == [404, 404, 404]
    assert pressed.status == 404


def _chair_of_another_organ(db: Transaction, account: str, now: datetime) -> None:
    """Whoever has the address of the fourth member leads the school's other organ."""
    by = Doer(Actor("account", account, "127.0.0.1"), now)
    organ = make_organ(db, SCHOOL, str(uuid4()), "Consiglio di istituto", "istituto", by)
    put_rows(
        db, organ, rows_of(read_pasted("Nome; Indirizzo; Codice\nDocente 004; docente4@scuola.example; X1"), ()), by
    )
    organ = find_organ(db, SCHOOL, organ.id)
    (seat,) = seats_of(db, organ.id)
    set_officers(db, organ, [Officer(office, seat.member.id) for office in (Office.CHAIR, Office.SECRETARY)], by)
