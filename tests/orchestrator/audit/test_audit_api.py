"""Who did what, for programs: as a document of JSON, and as a file for spreadsheets."""

import csv
import io
from typing import Any

import pytest

from orchestrator.access.identity import Actor
from orchestrator.audit.acts import Act, ActKind, ActObject, ObjectKind
from orchestrator.audit.sheet import AT_ONCE, MARK, harmless
from orchestrator.audit.store import record
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.orchestrator.audit.conftest import Browse
from tests.support.people import SCHOOL, UNION
from tests.support.recorded import NOW, OPEN, SECRET, Recorded

API, OF_SCHOOL = "/api/v1/audit", f"/api/v1/organisations/{SCHOOL}/audit"


async def acts(browse: Browse, who: str, path: str) -> list[dict[str, Any]]:
    answer = await (await browse(who)).get(path)
    assert answer.status == 200, await answer.text()
    listed: list[dict[str, Any]] = (await answer.json())["acts"]
    return listed


async def test_api_given_an_administrator_when_asked_then_acts_come_with_before_and_after_and_a_sentence(
    browse: Browse, recorded: Recorded
) -> None:
    found = await acts(browse, "administrator", f"{API}?object=booking:{recorded.open_booking}")

    assert [act["kind"] for act in found] == ["pressed_extend", "booking_changed", "booking_made"]
    assert found[1] | {"number": 0, "at": ""} == {
        "number": 0,
        "at": "",
        "who": {"kind": "account", "id": recorded.accounts["manager"], "name": "Manager"},
        "address": "192.0.2.7",
        "kind": "booking_changed",
        "object": {"kind": "booking", "id": recorded.open_booking, "name": OPEN},
        "room": "sala-1",
        "organisation": SCHOOL,
        "changes": {"end": ["2026-11-03T09:00:00Z", "2026-11-03T09:30:00Z"]},
        "says": "ha spostato la fine dalle 10:00 alle 10:30",
    }


@pytest.mark.parametrize("who", ["administrator", "manager", "confidential"])
async def test_api_given_a_confidential_booking_when_asked_then_who_may_not_know_learns_neither_who_nor_words(
    browse: Browse, recorded: Recorded, who: str
) -> None:
    if who == "confidential":  # reads no audit at all
        assert (await (await browse(who)).get(OF_SCHOOL)).status == 403
        return
    secret = f"?object=booking:{recorded.secret_booking}"
    changed, made = await acts(browse, who, f"{API if who == 'administrator' else OF_SCHOOL}{secret}")

    assert made["who"] == {"kind": "account", "id": None, "name": "persona non indicata"}
    assert made["address"] == ""
    assert made["changes"].keys() == {"start", "end", "rooms", "confidential"}
    assert changed["changes"] == {}
    assert (changed["who"]["id"] is None) == (who == "administrator")  # a manager knows what they did themselves
    assert SECRET not in str((changed, made))


async def test_api_given_pages_when_turned_over_then_all_come_once(browse: Browse) -> None:
    admin = await browse("administrator")
    seen: list[int] = []
    path = f"{API}?limit=3"
    while True:
        page = await (await admin.get(path)).json()
        seen += [act["number"] for act in page["acts"]]
        if page["next"] is None:
            break
        path = f"{API}?limit=3&next={page['next']}"

    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 10


@pytest.mark.parametrize(
    "query", ["object=niente", "kind=niente", "next=x", "limit=51", "from=ieri", "what=x", "who=a&who=b"]
)
async def test_api_given_a_mistake_when_asked_then_it_is_told(browse: Browse, query: str) -> None:
    assert (await (await browse("administrator")).get(f"{API}?{query}")).status == 422


async def test_api_given_others_when_asked_then_they_are_refused(browse: Browse) -> None:
    manager = await browse("manager")

    assert (await manager.get(API)).status == 403
    assert (await manager.get(f"/api/v1/organisations/{UNION}/audit")).status == 404
    assert (await manager.get(OF_SCHOOL)).status == 200
    assert (await (await browse("administrator")).get("/api/v1/organisations/nessuna/audit")).status == 404


@pytest.mark.parametrize(("language", "mark", "head"), [("it", ";", "Quando"), ("en", ",", "When")])
async def test_sheet_given_a_filter_when_downloaded_then_it_has_those_acts_and_headings_of_the_language(
    browse: Browse, language: str, mark: str, head: str
) -> None:
    browser = await browse("manager", language)
    answer = await browser.get(f"/organisations/{SCHOOL}/audit.csv?kind=bookings")
    text = (await answer.read()).decode()
    sheet = list(csv.reader(io.StringIO(text.removeprefix(MARK), newline=""), delimiter=mark))

    assert text.startswith(MARK)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert sheet[0][1] == head
    assert [row[6] for row in sheet[1:]] == ["booking_changed", "booking_changed", "booking_made", "booking_made"]
    assert sheet[-1][1] == "2026-11-03 07:30:00+01:00"
    assert SECRET not in text


async def test_sheet_given_more_than_is_read_at_once_when_downloaded_then_all_come(
    browse: Browse, database: Database
) -> None:
    def more(db: Transaction) -> None:
        for number in range(2 * AT_ONCE):
            act = Act(ActKind.SIGNED_IN, NOW, ActObject(ObjectKind.ACCOUNT, str(number)))
            record(db, Actor("account", '=HYPERLINK("https://x.example")'), act)

    await database.write(more)
    answer = await (await browse("administrator")).get("/audit.csv")
    sheet = list(csv.reader(io.StringIO((await answer.read()).decode(), newline=""), delimiter=";"))

    assert len(sheet) == 1 + 2 * AT_ONCE + 10
    assert sheet[1][4].startswith("'=HYPERLINK")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1"])
def test_cell_given_what_a_spreadsheet_would_carry_out_when_written_then_it_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("Consiglio = uno") == "Consiglio = uno"
