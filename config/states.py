"""The vocabulary of device states: what may be wished of a device, and what it may be seen to be."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

Value = str | bool | int
Attributes = Mapping[str, Value]
"""The attributes of one device by name; an absent one is 'no opinion' when wished and 'unknown' when observed."""

Wishes = Mapping[str, Attributes]
"""What is wished of each device of a room, by device id; an absent device is left alone."""


class Power(StrEnum):
    """Power as displays tell it; only OFF and ON can be wished."""

    OFF = "off"
    WARMING = "warming"
    ON = "on"
    COOLING = "cooling"


@dataclass(frozen=True, slots=True)
class DisplayState:
    """A projector or screen. *input* is like ``hdmi1``, ``rgb2``, ``network1``."""

    power: Power | None = None
    input: str | None = None


@dataclass(frozen=True, slots=True)
class EncoderState:
    """A video mixer and encoder (OBS)."""

    scene: str | None = None
    recording: bool | None = None
    streaming: bool | None = None
    virtual_camera: bool | None = None


@dataclass(frozen=True, slots=True)
class PlayerState:
    """A media player (Apple TV). *app* is a bundle id, like ``com.apple.TVAirPlay``."""

    power: Power | None = None
    app: str | None = None


@dataclass(frozen=True, slots=True)
class StageState:
    """The page on the room's big screen. *shown* is the phase it shows; *joined* whether it sits in the meeting."""

    shown: str | None = None
    joined: bool | None = None
    participants: int | None = None


State = DisplayState | EncoderState | PlayerState | StageState


def attributes(state: State) -> dict[str, Value]:
    """The fields of *state* that are not None, by name."""
    named = ((field.name, getattr(state, field.name)) for field in fields(state))
    return {name: value for name, value in named if value is not None}
