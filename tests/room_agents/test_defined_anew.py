"""A device that is defined anew while its line is still closing."""

from collections.abc import Mapping
from time import monotonic

import pytest

from config.device_models import AppleTvDevice
from config.devices import Device
from integrations.drivers.appletv_companion import CLOSE_S
from integrations.emulators.appletv import appletv_running
from tests.room_agents.following import following, plan_of, segment
from tests.support.tcp_line import tcp_line
from tests.support.waiting import wait_for

CREDENTIALS = "env:REGIA_SECRET_TV"


def player_device(port: int, name: str) -> AppleTvDevice:
    """An Apple TV that is read once, so that nothing but its goodbye meets a frozen device."""
    values = {"driver": "appletv", "host": "127.0.0.1", "port": port, "credentials": CREDENTIALS, "poll": "1h"}
    return AppleTvDevice.model_validate({**values, "name": name})


@pytest.mark.parametrize("between", ["another", "none"])
async def test_given_a_line_slow_to_close_when_its_device_is_defined_twice_more_then_there_is_never_a_second_line(
    between: str,
) -> None:
    async with appletv_running() as tv, tcp_line(tv.port) as wire:

        def devices(name: str) -> Mapping[str, Device]:
            return {"tv": player_device(wire.port, name)}

        first, second, third = devices("first"), devices("second") if between == "another" else {}, devices("third")
        idle = segment("idle", {})
        async with following(plan_of(first, idle), secrets={CREDENTIALS: tv.credentials}) as followed:
            await followed.until(lambda state: state.devices["tv"].observed)
            tv.control("freeze")  # its goodbye takes all the time that it may
            began_s = monotonic()
            followed.room.take(plan_of(second, idle, revision=2))
            await followed.until(lambda state: not any(device.observed for device in state.devices.values()))
            followed.room.take(plan_of(third, idle, revision=3))
            await wait_for(lambda: wire.connections == 2)
            waited_s = monotonic() - began_s

    assert waited_s >= CLOSE_S
