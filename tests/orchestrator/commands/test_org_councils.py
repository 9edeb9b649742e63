"""`regia org export` and `regia org delete`: all that is of a school's councils, taken along and deleted for good."""

import asyncio
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from orchestrator.access.actors import SERVICE
from orchestrator.audit.acts import ActKind
from orchestrator.audit.tables import ActRow
from orchestrator.commands.org_council_words import WORDS
from orchestrator.conferences.tables import BookingPersonRow, MeetingEventRow
from orchestrator.councils.dossiers.store import change_dossier, find_dossier
from orchestrator.councils.export.archive import unpacked
from orchestrator.councils.export.verifying import verified
from orchestrator.councils.organs.store import make_organ
from orchestrator.councils.registry.ownership import Owned, council_tables, rows_of
from orchestrator.councils.registry.whole_export import SECRETS
from orchestrator.people.doer import Doer
from schedules.store.database import Database
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction
from tests.support.commands import Done, regia
from tests.support.held_council import BEGINS, PLAN_TEXT, SITTING, Council, council
from tests.support.people import SCHOOL, UNION


@pytest.fixture
async def school(database: Database) -> Council:
    """A school with a sitting that is over, and a union with an organ."""
    made = await council(database)
    await made.held()
    await database.write(make_organ, UNION, "direttivo", "Direttivo", "assemblea", Doer(SERVICE, BEGINS))
    return made


async def run(folder: Path, *arguments: str | Path) -> Done:
    return await asyncio.to_thread(regia, "org", *arguments, "--data", folder, LANG="en_GB.UTF-8")


def counted(db: Transaction) -> dict[str, int]:
    """How many rows each table of councils has."""
    return {table.name: db.scalar(select(func.count()).select_from(table)) or 0 for table in council_tables()}


@pytest.mark.usefixtures("school")
async def test_export_given_a_school_when_written_then_each_sitting_verifies_and_each_row_is_there(
    tmp_path: Path,
) -> None:
    file = tmp_path / "scuola.zip"

    done = await run(tmp_path, "export", SCHOOL, file)
    again = await run(tmp_path, "export", SCHOOL, file)
    whole = zipfile.ZipFile(io.BytesIO(file.read_bytes()))
    acts = whole.read("tables/council_acts.jsonl").splitlines()
    archive = unpacked(whole.read(f"sittings/{SITTING}.zip"))

    assert done.code == 0, done.err
    assert "sittings that are over 1, rows " in done.out
    assert hashlib.sha256(file.read_bytes()).hexdigest() in done.out
    assert file.stat().st_mode & 0o777 == 0o600
    assert verified(archive, None).findings == ()
    assert sum(json.loads(line)["sitting_id"] == SITTING for line in acts) == len(archive.lines)
    assert PLAN_TEXT in whole.read("tables/council_resolutions.jsonl").decode()
    assert "Direttivo" not in whole.read("tables/council_organs.jsonl").decode()
    assert (again.code, again.err.count("\n")) == (1, 1)


async def test_delete_given_a_school_when_done_then_nothing_of_it_is_left_and_the_certificate_says_what_was(
    school: Council, tmp_path: Path
) -> None:
    file, database = tmp_path / "certificato.json", school.database
    await school.held("s2", BEGINS + timedelta(days=30))
    before = await database.read(counted)

    looked = await run(tmp_path, "delete", SCHOOL, "--certificate", file)
    there = file.exists(), await database.read(counted) == before
    done = await run(tmp_path, "delete", SCHOOL, "--certificate", file, "--yes")
    certificate = json.loads(file.read_text())
    after = await database.read(counted)

    assert (looked.code, there) == (0, (False, True))
    assert "council_acts" in looked.out
    assert done.code == 0, done.err
    assert {name: count for name, count in after.items() if count} == {"council_organs": 1, "council_rules": 1}
    assert certificate["rows"]["council_acts"] == before["council_acts"]
    assert [(each["sitting"], each["status"], len(each["head"])) for each in certificate["sittings"]] == [
        (SITTING, "closed", 64),
        ("s2", "closed", 64),
    ]
    assert hashlib.sha256(file.read_bytes()).hexdigest() in done.out
    assert (
        await database.read(lambda db: db.scalars(select(ActRow.action).order_by(ActRow.number)).all()[-1])
        == ActKind.COUNCILS_DELETED
    )
    assert PLAN_TEXT.encode() not in database.path.read_bytes()


async def test_delete_given_a_meeting_of_a_sitting_when_done_then_nothing_says_who_was_in_it_and_other_meetings_stay(
    school: Council, tmp_path: Path
) -> None:
    file, database = tmp_path / "certificato.json", school.database
    await database.write(with_meetings)

    done = await run(tmp_path, "delete", SCHOOL, "--certificate", file, "--yes")

    assert done.code == 0, done.err
    rows = json.loads(file.read_text())["rows"]
    assert {name: rows[name] for name in ("meeting_events", "booking_people")} == {
        "meeting_events": 1,
        "booking_people": 1,
    }
    left = await database.read(
        lambda db: [db.scalars(select(each)).all() for each in (MeetingEventRow.body, BookingPersonRow.name)]
    )
    assert left == [["another"], []]
    assert not any(name in written(tmp_path) for name in (b"Zibellina", b"Pimpinella"))


def written(folder: Path) -> bytes:
    """All bytes of the database and its log."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("regia.db*")))


def with_meetings(db: Transaction) -> None:
    """The sitting's booking, whose meeting told a name and has one who is expected; and another meeting."""
    dossier = find_dossier(db, SITTING)
    assert dossier is not None
    for booking in ("b1", "b2"):
        made = {"calendar": "regia", "uid": booking, "recurrence": BEGINS, "title": "Riunione", "created_at": BEGINS}
        db.add(OccurrenceRow(id=booking, start=BEGINS, end=BEGINS + timedelta(hours=2), **made))
    change_dossier(db, replace(dossier, bookings=("b1",)))
    db.flush()
    for booking, body in (("b1", "Zibellina"), ("b2", "another")):
        told = {"deployment": "jitsi", "room": booking, "kind": "joined", "at": BEGINS, "digest": booking}
        db.add(MeetingEventRow(occurrence_id=booking, body=body, **told))
    who = {"mail": "pimpinella@example.it", "mail_key": "pimpinella@example.it", "language": "it", "added_at": BEGINS}
    db.add(BookingPersonRow(id="p", occurrence_id="b1", name="Pimpinella", **who))
    db.flush()


async def test_delete_given_a_sitting_under_way_when_asked_for_then_nothing_goes_and_no_certificate_is_left(
    school: Council, tmp_path: Path
) -> None:
    await school.opened("s3", BEGINS + timedelta(days=60))
    before, file = await school.database.read(counted), tmp_path / "certificato.json"

    refused = await run(tmp_path, "delete", SCHOOL, "--certificate", file, "--yes")

    assert (refused.code, "s3" in refused.err, file.exists()) == (1, True, False)
    assert await school.database.read(counted) == before


def test_tables_given_all_of_councils_when_looked_through_then_each_has_an_owner_and_secrets_are_columns_of_theirs() -> (
    None
):
    tables = {table.name: table for table in council_tables()}

    assert rows_of(Owned(SCHOOL, [], [], [], [])).keys() == tables.keys()
    assert all(columns <= set(tables[name].columns.keys()) for name, columns in SECRETS.items())


def test_words_given_each_when_read_then_it_is_there_in_both_languages() -> None:
    assert {frozenset(words) for words in WORDS.values()} == {frozenset({"it", "en"})}
