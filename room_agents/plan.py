"""The plan of one room, as the hub makes it and the agent keeps it on its disk: bookings resolved into wishes by time."""

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from config.devices import Device
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


MeetingPart = Literal["microphone", "camera", "tiles", "lobby"]
"""What people turn on and off of the meeting on the big screen."""


class MeetingWish(Wire):
    """What somebody wants of the meeting on the big screen, and since when; the newer one counts."""

    on: bool
    at: AwareDatetime


class PutOut(Wire):
    """Somebody who is to leave the meeting on the big screen, whenever they are in it."""

    user: str
    """The id of their token."""
    participants: tuple[str, ...] = ()
    """The ids of their devices in the meeting, as far as the server told; some clients tell no id of a token."""


class Conference(Wire):
    """The meeting of one booking: ours, with deployment, name and the room's token, or the event's own *link*."""

    deployment: str | None = None
    """Base URL of the Jitsi server, like https://meet.example."""
    name: str | None = None
    token: str | None = None
    link: str
    """The address that people open; it holds no token."""
    password: str | None = None
    """The ``env:`` name of the password that the deployment may ask for; only the agent has its value."""
    others_until: AwareDatetime | None = None
    """Until when other rooms of the booking are in the meeting, which ends with the last; None without other rooms."""
    opened_at: AwareDatetime | None = None
    """When microphone and camera were last to be opened, by a press or by the start if the preset says so."""
    rejoin_at: AwareDatetime | None = None
    """When somebody last pressed *rejoin*."""
    hall: str = ""
    """Where those who sit in the room join, silent; it is theirs alone, and for nobody but who stands before the screen."""
    sound_from: str | None = None
    """The name of another room of the meeting that leads it with sound; None: this one does, or is alone."""
    wishes: Mapping[str, MeetingWish] = {}
    """What is wanted of each part of the meeting, by its name; an older agent does not know all of them."""
    subject: str | None = None
    """What the meeting is called inside; None: as the booking."""
    recorded: bool = False
    """Whether the screen says that the meeting is recorded."""
    former: tuple[str, ...] = ()
    """Names that it may have had before it was given this one; the room ends a meeting of such a name as it leaves."""
    put_out: tuple[PutOut, ...] = ()
    lock: str | None = Field(default=None, repr=False)
    """The password that the room gives the meeting when it moderates it; None: it leaves it as it is."""


class WireSegment(Wire):
    """A stretch [start, end) of a room's time with one phase and one set of wishes."""

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
    ran_on_from: AwareDatetime | None = None
    """When the meeting was to be over, where it lasts longer by itself since people are still in it."""
    held: bool = False
    """Whether a person blocked the room, and not a closure."""
    screen: str | None = Field(default=None, repr=False)
    """Address of a page of the service that the big screen shows beside the meeting: a council that sits here."""


class WireSession(Wire):
    """The limits within which the session of one booking may start and end in this room."""

    booking: str
    earliest_start: AwareDatetime
    latest_end: AwareDatetime


def _as_far_as_known(devices: object) -> object:
    """Leave out the kinds and keys of devices that a newer orchestrator knows and we do not."""
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
"""The keys that we know of each kind of device, by driver."""


class RoomDefinition(Wire):
    """What the agent must know of its room; secrets stand there by name only."""

    id: Id
    name: str
    timezone: str
    devices: Annotated[Mapping[str, Device], BeforeValidator(_as_far_as_known)] = {}


class WireWifi(Wire):
    """The guests' wireless network, as the big screen shows it."""

    name: str
    password: str | None = None
    """None for an open network."""


class Background(Wire):
    """The picture behind the big screen's words: a SHA-256 in hex of its content, and its media type."""

    digest: str
    media_type: str


class WireHouse(Wire):
    """The site, as the screens of its rooms show it."""

    name: str
    wifi: WireWifi | None = None
    background: Background | None = None


class Plan(Wire):
    """The coming days of one room. Equal inputs give byte-identical plans."""

    store: str
    """The id of the plan's database. Within one database the higher revision is newer; another database always wins."""
    revision: int
    window_start: AwareDatetime
    room: RoomDefinition
    put_back: AwareDatetime | None = None
    """When somebody last pressed *put back*, to undo changes made by hand."""
    segments: tuple[WireSegment, ...] = ()
    idle: Mapping[str, Mapping[str, Value]] = {}
    """The wishes after the last segment."""
    sessions: tuple[WireSession, ...] = ()
    house: WireHouse | None = None
    """None in plans of an older service."""


class HeldPlan(Wire):
    """What an agent reports of the plan that it holds for a room."""

    store: str
    revision: int
    window_start: AwareDatetime
