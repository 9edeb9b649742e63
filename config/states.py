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
    """Power as displays report it; only OFF and ON can be wished."""

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
    """An encoder's output where it is neither on (True) nor off (False). Only on and off can be wished."""

    STARTING = "starting"
    """Started, but nothing has moved yet."""
    STOPPING = "stopping"
    """Stopped, but the rest is still being written."""
    PAUSED = "paused"
    RECONNECTING = "reconnecting"
    """The connection is lost and is being tried again: nothing is sent."""
    STALLED = "stalled"
    """OBS says that it is on, but neither its bytes nor its time advance."""


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


class MeetingState(StrEnum):
    """What stands between the stage and its meeting while the stage is not in it."""

    JOINING = "joining"
    LOBBY = "lobby"
    """The stage has knocked and waits to be let in."""
    REFUSED = "refused"
    """The deployment said no; *reason* has its own word for why."""
    UNREACHABLE = "unreachable"
    """The deployment does not answer as a Jitsi Meet; *reason* has the cause."""
    INTERRUPTED = "interrupted"
    """The stage was in the meeting, and its connection or its frame died."""
    PUT_OUT = "put_out"
    ENDED = "ended"
    """Somebody ended it for all."""
    LEFT = "left"
    """Somebody left at the screen."""
    ELSEWHERE = "elsewhere"
    """Another window of this screen is in the meeting."""
    BY_HAND = "by_hand"
    """The link belongs to no configured deployment: people open it on a laptop or a telephone."""


class Media(StrEnum):
    """A microphone, a camera or a loudspeaker in the meeting."""

    OK = "ok"
    """Open."""
    MUTED = "muted"
    """There, and closed."""
    DENIED = "denied"
    """The browser does not let the page use it."""
    MISSING = "missing"
    WRONG = "wrong"
    """The meeting uses another than the room file names."""


@dataclass(frozen=True, slots=True)
class StageState:
    """The page on the room's big screen. *shown* is the phase on it; *joined* whether it is in the meeting."""

    shown: str | None = None
    joined: bool | None = None
    participants: int | None = None
    meeting: MeetingState | None = None
    """None while the stage is in the meeting, and where there is no meeting."""
    reason: str | None = None
    microphone: Media | None = None
    camera: Media | None = None
    moderator: bool | None = None
    """Whether the deployment lets the stage end the meeting for all."""
    loudspeaker: Media | None = None
    """None where the room file names none."""
    microphone_label: str | None = None
    """What the meeting uses."""
    camera_label: str | None = None
    loudspeaker_label: str | None = None
    microphone_level: int | None = None
    """How loud it was lately, 0 to 100; None while it is not listened to."""
    microphone_silent: bool | None = None
    """Whether it is known to give nothing: switched off at itself, or by the system."""
    tiles: bool | None = None
    """Whether all people are shown in tiles; None until the meeting tells."""
    lobby: bool | None = None
    """Whether the stage has asked for a lobby, or for none; a meeting does not tell whether it has one."""
    recording: bool | None = None
    """Whether somebody records or streams the meeting, by Jitsi's own word; None while the stage is not in it."""


@dataclass(frozen=True, slots=True)
class DeclaredState:
    """A device whose attributes the room file declares; those that are not told are left out."""

    values: tuple[tuple[str, Value], ...]
    """By name, in the order of their names."""

    @classmethod
    def of(cls, values: Attributes) -> "DeclaredState":
        """The state in which attributes have these values."""
        return cls(tuple(sorted(values.items())))


State = DisplayState | EncoderState | PlayerState | StageState | DeclaredState


def attributes(state: State) -> dict[str, Value]:
    """The fields of *state* that are not None, by name."""
    if isinstance(state, DeclaredState):
        return dict(state.values)
    named = ((field.name, getattr(state, field.name)) for field in fields(state))
    return {name: value for name, value in named if value is not None}
