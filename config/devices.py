"""The table of the kinds of device: what may be wished of each, and what each is to the people in its room.

Whatever depends on the kind of a device asks here. The driver of a kind is opened in room_agents.drivers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import Field

from config.device_models import AppleTvDevice, DeviceModel, ObsDevice, PjlinkDevice, StageDevice, Values
from config.http_device import HttpDevice
from config.states import Attributes, DeclaredState, DisplayState, EncoderState, PlayerState, Power, StageState, State

Device = Annotated[PjlinkDevice | ObsDevice | AppleTvDevice | HttpDevice | StageDevice, Field(discriminator="driver")]
INPUT = re.compile("(rgb|video|hdmi|digital|storage|network|internal)[1-9A-Z]|[0-9][0-9A-Z]", re.ASCII | re.IGNORECASE)
"""An input as people write it, like ``hdmi1``, or its code; ``digital1`` and ``31`` are the same (PJLink, section 4.3)."""


Params = Mapping[str, bool | str | int | float]
"""What fills a sentence."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that can be wished of a device and read back."""

    values: Values
    needs_power: bool = False
    """The device takes it, and tells it, only while it is on."""
    is_output: bool = False
    """It carries the room outside, or keeps it: off in a confidential meeting, and judged by whether it moves."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of device."""

    model: type[DeviceModel]
    state: type[State]
    part: Literal["display", "mixer", "page", "thing"]
    """What it is to people: something with a remote control; what has scenes that they choose; the page on the big screen,
    which follows the phase by itself and goes into the meeting; or anything else."""
    attributes: Mapping[str, Attribute]
    """What a preset may wish of each, by name, power first; its room file may declare more."""


_POWER = Attribute(Power)
_OUTPUT = Attribute(bool, is_output=True)
KINDS: Mapping[str, Kind] = {
    "pjlink": Kind(
        PjlinkDevice, DisplayState, "display", {"power": _POWER, "input": Attribute(INPUT, needs_power=True)}
    ),
    "obs": Kind(
        ObsDevice,
        EncoderState,
        "mixer",
        {"scene": Attribute(str), "recording": _OUTPUT, "streaming": _OUTPUT, "virtual_camera": _OUTPUT},
    ),
    "appletv": Kind(AppleTvDevice, PlayerState, "display", {"power": _POWER, "app": Attribute(str, needs_power=True)}),
    "http": Kind(HttpDevice, DeclaredState, "thing", {}),
    "stage": Kind(StageDevice, StageState, "page", {}),
}
"""By the word that stands as ``driver`` in room files."""
_ATTRIBUTES = tuple((name, attribute) for kind in KINDS.values() for name, attribute in kind.attributes.items())
NEEDS_POWER = frozenset(name for name, attribute in _ATTRIBUTES if attribute.needs_power)
"""Attributes that a device takes, and tells, only while it is on."""
OUTPUTS = frozenset(name for name, attribute in _ATTRIBUTES if attribute.is_output)
"""Attributes that carry a room outside, or keep it."""
UNRECORDED: Attributes = MappingProxyType(dict.fromkeys(sorted(OUTPUTS), False))
"""What is wished of whatever has outputs while a meeting is confidential."""


@dataclass(frozen=True, slots=True)
class Wishable:
    """What may be wished of a device: values by attribute."""

    driver: str
    attributes: Mapping[str, Values]


def wishable(device: Mapping[str, Any]) -> Wishable | None:
    """What may be wished of a device as its room file has it, whether that is sound or not; None of an unknown kind."""
    driver = str(device.get("driver"))
    if driver not in KINDS:
        return None
    kind = KINDS[driver]
    always = {name: attribute.values for name, attribute in kind.attributes.items()}
    return Wishable(driver, {**always, **kind.model.declared(device)})


def spoken(device: Device | None, params: Params, language: Literal["it", "en"]) -> Params:
    """What fills a sentence about *device*, in the words that its room file has for attributes and values."""
    words = device.words(language) if device is not None else {}
    return {name: words.get(value, value) if isinstance(value, str) else value for name, value in params.items()}


def is_page(driver: str) -> bool:
    """Whether devices of that driver, be it one that only a newer agent knows, are the page on the big screen."""
    return driver in KINDS and KINDS[driver].part == "page"


def media_of(device: Device) -> Mapping[str, str | None]:
    """The labels that the room file gives to the microphone, the camera and the loudspeaker of a page; none of other devices."""
    if not isinstance(device, StageDevice):
        return {}
    return {"microphone": device.microphone, "camera": device.camera, "loudspeaker": device.loudspeaker}


def has_scenes(driver: str) -> bool:
    """Whether devices of that driver have scenes that people choose."""
    return driver in KINDS and KINDS[driver].part == "mixer"


def pages_of(devices: Mapping[str, Device]) -> tuple[str, ...]:
    """The ids of a room's big screens, in their order."""
    return tuple(name for name, device in devices.items() if is_page(device.driver))


def mixers_of(devices: Mapping[str, Device]) -> tuple[str, ...]:
    """The ids of a room's devices with scenes, in their order."""
    return tuple(name for name, device in devices.items() if has_scenes(device.driver))


def recorders_of(devices: Mapping[str, Device]) -> tuple[str, ...]:
    """The ids of a room's devices with outputs, in their order."""
    return tuple(name for name, device in devices.items() if outputs_of(device.driver))


def outputs_of(driver: str) -> frozenset[str]:
    """The outputs that devices of that driver have."""
    return OUTPUTS.intersection(KINDS[driver].attributes) if driver in KINDS else frozenset()
