"""The plan of one room, as the hub makes it and the agent keeps it on its disk: bookings resolved into wishes by time."""

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict

from config.rooms import Device
from config.scalars import Id
from config.states import Value

PhaseName = Literal["idle", "preparing", "live", "closing", "blocked"]


def name_for_others(name: str) -> str:
    """The name of a type in the documents that others read: without the *Wire* that tells it from our own of that name."""
    return name.removeprefix("Wire")


class Wire(BaseModel):
    """A part of a message: frozen; keys that it does not know are ignored."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, model_title_generator=lambda model: name_for_others(model.__name__)
    )


class WireBooking(Wire):
    """A booking as the room may know it; of a confidential one nothing but times, 'Occupato' and an opaque id."""

    id: str
    title: str
    start: AwareDatetime
    end: AwareDatetime
    confidential: bool = False


class Conference(Wire):
    """The meeting of one booking: ours, with deployment, name and the room's token, or the event's own *link*."""

    deployment: str | None = None
    """Base URL of the Jitsi server, like https://meet.example."""
    name: str | None = None
    token: str | None = None
    link: str
    """What people open; without any token."""
    password: str | None = None
    """The ``env:`` name of the password that the deployment may ask for; its value is on the agent alone."""
    others_until: AwareDatetime | None = None
    """Until when other rooms of the booking are in it; None if there are none. It ends with the last room."""
    opened_at: AwareDatetime | None = None
    """When microphone and camera were last to be opened: by a press, or at the start where the preset says so."""
    rejoin_at: AwareDatetime | None = None
    """When somebody last asked to enter again."""


class WireSegment(Wire):
    """[start, end) of a room's time."""

    start: AwareDatetime
    end: AwareDatetime
    phase: PhaseName
    preset: str | None = None
    preset_title: str | None = None
    booking: WireBooking | None = None
    desired: Mapping[str, Mapping[str, Value]] = {}
    needs: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    conference: Conference | None = None
    held: bool = False
    """Blocked by a person, and not by a closure."""


class WireSession(Wire):
    """How far the session of one booking may stretch in this room."""

    booking: str
    earliest_start: AwareDatetime
    latest_end: AwareDatetime


def _as_far_as_known(devices: object) -> object:
    """Leave out kinds of device, and keys of devices, that a newer orchestrator knows and we do not."""
    if not isinstance(devices, Mapping):
        return devices
    return {
        name: {key: value for key, value in device.items() if key in _KEYS[device["driver"]]}
        if isinstance(device, Mapping)
        else device
        for name, device in devices.items()
        if not isinstance(device, Mapping) or device.get("driver") in _KEYS
    }


_KEYS = {
    get_args(kind.model_fields["driver"].annotation)[0]: kind.model_fields.keys()
    for kind in get_args(get_args(Device)[0])
}
"""The keys of each kind of device that we know, by driver."""


class RoomDefinition(Wire):
    """What the agent must know of its room; secrets by name only."""

    id: Id
    name: str
    timezone: str
    devices: Annotated[Mapping[str, Device], BeforeValidator(_as_far_as_known)] = {}


class WireWifi(Wire):
    """The guests' wireless network, as it stands on the wall."""

    name: str
    password: str | None = None
    """None of an open network."""


class Background(Wire):
    """The picture that stands behind the big screen's words: a SHA-256 in hex of its content, and what it is."""

    digest: str
    media_type: str


class WireHouse(Wire):
    """The site, for the screens of its rooms."""

    name: str
    wifi: WireWifi | None = None
    background: Background | None = None


class Plan(Wire):
    """The coming days of one room. Equal inputs give byte-identical plans."""

    store: str
    """Id of the database it comes from; within one the higher revision is newer, another's always replaces."""
    revision: int
    window_start: AwareDatetime
    room: RoomDefinition
    put_back: AwareDatetime | None = None
    """When somebody last asked for hand-made changes to be put back."""
    segments: tuple[WireSegment, ...] = ()
    idle: Mapping[str, Mapping[str, Value]] = {}
    """What is wished after the last of them."""
    sessions: tuple[WireSession, ...] = ()
    house: WireHouse | None = None
    """None in plans of a service that does not tell it yet."""


class HeldPlan(Wire):
    """Which plan an agent holds for a room."""

    store: str
    revision: int
    window_start: AwareDatetime
