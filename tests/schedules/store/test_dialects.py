"""What one kind of database does stands in one module: nothing else names that kind, nor what it alone has."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from schedules.store.dialects import dialect_of, parsed
from schedules.store.errors import WrongAddress

ROOT = Path(__file__).parents[3]
PACKAGES = ("schedules", "orchestrator")
"""Those that may know a database; in the others a trigger may be a device's."""
NAMED = re.compile(r"(?i:sqlite|\btriggers?\b|\bpragmas?\b|\bvacuum\b|write-ahead)|\bWAL\b|(?<![\w.])changes\(\)")
EXEMPT = {
    "schedules/store/sqlite.py": "where it stands",
    "schedules/store/dialects.py": "it chooses, and tells people which addresses there are",
    "orchestrator/migrations/versions/r0001_first.py": "what was done to databases of its time",
    "orchestrator/migrations/versions/r0003_site_changes.py": "what was done to databases of its time",
    "orchestrator/migrations/versions/r0022_acts.py": "what was done to databases of its time",
    "orchestrator/migrations/versions/r0023_meeting_links.py": "what was done to databases of its time",
    "orchestrator/migrations/versions/r0033_presence_entries.py": "what was done to databases of its time",
    "orchestrator/migrations/versions/r0038_secret_votes.py": "what was done to databases of its time",
}
IMPORTED = re.compile(r"from schedules\.store\.sqlite import [\w, ]+$")
"""In the store alone: by what works on files, whatever they are named."""


def lines_that_name(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if NAMED.search(line))


def test_modules_given_all_of_them_when_looked_through_then_sqlite_is_named_in_its_own_alone() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if str(path.relative_to(ROOT)) not in EXEMPT
        for line in lines_that_name(path.read_text())
        if not (path.parent == ROOT / "schedules/store" and IMPORTED.match(line))
    }

    assert found == set()


@pytest.mark.parametrize("path", EXEMPT)
def test_exemption_given_its_module_when_looked_through_then_it_is_still_needed(path: str) -> None:
    assert any(lines_that_name((ROOT / path).read_text()))


@pytest.mark.parametrize(
    "line",
    [
        *("import sqlite3", 'f"sqlite:///{path}"', "# SQLite's own", "CREATE TRIGGER a", "PRAGMA journal_mode"),
        *("the log (WAL) of writes", "SELECT changes()", 'connection.execute("VACUUM")', "the write-ahead log"),
    ],
)
def test_search_given_what_only_one_kind_has_when_it_is_looked_at_then_it_is_found(line: str) -> None:
    assert list(lines_that_name(line)) == [line]


@pytest.mark.parametrize("line", ["app[CHANGES] = Changes()", "find_changes()", "Plans are level-triggered.", "walk"])
def test_search_given_other_words_when_they_are_looked_at_then_nothing_is_found(line: str) -> None:
    assert list(lines_that_name(line)) == []


def test_dialect_given_an_engine_when_it_is_asked_for_then_it_is_that_of_its_name(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/regia.db")

    assert dialect_of(engine.dialect.name).checked(engine.url) == engine.url


def test_address_given_a_kind_without_a_module_when_it_is_read_then_it_is_refused() -> None:
    with pytest.raises(WrongAddress, match="there is no support for 'mysql' databases"):
        parsed("mysql://somewhere/regia")
