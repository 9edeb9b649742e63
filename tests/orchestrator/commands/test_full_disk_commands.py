"""Every command that writes, on a disk without room: a sentence, exit code 1, and nothing half written."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from cyclopts import App

from orchestrator.cli import app
from schedules.store.copies import copy_store
from tests.orchestrator.conftest import SITE
from tests.support.commands import Done, regia_in
from tests.support.initialised import options
from tests.support.small_disk import FILLER, fill, small_disk
from tests.support.small_store import Content, content_of, make_store
from tests.support.waiting import WITHIN_S

WRITES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("audit", "prune"): (),
    ("backup",): ("new.db",),
    ("init",): (".", *options(), "--yes", *(("--user", "root") if os.geteuid() == 0 else ())),
    ("mail", "test"): ("anna@x.example",),
    ("restore",): ("copy.db",),
    ("serve",): ("sito.toml", "--port", "0"),
    ("store", "prune"): (),
    ("org", "add"): ("liceo", "Liceo Varrone"),
    ("token", "add"): ("--role", "admin"),
    ("token", "revoke"): ("abcdefgh",),
    ("user", "add"): ("ada@x.example", "--admin", "--url", "https://regia.example"),
    ("user", "close"): ("p0@x.example",),
    ("user", "reset"): ("p0@x.example", "--url", "https://regia.example"),
}
"""What writes into the data folder, with its arguments."""
LONG = {("backup",), ("restore",), ("store", "prune")}
"""Those for which there may be room to begin and not to end."""
WRITES_ELSEWHERE = {
    ("site", "apply"): "in the service: tests/orchestrator/site/test_site_applied.py",
    ("agent",): "goes on without its disk, and writes when there is room: tests/room_agents/test_journal.py",
    ("demo",): "in a temporary folder: see below",
    ("org", "delete"): "a certificate, where it is wanted: tests/orchestrator/commands/test_org_councils.py",
    ("org", "export"): "a file, where it is wanted: tests/orchestrator/commands/test_org_councils.py",
    ("patterns",): "in a temporary folder: see below",
}
WRITES_NOTHING = {
    ("council", "verify"),
    *(("plan",), ("pin",), ("site", "check"), ("site", "status"), ("store", "check"), ("token", "list")),
    *(("user", "list"), ("org", "list"), ("jitsi", "check")),
    *(("emulate", name) for name in ("obs", "projector", "appletv", "jitsi", "http")),
}
OF_SQLITE = {"regia.db-wal", "regia.db-shm", "regia.db.lock", "regia.db.serving", FILLER}
"""What lies beside a database that is whole, and is played in or begun anew."""
SOME_PAGES = 100 * 1024
"""Room enough for them to begin, and too little to end."""


@dataclass(frozen=True, slots=True)
class Disk:
    """A data folder with a database and a copy of it, on a disk of its own where this machine lets us mount one."""

    folder: Path
    mounted: bool

    def run(self, *command: str) -> Done:
        """The command, which can write no more."""
        return (regia_in if self.mounted else limited)(self.folder, *command, LANG="C")

    def fill(self, *, but: int = 0) -> None:
        """Leave no room *but* some bytes."""
        if self.mounted:
            fill(self.folder)
            filler = self.folder / FILLER
            os.truncate(filler, filler.stat().st_size - but)

    def names(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()} - OF_SQLITE


def limited(place: Path, *command: str, **environment: str) -> Done:
    """The command in a process of its own, of which no file may grow."""
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", *command],
        cwd=place,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=WITHIN_S,
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (1, 1)),
    )
    assert "Traceback" not in done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a store with some hundred bookings."""
    folder = tmp_path_factory.mktemp("made")
    make_store(folder / "store.db", SITE, "made", 500)
    copy_store(folder / "store.db", folder / "copy.db")
    return folder / "copy.db"


@pytest.fixture
def disk(made: Path, tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    with small_disk(folder, 3) as mounted:
        for name in ("regia.db", "copy.db"):
            copy_store(made, folder / name)
        (folder / "sito.toml").write_text(SITE)
        yield Disk(folder, mounted)


def commands(of: App, *path: str) -> Iterator[tuple[str, ...]]:
    """The words of all commands below *of* that do something."""
    for name in of:
        if not name.startswith("-"):
            if of[name].default_command is not None:
                yield (*path, name)
            yield from commands(of[name], *path, name)


def test_commands_given_all_there_are_when_looked_through_then_each_is_known_to_write_or_not() -> None:
    assert sorted(commands(app)) == sorted([*WRITES, *WRITES_ELSEWHERE, *WRITES_NOTHING])


@pytest.mark.parametrize(
    ("command", "room"),
    [*((command, 0) for command in WRITES), *((command, SOME_PAGES) for command in WRITES if command in LONG)],
    ids=str,
)
def test_command_given_a_full_disk_when_run_then_it_ends_with_a_sentence_and_everything_is_as_before(
    disk: Disk, made: Path, tmp_path: Path, command: tuple[str, ...], room: int
) -> None:
    before, names = content(disk.folder / "regia.db", tmp_path), disk.names()
    disk.fill(but=room)

    done = disk.run(*command, *WRITES[command], "--data", ".")

    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert not disk.mounted or "full" in done.err
    assert disk.names() == names
    assert content(disk.folder / "regia.db", tmp_path) == before
    assert content(disk.folder / "copy.db", tmp_path) == content(made, tmp_path)


@pytest.mark.parametrize("command", ["demo", "patterns"])
def test_command_given_a_temporary_folder_that_takes_nothing_when_run_then_it_ends_with_a_sentence_and_cleans_up(
    tmp_path: Path, command: str
) -> None:
    done = limited(tmp_path, command, LANG="C", TMPDIR=str(tmp_path))

    assert (done.code, done.err.count("\n")) == (1, 1)
    assert not list(tmp_path.iterdir())


def content(path: Path, folder: Path) -> Content:
    return content_of(path, folder / "looked at")
