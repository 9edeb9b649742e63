"""`regia emulate obs` and `regia emulate projector`, as a person runs them."""

import asyncio
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from config.states import EncoderState
from integrations.obs import open_obs
from integrations.pjlink import open_pjlink
from tests.integrations.driver_contract import TIMEOUT_S
from tests.peers.waiting import WITHIN_S


@asynccontextmanager
async def emulating(*words: str, stdin: int = PIPE) -> AsyncIterator[tuple[Process, int]]:
    """The command's process and the port it says it listens on."""
    command = (sys.executable, "-c", "from orchestrator.cli import main; main()", "emulate", *words, "--port", "0")
    process = await asyncio.create_subprocess_exec(*command, stdin=stdin, stdout=PIPE)
    try:
        match = re.match(r"listening on 127\.0\.0\.1:(\d+)", await line_of(process))
        assert match
        yield process, int(match[1])
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def line_of(process: Process) -> str:
    assert process.stdout
    async with asyncio.timeout(WITHIN_S):
        return (await process.stdout.readline()).decode().strip()


async def say(process: Process, *lines: str) -> None:
    assert process.stdin
    process.stdin.write("".join(f"{line}\n" for line in lines).encode())
    await process.stdin.drain()


async def test_given_the_projector_command_when_lines_are_typed_then_it_obeys_and_says_what_it_hears() -> None:
    async with emulating("projector", "--warm-up", "1s") as (process, port):
        await say(process, "by-hand power on", "nonsense", "", "show")
        assert await line_of(process) == "fault=none power=on input=11 failing=False"
        assert (await line_of(process)).startswith("? 'nonsense' is not one of: refuse, ")
        assert await line_of(process) == "fault=none power=on input=11 failing=False"
        async with open_pjlink("127.0.0.1", port, None, timeout_s=TIMEOUT_S):
            assert await line_of(process) == "< %1POWR ?"


async def test_given_the_obs_command_when_it_is_told_scenes_and_a_password_then_it_has_them() -> None:
    async with (
        emulating("obs", "--password", "x", "--scene", "Uno", "--scene", "Due tre") as (_, port),
        open_obs("127.0.0.1", port, "x", timeout_s=TIMEOUT_S) as driver,
    ):
        await driver.apply(EncoderState(scene="Due tre"))
        assert (await driver.observe()).scene == "Due tre"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_given_a_command_whose_input_has_ended_when_it_is_signalled_then_only_that_ends_it(number: int) -> None:
    async with emulating("projector", stdin=DEVNULL) as (process, port):
        async with open_pjlink("127.0.0.1", port, None, timeout_s=TIMEOUT_S):
            assert process.returncode is None
        process.send_signal(number)
        async with asyncio.timeout(WITHIN_S):
            assert await process.wait() == 0


async def test_given_a_command_that_waits_for_a_line_when_it_is_signalled_then_it_ends_cleanly() -> None:
    async with emulating("obs") as (process, _):
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(WITHIN_S):
            assert await process.wait() == 0
