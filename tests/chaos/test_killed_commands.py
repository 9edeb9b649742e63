"""kill -9 at any instant of what writes the database: `make chaos`, with CHAOS_KILLS and CHAOS_SEED.

Each time the store is as it was or as it was to be, and the next run of the same command brings it there and leaves
nothing behind. A blow falls only once the first file of the command's work is there, so that none is lost on its start.
"""

import asyncio
import os
import random
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from orchestrator.migrations.schema import HEAD
from schedules.store.copies import copy_store, remove_store
from tests.orchestrator.conftest import SITE
from tests.support.commands import Done, regia
from tests.support.processes import Process, free_port
from tests.support.small_store import SECRET, Content, content_of, make_store
from tests.support.waiting import wait_for

pytestmark = pytest.mark.chaos

KILLS = int(os.environ.get("CHAOS_KILLS", "25"))
SEED = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(100_000))
BOOKINGS = 2500
OLDER = "0013"
ROOMS = 60
STORE, LOCKS = "regia.db", {"regia.db.lock", "regia.db.serving"}

Ends = Callable[[Process], Awaitable[object]]


@dataclass
class Blows:
    """The blows of one campaign: when they fell and what lay there then."""

    seed: int
    reach_s: float = 1.0
    """Within which they fall after the first sign of work. See `found`."""
    kills: int = 0
    late: int = 0
    """The command had ended by itself before."""
    lay_there: Counter[tuple[str, ...]] = field(default_factory=Counter)
    became: Counter[str] = field(default_factory=Counter)

    async def strike(self, process: Process, folder: Path, dice: random.Random) -> None:
        """Start the process, and kill it at some instant of its work."""
        names = _names(folder)
        await process.start()
        await _until_it_works(process, folder, names)
        await asyncio.sleep(dice.uniform(0, self.reach_s))
        self.late += not process.running
        lies_there = tuple(sorted(_names(folder) - names - LOCKS))
        await process.kill()
        self.kills += 1
        self.lay_there[tuple(_kind(name) for name in lies_there)] += 1

    def found(self, what: str, *, done: bool) -> None:
        """What a blow left. The next fall earlier where all was *done* by then, and later where it was not.

        So most fall about the instant that counts, however busy the machine is.
        """
        self.became[what] += 1
        self.reach_s *= 0.8 if done else 1.15

    def told(self, command: str) -> str:
        lay = "; ".join(f"{' '.join(names) or 'nothing new'}: {count}" for names, count in self.lay_there.most_common())
        became = ", ".join(f"{what} {count}" for what, count in sorted(self.became.items()))
        return f"\n{command}, seed {self.seed}: {self.kills} kills, {self.late} too late; {became}; lay there: {lay}"


async def took(process: Process, folder: Path, ends: Ends) -> float:
    """How long its work takes where nobody disturbs it, in seconds; it has ended then."""
    loop, names = asyncio.get_running_loop(), _names(folder)
    await process.start()
    await _until_it_works(process, folder, names)
    began = loop.time()
    await ends(process)
    lasted = loop.time() - began
    await process.kill()
    return lasted


async def _until_it_works(process: Process, folder: Path, names: set[str]) -> None:
    """A file is there that was not."""
    while process.running and _names(folder) <= names:  # noqa: ASYNC110 - nothing tells of a new file
        await asyncio.sleep(0.001)


async def _ended(process: Process) -> object:
    return await process.ended()


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _kind(name: str) -> str:
    """The name without the time that is in it."""
    return f"{name[: name.index('.before-')]}.before" if ".before-" in name else name


def left(folder: Path) -> list[str]:
    """What lies there, but for locks, which stay, and what SQLite keeps beside an open file."""
    return sorted(map(_kind, _names(folder) - LOCKS))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stores to begin with, each in a file that nobody has open."""
    folder = tmp_path_factory.mktemp("made")
    for name, revision in (("now", None), ("older", OLDER), ("copy", OLDER), ("other", OLDER)):
        make_store(folder / "store.db", SITE, name, BOOKINGS, revision=revision)
        copy_store(folder / "store.db", folder / f"{name}.db")
        remove_store(folder / "store.db")
    return folder


@pytest.fixture
def look(tmp_path: Path) -> Callable[[Path], Content]:
    """What a database says."""
    return lambda path: content_of(path, tmp_path / "looked at")


def fresh(folder: Path, **files: Path) -> Path:
    """A data folder with nothing but those files in it, each a copy under the name ``name.db``."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    for name, source in files.items():
        shutil.copy(source, folder / f"{name}.db")
        (folder / f"{name}.db").chmod(0o600)
    return folder


def again(*arguments: str | Path) -> Done:
    """The next run of the command, to its end."""
    done = regia(*arguments)
    assert done.code == 0, done.err
    return done


async def test_backup_given_kill_9_at_any_instant_then_the_store_is_untouched_and_the_next_makes_a_whole_copy(
    made: Path, tmp_path: Path, look: Callable[[Path], Content]
) -> None:
    dice, blows, data = random.Random(SEED), Blows(SEED), tmp_path / "data"
    copy, before = data / "copy.db", look(made / "now.db")
    command = ("backup", copy, "--data", data)
    process = Process(*command, log=tmp_path / "log")
    blows.reach_s = await took(process, fresh(data, regia=made / "now.db"), _ended)
    for _ in range(KILLS):
        await blows.strike(process, fresh(data, regia=made / "now.db"), dice)

        assert look(data / STORE) == before
        blows.found("copied" if copy.exists() else "no copy", done=copy.exists())
        if copy.exists():
            assert look(copy) == before
            copy.unlink()
        again(*command)
        assert look(copy) == before
        assert left(data) == ["copy.db", STORE]
    print(blows.told("backup"))  # noqa: T201 - the campaign's figures


async def test_restore_given_kill_9_at_any_instant_then_the_old_or_the_new_is_there_and_the_next_puts_another_in_place(
    made: Path, tmp_path: Path, look: Callable[[Path], Content]
) -> None:
    dice, blows, data = random.Random(SEED), Blows(SEED), tmp_path / "data"
    before, copied, other = (look(made / f"{name}.db") for name in ("now", "copy", "other"))
    process = Process("restore", data / "copy.db", "--data", data, log=tmp_path / "log")
    files = {"regia": made / "now.db", "copy": made / "copy.db", "other": made / "other.db"}
    blows.reach_s = await took(process, fresh(data, **files), _ended)
    for _ in range(KILLS):
        await blows.strike(process, fresh(data, **files), dice)

        found = look(data / STORE)
        assert found.titles in (before.titles, copied.titles)
        restored = found.titles == copied.titles
        assert restored == (found.store != before.store)
        assert found.store != copied.store
        assert found.revision == HEAD
        blows.found("restored" if restored else "as before", done=restored)
        again("restore", data / "other.db", "--data", data)
        now = look(data / STORE)
        assert (now.titles, now.revision) == (other.titles, HEAD)
        assert now.store not in {found.store, other.store}
        kept = sorted(data.glob("regia.db.before-*"))
        assert [look(copy).titles for copy in kept] == [before.titles, copied.titles][: 1 + restored]
        assert left(data) == ["copy.db", "other.db", STORE, *["regia.db.before"] * len(kept)]
    print(blows.told("restore"))  # noqa: T201


async def test_prune_given_kill_9_at_any_instant_then_what_stays_is_whole_and_after_the_next_no_byte_says_what_went(
    made: Path, tmp_path: Path, look: Callable[[Path], Content]
) -> None:
    dice, blows, data = random.Random(SEED), Blows(SEED), tmp_path / "data"
    command = ("store", "prune", "--data", data, "--language", "en")
    process = Process(*command, log=tmp_path / "log")
    blows.reach_s = await took(process, fresh(data, regia=made / "now.db"), _ended)
    before, pruned = look(made / "now.db").titles, look(data / STORE).titles
    for _ in range(KILLS):
        await blows.strike(process, fresh(data, regia=made / "now.db"), dice)

        titles = look(data / STORE).titles
        assert titles.keys() >= pruned.keys()
        assert all(title in (before[key], pruned.get(key, "")) for key, title in titles.items())
        what = "all gone" if titles == pruned else "as before" if titles == before else "some gone"
        blows.found(what, done=titles == pruned)
        again(*command)
        assert look(data / STORE).titles == pruned
        assert again(*command, "--dry-run").out == "There is nothing to let go.\n"
        assert SECRET not in _young(data, pruned)
        assert left(data) == [STORE]
    print(blows.told("store prune"))  # noqa: T201


def _young(data: Path, pruned: object) -> str:
    """The file's bytes, without the titles of confidential bookings that are too young to go."""
    text = (data / STORE).read_bytes().decode(errors="replace")
    assert isinstance(pruned, dict)
    for title in sorted({title for title in pruned.values() if SECRET in title}, key=len, reverse=True):
        text = text.replace(title, "")
    return text


async def test_migration_given_kill_9_at_any_instant_then_the_schema_is_the_old_or_the_new_and_the_next_start_serves(
    made: Path, tmp_path: Path, look: Callable[[Path], Content]
) -> None:
    dice, blows, data = random.Random(SEED), Blows(SEED), tmp_path / "data"
    (tmp_path / "sito.toml").write_text(SITE)
    before = look(made / "older.db")
    process = Process("serve", tmp_path / "sito.toml", "--data", data, "--port", "0", log=tmp_path / "log")
    blows.reach_s = await took(process, fresh(data, regia=made / "older.db"), _listens(1))
    for _ in range(KILLS):
        await blows.strike(process, fresh(data, regia=made / "older.db"), dice)

        found = look(data / STORE)
        assert found.revision in {OLDER, HEAD}
        assert (found.titles, found.store) == (before.titles, before.store)
        blows.found(f"schema {found.revision}", done=found.revision == HEAD)
        heard = len(process.logged("service.listening"))
        await process.start()
        await _listens(heard + 1)(process)
        assert await process.end() == 0
        found = look(data / STORE)
        assert (found.revision, found.titles, found.store) == (HEAD, before.titles, before.store)
        assert left(data) == [STORE, f"{STORE}.key"]
    print(blows.told(f"serve over a database of schema {OLDER}"))  # noqa: T201


def _listens(times: int) -> Ends:
    return lambda process: wait_for(lambda: len(process.logged("service.listening")) >= times)


@pytest.mark.parametrize("killed", ["service", "command"])
async def test_apply_given_kill_9_of_either_side_then_all_rooms_are_to_follow_one_version_and_the_next_is_taken(
    killed: str, tmp_path: Path, look: Callable[[Path], Content]
) -> None:
    dice, blows = random.Random(SEED), Blows(SEED)
    town = await _Town.standing(tmp_path)
    blows.reach_s = await town.applies()
    for number in range(1, KILLS + 1):
        before = wished_by(look(town.store))
        town.writes(number)
        await town.command.start()
        await asyncio.sleep(dice.uniform(0.6, 1) * blows.reach_s)
        blows.late += not town.command.running
        blows.kills += 1
        await (town.service if killed == "service" else town.command).kill()
        await town.command.ended()  # with a sentence, if it was not killed itself

        found = wished_by(look(town.store))
        if killed == "service":
            await town.serves()
        await town.applies()
        now = look(town.store)
        assert found in {before, wished_by(now)}
        assert {follows for follows, _ in now.rooms.values()} == {wished_by(now)}
        assert len(now.rooms) == ROOMS
        blows.found("as before" if found == before else "taken", done=found != before)
    assert "Traceback" not in town.command.said
    assert await town.service.end() == 0
    print(blows.told(f"site apply, the {killed} killed"))  # noqa: T201


def wished_by(content: Content) -> str | None:
    """The one version of the room files that all rooms are to follow."""
    (version,) = {wished for _, wished in content.rooms.values()}
    return version


@dataclass(frozen=True)
class _Town:
    """A service, and the command that gives it new room files with many rooms."""

    folder: Path
    service: Process
    command: Process

    @property
    def store(self) -> Path:
        return self.folder / "data" / STORE

    @classmethod
    async def standing(cls, folder: Path) -> "_Town":
        data, token, port = folder / "data", folder / "token", str(free_port())
        made = again("token", "add", "--role", "admin", "--data", data)
        token.touch(mode=0o600)
        token.write_text(made.out)
        serve = ("serve", folder / "sito.toml", "--data", data, "--port", port)
        url = f"http://127.0.0.1:{port}"
        apply = ("site", "apply", folder / "new.toml", "--orchestrator", url, "--token-file", token, "--language", "en")
        town = cls(folder, Process(*serve, log=folder / "log"), Process(*apply, log=folder / "log of commands"))
        (folder / "sito.toml").write_text(SITE)
        town.writes(0)
        await town.serves()
        return town

    def writes(self, number: int) -> None:
        """A new version of the room files."""
        names = (f'\n[[rooms]]\nid = "sala-{room}"\nname = "Sala {room}, {number}"\n' for room in range(3, ROOMS + 1))
        (self.folder / "new.toml").write_text(SITE + "".join(names))

    async def serves(self) -> None:
        heard = len(self.service.logged("service.listening"))
        await self.service.start()
        await _listens(heard + 1)(self.service)

    async def applies(self) -> float:
        """Give the service the files, to the end; how long that takes, in seconds."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        await self.command.start()
        assert await self.command.ended() == 0, self.command.said
        return loop.time() - began
