"""What displays say over PJLink, and what becomes of it."""

from contextlib import AbstractAsyncContextManager
from itertools import product
from string import ascii_lowercase

import pytest

from config.states import DisplayState, Power
from integrations.driver import Driver
from integrations.emulators.projector import projector_running
from integrations.errors import Busy, DeviceError, Refused, Unreachable
from integrations.pjlink import canonical_input, encode_input, open_pjlink, parse_input
from tests.integrations.driver_contract import MARGIN_S, TIMEOUT_S, assert_fault, fault_of, fault_of_opening, within
from tests.peers.scripted import deaf_port, scripted

HERE = "127.0.0.1"


def line_to(
    port: int, password: str | None = None, *, host: str = HERE
) -> AbstractAsyncContextManager[Driver[DisplayState]]:
    return open_pjlink(host, port, password, timeout_s=TIMEOUT_S)


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
        (b"PJLINK 0\r", (b"%1POWR=7\r",), Unreachable, "protocol"),
        (b"PJLINK 0\r", (b"%1POWR=ERR1\r",), Refused, "not_accepted"),
        (b"PJLINK 0\r", (b"%1POWR=ERR2\r",), Refused, "not_accepted"),
        (b"PJLINK 0\r", (b"%1POWR=ERR3\r",), Busy, "busy"),
        (b"PJLINK 0\r", (b"%1POWR=ERR4\r",), Refused, "device_failure"),
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
            fault = await fault_of_opening(line_to(peer.port))
    assert_fault(fault, Unreachable, "silent", seconds=TIMEOUT_S)


async def test_given_a_host_that_drops_packets_when_a_line_is_opened_then_it_is_unreachable_in_time() -> None:
    with deaf_port() as port, within(TIMEOUT_S + MARGIN_S):
        fault = await fault_of_opening(line_to(port))
    assert_fault(fault, Unreachable, "unreachable", host=HERE, port=port)


async def test_given_a_host_that_can_be_none_when_a_line_is_opened_then_it_is_unreachable() -> None:
    fault = await fault_of_opening(line_to(4352, host="a..b"))
    assert_fault(fault, Unreachable, "unreachable", host="a..b", port=4352)


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
            for name in ("hdmi7", "scart", "hdmi10", "hdmi", ""):
                assert_fault(
                    await fault_of(driver.apply(DisplayState(input=name))), Refused, "no_such_input", input=name
                )
            assert (await driver.observe()).input == "rgb1"


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
    kinds = ("rgb", "video", "hdmi", "storage", "network", "internal")
    for kind, number in product(kinds, "123456789" + ascii_lowercase):
        assert parse_input(*encode_input(f"{kind}{number}")) == f"{kind}{number}"


@pytest.mark.parametrize("name", ["digital2", "HDMI2", "Digital2", " hdmi2 "])
def test_given_another_spelling_when_it_is_made_canonical_then_it_is_what_observe_says(name: str) -> None:
    assert canonical_input(name) == "hdmi2"
