"""`regia store prune`, as an administrator runs it: what it says would go, goes, and is gone."""

import hashlib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from schedules.bookings import Key, Occurrence
from schedules.store.database import Database, open_database
from schedules.store.diary import book
from schedules.store.sites import wish_site
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import SITE
from tests.support.commands import Done, regia_here

NOW = datetime.now(UTC).replace(microsecond=0)
FORGOTTEN, OLDER, GONE = (NOW - timedelta(days=days) for days in (20, 40, 800))


@pytest.fixture
def data(database: Database) -> Path:
    """A folder with a database in which two confidential bookings and one of years ago are over, and one is still to come."""
    with Transaction(database.writer) as db, db.begin():
        wish_site(db, hashlib.sha256(SITE.encode()).hexdigest(), (("sito.toml", SITE),), ["sala-1"], GONE)
        for start, title in ((FORGOTTEN, "Zibellina"), (OLDER, "Zibellina"), (GONE, "Consiglio"), (NOW, "Domani")):
            end = start + timedelta(hours=1)
            wanted = Occurrence(
                Key("regia", title, start), start, end, title, ("sala-1",), None, confidential=title == "Zibellina"
            )
            book(db, b"key", wanted, start - timedelta(days=1))
    database.close()
    return database.path.parent


def prune(capsys: pytest.CaptureFixture[str], data: Path, *options: str) -> Done:
    return regia_here(capsys, "store", "prune", *options, "--data", data)


def told(start: datetime) -> str:
    """The day of a booking's end, by the house's clock."""
    return f"{(start + timedelta(hours=1)).astimezone(ZoneInfo('Europe/Rome')):%Y-%m-%d}"


def titles(data: Path) -> list[str]:
    """Of the bookings, oldest first."""
    database = open_database(f"sqlite:///{data}/regia.db")
    with closing(database), Transaction(database.writer) as db:
        return list(db.scalars(select(OccurrenceRow.title).order_by(OccurrenceRow.start)))


def test_prune_given_what_is_over_when_only_looked_at_then_it_is_told_in_both_languages_and_stays(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    italian = prune(capsys, data, "--dry-run", "--language", "it")
    english = prune(capsys, data, "--dry-run", "--language", "en")

    assert (italian.code, english.code, italian.err, english.err) == (0, 0, "", "")
    assert italian.out.splitlines() == [
        "Se ne andrebbe:",
        f"  Parole di prenotazioni riservate: 2, dal {told(OLDER)} al {told(FORGOTTEN)}",
        f"  Prenotazioni, con le loro pressioni di tasti: 1, del {told(GONE)}",
    ]
    assert english.out.splitlines() == [
        "This would go:",
        f"  Words of confidential bookings: 2, from {told(OLDER)} to {told(FORGOTTEN)}",
        f"  Bookings, with their presses: 1, of {told(GONE)}",
    ]
    assert titles(data) == ["Consiglio", "Zibellina", "Zibellina", "Domani"]


def test_prune_given_what_is_over_when_done_then_it_says_what_went_no_byte_says_it_and_a_second_time_finds_nothing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    would_go = prune(capsys, data, "--dry-run", "--language", "en")
    went = prune(capsys, data, "--language", "en")
    again = [prune(capsys, data, *options, "--language", "en").out for options in ((), ("--dry-run",))]

    assert (went.code, went.out) == (0, would_go.out.replace("This would go:", "Gone:"))
    assert again == ["There was nothing to let go.\n", "There is nothing to let go.\n"]
    assert titles(data) == ["", "", "Domani"]
    assert b"Zibellina" not in (data / "regia.db").read_bytes()


def test_prune_given_a_database_that_no_service_used_when_done_then_it_ends_with_a_sentence(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    database.close()

    done = prune(capsys, database.path.parent, "--language", "en")

    assert (done.code, done.out) == (1, "")
    assert "No service has used" in done.err
