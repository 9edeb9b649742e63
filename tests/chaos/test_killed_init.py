"""kill -9 of `regia init` at any instant, and the next run ends what it began: `make chaos`, with CHAOS_KILLS and CHAOS_SEED."""

import os
import random
import shutil
from pathlib import Path

import pytest

from orchestrator.accounts.links import LinkKind
from tests.chaos.test_killed_commands import KILLS, SEED, Blows, took
from tests.support.commands import regia
from tests.support.initialised import EMAIL, made_in, opened, options
from tests.support.processes import Process

pytestmark = pytest.mark.chaos

ARGUMENTS = (*options(), "--yes", "--language", "it", *(("--user", "root") if os.geteuid() == 0 else ()))


async def _ended(process: Process) -> object:
    return await process.ended()


async def test_init_given_kill_9_at_any_instant_when_run_again_then_all_is_there_once_and_the_last_link_told_is_good(
    tmp_path: Path,
) -> None:
    dice, blows, folder, log = random.Random(SEED), Blows(SEED), tmp_path / "casa", tmp_path / "log"
    process = Process("init", folder, *ARGUMENTS, log=log)
    folder.mkdir(mode=0o700)
    blows.reach_s = await took(process, folder, _ended)
    whole = made_in(folder)
    for _ in range(KILLS):
        shutil.rmtree(folder)
        folder.mkdir(mode=0o700)
        log.unlink()
        await blows.strike(process, folder, dice)
        said, done = process.said, "/links/" in process.said

        again = regia("init", folder, *ARGUMENTS)

        assert again.code == 0, again.err
        assert made_in(folder) == whole
        links = [text for text in (said, again.out) if "/links/" in text]
        assert opened(folder, links[-1]) == (EMAIL, LinkKind.INVITATION)
        third = regia("init", folder, *ARGUMENTS)
        assert "/links/" not in third.out
        assert made_in(folder) == whole
        blows.found(f"{len(links)} links told", done=done)
    print(blows.told("init"))  # noqa: T201 - the campaign's figures
