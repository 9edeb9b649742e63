"""The schema: what the migrations make is what the tables say, whoever makes it and however often."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from integrations.services.feed import Fetched, Validators
from orchestrator.calendars.store import last_good
from orchestrator.migrations.run import FOLDER, migrate, unmake
from orchestrator.migrations.schema import HEAD, SchemaTooNew, upgrade, version
from orchestrator.migrations.tables import METADATA
from schedules.store.database import Database, open_database
from schedules.store.errors import StorageUnusable
from tests.orchestrator.conftest import SITE
from tests.support.small_store import content_of, make_store

PREPARE = """
import sys
from orchestrator.migrations.schema import upgrade
from schedules.store.database import open_database
database = open_database(sys.argv[1])
upgrade(database)
database.close()
print("alembic loaded:", "alembic" in sys.modules)
"""


def schema_of(connection: Connection) -> set[tuple[str, str, str]]:
    """All tables, indexes and triggers with the SQL that makes them; a column added later begins no line."""
    rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master"))
    return {(row.type, row.name, " ".join((row.sql or "").split())) for row in rows}


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Database]:
    """A database that came to our schema by all revisions, one after the other."""
    database = open_database(f"sqlite:///{tmp_path}/migrated.db")
    with database.writer.begin() as connection:
        migrate(connection, "head")
    yield database
    database.close()


def prepare(url: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", PREPARE, url], stdout=subprocess.PIPE, text=True)


def test_given_all_revisions_when_applied_then_alembic_finds_no_difference_to_the_tables(migrated: Database) -> None:
    with migrated.writer.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_given_all_revisions_when_applied_then_a_new_database_has_the_same_constraints_and_triggers_to_the_letter(
    migrated: Database, database: Database
) -> None:
    with migrated.writer.begin() as one, database.writer.begin() as other:
        by_revisions, made_new = schema_of(one), schema_of(other)

    assert by_revisions == made_new
    assert {name for kind, name, _ in made_new if kind == "trigger"} == {
        "acts_kept_delete",
        "acts_kept_update",
        "occupancies_no_overlap_insert",
        "occupancies_no_overlap_update",
    }


def test_given_our_schema_when_downgraded_to_the_base_then_nothing_is_left(database: Database) -> None:
    with database.writer.begin() as connection:
        unmake(connection)
        left = {name for kind, name, _ in schema_of(connection) if kind == "table"}

    assert left == {"alembic_version", "sqlite_sequence"}  # the notes of alembic and of SQLite themselves


def test_given_the_revisions_when_asked_for_their_head_then_it_is_the_one_the_program_names() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [HEAD]


async def test_given_our_schema_when_upgraded_again_then_it_stays(database: Database) -> None:
    upgrade(database)

    assert await database.read(version) == HEAD


async def test_given_a_fresh_file_when_two_processes_start_at_once_then_both_go_on_with_one_schema(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/regia.db"

    processes = [prepare(url) for _ in range(2)]
    outputs = [process.communicate(timeout=30)[0] for process in processes]

    database = open_database(url)
    found = await database.read(version)
    database.close()
    assert [process.returncode for process in processes] == [0, 0]
    assert outputs == ["alembic loaded: False\n"] * 2
    assert found == HEAD


def test_given_our_schema_when_a_process_starts_then_alembic_is_not_imported(database: Database) -> None:
    process = prepare(f"sqlite:///{database.path}")

    assert process.communicate(timeout=30)[0] == "alembic loaded: False\n"


def test_given_an_older_schema_when_upgraded_then_the_revisions_bring_it_to_ours(database: Database) -> None:
    with database.writer.begin() as connection:
        newest = schema_of(connection)
        unmake(connection)

    upgrade(database)

    with database.writer.begin() as connection:
        assert schema_of(connection) == newest


async def test_given_a_later_schema_when_upgraded_then_it_is_refused_and_untouched(database: Database) -> None:
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaTooNew, match="later version"):
        upgrade(database)

    assert await database.read(version) == "9999"


def test_given_a_folder_that_is_not_there_when_upgraded_then_the_storage_is_unusable(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/nowhere/regia.db")

    with pytest.raises(StorageUnusable, match="nowhere"):
        upgrade(database)
    database.close()


def test_given_a_database_of_the_first_version_when_upgraded_then_what_is_in_it_stays(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/regia.db")
    with database.writer.begin() as connection:
        migrate(connection, "0001")
        connection.execute(text("INSERT INTO calendars (id, text_digest, notes) VALUES ('sale', 'x', '{}')"))

    upgrade(database)

    with database.writer.begin() as connection:
        rows = connection.execute(text("SELECT * FROM calendars")).mappings().all()
    database.close()
    assert [row["id"] for row in rows] == ["sale"]
    assert "text_digest" not in rows[0]


def test_given_a_migration_that_is_cut_off_before_its_end_when_started_again_then_it_is_done_from_the_old_schema(
    tmp_path: Path,
) -> None:
    old, found = tmp_path / "regia.db", tmp_path / "found"
    make_store(old, SITE, "old", 300, revision="0013")
    before = content_of(old, tmp_path / "looked at")
    found.mkdir()
    database = open_database(f"sqlite:///{old}")
    with database.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA cache_size = 1")  # so that it writes before it is sure
        migrate(connection, HEAD)
        for name in ("regia.db", "regia.db-wal"):
            shutil.copy(tmp_path / name, found / name)
        written = (found / "regia.db-wal").stat().st_size
        connection.rollback()
    database.close()

    cut_off = content_of(found / "regia.db", tmp_path / "looked at")
    database = open_database(f"sqlite:///{found}/regia.db")
    upgrade(database)
    database.close()
    after = content_of(found / "regia.db", tmp_path / "looked at")

    assert written
    assert cut_off == before
    assert after == replace(before, revision=HEAD)


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004", "0013"])
def test_given_a_database_of_any_version_when_upgraded_then_it_is_as_a_new_one(
    tmp_path: Path, database: Database, revision: str
) -> None:
    old = open_database(f"sqlite:///{tmp_path}/old.db")
    with old.writer.begin() as connection:
        migrate(connection, revision)

    upgrade(old)

    with old.writer.begin() as one, database.writer.begin() as other:
        assert schema_of(one) == schema_of(other)
    old.close()


async def test_given_a_stored_calendar_when_its_text_is_moved_and_back_then_it_is_the_same(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/regia.db")
    values = {"id": "sale", "text": b"BEGIN:VCALENDAR\xff", "etag": '"1"', "last_modified": "Mon", "charset": "utf-8"}
    with database.writer.begin() as connection:
        migrate(connection, "0013")
        connection.execute(
            text("INSERT INTO calendars VALUES (:id, :etag, :last_modified, :text, 1, NULL, NULL, '{}', :charset)"),
            values,
        )
        connection.execute(text("INSERT INTO calendars (id, notes) VALUES ('mai-letto', '{}')"))

    upgrade(database)
    moved = await database.read(last_good, "sale"), await database.read(last_good, "mai-letto")
    with database.writer.begin() as connection:
        unmake(connection, "0013")
        rows = connection.execute(text("SELECT * FROM calendars ORDER BY id DESC")).mappings().all()
    database.close()

    assert moved == (Fetched(b"BEGIN:VCALENDAR\xff", Validators('"1"', "Mon"), "utf-8"), None)
    assert {name: rows[0][name] for name in values} == values
    assert [(row["id"], row["text"]) for row in rows[1:]] == [("mai-letto", None)]


def test_tables_given_a_module_of_them_in_any_folder_when_the_schema_is_made_then_it_knows_their_rows() -> None:
    modules = {path for path in FOLDER.parent.glob("*/tables.py") if path.parent != FOLDER}
    known = (FOLDER / "tables.py").read_text()

    assert len(modules) >= 3
    assert [path for path in modules if f"import orchestrator.{path.parent.name}.tables\n" not in known] == []
