"""The wire between an agent and its hub: JSON messages over one WebSocket that the agent opens.

The agent says Hello; the hub answers with a plan message for each room whose plan differs from what the agent holds,
and again whenever one changes. The agent sends State (whole, newest wins, never queued) and Report (transitions,
numbered by the agent, kept until acknowledged). Readers ignore keys they do not know, so old agents survive.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from config.rooms import Device
from config.scalars import Id
from config.states import Value

VERSION = 2
"""2: the hub welcomes, and both speak of the time. What a version does not know is never sent to it."""
PATH = "/agent"
"""Where the hub listens, under the orchestrator's address; the token goes in an Authorization header."""
CLOCK_EVERY_S = 30.0
STATE_EVERY_S = 5.0
"""A State is sent at each change and at least so often."""

PhaseName = Literal["idle", "preparing", "live", "closing", "blocked"]
DeviceVerdict = Literal["ok", "pending", "fault", "unknown"]
RoomVerdict = Literal["ready", "preparing", "limited", "not_ready", "unknown"]


class Wire(BaseModel):
    """A part of a message: frozen, and deaf to keys it does not know."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Booking(Wire):
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


class Segment(Wire):
    """[start, end) of a room's time."""

    start: AwareDatetime
    end: AwareDatetime
    phase: PhaseName
    preset: str | None = None
    preset_title: str | None = None
    booking: Booking | None = None
    desired: Mapping[str, Mapping[str, Value]] = {}
    needs: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    conference: Conference | None = None
    held: bool = False
    """Blocked by a person, and not by a closure."""


class Session(Wire):
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


class Wifi(Wire):
    """The guests' wireless network, as it stands on the wall."""

    name: str
    password: str | None = None
    """None of an open network."""


class Background(Wire):
    """The picture that stands behind the big screen's words: a SHA-256 in hex of its content, and what it is."""

    digest: str
    media_type: str


class House(Wire):
    """The site, for the screens of its rooms."""

    name: str
    wifi: Wifi | None = None
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
    segments: tuple[Segment, ...] = ()
    idle: Mapping[str, Mapping[str, Value]] = {}
    """What is wished after the last of them."""
    sessions: tuple[Session, ...] = ()
    house: House | None = None
    """None in plans of a service that does not tell it yet."""


class Held(Wire):
    """Which plan an agent holds for a room."""

    store: str
    revision: int
    window_start: AwareDatetime


class Fault(Wire):
    """What is wrong, as data; config.words.sentences turns it into words."""

    code: str
    params: Mapping[str, bool | str | int | float] = {}


class DeviceReading(Wire):
    """One device: what was wished, what was read back and when, and what to make of it."""

    driver: str
    desired: Mapping[str, Value] = {}
    observed: Mapping[str, Value] = {}
    seen_at: AwareDatetime | None = None
    verdict: DeviceVerdict = "unknown"
    fault: Fault | None = None
    limits: tuple[Fault, ...] = ()
    """What else is wrong with it, and makes the room no worse than limited."""
    attempts: int = 0
    """How often the present wish has been sent."""
    left_alone: tuple[str, ...] = ()
    """Attributes a person changed by hand, which are not put back."""
    waits_for_person: bool = False
    """It is tried again when somebody asks for it (put back), and not before."""
    deadline: AwareDatetime | None = None
    """While pending: until when it may take."""


# --- agent to hub


class Hello(Wire):
    """First message of a connection."""

    type: Literal["hello"] = "hello"
    version: int = VERSION
    agent: Annotated[str, Field(min_length=1, max_length=100)]
    """The agent's own id, made once and kept on its disk."""
    now: AwareDatetime
    """The agent's clock, so that its offset can be shown."""
    rooms: Mapping[Id, Held] = {}
    stands_back: bool = False
    """It was told that a newer agent has come: it takes only rooms that nobody has."""


class State(Wire):
    """How a room is now: whole, newest wins."""

    type: Literal["state"] = "state"
    room: str
    at: AwareDatetime
    plan: Held | None
    phase: PhaseName | None
    booking: str | None = None
    """Id of the booking of the present segment."""
    verdict: RoomVerdict
    missing: tuple[str, ...] = ()
    """Devices that keep the room from being ready."""
    next_missing: tuple[str, ...] = ()
    """While idle: devices that the next booking within 24 h needs and that cannot be reached."""
    wall: AwareDatetime | None = None
    """The agent's own wall clock; *at* is the time it follows."""
    ready_at: AwareDatetime | None = None
    """While preparing: when the last device should be ready."""
    devices: Mapping[str, DeviceReading] = {}


ReportKind = Literal["segment", "verified", "fault", "left_alone", "put_back", "verdict", "gap"]


class Report(Wire):
    """One transition, numbered by the agent without holes; resent until acknowledged."""

    type: Literal["report"] = "report"
    seq: Annotated[int, Field(ge=0, lt=2**63)]
    room: str
    at: AwareDatetime
    kind: ReportKind
    device: str | None = None
    details: Mapping[str, Value | None] = {}
    """segment: phase, booking, start. verified, left_alone, put_back: attribute, value. fault: code (None when it is
    over). verdict: verdict. gap: lost, how many reports the disk could not hold."""


class AskTime(Wire):
    """What is the time? Sent every CLOCK_EVERY_S to a hub that has welcomed."""

    type: Literal["ask_time"] = "ask_time"
    asked_s: float
    """The agent's monotonic clock, which comes back."""


# --- hub to agent


class Stored(Wire):
    """The last report that the hub has of an agent: its number, 0 for none, and when it was made, if that is still known."""

    seq: int
    at: AwareDatetime | None = None


class Welcome(Wire):
    """The answer to a Hello of version 2 or later."""

    type: Literal["welcome"] = "welcome"
    version: int = VERSION
    stored: Stored | None = None
    """By it an agent sees that its disk is an older one. None of a hub that does not tell it yet."""


class Time(Wire):
    """The hub's clock, in answer to AskTime."""

    type: Literal["time"] = "time"
    asked_s: float
    now: AwareDatetime


class PlanMessage(Wire):
    """A plan and the hub's clock when it was sent."""

    type: Literal["plan"] = "plan"
    sent_at: AwareDatetime
    plan: Plan


class Forget(Wire):
    """The room is no longer this agent's: its token does not cover it, a newer agent has it, or it is gone."""

    type: Literal["forget"] = "forget"
    room: Id


class Acknowledged(Wire):
    """All reports of this agent up to and including *seq* are stored."""

    type: Literal["acknowledged"] = "acknowledged"
    seq: int


FromAgent = Annotated[Hello | State | Report | AskTime, Field(discriminator="type")]
FromHub = Annotated[PlanMessage | Forget | Acknowledged | Welcome | Time, Field(discriminator="type")]
from_agent: TypeAdapter[FromAgent] = TypeAdapter(FromAgent)
from_hub: TypeAdapter[FromHub] = TypeAdapter(FromHub)


def plan_message(sent_at: datetime, plan: bytes) -> bytes:
    """A PlanMessage around an already encoded plan, so that a plan is encoded once however often it is sent."""
    return b'{"type":"plan","sent_at":"%s","plan":%s}' % (sent_at.isoformat().encode(), plan)
