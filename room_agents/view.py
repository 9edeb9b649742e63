"""The JSON a room's panel reads: one whole picture of the room, served by the orchestrator (and one day by the agent)."""

from collections.abc import Mapping
from typing import Literal

from pydantic import AwareDatetime

from config.states import Media, Value
from room_agents.plan import MeetingPart, PhaseName, Wire, WireBooking
from room_agents.protocol import DeviceVerdict, RoomVerdict

Occupancy = Literal["free", "soon", "occupied", "closed"]
"""Whose the room is: nobody's, somebody's in a moment, somebody's, out of use."""
OfferKind = Literal["start", "use", "open", "rejoin", "reopen", "put_back", "keep_end"]


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


class ContactView(Wire):
    """Whom to call about the room now."""

    name: str
    phone: str | None = None


class ScreenView(Wire):
    """What the room's big screen shows, as it was read back from it."""

    shown: PhaseName | None = None
    """The page's own word; None while nobody knows."""
    scene: str | None = None
    """The scene that the room's OBS was seen to show; None without OBS, or where there are several."""
    joined: bool | None = None
    """Whether it is in the meeting; None where there is none."""
    participants: int | None = None
    """How many are in that meeting, the room itself among them."""
    says: str
    """The same as one sentence, in the reader's language: "In riunione con altre 4 persone"."""


class MediaView(Wire):
    """The room's microphone or camera, as the meeting has it."""

    state: Media
    says: str
    """"Microfono aperto", "Camera chiusa", "Manca il microfono"."""


class MeetingControl(Wire):
    """A part of the meeting on the big screen that people may turn on and off."""

    kind: MeetingPart
    on: bool | None = None
    """How it was read back from the meeting; None where nobody can tell. Of the lobby: what the meeting was asked for."""
    says: str
    """The same as a sentence."""
    wants: bool
    """What a press of it wishes: the *wanted* to send."""
    label: str
    """What that does."""
    why: str | None = None
    """Why it cannot be pressed; None where it can."""


class DayBlock(Wire):
    """A stretch of today that is somebody's, or out of use, [start, end)."""

    id: str | None = None
    """Of its booking; None for a closure or a hold."""
    title: str
    """"Occupato" of a confidential booking, "Chiusa" of a closure."""
    start: AwareDatetime
    end: AwareDatetime
    confidential: bool = False
    closed: bool = False
    cancels: bool = False
    """It was booked at this panel and has not begun: a press of *cancel* takes it back."""


class FreeStretch(Wire):
    """A stretch of today in which the room may be booked, [start, end).

    At least a quarter of an hour of it is still to come. One that has begun keeps its beginning, so that the picture does
    not change with every moment: who shows it takes what is over from it. The last one of the day goes on to midnight,
    and may so end after the hours that are shown.
    """

    start: AwareDatetime
    end: AwareDatetime


class DayView(Wire):
    """The room's today, [start, end) in whole hours of its own zone: the usual hours, and whatever lies beyond them.

    The coming hour and a half are among them, as far as they are of today.
    """

    start: AwareDatetime
    end: AwareDatetime
    blocks: tuple[DayBlock, ...] = ()
    """Earliest first, and none over another; those that are over among them. A booking that was ended and reopened has
    several."""
    free: tuple[FreeStretch, ...] = ()


ProblemKind = Literal["sound", "picture", "heat", "other"]


class ProblemView(Wire):
    """What somebody in the room said is wrong."""

    id: str
    at: AwareDatetime
    about: ProblemKind
    says: str
    """"Non si sente", in the reader's language."""


class SceneView(Wire):
    """A scene the panel offers."""

    device: str
    scene: str
    active: bool = False
    """It is what the device was seen to show."""


class Offer(Wire):
    """A button that names what it does, in the reader's language."""

    kind: OfferKind
    label: str
    booking: str | None = None
    """What it starts or reopens: to be named in the press."""
    minutes: tuple[int, ...] = ()
    """use: for how long the room may be taken, from now to a whole minute; none where nothing fits."""
    before: AwareDatetime | None = None
    """keep_end: when it may no longer be pressed, which is the end that it keeps."""


class Actions(Wire):
    """What may be pressed now; the server decides again when it is."""

    start: bool = False
    use: bool = False
    """start with *until*, for as long as an offer says."""
    open: bool = False
    rejoin: bool = False
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
    bookings: tuple[WireBooking, ...]


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
    occupancy: Occupancy = "free"
    """Whose the room is. It comes from the plan, and an agent that is gone does not change it."""
    occupancy_until: AwareDatetime | None = None
    """When that is over, as far as it is known; of *soon* the start."""
    verdict: RoomVerdict
    """How the room is."""
    trouble: str = ""
    """The verdict as a headline, in the reader's language: "Tutto a posto", "Il proiettore non risponde"."""
    message: str | None = None
    """What else there is to say of the trouble, in whole sentences; None for nothing."""
    checked_at: AwareDatetime | None = None
    """While ready: the oldest of the readings that make it so. All of it was so at that time."""
    meanwhile: str | None = None
    """What people can do although something is missing; None for nothing in particular."""
    contact: ContactView | None = None
    """Whom to call now, where the room file says so."""
    next_trouble: str | None = None
    """While idle: what the next booking of the coming day needs and cannot be reached, and when it begins."""
    missing: tuple[str, ...] = ()
    """Devices that keep it from being ready, by id."""
    ready_at: AwareDatetime | None = None
    ok: int = 0
    """Devices that are as wished, of *wished* that have a wish."""
    wished: int = 0
    on_air: str | None = None
    """Which of microphone and camera are open, as a sentence; None while both are closed."""
    microphone: MediaView | None = None
    """None where the room is in no meeting, or nobody knows."""
    camera: MediaView | None = None
    screen: ScreenView | None = None
    """None for a room without a big screen."""
    meeting: tuple[MeetingControl, ...] = ()
    """What may be turned on and off of the meeting on the big screen; empty while the room is in none of ours."""
    day: DayView | None = None
    """None where the zone's day is not known."""
    current: WireBooking | None = None
    current_withdrawn: bool = False
    """The current booking was cancelled in its calendar and runs on."""
    next: WireBooking | None = None
    reopens: WireBooking | None = None
    """What a start that names no booking reopens: somebody ended it before its time."""
    next_early_at: AwareDatetime | None = None
    """From when *next* may be started early."""
    conflicts: tuple[ConflictView, ...] = ()
    """Of now and the coming days, earliest first."""
    conference_link: str | None = None
    scenes: tuple[SceneView, ...] = ()
    primary: Offer | None = None
    """The one thing to do now."""
    secondary: tuple[Offer, ...] = ()
    """What else may be done, and what it is called; extend, end and scenes have buttons of their own."""
    actions: Actions = Actions()
    refusals: Mapping[str, str] = {}
    """Why a button that is shown would be refused, by its kind."""
    after_end: str | None = None
    """While live: what comes after an end that is pressed now."""
    asks_pin: tuple[Literal["details", "end"], ...] = ()
    """What a panel has to give the room's PIN for."""
    notes: tuple[str, ...] = ()
    """What people in the room should know besides, most important first."""
    waits_for_idle: str | None = None
    """What will be taken over in the room's first idle instant, for technicians: a newer room file."""
    plan: Held
    agent: AgentView = AgentView()
    devices: Mapping[str, DeviceView] = {}
    calendars_failing_since: Mapping[str, AwareDatetime] = {}
    """Calendars of the room's site that cannot be read, and since when; what they said last still counts."""


class DetailsView(Wire):
    """What technicians want to know of a room, for those who gave its PIN where it has one."""

    devices: Mapping[str, DeviceView] = {}
    agent: AgentView = AgentView()
    plan: Held
    notes: tuple[str, ...] = ()
    waits_for_idle: str | None = None
    conference_link: str | None = None
    problems: tuple[ProblemView, ...] = ()
    """The newest ten, newest first."""
    unprepared: tuple[str, ...] = ()
    """Events to come of its site's calendars that found no room or cannot be read: sentences, the first ten."""
