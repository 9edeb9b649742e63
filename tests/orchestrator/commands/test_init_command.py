"""`regia init` for scripts: what it makes, what it leaves alone, and what it refuses."""

import os
import shlex
import socket
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.locks import take_lock
from orchestrator.accounts.accounts import close_account, make_account
from orchestrator.accounts.links import LinkKind
from orchestrator.migrations.schema import upgrade
from schedules.store.database import open_database
from schedules.store.transaction import Transaction
from tests.support.commands import Done, regia
from tests.support.initialised import EMAIL, made_in, opened, options

ME = ("--user", "root") if os.geteuid() == 0 else ()
"""Root sets everything up for a user that the service has; the folders of the tests are root's own."""
NAMES = {"regia.toml", "regia.service", "data", "data/regia.db", "data/regia.db.lock"}


def init(folder: Path, *arguments: str, **environment: str) -> Done:
    return regia("init", folder, *arguments, *ME, **environment)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "casa"


def test_init_given_all_answers_when_run_then_everything_is_there_for_its_owner_alone_and_the_link_lets_in(
    folder: Path,
) -> None:
    done = init(folder, *options(), "--yes")
    made = made_in(folder)
    checked = regia("site", "check", folder / "regia.toml", LANG="en")

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1].startswith("https://regia.comune.example/links/")
    assert opened(folder, done.out) == (EMAIL, LinkKind.INVITATION)
    assert (made.administrators, made.names) == ([EMAIL], NAMES)
    assert made.modes == {
        "regia.toml": "600", "regia.service": "644", "data": "700", "data/regia.db": "600", "data/regia.db.lock": "600",
    }  # fmt: skip
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (checked.code, checked.out) == (0, "All right: 1 site, 2 rooms, 0 devices, 2 presets.\n")
    assert checked.err == ""
    assert f"{folder}/regia.service" in done.out


def test_init_given_what_it_made_when_run_again_then_no_byte_changes_and_it_says_what_is_there(folder: Path) -> None:
    first = init(folder, *options(), "--yes", LANG="en")
    before = made_in(folder)

    again = init(folder, LANG="en")
    others = init(folder, *options(name="Altra", email="luca@comune.example"), "--yes", LANG="en")

    assert made_in(folder) == before
    assert (again.code, others.out) == (0, again.out)
    assert again.out.count("There already: ") == 4
    assert f"There already: {EMAIL} administers" in again.out
    assert f"user reset {EMAIL} --data {folder}/data" in again.out
    assert "/links/" not in again.out
    assert opened(folder, first.out) == (EMAIL, LinkKind.INVITATION)


def test_init_given_a_room_file_that_somebody_changed_when_the_rest_is_missing_then_that_alone_is_made(
    folder: Path,
) -> None:
    init(folder, *options(), "--yes")
    changed = (folder / "regia.toml").read_text().replace("https://regia.comune.example", "https://sale.example")
    (folder / "regia.toml").write_text(changed)
    (folder / "regia.service").unlink()
    (folder / "data" / "regia.db").unlink()

    done = init(folder, "--email", "luca@comune.example", LANG="en")

    assert done.code == 0, done.err
    assert done.out.splitlines()[-1].startswith("https://sale.example/links/")
    assert made_in(folder).rooms.decode() == changed
    assert made_in(folder).administrators == ["luca@comune.example"]
    assert f"There already: {folder}/regia.toml" in done.out
    assert f"Made: {folder}/regia.service" in done.out


def test_init_given_a_run_that_was_killed_before_it_told_the_link_when_run_again_then_there_is_a_new_one(
    folder: Path,
) -> None:
    killed = init(folder, *options(), "--yes")
    (folder / "data" / "regia.db.init").touch()

    again = init(folder)

    assert opened(folder, killed.out) is None
    assert opened(folder, again.out) == (EMAIL, LinkKind.INVITATION)
    assert (made_in(folder).administrators, made_in(folder).names) == ([EMAIL], NAMES)


def test_init_given_an_account_of_that_address_when_run_then_it_becomes_the_administrator(folder: Path) -> None:
    account(folder, closed=False)

    done = init(folder, *options(), "--yes")

    assert opened(folder, done.out) == (EMAIL, LinkKind.INVITATION)
    assert made_in(folder).administrators == [EMAIL]


def test_init_given_a_closed_account_of_that_address_when_run_then_another_is_asked_for(folder: Path) -> None:
    account(folder, closed=True)

    done = init(folder, *options(), "--yes", LANG="en")
    other = init(folder, "--email", "luca@comune.example", LANG="en")

    assert (done.code, done.out) == (1, "")
    assert EMAIL in done.err
    assert other.code == 0, other.err
    assert made_in(folder).administrators == ["luca@comune.example"]
    assert made_in(folder).names == NAMES


def account(folder: Path, *, closed: bool) -> None:
    """A database in which somebody has the address already."""
    (folder / "data").mkdir(mode=0o700, parents=True)
    with closing(open_database(f"sqlite:///{folder}/data/regia.db")) as database:
        upgrade(database)
        with Transaction(database.writer) as db, db.begin():
            made = make_account(db, EMAIL, "Anna", "it", datetime.now(UTC))
            if closed:
                close_account(db, made.id, datetime.now(UTC))


def test_init_given_options_that_will_not_do_when_run_then_all_are_told_and_nothing_is_written(folder: Path) -> None:
    wrong = options(name=" ", timezone="Europe/Roma", halls=",", url="http://regia.example", email="anna")

    done = init(folder, *wrong, "--yes", LANG="en")

    assert (done.code, done.out, folder.exists()) == (2, "", False)
    told = done.err.splitlines()
    assert [line.partition(":")[0] for line in told] == ["--name", "--timezone", "--halls", "--url", "--email"]


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [
        ((), ["--name", "--timezone", "--halls", "--url", "--email"]),
        (("--yes",), ["--name", "--halls", "--email"]),
        ((*options(email=None), "--yes"), ["--email"]),
    ],
)
def test_init_given_nobody_to_ask_when_answers_are_missing_then_their_options_are_told(
    folder: Path, arguments: tuple[str, ...], missing: list[str]
) -> None:
    done = init(folder, *arguments, LANG="en")

    assert (done.code, folder.exists()) == (2, False)
    assert ", ".join(missing) in done.err
    assert done.err.count("--") == len(missing)


def test_init_given_yes_when_run_then_what_is_usual_is_taken(folder: Path) -> None:
    done = init(folder, *options(timezone=None, url=None), "--yes", TZ="Europe/Paris")
    rooms = (folder / "regia.toml").read_text()

    assert done.out.splitlines()[-1].startswith("http://127.0.0.1:8080/links/")
    assert 'timezone = "Europe/Paris"' in rooms
    assert 'url = "http://127.0.0.1:8080"' in rooms


@pytest.mark.parametrize("name", ["regia.toml", "regia.service"])
@pytest.mark.parametrize("kind", ["text", "folder", "link", "socket"])
def test_init_given_somebody_elses_file_of_that_name_when_run_then_it_is_left_alone_and_nothing_is_made(
    folder: Path, name: str, kind: str
) -> None:
    folder.mkdir(mode=0o700)
    other = folder / name
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        match kind:
            case "text":
                other.write_text("[Service]\nExecStart=/usr/bin/nginx\n")
            case "folder":
                other.mkdir()
            case "link":
                other.symlink_to(folder / "nowhere")
            case _:
                listening.bind(str(other))
        before = other.lstat()

        done = init(folder, *options(), "--yes", LANG="en")

        assert (done.code, done.out) == (1, "")
        assert str(other) in done.err
        assert "there already" in done.err
        assert (other.lstat().st_mtime_ns, other.lstat().st_ino) == (before.st_mtime_ns, before.st_ino)
        assert [path.name for path in folder.iterdir()] == [name]


def test_init_given_a_folder_that_everybody_may_write_to_when_run_then_it_is_refused(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)

    done = init(folder, *options(), "--yes")

    assert done.code == 1
    assert f"chmod 700 {folder}" in done.err
    assert not (folder / "regia.toml").exists()


def test_init_given_a_file_in_place_of_the_folder_when_run_then_it_says_so(folder: Path) -> None:
    folder.touch()

    done = init(folder, *options(), "--yes", LANG="en")

    assert (done.code, done.err.count("\n")) == (1, 1)
    assert str(folder) in done.err


@pytest.mark.parametrize("name", ["due\nrighe", "\x1b[31m"])
def test_init_given_a_folder_that_no_unit_can_name_when_run_then_it_says_so(tmp_path: Path, name: str) -> None:
    done = init(tmp_path / name, *options(), "--yes", LANG="en")

    assert (done.code, done.err.count("\n")) == (1, 1)
    assert not list(tmp_path.iterdir())


def test_init_given_a_user_that_there_is_not_when_run_then_it_says_how_to_make_it(folder: Path) -> None:
    done = regia("init", folder, *options(), "--yes", "--user", "nessuno", LANG="en")

    assert (done.code, folder.exists()) == (1, False)
    assert "adduser" in done.err


def test_init_given_another_at_work_when_run_then_it_leaves_it_to_that(folder: Path) -> None:
    (folder / "data").mkdir(mode=0o700, parents=True)
    lock = take_lock(folder / "data" / "regia.db.init")
    assert lock is not None
    with lock:
        done = init(folder, *options(), "--yes", LANG="en")

    assert (done.code, done.out) == (1, "")
    assert not (folder / "regia.toml").exists()


def test_init_given_a_data_folder_elsewhere_when_run_then_the_database_is_there_and_the_unit_says_so(
    folder: Path, tmp_path: Path
) -> None:
    done = init(folder, *options(), "--yes", "--data", str(tmp_path / "dati"))

    assert done.code == 0, done.err
    assert (tmp_path / "dati" / "regia.db").exists()
    assert f"ReadWritePaths={tmp_path}/dati" in (folder / "regia.service").read_text()
    assert not (folder / "data").exists()


def test_unit_given_what_init_made_when_its_command_is_read_then_it_is_this_program_with_these_files(
    folder: Path,
) -> None:
    init(folder, *options(url="http://127.0.0.1:9999"), "--yes")
    unit = (folder / "regia.service").read_text()
    (command,) = [line.partition("=")[2] for line in unit.splitlines() if line.startswith("ExecStart=")]

    words = shlex.split(command)

    assert Path(words[0]).is_file()
    assert words[-5:] == [str(folder / "regia.toml"), "--data", str(folder / "data"), "--port", "9999"]
