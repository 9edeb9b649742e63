"""Acts go when their time has come, each kind by its own, and their words with the booking that they are about."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from orchestrator.access.identity import Actor
from orchestrator.audit.acts import Act, ActKind, ActObject, Field, ObjectKind, changes_between
from orchestrator.audit.pruned_kinds import PRUNED
from orchestrator.audit.store import record
from orchestrator.audit.tables import ActRow
from orchestrator.audit.terms import KINDS
from orchestrator.keeping.kinds import KINDS as LET_GO
from orchestrator.web.keys import DATABASE
from schedules.store.database import Database, open_database
from schedules.store.sites import wish_site
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import SITE
from tests.orchestrator.keeping.test_kinds import pruned
from tests.support.commands import regia_here
from tests.support.town import DAY, Town, hour

NOW = datetime.now(UTC)
ADA = Actor("account", "ada", "192.0.2.7")
AGES = {
    ActKind.SIGNED_IN: timedelta(days=401),
    ActKind.PRESSED_HOLD: timedelta(days=399),
    ActKind.BOOKING_MADE: timedelta(days=731),
    ActKind.STAFF_GIVEN: timedelta(days=731),
}


@pytest.fixture
def data(database: Database) -> Path:
    """A folder with a database in which acts of several kinds and ages are."""
    with Transaction(database.writer) as db, db.begin():
        wish_site(db, "digest", (("sito.toml", SITE),), ["sala-1"], NOW)
        for kind, age in AGES.items():
            record(db, ADA, Act(kind, NOW - age, ActObject(ObjectKind.ROOM, "sala-1")))
    database.close()
    return database.path.parent


def kept(data: Path) -> list[tuple[str, str]]:
    """The kind of each act and of whom, in order."""
    database = open_database(f"sqlite:///{data}/regia.db")
    with closing(database), Transaction(database.writer) as db:
        return [(row.action, row.who_kind) for row in db.scalars(select(ActRow).order_by(ActRow.number))]


def test_kinds_given_all_of_acts_when_looked_through_then_each_is_kept_by_one_term() -> None:
    assert sorted(kind for kinds in KINDS.values() for kind in kinds) == sorted(ActKind)


def test_words_given_all_kinds_that_are_let_go_when_told_then_each_has_some() -> None:
    assert {kind.name for kind in LET_GO} | {"events"} == PRUNED.keys()


async def test_addresses_given_acts_of_a_month_ago_when_pruned_then_these_have_none_and_are_there_otherwise(
    town: Town,
) -> None:
    database = town.client.app[DATABASE]
    about = ActObject(ObjectKind.ROOM, "sala-1")
    for kind, days in ((ActKind.SIGNED_IN, 0), (ActKind.PRESSED_HOLD, 29)):
        await database.write(record, ADA, Act(kind, DAY + timedelta(days=days), about))

    went = await pruned(town, 31)
    left = await database.read(
        lambda db: [(row.action, row.who, row.address) for row in db.scalars(select(ActRow)) if row.who == "ada"]
    )

    assert went["addresses"] == 1
    assert left == [("signed_in", "ada", ""), ("pressed_hold", "ada", "192.0.2.7")]


def test_acts_given_some_that_are_over_when_pruned_by_command_then_these_go_and_that_is_told_and_is_an_act(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    looked = regia_here(capsys, "audit", "prune", "--dry-run", "--language", "it", "--data", data)
    before = kept(data)
    went = regia_here(capsys, "audit", "prune", "--language", "en", "--data", data)
    again = regia_here(capsys, "audit", "prune", "--language", "en", "--data", data)

    assert [line.partition(",")[0] for line in looked.out.splitlines()] == [
        "Se ne andrebbe:",
        "  Atti su prenotazioni: 1",
        "  Atti di accesso: 1",
    ]
    assert before == [(str(kind), "account") for kind in AGES]
    assert went.out.splitlines()[0] == "Gone:"
    assert again.out == "There was nothing to let go.\n"
    assert kept(data) == [
        ("pressed_hold", "account"),
        ("staff_given", "account"),
        ("store_pruned", "command"),
        ("store_pruned", "command"),
    ]


async def test_words_given_a_booking_that_is_forgotten_or_gone_when_pruned_then_its_acts_say_none_any_more(
    town: Town,
) -> None:
    secret = await town.book(hour("09:00"), hour("10:00"), title="Zibellina", confidential=True)
    open_one = await town.book(hour("11:00"), hour("12:00"), title="Consiglio")
    database = town.client.app[DATABASE]
    for booking, words in ((secret, "Lucertolina"), (open_one, "Consiglio")):
        changes = changes_between({Field.TITLE: words}, {Field.TITLE: "altro"})
        about = ActObject(ObjectKind.BOOKING, booking["id"])
        later = DAY + timedelta(days=700)  # as an act that its booking outlives
        await database.write(record, ADA, Act(ActKind.BOOKING_CHANGED, later, about, changes=changes))

    def words_of(db: Transaction) -> list[str]:
        changed = select(ActRow.changes).where(ActRow.action == ActKind.BOOKING_CHANGED).order_by(ActRow.number)
        return [",".join(changes) for changes in db.scalars(changed)]

    await pruned(town, 8)
    after_a_week = await database.read(words_of)
    await pruned(town, 732)

    assert after_a_week == ["", "title"]
    assert await database.read(words_of) == ["", ""]
    files = [database.path, database.path.with_name(f"{database.path.name}-wal")]
    assert [path for path in files if b"Lucertolina" in path.read_bytes()] == []
