"""The emulated projector, spoken to in bytes as the PJLink specification writes them."""

import asyncio
import hashlib
import socket
from contextlib import suppress
from time import monotonic

import pytest

from integrations.emulators.controls import running
from integrations.emulators.projector import INPUTS, Projector, Quirks, projector_running
from tests.integrations.driver_contract import MARGIN_S, left_nothing, within
from tests.support.scripted import Scripted
from tests.support.waiting import WITHIN_S, wait_for


async def talk(projector: Projector, *commands: bytes) -> list[bytes]:
    """The greeting, and the answer to each of *commands*, on one connection."""
    reader, writer = await asyncio.open_connection(projector.host, projector.port)
    try:
        async with asyncio.timeout(WITHIN_S):
            said = [await reader.readuntil(b"\r")]
            for command in commands:
                writer.write(command)
                said.append(await reader.readuntil(b"\r"))
            return said
    finally:
        writer.close()
        await writer.wait_closed()


async def everything(projector: Projector, commands: str) -> bytes:
    """All that a connection says on which *commands* are sent, until the projector ends it."""
    reader, writer = await asyncio.open_connection(projector.host, projector.port)
    try:
        async with asyncio.timeout(WITHIN_S):
            with suppress(OSError):  # cut already
                writer.write(f"{commands}\r".encode() if commands else b"")
                writer.write_eof()
            with suppress(ConnectionError):
                return await reader.read()
            return b""
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (b"%1POWR ?\r", b"%1POWR=1\r"),
        (b"%1powr ?\r", b"%1powr=1\r"),
        (b"%1POWR 2\r", b"%1POWR=ERR2\r"),
        (b"%2POWR ?\r", b"%2POWR=ERR1\r"),
        (b"%1INPT ?\r", b"%1INPT=11\r"),
        (b"%1INPT 31\r", b"%1INPT=OK\r"),
        (b"%1INPT 39\r", b"%1INPT=ERR2\r"),
        (b"%2INPT 31\r", b"%2INPT=OK\r"),
        (b"%1INST ?\r", b"%1INST=11 12 21 31 32 41 51\r"),
        (b"%1INST 1\r", b"%1INST=ERR2\r"),
        (b"%2INNM ?31\r", b"%2INNM=HDMI 1\r"),
        (b"%2INNM ?39\r", b"%2INNM=ERR2\r"),
        (b"%1AVMT ?\r", b"%1AVMT=30\r"),
        (b"%1AVMT 31\r", b"%1AVMT=OK\r"),
        (b"%1AVMT 41\r", b"%1AVMT=ERR2\r"),
        (b"%1ERST ?\r", b"%1ERST=000000\r"),
        (b"%1LAMP ?\r", b"%1LAMP=120 1\r"),
        (b"%1NAME ?\r", b"%1NAME=Sala\r"),
        (b"%1INF1 ?\r", b"%1INF1=Regia\r"),
        (b"%1CLSS ?\r", b"%1CLSS=2\r"),
        (b"%1CLSS 1\r", b"%1CLSS=ERR2\r"),
        (b"%2SVER ?\r", b"%2SVER=1.0\r"),
        (b"%2FREZ ?\r", b"%2FREZ=0\r"),
        (b"%2FREZ 1\r", b"%2FREZ=OK\r"),
        (b"%2SVOL 1\r", b"%2SVOL=OK\r"),
        (b"%1NONE ?\r", b"%1NONE=ERR1\r"),
    ],
)
async def test_given_a_projector_that_is_on_when_a_command_is_sent_then_the_answer_is_as_specified(
    command: bytes, answer: bytes
) -> None:
    async with projector_running() as projector:
        projector.control("by-hand power on")
        assert await talk(projector, command) == [b"PJLINK 0\r", answer]


@pytest.mark.parametrize("command", [b"%1INPT ?\r", b"%1INPT 31\r", b"%1AVMT ?\r", b"%1AVMT 31\r", b"%2FREZ 1\r"])
async def test_given_a_projector_in_standby_when_it_is_asked_what_needs_its_lamp_then_it_says_err3(
    command: bytes,
) -> None:
    async with projector_running() as projector:
        _, answer = await talk(projector, command)
        assert answer == command[:6] + b"=ERR3\r"


async def test_given_a_projector_when_it_is_switched_on_and_off_then_it_warms_and_cools() -> None:
    async with projector_running(warm_up_s=60, cool_down_s=60) as projector:
        warming = await talk(projector, b"%1POWR 1\r", b"%1POWR ?\r", b"%1POWR 1\r", b"%1POWR 0\r")
        projector.control("by-hand power on")
        cooling = await talk(projector, b"%1POWR ?\r", b"%1POWR 0\r", b"%1POWR ?\r", b"%1POWR 0\r", b"%1POWR 1\r")
    assert warming[1:] == [b"%1POWR=OK\r", b"%1POWR=3\r", b"%1POWR=OK\r", b"%1POWR=ERR3\r"]
    assert cooling[1:] == [b"%1POWR=1\r", b"%1POWR=OK\r", b"%1POWR=2\r", b"%1POWR=OK\r", b"%1POWR=ERR3\r"]


async def test_given_a_projector_that_warms_or_cools_when_its_time_is_over_then_it_is_on_or_off() -> None:
    async def settled(projector: Projector) -> bytes:
        return (await talk(projector, b"%1POWR ?\r"))[1]

    async with projector_running(warm_up_s=0.1, cool_down_s=0.1) as projector:
        for command, settled_power in ((b"%1POWR 1\r", b"%1POWR=1\r"), (b"%1POWR 0\r", b"%1POWR=0\r")):
            began = monotonic()
            await talk(projector, command)
            await wait_for(lambda: settled(projector), settled_power.__eq__)
            assert monotonic() - began >= 0.1


@pytest.mark.parametrize(
    ("quirks", "command", "said"),
    [
        (Quirks(line_end=b"\r\n"), "%1POWR ?", b"PJLINK 0\r\n%1POWR=1\r\n"),
        (Quirks(lower=True), "%1POWR 1", b"pjlink 0\r%1powr=ok\r"),
        (Quirks(spaces=True), "%1POWR ?", b" PJLINK 0 \r %1POWR=1 \r"),
        (Quirks(bytewise=True), "%1POWR ?", b"PJLINK 0\r%1POWR=1\r"),
        (Quirks(unasked=b"\nhello\r"), "%1POWR ?", b"PJLINK 0\r\nhello\r%1POWR=1\r"),
        (Quirks(state_for_ok=True), "%1POWR 1", b"PJLINK 0\r%1POWR=1\r"),
        (Quirks(state_for_ok=True), "%1INPT 31", b"PJLINK 0\r%1INPT=31\r"),
        (Quirks(state_for_ok=True, moving="ERR3"), "%1POWR 0", b"PJLINK 0\r%1POWR=2\r"),
        (Quirks(input="72"), "%1INPT ?", b"PJLINK 0\r%1INPT=72\r"),
        (Quirks(unanswered=("%1INPT ?",)), "%1INPT ?\r%1POWR ?", b"PJLINK 0\r%1POWR=1\r"),
        (Quirks(one_answer=True), "%1POWR ?\r%1INPT ?", b"PJLINK 0\r%1POWR=1\r"),
    ],
)
async def test_given_a_projector_with_a_quirk_when_it_is_spoken_to_then_it_says_just_that(
    quirks: Quirks, command: str, said: bytes
) -> None:
    async with projector_running(quirks=quirks) as projector:
        projector.control("by-hand power on")
        assert await everything(projector, command) == said


async def test_given_a_projector_that_tells_not_whether_it_warms_when_it_is_asked_then_it_says_what_it_was_told_to() -> (
    None
):
    async with projector_running(warm_up_s=60, cool_down_s=60, quirks=Quirks(moving="ERR3")) as projector:
        for power in ("warming", "cooling"):
            projector.control(f"by-hand power {power}")
            assert (await talk(projector, b"%1POWR ?\r"))[1] == b"%1POWR=ERR3\r"


async def test_given_a_projector_with_a_single_socket_when_a_second_connection_comes_then_only_that_is_cut() -> None:
    async with projector_running(quirks=Quirks(one_client=True, gap_s=3600)) as projector:
        reader, writer = await asyncio.open_connection(projector.host, projector.port)
        assert await reader.readuntil(b"\r") == b"PJLINK 0\r"
        assert await everything(projector, "") == b""
        writer.write(b"%1POWR ?\r")
        assert await reader.readuntil(b"\r") == b"%1POWR=0\r"
        writer.close()
        await writer.wait_closed()
        await wait_for(lambda: not projector.connected)
        assert await everything(projector, "") == b""
    assert (projector.connections, projector.turned_away) == (1, 2)


async def test_given_a_projector_that_drops_idle_connections_when_nothing_is_asked_then_it_closes() -> None:
    async with projector_running(quirks=Quirks(idle_s=0.05)) as projector:
        reader, writer = await asyncio.open_connection(projector.host, projector.port)
        async with asyncio.timeout(WITHIN_S):
            assert await reader.read() == b"PJLINK 0\r"
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize(
    ("commands", "muted"),
    [
        (("11",), "11"),
        (("21",), "21"),
        (("11", "21"), "31"),
        (("31", "10"), "21"),
        (("31", "20"), "11"),
        (("31", "30"), "30"),
    ],
)
async def test_given_picture_and_sound_when_they_are_muted_in_turn_then_the_state_adds_up(
    commands: tuple[str, ...], muted: str
) -> None:
    async with projector_running() as projector:
        projector.control("by-hand power on")
        said = await talk(projector, *(f"%1AVMT {command}\r".encode() for command in commands), b"%1AVMT ?\r")
        assert said[-1] == f"%1AVMT={muted}\r".encode()


async def test_given_a_password_when_the_digest_is_right_then_the_whole_connection_is_let_in() -> None:
    async with projector_running(password="JBMIAProjectorLink") as projector:
        reader, writer = await asyncio.open_connection(projector.host, projector.port)
        greeting = await reader.readuntil(b"\r")
        digest = hashlib.md5(greeting[9:-1] + b"JBMIAProjectorLink").hexdigest().encode()  # noqa: S324 - PJLink's
        writer.write(digest + b"%1POWR ?\r%1CLSS ?\r")
        answers = [await reader.readuntil(b"\r"), await reader.readuntil(b"\r")]
        writer.close()
    assert greeting.startswith(b"PJLINK 1 ")
    assert answers == [b"%1POWR=0\r", b"%1CLSS=2\r"]
    assert list(projector.heard) == ["%1POWR ?", "%1CLSS ?"]


async def test_given_a_password_when_the_digest_is_wrong_then_the_projector_says_erra_and_obeys_nothing() -> None:
    async with projector_running(password="secret") as projector:
        greeting, answer = await talk(projector, b"5d8409bc1c3fa39749434aa3a5c38682%1POWR 1\r")
        assert greeting.startswith(b"PJLINK 1 ")
        assert answer == b"PJLINK ERRA\r"
        assert (projector.power, list(projector.heard)) == ("off", [])


async def test_given_a_line_longer_than_any_command_when_it_comes_then_the_connection_is_closed() -> None:
    async with projector_running() as projector:
        reader, writer = await asyncio.open_connection(projector.host, projector.port)
        await reader.readuntil(b"\r")
        writer.write(b"%1NAME " + b"x" * 100_000 + b"\r")
        with pytest.raises((asyncio.IncompleteReadError, ConnectionResetError)):
            await reader.readuntil(b"\r")
        writer.close()
        assert await talk(projector, b"%1POWR ?\r") == [b"PJLINK 0\r", b"%1POWR=0\r"]


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("show", "fault=none power=off input=11 failing=False"),
        ("freeze", "fault=freeze power=off input=11 failing=False"),
        ("slow 3", "fault=none slow=3.0 power=off input=11 failing=False"),
        ("by-hand power on", "fault=none power=on input=11 failing=False"),
        (" by-hand  input  32 ", "fault=none power=off input=32 failing=False"),
        ("by-hand failing true", "fault=none power=off input=11 failing=True"),
    ],
)
async def test_given_a_projector_when_a_control_word_is_said_then_it_shows_what_it_is_now(
    command: str, shown: str
) -> None:
    async with projector_running() as projector:
        assert projector.control(command) == shown


@pytest.mark.parametrize(
    "command", ["", "freese", "freeze now", "slow", "slow down", "by-hand", "by-hand power maybe", "by-hand input 99"]
)
async def test_given_a_projector_when_a_control_word_is_unknown_then_nothing_changes(command: str) -> None:
    async with projector_running() as projector:
        before = projector.show()
        with pytest.raises(ValueError, match=r"\w"):
            projector.control(command)
        assert projector.show() == before


async def test_given_a_slow_projector_when_it_is_switched_on_then_it_takes_that_long_until_cleared() -> None:
    async with projector_running(warm_up_s=0.0) as projector:
        projector.control("slow 60")
        await talk(projector, b"%1POWR 1\r")
        slowly = projector.power
        projector.control("clear")
        projector.control("by-hand power off")
        await talk(projector, b"%1POWR 1\r")
        assert (slowly, projector.power) == ("warming", "on")


async def test_given_a_frozen_projector_when_it_is_cleared_then_it_answers_what_it_was_sent_meanwhile() -> None:
    async with projector_running(warm_up_s=0.0) as projector:
        reader, writer = await asyncio.open_connection(projector.host, projector.port)
        await reader.readuntil(b"\r")
        projector.control("freeze")
        writer.write(b"%1POWR 1\r")
        await asyncio.sleep(0.05)
        frozen = projector.power
        projector.control("clear")
        assert await reader.readuntil(b"\r") == b"%1POWR=OK\r"
        assert (frozen, projector.power) == ("off", "on")
        writer.close()


async def test_given_a_projector_that_refused_when_it_is_cleared_then_it_listens_on_the_same_port() -> None:
    async with projector_running() as projector:
        port = projector.port
        projector.control("refuse")
        with pytest.raises(ConnectionRefusedError):
            await talk(projector)
        projector.control("clear")
        assert projector.port == port
        assert await talk(projector) == [b"PJLINK 0\r"]


@pytest.mark.parametrize("fault", ["clear", "freeze", "refuse", "drop"])
async def test_given_open_connections_when_a_projector_ends_then_nothing_is_left(fault: str) -> None:
    async with left_nothing():
        async with projector_running() as projector:
            _, early = await asyncio.open_connection(projector.host, projector.port)
            await asyncio.sleep(0.01)
            projector.control(fault)
        early.close()


@pytest.mark.parametrize("ticks", range(6))
async def test_given_a_connection_at_any_moment_when_a_projector_ends_then_nothing_is_left(ticks: int) -> None:
    async with left_nothing():
        async with projector_running() as projector:
            client = socket.create_connection((projector.host, projector.port))
            for _ in range(ticks):
                await asyncio.sleep(0)
        client.close()


async def test_given_an_emulator_that_is_busy_when_it_ends_then_its_conversations_end_too() -> None:
    class Sleeper(Scripted):
        async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:  # noqa: ARG002
            self.hear("connected")
            await asyncio.sleep(60)

    with within(MARGIN_S):
        async with running(Sleeper(b"", (), stays=False)) as sleeper:
            _, writer = await asyncio.open_connection(sleeper.host, sleeper.port)
            await wait_for(lambda: list(sleeper.heard) == ["connected"])
        writer.close()


async def test_given_an_error_inside_when_a_projector_ends_then_the_error_comes_out_as_it_was() -> None:
    with pytest.raises(LookupError, match="as it was"):
        async with projector_running():
            raise LookupError("as it was")


async def test_given_a_long_day_when_commands_are_heard_then_only_the_latest_are_kept() -> None:
    async with projector_running() as projector:
        for number in range(1100):
            projector.hear(str(number))
        assert (len(projector.heard), projector.heard[0], projector.heard[-1]) == (1000, "100", "1099")


def test_given_the_inputs_when_they_are_read_then_each_is_a_pjlink_code() -> None:
    assert all(code[0] in "123456" and code[1].isalnum() and len(code) == 2 for code in INPUTS)
