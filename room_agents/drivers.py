"""Opens a line to a device of the plan; a driver and its SDK are imported only when a room has such a device."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar, assert_never

from config.device_models import AppleTvDevice, ObsDevice, PjlinkDevice, StageDevice
from config.devices import Device
from config.http_device import HttpDevice
from config.states import (
    Attributes,
    DeclaredState,
    DisplayState,
    EncoderState,
    PlayerState,
    Power,
    StageState,
    State,
    Value,
    attributes,
)
from integrations.drivers.driver import Driver
from integrations.drivers.errors import NeedsPerson, Refused
from room_agents.stage_device import StageDriver, Stages

S = TypeVar("S", bound=State)


class DeviceLine(Generic[S]):
    """An open line that takes attributes by name; an attribute or value that the driver does not know is Refused."""

    def __init__(self, driver: Driver[S], state_of: Callable[[str, Value], S], known: Collection[str]) -> None:
        """Wrap *driver*; *state_of* makes a state of one attribute, which must be one of those *known*."""
        self._driver = driver
        self._state_of = state_of
        self._known = known

    async def observe(self) -> Attributes:
        """What the device tells now. Raises DeviceError."""
        return attributes(await self._driver.observe())

    async def apply(self, name: str, value: Value) -> None:
        """Ask for one attribute. Raises DeviceError."""
        await self._driver.apply(self._state_of(name, self._read(name, value)))

    def _read(self, name: str, value: Value) -> Value:
        if name not in self._known:
            raise Refused("not_accepted", detail=name)
        if name != "power":
            return value
        if value not in (Power.ON, Power.OFF):
            raise Refused("not_accepted", detail=f"power {value}")
        return Power(value)


AnyLine = (
    DeviceLine[DisplayState]
    | DeviceLine[EncoderState]
    | DeviceLine[PlayerState]
    | DeviceLine[StageState]
    | DeviceLine[DeclaredState]
)


def _line(driver: Driver[S], kind: type[S]) -> DeviceLine[S]:
    """A line whose attributes are the fields of *kind*."""
    state: Callable[..., S] = kind
    return DeviceLine(driver, lambda name, value: state(**{name: value}), {field.name for field in fields(kind)})


@dataclass(frozen=True, slots=True)
class Drivers:
    """What opening a line needs besides the device: this machine's secrets and its stages."""

    secret: Callable[[str], str]
    """The value of an ``env:`` name; may read the disk. Raises NeedsPerson."""
    stages: Stages

    @asynccontextmanager
    async def open(self, room: str, device: Device) -> AsyncIterator[AnyLine]:
        """A line to *device* of *room*. Raises DeviceError, which is NeedsPerson if a secret or an SDK is missing."""
        timeout_s, secret = device.timeout.total_seconds(), await self._secret(device)
        match device:
            case PjlinkDevice():
                from integrations.drivers.pjlink import open_pjlink

                async with open_pjlink(device.host, device.port, secret, timeout_s=timeout_s) as display:
                    yield _line(display, DisplayState)
            case ObsDevice():
                from integrations.drivers.obs import open_obs

                async with open_obs(device.host, device.port, secret, timeout_s=timeout_s) as encoder:
                    yield _line(encoder, EncoderState)
            case AppleTvDevice():
                open_appletv = _appletv()
                async with open_appletv(device.host, device.port, secret, timeout_s=timeout_s) as player:
                    yield _line(player, PlayerState)
            case HttpDevice():
                from integrations.drivers.http import open_http

                async with open_http(device, secret, timeout_s=timeout_s) as asked:
                    yield DeviceLine(asked, lambda name, value: DeclaredState.of({name: value}), device.attributes)
            case StageDevice():
                yield _line(StageDriver(self.stages, room), StageState)
            case _:
                assert_never(device)

    async def secret_of(self, device: Device) -> object:
        """A mark of the secret of *device*, or of why it is missing, which only shows whether that has changed."""
        try:
            return hash(await self._secret(device))
        except NeedsPerson as missing:
            return missing.code

    async def _secret(self, device: Device) -> Any:
        """The secret of *device*; None if it needs none. Raises NeedsPerson."""
        name = device.secret_name
        return None if name is None else await asyncio.to_thread(self.secret, name)


def canonical(device: Device, wished: Attributes) -> Attributes:
    """*wished* in the words in which the driver observes, so that ``HDMI1`` is not sent to a display that says ``hdmi1``."""
    name = wished.get("input")
    if not isinstance(device, PjlinkDevice) or not isinstance(name, str):
        return wished
    from integrations.drivers.pjlink import canonical_input

    try:
        return {**wished, "input": canonical_input(name)}
    except Refused:  # the driver refuses it again when it is sent, as the device's fault
        return wished


def _appletv() -> Any:
    try:
        from integrations.drivers.appletv import open_appletv
    except ImportError as error:
        raise NeedsPerson("sdk_missing", package="pyatv") from error
    return open_appletv
