"""The JSON a room's panel reads: one whole picture of the room, served by the orchestrator (and one day by the agent)."""

from collections.abc import Mapping

from pydantic import AwareDatetime

from config.states import Value
from room_agents.protocol import Booking, DeviceVerdict, PhaseName, RoomVerdict, Wire


class Held(Wire):
    """Plan revisions: the one the orchestrator wishes, and the one the agent says it holds."""

    wished: int
    held: int | None = None


class AgentView(Wire):
    """The room's agent as its hub sees it."""

    connected: bool = False
    seen_at: AwareDatetime | None = None
    clock_offset_s: float | None = None
    """How far the agent's clock is ahead of ours."""


class DeviceView(Wire):
    """One device: wished, observed, and what to make of it, in the reader's language."""

    name: str
    driver: str
    desired: Mapping[str, Value] = {}
    observed: Mapping[str, Value] = {}
    seen_at: AwareDatetime | None = None
    verdict: DeviceVerdict = "unknown"
    message: str | None = None
    attempts: int = 0
    left_alone: tuple[str, ...] = ()
    waits_for_person: bool = False
    """Put back tries it again."""


class SceneView(Wire):
    """A scene the panel offers."""

    device: str
    scene: str
    active: bool = False
    """It is what the device was seen to show."""


class Actions(Wire):
    """What may be pressed now; the server decides again when it is."""

    start: bool = False
    extend: bool = False
    end: bool = False
    scene: bool = False
    put_back: bool = False
    hold: bool = False
    release: bool = False


class ConflictView(Wire):
    """Bookings that want the room at the same time, best rank first, over [start, end)."""

    start: AwareDatetime
    end: AwareDatetime
    bookings: tuple[Booking, ...]


class RoomView(Wire):
    """A room, whole."""

    id: str
    name: str
    site: str
    timezone: str
    now: AwareDatetime
    """The server's clock."""
    phase: PhaseName
    segment_end: AwareDatetime | None = None
    verdict: RoomVerdict
    message: str | None = None
    """The verdict as a sentence, in the reader's language."""
    missing: tuple[str, ...] = ()
    """Devices that keep it from being ready, by id."""
    ready_at: AwareDatetime | None = None
    ok: int = 0
    """Devices that are as wished, of *wished* that have a wish."""
    wished: int = 0
    current: Booking | None = None
    current_withdrawn: bool = False
    """The current booking was cancelled in its calendar and runs on."""
    next: Booking | None = None
    reopens: Booking | None = None
    """What a start that names no booking reopens: somebody ended it before its time."""
    next_early_at: AwareDatetime | None = None
    """From when *next* may be started early."""
    conflicts: tuple[ConflictView, ...] = ()
    """Of now and the coming days, earliest first."""
    conference_link: str | None = None
    scenes: tuple[SceneView, ...] = ()
    actions: Actions = Actions()
    plan: Held
    agent: AgentView = AgentView()
    devices: Mapping[str, DeviceView] = {}
    calendars_failing_since: Mapping[str, AwareDatetime] = {}
    """Calendars of the room's site that cannot be read, and since when; what they said last still counts."""
