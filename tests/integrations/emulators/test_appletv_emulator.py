"""The emulated Apple TV at the keyboard, and against clients that are none."""

import asyncio
import re
import sys

import pytest

from config.states import PlayerState, Power
from integrations.drivers.appletv import open_appletv
from integrations.emulators.appletv import appletv_running
from tests.support.waiting import WITHIN_S


async def test_given_the_command_when_its_printed_credentials_are_used_then_a_line_opens_and_words_are_obeyed() -> None:
    command = "from orchestrator.cli import main; main()"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", command, "emulate", "appletv", "--port", "0"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    try:
        async with asyncio.timeout(WITHIN_S):
            credentials = await said(process.stdout, r"REGIA_SECRET_TV_1=(\S+)")
            port = int(await said(process.stdout, r"listening on 127\.0\.0\.1:(\d+)"))
            async with open_appletv("127.0.0.1", port, credentials, timeout_s=5) as player:
                process.stdin.write(b"by-hand power on\n")
                while await said(process.stdout, r"power=(\w+)") != "on":
                    process.stdin.write(b"show\n")

                assert await player.observe() == PlayerState(power=Power.ON)
    finally:
        process.terminate()
        await process.communicate()
    assert process.returncode == 0


async def said(output: asyncio.StreamReader, pattern: str) -> str:
    while line := await output.readline():
        if found := re.search(pattern, line.decode()):
            return found[1]
    pytest.fail(f"never said {pattern}")


@pytest.mark.parametrize(
    "nonsense",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x08\x00\x00\x01\xe0",  # a command before any proof
        b"\x05\x00\x00\x01\xe0",  # a proof without proof
        b"\x06\x00\x00\x0b\xe1C_pd\x76\x06\x01\x03\x05\x01\x00",  # the end of a proof that was not begun
        b"\x05\xff\xff\xff",  # a frame of 16 MB
        b"\x63\x00\x00\x00",
    ],
)
async def test_given_nonsense_when_it_is_sent_then_the_device_hangs_up_and_serves_the_next(nonsense: bytes) -> None:
    async with appletv_running() as tv:
        reader, writer = await asyncio.open_connection(tv.host, tv.port)
        writer.write(nonsense)
        writer.write_eof()
        async with asyncio.timeout(WITHIN_S):
            assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()

        async with open_appletv(tv.host, tv.port, tv.credentials, timeout_s=5) as player:
            assert await player.observe() == PlayerState(power=Power.OFF)


@pytest.mark.parametrize("word", ["by-hand power half", "by-hand app com.example.none", "by-hand scene x", "unpaired"])
async def test_given_a_word_it_does_not_know_when_said_then_it_is_refused(word: str) -> None:
    async with appletv_running() as tv:
        with pytest.raises(ValueError, match=word.split()[-1]):
            tv.control(word)
