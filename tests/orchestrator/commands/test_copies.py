"""The database file: whether it is whole and still the one that is open; its copies, and putting one in its place."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from orchestrator.commands.backup import refuse_secret_vote
from orchestrator.councils.ballots.closing import close_vote
from orchestrator.migrations.schema import upgrade
from schedules.store.copies import copy_store, damages, exchange_store
from schedules.store.database import Database, open_database
from schedules.store.errors import StorageMoved, StorageUnusable
from schedules.store.facts import store_facts
from schedules.store.locks import take_database_lock
from schedules.store.tables import FactRow
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import SITE, MakeToken
from tests.support.ballots import KEYS, VOTE, opened_vote
from tests.support.commands import regia, regia_here
from tests.support.town import Client

PAGE = 4096


def keep(db: Transaction, key: str) -> None:
    db.add(FactRow(key=key, value=b"x" * 10_000))


def kept(path: Path) -> list[str]:
    """The keys of the facts in the file, ours left out."""
    with closing(open_database(f"sqlite:///{path}")) as database, database.writer.connect() as connection:
        known = connection.scalars(select(FactRow.key).order_by(FactRow.key)).all()
    return [key for key in known if key not in {"store", "ids_key", "conferences_key", "cookies_key"}]


def copies_in(folder: Path) -> dict[str, int]:
    """The mode of each file that a copying made there, by name."""
    return {path.name: path.stat().st_mode & 0o777 for path in folder.glob("copy*")}


def spoil(path: Path) -> None:
    """Write rubbish over the third page, as a dying disk does."""
    with path.open("r+b") as file:
        file.seek(2 * PAGE)
        file.write(b"junk" * (PAGE // 4))


@pytest.fixture
async def store(database: Database) -> Path:
    """A database that nobody has open, with one fact of ours."""
    await database.write(store_facts)
    await database.write(keep, "first")
    database.close()
    return database.path


# --- the open file is the one with the name


@pytest.mark.parametrize("suffix", ["", "-wal"])
@pytest.mark.parametrize("replaced", [False, True])
async def test_database_given_a_file_removed_or_replaced_when_written_then_it_is_refused_until_the_file_is_back(
    database: Database, suffix: str, *, replaced: bool
) -> None:
    await database.write(keep, "before")
    path = database.path.with_name(database.path.name + suffix)
    aside = path.rename(path.with_name("aside"))
    if replaced:
        path.write_bytes(aside.read_bytes())

    with pytest.raises(StorageMoved, match="was removed or replaced"):
        await database.write(keep, "lost")
    aside.replace(path)
    await database.write(keep, "after")

    assert await database.read(lambda db: db.get(FactRow, "lost")) is None
    assert await database.read(lambda db: db.get(FactRow, "after")) is not None


async def test_database_given_a_file_replaced_while_it_is_read_when_a_table_is_missing_there_then_it_is_no_bug(
    database: Database,
) -> None:
    def look(db: Transaction) -> None:
        database.path.rename(database.path.with_name("aside"))
        database.path.touch()
        db.execute(text("SELECT 1 FROM a_table_of_the_old_file"))

    await database.write(keep, "before")
    with pytest.raises(StorageMoved, match="was removed or replaced"):
        await database.read(look)


async def test_service_given_its_file_removed_when_asked_then_it_is_not_ready_and_books_nothing(
    client: Client, database: Database, token: MakeToken
) -> None:
    text = await token("admin")
    database.path.unlink()

    ready = await client.get("/readyz")
    booked = await client.post(
        "/api/v1/bookings",
        json={"rooms": ["sala-1"], "title": "x", "start": "2030-01-01T09:00:00Z", "end": "2030-01-01T10:00:00Z"},
        headers={"Authorization": f"Bearer {text}", "Accept-Language": "en"},
    )

    for answer in (ready, booked):
        assert answer.status == 503
        assert (await answer.json())["error"]["code"] == "storage_moved"
    assert "removed or replaced" in (await booked.json())["error"]["message"]
    assert (await client.get("/healthz")).status == 200


# --- whether it is whole


def test_check_given_a_whole_and_a_damaged_database_when_asked_then_it_says_which(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = regia_here(capsys, "store", "check", "--data", store.parent)
    spoil(store)
    damaged = regia_here(capsys, "store", "check", "--data", store.parent)

    assert (whole.code, whole.out) == (0, f"{store} is whole.\n")
    assert (damaged.code, damaged.out) == (1, "")
    assert "is damaged" in damaged.err
    assert "regia restore FILE" in damaged.err


def test_check_given_no_time_when_a_database_is_looked_at_then_nothing_is_said_of_it(tmp_path: Path) -> None:
    with closing(open_database(f"sqlite:///{tmp_path}/regia.db")) as database:
        upgrade(database)
        with database.writer.begin() as connection:
            rows = [{"key": f"{number}", "value": bytes(100)} for number in range(20_000)]
            connection.execute(insert(FactRow), rows)

    assert damages(tmp_path / "regia.db", within_s=0.0) is None
    assert damages(tmp_path / "regia.db") == ()


def test_serve_given_a_damaged_database_when_started_then_it_ends_with_a_sentence(store: Path) -> None:
    (store.parent / "sito.toml").write_text(SITE)
    spoil(store)

    done = regia("serve", store.parent / "sito.toml", "--data", store.parent, "--port", "0")

    assert done.code == 1
    assert "is damaged" in done.err


# --- copies


async def test_backup_given_a_service_that_writes_when_made_then_it_is_whole_private_and_of_one_instant(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await database.write(store_facts)
    await database.write(keep, "first")
    copy = tmp_path / "copy.db"

    done = regia_here(capsys, "backup", copy, "--data", tmp_path)
    await database.write(keep, "later")

    assert done.code == 0
    assert copies_in(tmp_path) == {"copy.db": 0o600}
    assert damages(copy) == ()
    assert kept(copy) == ["first"]


async def test_backup_given_a_secret_vote_that_runs_when_asked_then_there_is_no_copy_until_it_is_over(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await database.write(store_facts)
    await database.write(opened_vote)

    refused = regia_here(capsys, "backup", tmp_path / "copy.db", "--data", tmp_path)
    found = copies_in(tmp_path)
    await database.write(close_vote, KEYS, VOTE)
    made = regia_here(capsys, "backup", tmp_path / "copy.db", "--data", tmp_path)

    assert (refused.code, found, made.code) == (1, {}, 0)
    assert "a secret vote is running" in refused.err
    assert copies_in(tmp_path) == {"copy.db": 0o600}


async def test_copy_given_a_secret_vote_that_opens_while_it_is_made_when_looked_at_then_nothing_of_it_is_left(
    database: Database, tmp_path: Path
) -> None:
    await database.write(store_facts)
    await database.write(opened_vote)

    with pytest.raises(SystemExit):
        copy_store(database.path, tmp_path / "copy.db", look=refuse_secret_vote)

    assert copies_in(tmp_path) == {}


def test_backup_given_a_file_that_is_there_when_asked_then_it_stays_as_it_is(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    precious = store.with_name("precious")
    precious.write_text("precious")

    done = regia_here(capsys, "backup", precious, "--data", store.parent)

    assert done.code == 1
    assert "is there already" in done.err
    assert precious.read_text() == "precious"


def test_backup_given_a_link_in_the_place_of_its_unfinished_file_when_made_then_the_link_is_not_followed(
    store: Path,
) -> None:
    victim = store.with_name("victim")
    victim.write_text("precious")
    store.with_name("copy.db.new").symlink_to(victim)

    with pytest.raises(StorageUnusable):
        copy_store(store, store.with_name("copy.db"))

    assert victim.read_text() == "precious"


def test_backup_given_a_damaged_database_when_asked_then_there_is_no_copy_and_a_sentence(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(store)

    done = regia_here(capsys, "backup", store.with_name("copy.db"), "--data", store.parent)

    assert done.code == 1
    assert "No copy was made" in done.err
    assert not list(store.parent.glob("copy*"))


# --- putting one in its place


def test_restore_given_a_copy_when_put_in_place_then_it_is_another_store_and_the_old_one_lies_beside(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = store.with_name("copy.db")
    copy_store(store, copy)
    with closing(open_database(f"sqlite:///{store}")) as database, database.writer.begin() as connection:
        connection.execute(insert(FactRow), [{"key": "later", "value": b"x"}])

    done = regia_here(capsys, "restore", copy, "--data", store.parent)

    assert done.code == 0
    assert kept(store) == ["first"]
    (old,) = store.parent.glob("regia.db.before-*Z")
    assert kept(old) == ["first", "later"]
    assert store_id(store) != store_id(copy)


def test_restore_given_a_damaged_database_when_a_copy_is_put_in_its_place_then_it_is_whole_again(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = store.with_name("copy.db")
    copy_store(store, copy)
    spoil(store)
    store.with_name("regia.db-wal").write_bytes(b"a log of what is gone" * 1000)

    done = regia_here(capsys, "restore", copy, "--data", store.parent)

    assert done.code == 0
    assert damages(store) == ()
    (old,) = store.parent.glob("regia.db.before-*Z")
    assert damages(old)


@pytest.mark.parametrize("lock", ["serving", "lock"])
def test_restore_given_somebody_working_on_the_database_when_asked_then_nothing_is_done(
    store: Path, capsys: pytest.CaptureFixture[str], lock: str
) -> None:
    copy = store.with_name("copy.db")
    copy_store(store, copy)
    before = store.read_bytes()
    held = take_database_lock(store, lock)
    assert held is not None

    with held:
        done = regia_here(capsys, "restore", copy, "--data", store.parent)

    assert done.code == 1
    assert "Nothing was restored" in done.err
    assert store.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no database at all" * 1000])
def test_restore_given_a_file_that_is_no_copy_when_asked_then_nothing_is_done(
    store: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    store.with_name("copy.db").write_bytes(content)

    done = regia_here(capsys, "restore", store.with_name("copy.db"), "--data", store.parent)

    assert done.code == 1
    assert "Nothing was restored" in done.err
    assert kept(store) == ["first"]


@pytest.mark.parametrize("name", ["regia.db", "regia.db.restored"])
def test_restore_given_a_log_of_writes_without_its_file_when_a_copy_is_put_in_place_then_it_is_not_played_into_it(
    store: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Of a database that somebody removed, or of a restoring that was killed."""
    copy, other = store.with_name("copy.db"), store.with_name(name)
    copy_store(store, copy)
    if not other.exists():
        copy_store(store, other)
    with closing(sqlite3.connect(other)) as database:
        database.execute("PRAGMA journal_mode = WAL").fetchall()
        database.execute("UPDATE facts SET key = 'other' WHERE key = 'first'")
        database.commit()
        log = other.with_name(f"{name}-wal").read_bytes()
    other.unlink()
    other.with_name(f"{name}-wal").write_bytes(log)

    done = regia_here(capsys, "restore", copy, "--data", store.parent)

    assert done.code == 0
    assert damages(store) == ()
    assert kept(store) == ["first"]
    assert not [path.name for path in store.parent.iterdir() if ".restored" in path.name]


def test_restore_given_one_that_was_killed_between_its_two_names_when_done_again_then_each_file_has_one_name(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = store.with_name("copy.db")
    copy_store(store, copy)
    store.with_name("regia.db.before-20261126T213000Z").hardlink_to(store)

    done = regia_here(capsys, "restore", copy, "--data", store.parent)

    assert done.code == 0
    (old,) = store.parent.glob("regia.db.before-*Z")
    assert (old.stat().st_nlink, store.stat().st_nlink) == (1, 1)


def test_restore_given_another_within_the_same_second_when_done_then_both_old_ones_are_kept(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = store.with_name("copy.db")
    copy_store(store, copy)

    codes = [regia_here(capsys, "restore", copy, "--data", store.parent).code for _ in range(4)]

    assert codes == [0, 0, 0, 0]
    assert len(list(store.parent.glob("regia.db.before-*"))) == 4


def store_id(path: Path) -> bytes:
    with closing(open_database(f"sqlite:///{path}")) as database, database.writer.connect() as connection:
        return connection.scalars(select(FactRow.value).where(FactRow.key == "store")).one()


def test_exchange_given_no_database_yet_when_a_copy_gets_the_name_then_nothing_is_kept_beside(store: Path) -> None:
    fresh = store.with_name("fresh.db")
    copy_store(store, fresh)
    elsewhere = store.with_name("elsewhere.db")

    exchange_store(fresh, elsewhere, store.with_name("old.db"))

    assert kept(elsewhere) == ["first"]
    assert not store.with_name("old.db").exists()


@pytest.mark.parametrize("command", ["backup", "restore"])
@pytest.mark.parametrize("after_ms", [150, 450, 550, 600, 650])
def test_copying_given_a_power_cut_when_done_again_then_the_store_is_whole_and_so_is_the_copy(
    store: Path, command: str, after_ms: int
) -> None:
    copy = store.with_name("copy.db")
    if command == "restore":
        copy_store(store, copy)
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestrator", command, str(copy), "--data", str(store.parent)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with process:
        try:
            process.wait(after_ms / 1000)
        except subprocess.TimeoutExpired:
            process.kill()

    assert damages(store) == ()
    assert kept(store) == ["first"]
    again = store.with_name("again.db")
    copy_store(store, again)
    assert kept(again) == ["first"]
    if copy.exists():
        assert kept(copy) == ["first"]
