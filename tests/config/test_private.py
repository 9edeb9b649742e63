"""Folders and files that others can get at: refused where they may write, and told where they may read."""

import os
from pathlib import Path

import pytest

from config.private import exposures
from config.secrets import SecretError, resolve
from tests.support.commands import regia, regia_here


@pytest.mark.parametrize(("spoiled", "mode"), [("", 0o777), ("regia.db", 0o666), ("regia.db", 0o602)])
def test_database_given_a_folder_or_file_that_anybody_may_write_when_used_then_it_is_refused_with_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spoiled: str, mode: int
) -> None:
    regia_here(capsys, "token", "add", "--role", "admin", "--data", tmp_path)
    (tmp_path / spoiled).chmod(mode)

    done = regia_here(capsys, "token", "list", "--data", tmp_path)

    assert (done.code, done.out) == (1, "")
    assert "anybody on this machine may write" in done.err
    assert f"chmod {'600' if spoiled else '700'} {tmp_path / spoiled}" in done.err


def test_agent_given_a_folder_that_anybody_may_write_when_started_then_it_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)

    done = regia("agent", "--orchestrator", "http://127.0.0.1:9", "--data", tmp_path, "--token", "x")

    assert done.code == 2
    assert "anybody on this machine may write" in done.err


def test_exposures_given_a_file_that_others_read_when_looked_at_then_each_is_told(tmp_path: Path) -> None:
    file = tmp_path / "regia.db"
    file.touch(0o644)
    file.chmod(0o644)

    assert f"Others can read {file}; run: chmod 600 {file}" in set(exposures(tmp_path, file))
    file.chmod(0o600)
    assert not any("Others can read" in told for told in exposures(tmp_path, file))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away, and only root runs as root")
def test_root_and_foreign_owners_given_when_looked_at_then_each_is_told_and_foreign_secrets_are_refused(
    tmp_path: Path,
) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text('REGIA_SECRET_X = "x"')
    secrets.chmod(0o600)
    os.chown(secrets, 12345, -1)

    told = list(exposures(secrets))

    assert told[0].startswith("This runs as root")
    assert "belongs to another user (uid 12345)" in told[1]
    with pytest.raises(SecretError, match="another user"):
        resolve("REGIA_SECRET_X", {}, tmp_path)
