"""Tokens: made once, shown once, kept as a hash; and the commands that do it."""

import hashlib
import re
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.access.identity import Holding
from orchestrator.access.permissions import Role
from orchestrator.access.tokens import (
    Grant,
    UnknownRole,
    list_tokens,
    looks_like_token,
    make_token,
    parse_grant,
    program_grant,
    revoke_token,
    verify_token,
)
from orchestrator.accounts.hashing import hash_of
from schedules.store.database import Database
from schedules.store.tables import RoomRow
from tests.support.commands import regia, regia_here

NOON = datetime(2026, 10, 19, 12, tzinfo=UTC)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("text", "grant"),
    [
        ("admin", Grant(Role.ADMIN)),
        ("panel:sala-1", Grant(Role.PANEL, ("sala-1",))),
        ("agent:sala-1", Grant(Role.AGENT, ("sala-1",))),
        ("agent:sala-1,sala-2", Grant(Role.AGENT, ("sala-1", "sala-2"))),
    ],
)
def test_given_a_role_when_parsed_then_it_reads_back_as_written(text: str, grant: Grant) -> None:
    assert parse_grant(text) == grant
    assert str(grant) == text


@pytest.mark.parametrize(
    "text", ["", "root", "admin:sala-1", "panel", "panel:", "panel:a,b", "agent", "agent:a,", "agent:A", "panel:a b"]
)
def test_given_something_that_is_no_role_when_parsed_then_it_says_which_there_are(text: str) -> None:
    with pytest.raises(UnknownRole, match="write admin, panel:<room>, agent:<room>,<room> or program"):
        parse_grant(text)


async def test_given_a_token_when_verified_then_it_is_known_until_revoked(database: Database) -> None:
    text = await database.write(make_token, parse_grant("panel:sala-1"), NOON)
    identity = await database.read(verify_token, hash_of(text), NOON)
    assert identity is not None

    revoked = await database.write(revoke_token, identity.who, NOON)
    again = await database.write(revoke_token, identity.who, NOON)

    assert identity.of_token == Holding(Role.PANEL, frozenset({"sala-1"}))
    assert (revoked, again) == (True, False)
    assert await database.read(verify_token, hash_of(text), NOON) is None
    assert [token.revoked_at for token in await database.read(list_tokens)] == [NOON]


async def test_given_a_token_when_stored_then_only_its_hash_is_on_the_disk(database: Database, tmp_path: Path) -> None:
    text = await database.write(make_token, parse_grant("admin"), NOON, "prova")
    database.close()

    stored = (tmp_path / "regia.db").read_bytes()

    assert text.removeprefix("regia_admin_").encode() not in stored
    assert hashlib.sha256(text.encode()).hexdigest().encode() in stored


async def test_given_two_tokens_when_made_then_they_look_like_tokens_and_differ(database: Database) -> None:
    one, other = [await database.write(make_token, parse_grant("agent:sala-1"), NOON) for _ in range(2)]

    assert one != other
    assert re.fullmatch(r"regia_agent_[A-Za-z0-9_-]{43}", one)
    assert looks_like_token(one)
    assert not looks_like_token(one[:-1])


@pytest.mark.parametrize(
    ("role", "rooms"),
    [("admin", {"sala-1", "sala-2"}), ("panel:sala-1", {"sala-1"}), ("agent:sala-1", {"sala-1"})],
)
async def test_given_a_role_when_asked_for_a_room_then_it_may_use_its_own(
    database: Database, role: str, rooms: set[str]
) -> None:
    text = await database.write(make_token, parse_grant(role), NOON)
    identity = await database.read(verify_token, hash_of(text), NOON)
    assert identity is not None

    assert {room for room in ("sala-1", "sala-2") if identity.holdings[0].is_of(room)} == rooms


def test_given_no_data_folder_when_a_token_is_added_then_it_is_alone_on_the_last_line_and_the_files_are_ours(
    tmp_path: Path,
) -> None:
    data = tmp_path / "new" / "data"

    added = regia("token", "add", "--role", "agent:sala-1,sala-2", "--data", data)

    assert added.code == 0
    assert looks_like_token(added.out.splitlines()[-1])
    assert (
        added.err
        == f"No service has used {data / 'regia.db'} yet: the token is good once `regia serve` is given the same.\n"
    )
    assert [mode_of(path) for path in (data, data / "regia.db")] == [0o700, 0o600]


async def test_given_a_service_that_has_the_database_open_when_a_token_is_added_then_it_is_good_at_once(
    database: Database, tmp_path: Path
) -> None:
    await database.write(lambda db: db.add(RoomRow(id="sala-1")))

    added = regia("token", "add", "--role", "panel:sala-1", "--database", f"sqlite:///{tmp_path}/regia.db")

    assert (added.code, added.err) == (0, "")
    assert await database.read(verify_token, hash_of(added.out.splitlines()[-1]), NOON) is not None


async def test_given_a_service_without_that_room_when_a_token_is_added_then_it_says_so(
    database: Database, tmp_path: Path
) -> None:
    await database.write(lambda db: db.add(RoomRow(id="sala-1")))

    added = regia("token", "add", "--role", "agent:sala-1,sala-2", "--data", tmp_path)

    assert (added.code, len(added.out.splitlines())) == (0, 1)
    assert added.err == "There is no room 'sala-2' yet; the token will be good once a room file names it.\n"


@pytest.mark.parametrize("command", [("list",), ("revoke", "79962bd3")])
def test_given_a_folder_without_a_database_when_tokens_are_listed_or_revoked_then_none_is_made(
    tmp_path: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"

    refused = regia_here(capsys, "token", *command, "--data", data)

    assert (refused.code, refused.out) == (1, "")
    assert refused.err == f"The database cannot be used: {data / 'regia.db'}: No such file or directory\n"
    assert not data.exists()


@pytest.mark.parametrize("command", [("list",), ("revoke", "79962bd3"), ("add", "--role", "admin")])
def test_given_a_variable_that_is_not_known_when_a_token_command_is_run_then_it_says_so(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    refused = regia("token", *command, REGIA_DATEN=str(tmp_path))

    assert (refused.code, refused.out) == (2, "")
    assert "REGIA_DATEN" in refused.err


def test_given_tokens_when_listed_and_revoked_by_command_then_their_texts_are_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ("--data", tmp_path)
    added = regia_here(capsys, "token", "add", "--role", "admin", "--label", "tecnico", *data)
    (listed,) = regia_here(capsys, "token", "list", *data).out.splitlines()

    token_id = listed.split()[0]
    revoked = regia_here(capsys, "token", "revoke", token_id, *data)
    again = regia_here(capsys, "token", "revoke", token_id, *data)
    after = regia_here(capsys, "token", "list", *data)

    assert "in force" in listed
    assert listed.endswith("admin  tecnico")
    assert added.out.splitlines()[-1] not in listed
    assert revoked.code == 0
    assert "revoked" in after.out
    assert again.code == 1
    assert token_id in again.err


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("--role", "boss"), 2, "'boss' is not a role"),
        (("--role", "admin", "--database", "postgresql://db/regia"), 1, "PostgreSQL comes with a later version"),
        (("--role", "admin", "--data", "/dev/null/data"), 1, "Not a directory"),
    ],
)
def test_given_something_wrong_when_a_token_is_added_then_it_says_so_in_a_sentence(
    arguments: tuple[str, ...], code: int, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = regia_here(capsys, "token", "add", *arguments)

    assert (refused.code, refused.out) == (code, "")
    assert why in refused.err


def test_given_a_data_folder_nobody_may_write_when_a_token_is_added_then_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "regia.db").mkdir()  # what even the superuser cannot write as a file

    refused = regia_here(capsys, "token", "add", "--role", "admin", "--data", tmp_path)

    assert refused.code == 1
    assert f"{tmp_path / 'regia.db'}: Is a directory" in refused.err
    assert [path.name for path in tmp_path.iterdir()] == ["regia.db"]


def test_program_given_scopes_that_do_not_go_together_when_a_token_is_asked_for_then_a_sentence_says_why(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def said(*options: str) -> str:
        done = regia_here(capsys, "token", "add", "--role", *options, "--data", tmp_path)
        assert done.code == 2
        return done.err

    assert "one scope or more" in said("program", "--organisation", "scuola")
    assert "one scope or more" in said("program", "--scope", "bookings:delete", "--organisation", "scuola")
    assert "of one organisation (--organisation) or of one site" in said("program", "--scope", "bookings:read")
    both = ("--organisation", "scuola", "--site", "casa")
    assert "of one organisation (--organisation) or of one site" in said("program", "--scope", "bookings:read", *both)
    assert "goes with no other scope" in said("program", "--scope", "metrics:read", "--scope", "bookings:read", *both)
    assert "go with --role program alone" in said("admin", "--scope", "bookings:read")
    assert not (tmp_path / "regia.db").exists()


async def test_program_given_its_scopes_when_its_token_is_verified_then_it_holds_each_for_its_organisation(
    database: Database,
) -> None:
    grant = program_grant(["bookings:write", "bookings:read"], "scuola", None)
    text = await database.write(make_token, grant, NOON)
    identity = await database.read(verify_token, hash_of(text), NOON)
    (listed,) = await database.read(list_tokens)

    assert looks_like_token(text)
    assert identity is not None
    assert identity.holdings == (
        Holding(Role.BOOKINGS_READ, organisation="scuola"),
        Holding(Role.BOOKINGS_WRITE, organisation="scuola"),
    )
    assert str(listed.grant) == "program of scuola: bookings:read bookings:write"
