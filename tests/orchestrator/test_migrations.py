"""The schema: what the migrations make is what the tables say, whoever makes it and however often."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from orchestrator.migrations.run import FOLDER, unmake
from orchestrator.migrations.schema import HEAD, SchemaTooNew, upgrade, version
from orchestrator.tables import TokenRow
from schedules.database import Base, Database, StorageUnusable, open_database

ALEMBICS_OWN = {"alembic_version", "sqlite_autoindex_alembic_version_1"}

PREPARE = """
import sys
from orchestrator.migrations.schema import upgrade
from schedules.database import open_database
database = open_database(sys.argv[1])
upgrade(database)
database.close()
print("alembic" in sys.modules)
"""


def schema_of(connection: Connection) -> set[tuple[str, str, str]]:
    """All tables, indexes and triggers with the SQL that makes them."""
    rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master"))
    return {(row.type, row.name, row.sql) for row in rows if row.name not in ALEMBICS_OWN}


def prepare(url: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", PREPARE, url], stdout=subprocess.PIPE, text=True)


def test_given_an_empty_file_when_upgraded_then_alembic_finds_no_difference_to_the_tables(database: Database) -> None:
    with database.writer.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_given_an_empty_file_when_upgraded_then_it_has_the_constraints_and_triggers_of_the_tables_too(
    database: Database, tmp_path: Path
) -> None:
    from_tables = open_database(f"sqlite:///{tmp_path}/tables.db")
    with from_tables.writer.begin() as connection:
        assert TokenRow.__tablename__ in Base.metadata.tables
        Base.metadata.create_all(connection)
        wished = schema_of(connection)
    from_tables.close()

    with database.writer.begin() as connection:
        found = schema_of(connection)

    assert found == wished
    assert {name for kind, name, _ in found if kind == "trigger"} == {
        "occupancies_no_overlap_insert",
        "occupancies_no_overlap_update",
    }


def test_given_our_schema_when_downgraded_to_the_base_then_nothing_is_left(database: Database) -> None:
    with database.writer.begin() as connection:
        unmake(connection)
        left = {name for _, name, _ in schema_of(connection)}

    assert left <= {"sqlite_sequence"}  # SQLite's own, it cannot be dropped


def test_given_the_revisions_when_asked_for_their_head_then_it_is_the_one_the_program_names() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [HEAD]


async def test_given_our_schema_when_upgraded_again_then_it_stays(database: Database) -> None:
    upgrade(database)

    assert await database.read(version) == HEAD


def test_given_a_fresh_file_when_two_processes_start_at_once_then_both_go_on_with_one_schema(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/regia.db"

    processes = [prepare(url) for _ in range(2)]
    outputs = [process.communicate(timeout=30)[0] for process in processes]

    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(outputs) == ["False\n", "True\n"]  # one of them found the work done, and did not load alembic


def test_given_our_schema_when_a_process_starts_then_alembic_is_not_imported(database: Database) -> None:
    process = prepare(f"sqlite:///{database.path}")

    assert process.communicate(timeout=30)[0] == "False\n"


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
