"""What displays write, legal and odd: a grammar of answers, read from the bytes and over a real connection."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.states import DisplayState, Power
from integrations.drivers.errors import DeviceError
from integrations.drivers.pjlink import open_pjlink
from integrations.drivers.pjlink_messages import (
    LONGEST_LINE,
    Lines,
    answer_to,
    digest,
    is_locked_out,
    parse_greeting,
)
from integrations.emulators.controls import StreamEmulator, running

COMMANDS = ("1POWR", "1INPT", "2INPT", "2FREZ", "1CLSS")
VALUES = ("0", "1", "2", "3", "OK", "ERR1", "ERR2", "ERR3", "ERR4", "31", "6A", "3G", "72", "")
LINE_ENDS = (b"\r", b"\n", b"\r\n", b"\n\r", b"\r\n\r", b"\r\r", b"\n\n\n", b"\r\n\r\n", b"\r\0\n")
POWERS = {"0": Power.OFF, "1": Power.ON, "2": Power.COOLING, "3": Power.WARMING}

padding = st.text(" \t\0", max_size=4)
digits = st.sampled_from("12")


@st.composite
def spelt(draw: st.DrawFn, text: str) -> str:
    """*text* with any of its letters small, and spaces around it."""
    small = draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    letters = (letter.lower() if is_small else letter for letter, is_small in zip(text, small, strict=True))
    return draw(padding) + "".join(letters) + draw(padding)


@st.composite
def answers(draw: st.DrawFn, word: str, value: str) -> bytes:
    """An answer as some display might write it, with its line end."""
    spaced = st.sampled_from(["=", " =", "= ", " = "])
    text = draw(spelt(f"%{draw(digits)}{word}")).rstrip() + draw(spaced) + draw(spelt(value)).lstrip("\t\0 ")
    return text.encode() + draw(st.sampled_from(LINE_ENDS))


@st.composite
def unasked(draw: st.DrawFn, word: str) -> bytes:
    """A line that answers no question about *word*: another answer, a notification, a greeting, garbage."""
    others = [command[1:] for command in (*COMMANDS, "2LKUP", "1ERST") if command[1:] != word]
    another = st.sampled_from(others).flatmap(lambda other: answers(other, "1"))
    plain = st.sampled_from(
        [b"\r", b"PJLINK 0\r", b"OK\r", b"ERR3\r", b"%1POWR 1\r", b"%1POWR\r\n", b"login: \n", b"=\r"]
    )
    garbage = st.binary(max_size=2 * LONGEST_LINE).map(lambda told: told.replace(b"=", b"").replace(b"P", b"") + b"\r")
    return draw(st.one_of(another, plain, garbage))


@st.composite
def conversations(draw: st.DrawFn) -> tuple[str, str, bytes]:
    """A command, the value that answers it, and the bytes in which it comes, after what was not asked for."""
    command, value = draw(st.sampled_from(COMMANDS)), draw(st.sampled_from(VALUES))
    before = draw(st.lists(unasked(command[1:]), max_size=3))
    return command, value, b"".join(before) + draw(answers(command[1:], value))


@st.composite
def chunked(draw: st.DrawFn, told: bytes) -> list[bytes]:
    """*told* cut into packets anywhere."""
    cuts = sorted(draw(st.sets(st.integers(0, len(told)), max_size=8)) | {0, len(told)})
    return [told[start:end] for start, end in pairwise(cuts)]


def read(command: str, packets: Sequence[bytes]) -> list[str]:
    """What the packets answer to the command."""
    lines = Lines()
    told = (answer_to(command, line) for packet in packets for line in lines.feed(packet))
    return [value for value in told if value is not None]


def bytewise(told: bytes) -> list[bytes]:
    return [bytes([byte]) for byte in told]


@given(conversations(), st.data())
def test_answer_given_any_spelling_when_it_is_cut_anywhere_then_it_is_read_as_it_was_meant(
    conversation: tuple[str, str, bytes], data: st.DataObject
) -> None:
    command, value, told = conversation

    assert read(command, [told]) == [value]
    assert read(command, bytewise(told)) == [value]
    assert read(command, data.draw(chunked(told))) == [value]


@given(st.binary(max_size=4 * LONGEST_LINE), st.data())
def test_lines_given_any_bytes_when_they_are_cut_anywhere_then_they_are_the_same_and_bounded(
    told: bytes, data: st.DataObject
) -> None:
    lines = Lines().feed(told)
    by_byte, by_packet = Lines(), Lines()

    assert [line for byte in bytewise(told) for line in by_byte.feed(byte)] == lines
    assert [line for packet in data.draw(chunked(told)) for line in by_packet.feed(packet)] == lines
    assert all(0 < len(line) <= LONGEST_LINE and line == line.strip() for line in lines)
    assert not {"\r", "\n", "\0"} & set("".join(lines))


@given(st.text() | st.sampled_from(["%1POWR", "%1POWR ?", "%1POW=1", "%POWR=1", "1POWR=1", "%1POWRX=1", "=", "%", ""]))
def test_answer_given_a_line_that_is_none_when_it_is_read_then_it_answers_nothing(line: str) -> None:
    assert answer_to("2LAMP", line) is None
    assert answer_to("1POWR", line.replace("=", "")) is None


@given(
    st.sampled_from(["PJLINK 0", "PJLINK 0 ", "PJLINK 0 class 2", "PJLINK 1 {}", "PJLINK 1  {} ", "PJLINK 1 {} x"]),
    st.data(),
)
def test_greeting_given_any_spelling_when_it_is_read_then_its_salt_is_kept_letter_by_letter(
    form: str, data: st.DataObject
) -> None:
    salt = data.draw(st.text("0123456789abcdefABCDEF", min_size=1, max_size=16))
    word, rest = form.split(" ", maxsplit=1)
    told = f"{data.draw(spelt(word)).rstrip()} {rest.format(salt)}".encode() + data.draw(st.sampled_from(LINE_ENDS))

    (line,) = Lines().feed(told)
    assert parse_greeting(line) == (salt if "{}" in form else "")
    assert not is_locked_out(line)


@given(spelt("PJLINK ERRA") | spelt("PJLINK=ERRA"))
def test_refused_password_given_any_spelling_when_it_is_read_then_it_is_one_and_no_greeting(told: str) -> None:
    (line,) = Lines().feed(told.encode() + b"\r\n")
    assert is_locked_out(line)
    assert parse_greeting(line) is None


def test_greeting_given_other_lines_when_they_are_read_then_they_are_none() -> None:
    for line in (
        "",
        "PJLINK",
        "PJLINK 1",
        "PJLINK 2 00ff",
        "PJLINK0",
        "SSH-2.0-OpenSSH_9.2",
        "HTTP/1.1 400",
        "PJLINK ERRA",
    ):
        assert parse_greeting(line) is None, line


def test_digest_given_the_specifications_example_when_it_is_made_then_it_is_the_printed_one() -> None:
    assert digest("498e4a67", "JBMIAProjectorLink") == "5d8409bc1c3fa39749434aa3a5c38682"


class Teller(StreamEmulator):
    """A display that answers each command with the packets it was given for it, and others with ERR1."""

    packets: Mapping[bytes, Sequence[bytes]] = {}

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"PJLINK 0\r")
        while command := await reader.readuntil(b"\r"):
            for packet in self.packets.get(command[2:6], [command[:6] + b"=ERR1\r"]):
                writer.write(packet)
                await writer.drain()
                await asyncio.sleep(0)

    def picture(self) -> Mapping[str, object]:
        return {}

    def by_hand(self, attribute: str, value: str) -> None:
        raise ValueError(attribute, value)


@asynccontextmanager
async def telling(packets: Mapping[bytes, Sequence[bytes]]) -> AsyncIterator[int]:
    """The port of a display that tells *packets*."""
    teller = Teller("127.0.0.1", 0)
    teller.packets = packets
    async with running(teller):
        yield teller.port


@st.composite
def told_states(draw: st.DrawFn) -> tuple[DisplayState, dict[bytes, list[bytes]]]:
    """A state and the packets in which a display tells it."""
    power, (code, name) = draw(st.sampled_from("0123")), draw(st.sampled_from([("31", "hdmi1"), ("6A", "internala")]))
    told = {"POWR": power, "INPT": code}
    packets = {
        word.encode(): draw(st.tuples(unasked(word), answers(word, value)).map(b"".join).flatmap(chunked))
        for word, value in told.items()
    }
    return DisplayState(POWERS[power], name if power == "1" else None), packets


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told_states())
def test_display_given_any_spelling_when_it_is_observed_over_tcp_then_its_state_is_read(
    told: tuple[DisplayState, dict[bytes, list[bytes]]],
) -> None:
    state, packets = told

    async def observed() -> DisplayState:
        async with telling(packets) as port, open_pjlink("127.0.0.1", port, None, timeout_s=30) as driver:
            return await driver.observe()

    assert asyncio.run(observed()) == state


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=1, max_size=40) | unasked("POWR"))
def test_display_given_garbage_when_it_is_observed_over_tcp_then_it_is_a_fault_within_its_time(told: bytes) -> None:
    async def fault() -> DeviceError | None:
        async with asyncio.timeout(30):
            try:
                async with telling({b"POWR": [told]}) as port, open_pjlink("127.0.0.1", port, None, timeout_s=0.05):
                    return None
            except DeviceError as error:
                return error

    assert isinstance(asyncio.run(fault()), DeviceError)
