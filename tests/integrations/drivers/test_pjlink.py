"""What displays say over PJLink, and what becomes of it."""

from contextlib import AbstractAsyncContextManager
from itertools import product
from string import ascii_uppercase

import pytest

from config.states import DisplayState, Power
from integrations.drivers.driver import Driver
from integrations.drivers.errors import Busy, DeviceError, NeedsPerson, Refused, Unreachable
from integrations.drivers.pjlink import canonical_input, encode_input, open_pjlink, parse_input
from integrations.emulators.projector import Quirks, projector_running
from tests.integrations.driver_contract import (
    LONG_S,
    MARGIN_S,
    TIMEOUT_S,
    assert_fault,
    fault_of,
    fault_of_opening,
    within,
)
from tests.support.scripted import deaf_port, scripted

HERE = "127.0.0.1"


def line_to(
    port: int, password: str | None = None, *, host: str = HERE, timeout_s: float = LONG_S
) -> AbstractAsyncContextManager[Driver[DisplayState]]:
    return open_pjlink(host, port, password, timeout_s=timeout_s)


async def test_given_the_specifications_example_when_the_power_is_asked_then_the_digest_is_the_printed_one() -> None:
    # PJLink Specifications, section 5.1: the number 498e4a67 and the password JBMIAProjectorLink.
    async with (
        scripted(b"PJLINK 1 498e4a67\r", b"%1POWR=1\r", stays=True) as peer,
        line_to(peer.port, "JBMIAProjectorLink"),
    ):
        assert peer.read == [b"5d8409bc1c3fa39749434aa3a5c38682%1POWR ?\r"]


@pytest.mark.parametrize(
    ("greeting", "answers", "kind", "code"),
    [
        (b"", (), Unreachable, "line_lost"),
        (b"PJLINK 0\r", (b"",), Unreachable, "line_lost"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", (), Unreachable, "protocol"),
        (b"PJLINK 2\r", (), Unreachable, "protocol"),
        (b"\xff\xfe\r", (), Unreachable, "protocol"),
        (b"PJLINK 0\r", (b"%1INPT=11\r",), Unreachable, "protocol"),
        (b"PJLINK 0\r", (b"%1POWR\r",), Unreachable, "protocol"),
        (b"PJLINK 0\r", (b"%1POWR=\r",), Unreachable, "protocol"),
        (b"PJLINK 0\r", (b"%1POWR=ON\r",), Unreachable, "protocol"),
        (b"PJLINK 0\r", (b"%1POWR=" + b"1" * 100_000 + b"\r",), Unreachable, "protocol"),
        (b"PJLINK 0\r", (b"OK\r" * 100_000,), Unreachable, "protocol"),
        (b"PJLINK ERRA\r", (), NeedsPerson, "password_missing"),
        (b"PJLINK 0\r", (b"PJLINK ERRA\r",), NeedsPerson, "password_missing"),
    ],
)
async def test_given_a_peer_that_answers_oddly_when_a_line_is_opened_then_the_fault_says_how(
    greeting: bytes, answers: tuple[bytes, ...], kind: type[DeviceError], code: str
) -> None:
    async with scripted(greeting, *answers) as peer:
        fault = await fault_of_opening(line_to(peer.port))
    assert (type(fault), fault.code) == (kind, code)


@pytest.mark.parametrize(
    ("greeting", "answers"), [(b"", ()), (b"PJLINK 0", ()), (b"PJLINK 0\r", (b"",)), (b"PJLINK 0\r", (b"%1POWR=",))]
)
async def test_given_a_peer_that_falls_silent_when_a_line_is_opened_then_it_is_silent_within_the_timeout(
    greeting: bytes, answers: tuple[bytes, ...]
) -> None:
    async with scripted(greeting, *answers, stays=True) as peer:
        with within(2 * TIMEOUT_S + MARGIN_S):
            fault = await fault_of_opening(line_to(peer.port, timeout_s=TIMEOUT_S))
    assert_fault(fault, Unreachable, "silent", seconds=TIMEOUT_S)


async def test_given_a_host_that_drops_packets_when_a_line_is_opened_then_it_is_unreachable_in_time() -> None:
    with deaf_port() as port, within(TIMEOUT_S + MARGIN_S):
        fault = await fault_of_opening(line_to(port, timeout_s=TIMEOUT_S))
    assert_fault(fault, Unreachable, "unreachable", host=HERE, port=port)


async def test_given_a_host_that_can_be_none_when_a_line_is_opened_then_it_is_unreachable() -> None:
    fault = await fault_of_opening(line_to(4352, host="a..b"))
    assert_fault(fault, Unreachable, "unreachable", host="a..b", port=4352)


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (b"%1POWR=ERR1\r", Refused, "not_accepted"),
        (b"%1POWR=ERR2\r", Refused, "not_accepted"),
        (b"%1POWR=ERR3\r", Busy, "busy"),
        (b"%1POWR=ERR4\r", Refused, "device_failure"),
        (b"%1POWR=7\r", Refused, "not_accepted"),
    ],
)
async def test_given_a_display_that_will_not_tell_its_power_when_observed_then_the_line_is_open_and_the_fault_says_how(
    answer: bytes, kind: type[DeviceError], code: str
) -> None:
    async with (
        scripted(b"PJLINK 0\r", answer, answer, b"%1INPT=ERR3\r", stays=True) as peer,
        line_to(peer.port) as line,
    ):
        fault = await fault_of(line.observe())
    assert (type(fault), fault.code) == (kind, code)


@pytest.mark.parametrize("answer", [b"%1POWR=ERR1\r", b"%1POWR=ERR2\r", b"%1POWR=4\r"])
async def test_given_a_display_without_a_word_for_its_power_when_observed_then_its_input_is_told(answer: bytes) -> None:
    async with scripted(b"PJLINK 0\r", answer, answer, b"%1INPT=31\r", stays=True) as peer, line_to(peer.port) as line:
        assert await line.observe() == DisplayState(input="hdmi1")


async def test_given_a_cold_projector_when_power_and_input_are_wished_then_only_the_power_is_taken_yet() -> None:
    async with projector_running(warm_up_s=60) as projector, line_to(projector.port) as driver:
        fault = await fault_of(driver.apply(DisplayState(Power.ON, "hdmi2")))
        assert await driver.observe() == DisplayState(Power.WARMING)
        projector.control("by-hand power on")
        await driver.apply(DisplayState(input="hdmi2"))
        assert await driver.observe() == DisplayState(Power.ON, "hdmi2")
    assert isinstance(fault, Busy)
    assert fault.code == "busy"
    assert fault.retry_after_s > 0


async def test_given_a_projector_in_each_power_when_it_is_observed_then_the_input_is_asked_only_while_on() -> None:
    async with projector_running(warm_up_s=60, cool_down_s=60) as projector, line_to(projector.port) as driver:
        for power in Power:
            projector.control(f"by-hand power {power}")
            seen = await driver.observe()
            assert seen == DisplayState(power, "rgb1" if power is Power.ON else None)
    assert projector.heard.count("%1INPT ?") == 1


async def test_given_a_projector_switched_off_between_two_questions_when_observed_then_its_input_is_unknown() -> None:
    async with projector_running() as projector, line_to(projector.port) as driver:
        projector.control("by-hand power on")
        switch_off = {"%1INPT ?": "by-hand power off"}
        projector.on_heard = lambda heard: heard in switch_off and projector.control(switch_off[heard])
        assert await driver.observe() == DisplayState(Power.ON)


async def test_given_a_projector_when_an_input_is_wished_that_it_lacks_then_that_is_refused_by_name() -> None:
    async with projector_running() as projector:
        projector.control("by-hand power on")
        async with line_to(projector.port) as driver:
            for name in ("hdmi7", "scart", "hdmi10", "hdmi", "", "7", "72", "777", "x1"):
                assert_fault(
                    await fault_of(driver.apply(DisplayState(input=name))), Refused, "no_such_input", input=name
                )
            assert (await driver.observe()).input == "rgb1"


@pytest.mark.parametrize("told", ["ERR1", "ERR2", "ERR3", "ERR4", "HOME", ""])
async def test_given_a_projector_that_cannot_tell_its_input_when_observed_then_only_that_is_unknown(told: str) -> None:
    async with projector_running(quirks=Quirks(input=told)) as projector, line_to(projector.port) as driver:
        projector.control("by-hand power on")
        assert await driver.observe() == DisplayState(Power.ON)
        await driver.apply(DisplayState(input="hdmi1"))
        await driver.apply(DisplayState(power=Power.OFF))
    assert projector.input == "31"
    assert projector.heard[-1] == "%1POWR 0"


async def test_given_a_projector_at_an_input_beyond_ours_when_observed_then_its_code_is_told() -> None:
    async with projector_running(quirks=Quirks(input="72")) as projector, line_to(projector.port) as driver:
        projector.control("by-hand power on")
        assert await driver.observe() == DisplayState(Power.ON, "72")


async def test_given_a_projector_that_never_answers_for_its_input_when_observed_then_only_that_is_unknown() -> None:
    quirks = Quirks(unanswered=("%1INPT ?",))
    async with projector_running(quirks=quirks) as projector, line_to(projector.port, timeout_s=TIMEOUT_S) as driver:
        projector.control("by-hand power on")
        assert [await driver.observe() for _ in range(2)] == [DisplayState(Power.ON)] * 2
        quirks.unanswered = ()
        assert await driver.observe() == DisplayState(Power.ON, "rgb1")
    assert projector.heard.count("%1INPT ?") == 2 + 1 + 1


async def test_given_one_answer_about_the_input_that_is_lost_when_observed_then_it_is_asked_once_more() -> None:
    quirks = Quirks(unanswered=("%1INPT ?",))
    async with projector_running(quirks=quirks) as projector, line_to(projector.port, timeout_s=TIMEOUT_S) as driver:
        projector.control("by-hand power on")
        projector.on_heard = lambda _: setattr(
            quirks, "unanswered", ("%1INPT ?",) if projector.heard.count("%1INPT ?") < 2 else ()
        )
        assert await driver.observe() == DisplayState(Power.ON, "rgb1")


async def test_given_a_projector_that_answers_no_set_when_it_is_asked_then_it_is_busy_and_what_is_seen_decides() -> (
    None
):
    quirks = Quirks(unanswered=("%1INPT 32", "%1POWR 0"))
    async with (
        projector_running(quirks=quirks, cool_down_s=0) as projector,
        line_to(projector.port, timeout_s=TIMEOUT_S) as driver,
    ):
        projector.control("by-hand power on")
        for wished, seen in (
            (DisplayState(input="hdmi2"), DisplayState(Power.ON, "hdmi2")),
            (DisplayState(power=Power.OFF), DisplayState(Power.OFF)),
        ):
            assert isinstance(await fault_of(driver.apply(wished)), Busy)
            assert await driver.observe() == seen


async def test_given_two_wishes_of_which_one_is_refused_when_they_are_sent_then_the_other_is_obeyed() -> None:
    async with projector_running(cool_down_s=0) as projector, line_to(projector.port) as driver:
        projector.control("by-hand power on")
        projector.control("by-hand failing true")
        power_refused = await fault_of(driver.apply(DisplayState(Power.ON, "hdmi2")))
        projector.input, switched_to = "11", projector.input
        input_refused = await fault_of(driver.apply(DisplayState(Power.OFF, "scart")))
        assert (power_refused.code, switched_to) == ("device_failure", "32")
        assert (input_refused.code, projector.power) == ("no_such_input", "off")


async def test_given_a_projector_that_says_err3_while_it_warms_when_it_is_observed_then_it_is_busy_until_it_is_on() -> (
    None
):
    quirks = Quirks(moving="ERR3")
    async with projector_running(warm_up_s=60, quirks=quirks) as projector, line_to(projector.port) as driver:
        await driver.apply(DisplayState(Power.ON))
        busy = [await fault_of(driver.observe()) for _ in range(2)]
        async with line_to(projector.port) as another:
            busy.append(await fault_of(another.observe()))
        projector.control("by-hand power on")
        assert await driver.observe() == DisplayState(Power.ON, "rgb1")
    assert {(type(fault), fault.code) for fault in busy} == {(Busy, "busy")}


async def test_given_a_broken_lamp_when_on_is_wished_then_the_device_is_said_to_have_failed() -> None:
    async with projector_running() as projector:
        projector.control("by-hand failing true")
        async with line_to(projector.port) as driver:
            assert_fault(await fault_of(driver.apply(DisplayState(Power.ON))), Refused, "device_failure")


async def test_given_a_display_that_says_ok_and_stays_off_when_on_is_wished_then_off_is_what_is_seen() -> None:
    async with projector_running(warm_up_s=0.0) as projector:
        projector.control("ignore")
        async with line_to(projector.port) as driver:
            for _ in range(3):
                await driver.apply(DisplayState(Power.ON))
                assert await driver.observe() == DisplayState(Power.OFF)
    assert projector.heard.count("%1POWR 1") == 3


async def test_given_a_change_by_hand_when_it_is_observed_then_it_shows() -> None:
    async with projector_running() as projector:
        projector.control("by-hand power on")
        async with line_to(projector.port) as driver:
            projector.control("by-hand input 32")
            assert await driver.observe() == DisplayState(Power.ON, "hdmi2")


def test_given_every_input_when_it_is_encoded_and_read_back_then_it_has_the_same_name() -> None:
    for kind, number in product("123456", "123456789" + ascii_uppercase):
        name = parse_input(kind + number)
        assert name is not None
        assert encode_input(name) == encode_input(kind + number) == kind + number
    assert {parse_input(code) for code in ("11", "2F", "31", "49", "5Z", "6A")} == {
        "rgb1",
        "videof",
        "hdmi1",
        "storage9",
        "networkz",
        "internala",
    }


def test_given_the_code_of_an_input_that_has_no_name_when_it_is_read_then_it_is_its_own_name() -> None:
    for code in ("72", "0A", "30", "9Z"):
        assert parse_input(code) == encode_input(code) == canonical_input(code.lower()) == code
    assert [parse_input(told) for told in ("", "3", "311", "HOME", "3-")] == [None] * 5


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("hdmi1", "%1INPT 31"),
        ("hdmig", "%2INPT 3G"),
        ("internala", "%2INPT 6A"),
        ("internal1", "%2INPT 61"),
        ("72", "%1INPT 72"),
    ],
)
async def test_given_an_input_that_only_class_2_has_when_it_is_wished_then_it_is_set_and_asked_in_class_2(
    name: str, command: str
) -> None:
    async with (
        scripted(b"PJLINK 0\r", *[b"%1POWR=1\r", b"%1INPT=OK\r", b"%1POWR=1\r", b"%1INPT=31\r"], stays=True) as peer,
        line_to(peer.port) as driver,
    ):
        await driver.apply(DisplayState(input=name))
        await driver.observe()
    assert peer.read[1].decode() == f"{command}\r"
    assert peer.read[3].decode() == f"{command[:6]} ?\r"


@pytest.mark.parametrize("name", ["digital2", "HDMI2", "Digital2", " hdmi2 ", "32"])
def test_given_another_spelling_when_it_is_made_canonical_then_it_is_what_observe_says(name: str) -> None:
    assert canonical_input(name) == "hdmi2"
