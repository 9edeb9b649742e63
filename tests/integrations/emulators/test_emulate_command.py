"""`regia emulate …`, as a person runs it, and what its help tells."""

import asyncio
import re
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession

from config.states import EncoderState
from integrations.drivers.obs import open_obs
from integrations.drivers.pjlink import open_pjlink
from integrations.emulators.controls import WORDS
from integrations.emulators.jitsi import SECRET
from tests.integrations.driver_contract import LONG_S
from tests.support.commands import regia_here
from tests.support.waiting import WITHIN_S

COMMAND = (sys.executable, "-m", "orchestrator", "emulate")


@asynccontextmanager
async def emulating(*words: str, stdin: int = PIPE) -> AsyncIterator[tuple[Process, int]]:
    """The command's process and the port it says it listens on."""
    process = await asyncio.create_subprocess_exec(*COMMAND, *words, "--port", "0", stdin=stdin, stdout=PIPE)
    try:
        while not (match := re.match(r"listening on 127\.0\.0\.1:(\d+)", line := await line_of(process))):
            assert line.startswith("more words: ")
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
        async with open_pjlink("127.0.0.1", port, None, timeout_s=LONG_S):
            assert await line_of(process) == "< %1POWR ?"


async def test_given_the_obs_command_when_it_is_told_scenes_and_a_password_then_it_has_them() -> None:
    async with (
        emulating("obs", "--password", "x", "--scene", "Uno", "--scene", "Due tre") as (_, port),
        open_obs("127.0.0.1", port, "x", timeout_s=LONG_S) as driver,
    ):
        await driver.apply(EncoderState(scene="Due tre"))
        assert (await driver.observe()).scene == "Due tre"


@pytest.mark.parametrize(
    ("like", "target", "answer"),
    [
        ("shelly", "/rpc/Switch.Set?id=0&on=true", '{"was_on": false}'),
        ("home-assistant", "/api/", '{"message": "API running."}'),
        ("companion", "/api/variable/matrix/power/value", "off"),
    ],
)
async def test_given_the_http_command_when_it_is_told_what_to_be_then_it_is_that(
    like: str, target: str, answer: str
) -> None:
    async with (
        emulating("http", "--like", like) as (_, port),
        ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{target}") as answered,
    ):
        assert await answered.text() == answer


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_given_a_command_whose_input_has_ended_when_it_is_signalled_then_only_that_ends_it(number: int) -> None:
    async with emulating("projector", stdin=DEVNULL) as (process, port):
        async with open_pjlink("127.0.0.1", port, None, timeout_s=LONG_S):
            assert process.returncode is None
        process.send_signal(number)
        async with asyncio.timeout(WITHIN_S):
            assert await process.wait() == 0


async def test_given_a_command_that_waits_for_a_line_when_it_is_signalled_then_it_ends_cleanly() -> None:
    async with emulating("obs") as (process, _):
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(WITHIN_S):
            assert await process.wait() == 0


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("projector", "--warm-up", "x"), 2, "x is no duration: a duration is written like 90s, 10m or 1h30m."),
        (("projector", "--host", "192.0.2.1", "--port", "0"), 1, "Cannot listen on 192.0.2.1 port 0: "),
        (("obs", "--host", "regia.invalid"), 1, "Cannot listen on regia.invalid port 4455: "),
        (("appletv", "--port", "{taken}"), 1, "Port {taken} of 127.0.0.1 is in use already"),
        (("jitsi", "--port", "{taken}"), 1, "Port {taken} of 127.0.0.1 is in use already"),
        (("http", "--port", "{taken}"), 1, "Port {taken} of 127.0.0.1 is in use already"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else None,
)
async def test_given_what_cannot_be_when_a_command_is_started_then_a_sentence_says_so(
    words: tuple[str, ...], code: int, sentence: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = listener.getsockname()[1]
        given = (word.format(taken=taken) for word in words)
        process = await asyncio.create_subprocess_exec(*COMMAND, *given, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE)
        async with asyncio.timeout(WITHIN_S):
            _, said = await process.communicate()

    assert process.returncode == code
    assert said.decode().startswith(sentence.format(taken=taken))
    assert said.count(b"\n") == 1


async def test_given_a_port_taken_while_refusing_when_cleared_then_it_says_so_and_obeys_on() -> None:
    async with emulating("projector") as (process, port):
        await say(process, "refuse")
        assert (await line_of(process)).startswith("fault=refuse")
        with socket.create_server(("127.0.0.1", port)):
            await say(process, "clear")
            assert (await line_of(process)).startswith("? [Errno 98] Address already in use")
        await say(process, "clear")
        assert (await line_of(process)).startswith("fault=none")
        async with open_pjlink("127.0.0.1", port, None, timeout_s=LONG_S):
            assert await line_of(process) == "< %1POWR ?"


@pytest.mark.parametrize("device", ["obs", "projector", "appletv", "http", "jitsi"])
def test_given_any_device_when_help_is_asked_then_it_names_every_word_that_may_be_typed(
    device: str, capsys: pytest.CaptureFixture[str]
) -> None:
    helped = " ".join(regia_here(capsys, "emulate", device, "--help").out.split())

    assert [word for word in WORDS.split(", ") if word not in helped] == []


@pytest.mark.parametrize(
    ("device", "told"),
    [
        ("projector", ("like 90s. [default: 5s]",)),
        ("obs", ("like 2s. [default: 0s]", "Riposo, Attesa, Conferenza")),
        ("http", ("What it is. [choices: shelly, home-assistant, companion] [default: shelly]",)),
        ("jitsi", ("--app-id STR Whose tokens it takes", SECRET, "--key-server STR Where it asks for public keys")),
    ],
)
def test_given_options_of_a_device_when_help_is_asked_then_each_says_what_it_is(
    device: str, told: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    helped = " ".join(regia_here(capsys, "emulate", device, "--help").out.split())

    assert [words for words in told if words not in helped] == []
