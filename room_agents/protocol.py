"""The wire between an agent and its hub: JSON messages over one WebSocket that the agent opens.

The agent says Hello; the hub answers with a plan message for each room whose plan differs from the one that the agent
holds, and sends another whenever a plan changes. The agent sends State (whole, the newest wins, never queued) and Report
(transitions, numbered by the agent, kept until acknowledged). Readers ignore unknown keys, so that old agents survive.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from config.scalars import Id
from config.states import Value
from room_agents.plan import HeldPlan, PhaseName, Plan, Wire

VERSION = 2
"""Version 2 brought Welcome, AskTime and Time. No side is ever sent a message that its version does not know."""
PATH = "/agent"
"""Where the hub listens, under the orchestrator's address; the token goes in an Authorization header."""
CLOCK_EVERY_S = 30.0
STATE_EVERY_S = 5.0
"""The longest time between two States of a room; each change sends one too."""

DeviceVerdict = Literal["ok", "pending", "fault", "unknown"]
RoomVerdict = Literal["ready", "preparing", "limited", "not_ready", "unknown"]


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
    """What else is wrong with the device but makes the room no worse than limited."""
    attempts: int = 0
    """How often the present wish has been sent."""
    left_alone: tuple[str, ...] = ()
    """The attributes that a person changed by hand, which are not put back."""
    waits_for_person: bool = False
    """Whether the device is tried again only when somebody presses *put back*."""
    deadline: AwareDatetime | None = None
    """While pending: until when the device may take to follow."""


# --- agent to hub


class Hello(Wire):
    """The first message of a connection."""

    type: Literal["hello"] = "hello"
    version: int = VERSION
    agent: Annotated[str, Field(min_length=1, max_length=100)]
    """The agent's id, made once and kept on its disk."""
    now: AwareDatetime
    """The agent's clock, so that its offset can be shown."""
    rooms: Mapping[Id, HeldPlan] = {}
    stands_back: bool = False
    """Whether the agent was told that a newer agent has come: then it takes only rooms that nobody has."""


class State(Wire):
    """The whole state of a room now; the newest wins."""

    type: Literal["state"] = "state"
    room: str
    at: AwareDatetime
    plan: HeldPlan | None
    phase: PhaseName | None
    booking: str | None = None
    """The id of the present segment's booking."""
    verdict: RoomVerdict
    missing: tuple[str, ...] = ()
    """The devices that keep the room from being ready."""
    next_missing: tuple[str, ...] = ()
    """While idle: the devices that the next booking within 24 h needs and that cannot be reached."""
    next_trouble: Fault | None = None
    """While idle: what is wrong with the server of that booking's meeting."""
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
    """The question for the hub's time, sent every CLOCK_EVERY_S to a hub that has sent Welcome."""

    type: Literal["ask_time"] = "ask_time"
    asked_s: float
    """The agent's monotonic clock, which the answer repeats."""


# --- hub to agent


class Stored(Wire):
    """The last report that the hub has of an agent: its number (0 for none), and when it was made, if that is known."""

    seq: int
    at: AwareDatetime | None = None


class Welcome(Wire):
    """The answer to a Hello of version 2 or later."""

    type: Literal["welcome"] = "welcome"
    version: int = VERSION
    stored: Stored | None = None
    """Lets an agent see that its disk is an older image. None from an older hub."""


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
    """The room is no longer this agent's: its token does not cover the room, a newer agent has it, or it is gone."""

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
    """A PlanMessage around an encoded plan, so that a plan is encoded only once, however often it is sent."""
    return b'{"type":"plan","sent_at":"%s","plan":%s}' % (sent_at.isoformat().encode(), plan)
