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


class Output(StrEnum):
    """What an output of an encoder may be besides on (True) and off (False): only those two can be wished."""

    STARTING = "starting"
    """On its way to on: it was started, and nothing has moved yet."""
    STOPPING = "stopping"
    """On its way to off: it still writes its rest."""
    PAUSED = "paused"
    RECONNECTING = "reconnecting"
    """Its line is lost, and it tries to get it back: nothing goes out."""
    STALLED = "stalled"
    """It says that it is on, and neither its bytes nor its time move."""


@dataclass(frozen=True, slots=True)
class EncoderState:
    """A video mixer and encoder (OBS). An output is True only while it was seen to move."""

    scene: str | None = None
    recording: bool | Output | None = None
    streaming: bool | Output | None = None
    virtual_camera: bool | Output | None = None


@dataclass(frozen=True, slots=True)
class PlayerState:
    """A media player (Apple TV). *app* is a bundle id, like ``com.apple.TVAirPlay``."""

    power: Power | None = None
    app: str | None = None


class Meeting(StrEnum):
    """How the stage stands to its meeting while it is not in it."""

    JOINING = "joining"
    LOBBY = "lobby"
    """It knocked, and waits to be let in."""
    REFUSED = "refused"
    """The deployment said no; *reason* has its own word for why."""
    UNREACHABLE = "unreachable"
    """The deployment does not answer as a Jitsi Meet; *reason* has the cause."""
    INTERRUPTED = "interrupted"
    """It was in, and its line or its frame died."""
    PUT_OUT = "put_out"
    ENDED = "ended"
    """Somebody ended it for all."""
    LEFT = "left"
    """Somebody left at the screen."""
    ELSEWHERE = "elsewhere"
    """Another window of this screen is in it."""
    BY_HAND = "by_hand"
    """Its link is none of a configured deployment: people open it from a laptop or a telephone."""


class Media(StrEnum):
    """A microphone or a camera in the meeting."""

    OK = "ok"
    """Open."""
    MUTED = "muted"
    """There, and closed."""
    DENIED = "denied"
    """The browser keeps it from the page."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class StageState:
    """The page on the room's big screen. *shown* is the phase it shows; *joined* whether it sits in the meeting."""

    shown: str | None = None
    joined: bool | None = None
    participants: int | None = None
    meeting: Meeting | None = None
    """None while it is in the meeting, and where there is none."""
    reason: str | None = None
    microphone: Media | None = None
    camera: Media | None = None
    moderator: bool | None = None
    """Whether the deployment lets it end the meeting for all."""


State = DisplayState | EncoderState | PlayerState | StageState


def attributes(state: State) -> dict[str, Value]:
    """The fields of *state* that are not None, by name."""
    named = ((field.name, getattr(state, field.name)) for field in fields(state))
    return {name: value for name, value in named if value is not None}
