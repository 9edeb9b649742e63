"""The Apple TV driver against the emulated Apple TV, over real loopback."""

import asyncio
import logging
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from time import monotonic

import pytest

from config.states import PlayerState, Power
from integrations.drivers.appletv import open_appletv
from integrations.drivers.appletv_companion import open_companion
from integrations.drivers.driver import Driver
from integrations.drivers.errors import DeviceError, Refused, Unreachable
from integrations.emulators.appletv import AppleTv
from tests.integrations.driver_contract import LONG_S, MARGIN_S, TIMEOUT_S, left_nothing, within
from tests.support.waiting import WITHIN_S, wait_for

ON = PlayerState(power=Power.ON)
OFF = PlayerState(power=Power.OFF)


@pytest.fixture
async def player(tv: AppleTv) -> AsyncIterator[Driver[PlayerState]]:
    async with open_appletv(tv.host, tv.port, tv.credentials, timeout_s=LONG_S) as opened:
        yield opened


@pytest.fixture
async def hasty(tv: AppleTv) -> AsyncIterator[Driver[PlayerState]]:
    """A line that waits for an answer only briefly."""
    async with open_appletv(tv.host, tv.port, tv.credentials, timeout_s=TIMEOUT_S) as opened:
        yield opened


async def eventually(player: Driver[PlayerState], wished: PlayerState) -> None:
    async with asyncio.timeout(WITHIN_S):
        while await player.observe() != wished:  # noqa: ASYNC110 - being asked is the point
            await asyncio.sleep(0.02)


# What it does.


async def test_given_an_apple_tv_asleep_when_observed_then_it_is_off_and_its_app_unknown(
    player: Driver[PlayerState],
) -> None:
    assert await player.observe() == PlayerState(power=Power.OFF, app=None)


async def test_given_one_asleep_when_woken_then_it_is_seen_on_only_once_awake(
    tv: AppleTv, player: Driver[PlayerState]
) -> None:
    tv.control("slow 60")

    await player.apply(ON)

    assert await player.observe() == OFF
    tv.control("by-hand power on")
    await eventually(player, ON)


async def test_given_one_awake_when_put_to_sleep_then_it_is_seen_off(tv: AppleTv, player: Driver[PlayerState]) -> None:
    tv.awake = True

    await player.apply(OFF)

    await eventually(player, OFF)
    assert tv.heard.count("sleep") == 1


async def test_given_one_awake_when_told_again_then_nothing_is_toggled(
    tv: AppleTv, player: Driver[PlayerState]
) -> None:
    tv.awake = True

    await player.apply(ON)
    await player.apply(ON)

    await asyncio.sleep(0.2)
    assert await player.observe() == ON


async def test_given_an_app_it_has_when_wished_then_it_shows_it_and_nothing_is_claimed(
    tv: AppleTv, player: Driver[PlayerState]
) -> None:
    await player.apply(PlayerState(power=Power.ON, app="org.jitsi.meet"))

    assert tv.app == "org.jitsi.meet"
    assert (await player.observe()).app is None


async def test_given_an_app_it_lacks_when_wished_then_it_is_refused_and_the_line_stays_good(
    player: Driver[PlayerState],
) -> None:
    with pytest.raises(Refused) as raised:
        await player.apply(PlayerState(app="com.example.none"))

    assert (raised.value.code, raised.value.params) == ("no_such_app", {"app": "com.example.none"})
    assert await player.observe() == OFF


async def test_given_a_hand_on_its_remote_when_observed_then_the_new_power_is_seen(
    tv: AppleTv, player: Driver[PlayerState]
) -> None:
    tv.control("by-hand power on")

    await eventually(player, ON)


async def test_given_one_that_obeys_in_words_only_when_woken_then_it_is_never_seen_on(
    tv: AppleTv, player: Driver[PlayerState]
) -> None:
    tv.control("ignore")

    await player.apply(PlayerState(power=Power.ON, app="org.jitsi.meet"))
    await asyncio.sleep(0.2)

    assert tv.heard.count("wake") == 1
    assert await player.observe() == OFF
    assert tv.app == "com.apple.TVSettings"


async def test_given_a_host_name_when_opened_then_it_is_resolved(tv: AppleTv) -> None:
    async with open_appletv("localhost", tv.port, tv.credentials, timeout_s=LONG_S) as player:
        assert await player.observe() == OFF


# A tvOS that does not say whether it is awake.


@pytest.mark.parametrize("manner", ["mute-state", "silent-state"])
async def test_given_one_that_tells_nothing_when_woken_then_it_obeys_and_its_power_stays_unknown(
    tv: AppleTv, manner: str
) -> None:
    tv.control(manner)
    async with open_appletv(tv.host, tv.port, tv.credentials, timeout_s=TIMEOUT_S) as player:
        assert await player.observe() == PlayerState()

        await player.apply(ON)

        await wait_for(lambda: tv.awake)
        assert await player.observe() == PlayerState()


@pytest.mark.parametrize("manner", ["mute-fetch", "silent-fetch"])
async def test_given_one_that_only_tells_changes_when_woken_then_its_own_word_counts(tv: AppleTv, manner: str) -> None:
    tv.control(manner)
    async with open_appletv(tv.host, tv.port, tv.credentials, timeout_s=TIMEOUT_S) as player:
        assert await player.observe() == PlayerState()

        await player.apply(ON)

        await eventually(player, ON)
        tv.control("by-hand power off")
        await eventually(player, OFF)


async def test_given_one_that_never_answers_when_opened_and_observed_then_neither_waits_out_the_time(
    tv: AppleTv,
) -> None:
    tv.control("silent-state")
    with within(10):  # pyatv alone waits 5 s twice
        async with open_appletv(tv.host, tv.port, tv.credentials, timeout_s=LONG_S) as player:
            assert await player.observe() == PlayerState()


async def test_given_one_that_never_answers_when_observed_again_and_again_then_it_is_asked_ever_more_seldom(
    tv: AppleTv, hasty: Driver[PlayerState]
) -> None:
    tv.control("silent-state")
    for _ in range(8):
        assert await hasty.observe() == PlayerState()
    assert tv.heard.count("FetchAttentionState") == 3  # the 1st, the 3rd, the 7th


async def test_given_one_that_was_silent_once_when_it_answers_again_then_its_power_is_known_again(
    tv: AppleTv, hasty: Driver[PlayerState]
) -> None:
    tv.control("silent-state")
    assert await hasty.observe() == PlayerState()
    tv.control("clear")

    await eventually(hasty, OFF)


# One that is often away.


async def test_given_one_that_hangs_up_once_the_session_stands_when_commanded_later_then_it_obeys_and_is_seen(
    tv: AppleTv,
) -> None:
    tv.control("hang-up")
    async with open_appletv(tv.host, tv.port, tv.credentials, timeout_s=LONG_S) as player:
        for wished in (ON, OFF):
            await wait_for(lambda: not tv.connected)
            await player.apply(wished)
            await wait_for(lambda: not tv.connected)
            await eventually(player, wished)


async def test_given_one_that_leaves_the_network_when_it_sleeps_then_it_is_unreachable_until_it_wakes(
    tv: AppleTv, player: Driver[PlayerState]
) -> None:
    tv.awake = True
    tv.control("deep-sleep")
    await player.apply(OFF)
    await wait_for(lambda: not tv.connected)

    with pytest.raises(Unreachable) as raised:
        await player.observe()
    assert raised.value.code == "unreachable"

    tv.control("by-hand power on")
    await wait_for(lambda: tv.awake)
    async with open_appletv(tv.host, tv.port, tv.credentials, timeout_s=LONG_S) as again:
        assert await again.observe() == ON


# What goes wrong.


async def test_given_a_name_nobody_has_when_opened_then_it_is_unreachable(tv: AppleTv) -> None:
    with pytest.raises(Unreachable) as raised:
        async with open_appletv("no host", tv.port, tv.credentials, timeout_s=LONG_S):
            pass

    assert raised.value.code == "unreachable"


async def test_given_packets_that_vanish_when_opened_then_it_is_unreachable_within_the_time_out(tv: AppleTv) -> None:
    # Linux drops connection requests to a listener whose queue is full.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, socket.socket() as first, socket.socket() as second:
        first.connect(full.getsockname())
        second.setblocking(False)  # noqa: FBT003
        second.connect_ex(full.getsockname())
        started = monotonic()

        with pytest.raises(Unreachable) as raised:
            async with open_appletv("127.0.0.1", full.getsockname()[1], tv.credentials, timeout_s=TIMEOUT_S):
                pass

    assert raised.value.code == "unreachable"
    assert TIMEOUT_S <= monotonic() - started < TIMEOUT_S + MARGIN_S


@pytest.mark.parametrize("call", ["power", "app"])
async def test_given_a_line_when_the_device_dies_silently_then_the_next_call_notices(
    tv: AppleTv, hasty: Driver[PlayerState], call: str
) -> None:
    calls = {
        "power": lambda: hasty.apply(ON),
        "app": lambda: hasty.apply(PlayerState(app="org.jitsi.meet")),
    }
    assert await hasty.observe() == OFF
    tv.control("freeze")
    started = monotonic()

    with pytest.raises(Unreachable) as raised:
        await calls[call]()

    assert raised.value.code == "silent"
    assert TIMEOUT_S <= monotonic() - started < TIMEOUT_S + MARGIN_S


async def test_given_a_line_found_silent_when_left_then_no_goodbye_is_waited_for(tv: AppleTv) -> None:
    async with open_companion(tv.host, tv.port, tv.credentials, timeout_s=TIMEOUT_S, close_s=LONG_S) as player:
        tv.control("freeze")
        with pytest.raises(Unreachable):
            await player.observe()
        found = monotonic()

    assert monotonic() - found < MARGIN_S


async def test_given_one_that_hangs_when_left_then_its_goodbye_is_not_waited_for_long(tv: AppleTv) -> None:
    async with open_appletv(tv.host, tv.port, tv.credentials, timeout_s=TIMEOUT_S) as player:
        assert await player.observe() == OFF
        tv.control("freeze")
        started = monotonic()

    assert monotonic() - started < 5  # pyatv alone waits 5 s and more


async def test_given_a_driver_whose_context_was_left_when_used_then_the_line_is_lost(tv: AppleTv) -> None:
    async with open_appletv(tv.host, tv.port, tv.credentials, timeout_s=LONG_S) as player:
        pass

    with pytest.raises(Unreachable) as raised:
        await player.observe()
    assert raised.value.code == "line_lost"


# Nothing is left behind.


async def test_given_lines_that_went_well_when_left_then_nothing_is_left(tv: AppleTv) -> None:
    async with left_nothing():
        for _ in range(3):
            async with open_appletv(tv.host, tv.port, tv.credentials, timeout_s=LONG_S) as player:
                await player.apply(ON)
                assert await player.observe() in (OFF, ON)


async def test_given_an_observation_under_way_when_cancelled_then_the_line_is_good_for_the_next(
    tv: AppleTv, player: Driver[PlayerState]
) -> None:
    tv.control("freeze")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await player.observe()
    tv.control("clear")

    assert await player.observe() == OFF


# What it keeps to itself.


async def test_given_logging_of_everything_when_opened_then_no_part_of_the_credentials_is_written(
    tv: AppleTv, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async with open_appletv(tv.host, tv.port, tv.credentials, timeout_s=LONG_S) as player:
        await player.observe()
    tv.control("unpair")
    with pytest.raises(DeviceError):
        async with open_appletv(tv.host, tv.port, tv.credentials, timeout_s=LONG_S):
            pass

    assert tv.credentials.split(":")[1] not in caplog.text
    assert "Companion credentials" not in caplog.text


def test_given_a_fresh_process_when_the_driver_and_the_emulators_are_imported_then_pyatv_is_not() -> None:
    code = "import sys, integrations.emulators, integrations.drivers.appletv; sys.exit('pyatv' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_given_a_process_without_pyatv_when_opened_then_the_package_to_install_is_named() -> None:
    code = """
import asyncio, sys
sys.modules["pyatv"] = None  # how Python marks a module that cannot be imported
from integrations.drivers.appletv import open_appletv
from integrations.emulators.appletv import CREDENTIALS
from integrations.drivers.errors import NeedsPerson

async def main():
    async with open_appletv("127.0.0.1", 9, CREDENTIALS, timeout_s=1):
        pass

try:
    asyncio.run(main())
except NeedsPerson as error:
    print(error.code, error.params["package"])
"""

    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout

    assert said.split() == ["sdk_missing", "regia[appletv]"]
