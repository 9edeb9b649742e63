"""Bookings as values: occurrences, sessions, overrides, and what the planner makes of them.

All datetimes are aware and in UTC; every interval is half open, [start, end).
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from config.states import Wishes
from schedules.fields import AT_THE_DESK, CONFIDENTIAL_REASON, CONFIDENTIAL_TITLE, EVERYBODY, IN_THE_ROOM, rule
from schedules.packing import packed_by_fields
from schedules.reasons import Reason

OWN_CALENDAR = "regia"
"""The calendar id of bookings made here rather than read from a feed."""


@packed_by_fields
@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What an occurrence is known by, however it is moved: calendar, UID, and RECURRENCE-ID or a single event's start."""

    calendar: str
    uid: str
    recurrence: datetime


NO_KEY = Key("", "", datetime.min.replace(tzinfo=UTC))
"""Stands in place of one that is not told."""
_BARE = rule(EVERYBODY, survives=True)
"""When, where and what for the room: no more than that the time is taken."""
_KEY = rule(AT_THE_DESK, instead=NO_KEY, column=False)
_TITLE = rule(IN_THE_ROOM, instead=CONFIDENTIAL_TITLE, told=True, forgotten=True)
_WORDS = rule(IN_THE_ROOM, told=True, forgotten=True)
_OF_EVENTS = rule(AT_THE_DESK, instead="")


@packed_by_fields
@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event at one time, as it concerns one or more rooms. This is the one list of what a booking has.

    The row, what is read of calendars, what is masked and what is forgotten follow the rules that stand here.
    """

    key: Key = field(metadata=_KEY)
    start: datetime = field(metadata=rule(EVERYBODY, survives=True, told=True))
    end: datetime = field(metadata=rule(EVERYBODY, survives=True, told=True))
    title: str = field(metadata=_TITLE)
    rooms: tuple[str, ...] = field(metadata=rule(EVERYBODY, survives=True, column=False))
    """Ids of the rooms it takes."""
    preset: str | None = field(metadata=_WORDS)
    confidential: bool = field(default=False, metadata=rule(EVERYBODY, survives=True, told=True))
    closure: bool = field(default=False, metadata=rule(EVERYBODY, survives=True, told=True))
    """Blocks its rooms instead of preparing them."""
    organiser: str | None = field(default=None, metadata=rule(AT_THE_DESK, told=True, forgotten=True))
    link: str | None = field(default=None, metadata=_WORDS)
    """The event's own https conference link; never given our scripts."""
    sequence: int = field(default=0, metadata=rule())
    stamp: datetime | None = field(default=None, metadata=rule())
    holds: bool = field(default=True, metadata=rule(EVERYBODY, survives=True, column=False))
    """Whether it holds its rooms, or came second and is marked as a clash."""
    yields: bool = field(default=False, metadata=rule(EVERYBODY, survives=True, told=True))
    """A whole day that its calendar marks free: whatever else wants the room goes first, also while this is live."""
    made_by: str | None = field(default=None, metadata=rule(AT_THE_DESK))
    """Id of the token with which it was booked here; None for one of a calendar."""


BOOKKEEPING = ("id", "calendar", "uid", "recurrence", "withdrawn", "created_at")
"""Columns of a booking's row besides its fields: its key, and what the store notes by itself."""


@dataclass(frozen=True, slots=True)
class Session:
    """An occurrence that went live, pinned: nothing in a calendar throws it out of its room."""

    room: str = field(metadata=_BARE)
    key: Key = field(metadata=_KEY)
    start: datetime = field(metadata=_BARE)
    end: datetime = field(metadata=_BARE)
    title: str = field(metadata=_TITLE)
    preset: str | None = field(metadata=_WORDS)
    confidential: bool = field(default=False, metadata=_BARE)
    link: str | None = field(default=None, metadata=_WORDS)
    withdrawn: bool = field(default=False, metadata=_BARE)
    """Its calendar has cancelled or lost it since; it runs on."""
    hidden: bool = field(default=False, metadata=_BARE)
    """Made confidential since: it runs on as it was, and tells no more of itself."""
    moved_from: datetime | None = field(default=None, metadata=_BARE)
    """The end it had before its calendar moved that while it was live."""
    yields: bool = field(default=False, metadata=_BARE)
    """As in Occurrence."""


class OverrideKind(StrEnum):
    """What a person can ask of a room."""

    START = "start"
    EXTEND = "extend"
    END = "end"
    SCENE = "scene"
    HOLD = "hold"
    RELEASE = "release"
    PUT_BACK = "put_back"
    OPEN = "open"
    """Microphone and camera of the room's stage, once."""
    REJOIN = "rejoin"
    """The stage enters the meeting again."""
    BOOK = "book"
    """The room, for later today."""
    CANCEL = "cancel"
    """What was booked so, before it begins."""
    PROBLEM = "problem"
    """Something is wrong in the room. It is told, and nothing moves."""


@dataclass(frozen=True, slots=True)
class Override:
    """One press of a button, as absolute values; folded in the order of *number* (the database's)."""

    number: int
    kind: OverrideKind
    room: str
    at: datetime
    key: Key | None = None
    """The occurrence it acts on; None for hold, release and put_back."""
    until: datetime | None = None
    """The new end (extend), the end of a hold, or the end a reopened booking runs to (start)."""
    device: str | None = None
    scene: str | None = None


class Phase(StrEnum):
    """What a room is doing."""

    IDLE = "idle"
    PREPARING = "preparing"
    LIVE = "live"
    CLOSING = "closing"
    BLOCKED = "blocked"


class Segment(NamedTuple):
    """A stretch of a room's time with one phase and one set of wishes.

    A named tuple where other values are frozen dataclasses: a plan makes thousands, and these are made five times faster.
    """

    room: str
    start: datetime
    end: datetime
    phase: Phase
    booking: Occurrence | Session | None = None
    """Set in preparing, live and closing."""
    wishes: Wishes = MappingProxyType({})
    held: bool = False
    """Blocked by a person, who releases it, and not by a closure; nothing is wished."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A booking in one of its rooms, as somebody may see it."""

    id: str
    """Opaque."""
    room: str
    booking: Occurrence
    """With the times that it has in *room*, which people end and extend there, and whether it holds that one. Its rooms
    are all it has; of what is in the way, *room* alone."""

    @property
    def start(self) -> datetime:
        """When it begins in the room."""
        return self.booking.start

    @property
    def end(self) -> datetime:
        """When it is over there."""
        return self.booking.end


@dataclass(frozen=True, slots=True)
class Conflict:
    """Occurrences that want the same room at the same time, best rank first."""

    room: str
    keys: tuple[Key, ...]
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An event whose place is none of our rooms, or that of another house."""

    key: Key = field(metadata=_KEY)
    title: str = field(metadata=_TITLE)
    location: str = field(metadata=_OF_EVENTS)
    confidential: bool = field(metadata=_BARE)
    start: datetime = field(metadata=_BARE)
    until: datetime = field(metadata=_BARE)
    """When it is over; of a series that is told once, the last one of the window."""
    elsewhere: str = field(default="", metadata=_OF_EVENTS)
    """What says that another house is meant, though a room of ours is named too: liceo, 03043 cassino."""

    @property
    def reason(self) -> Reason:
        """Why it is prepared nowhere."""
        return Reason.DOUBTFUL if self.elsewhere else Reason.NO_ROOM


@dataclass(frozen=True, slots=True)
class Ignored:
    """An event that takes no room, and why."""

    key: Key = field(metadata=_KEY)
    start: datetime = field(metadata=_BARE)
    until: datetime = field(metadata=_BARE)
    reason: Reason = field(metadata=_BARE)
    confidential: bool = field(metadata=_BARE)
    title: str = field(default="", metadata=_TITLE)


Wording = tuple[str, tuple[str, ...]]
"""A title and categories: by a preset's patterns they make an event confidential, as its CLASS does."""


@dataclass(frozen=True, slots=True)
class Governor:
    """The words of a series, or of a change of all that follow; one object, shared by all the events they govern.

    A series may have thousands of words and thousands of changes: whether the words make those confidential is found out
    once.
    """

    words: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An event that cannot be read, and why. Once placed, a confidential one has no title any more."""

    uid: str = field(metadata=_OF_EVENTS)
    reason: str = field(metadata=rule(AT_THE_DESK, instead=CONFIDENTIAL_REASON))
    confidential: bool = field(default=False, metadata=_BARE)
    categories: tuple[str, ...] = ()
    """As far as they could be read; a category can make it confidential, and so can a title."""
    title: str = field(default="", metadata=_TITLE)
    inherited: tuple[Governor, ...] = ()
    """As in Event."""
    calendar: str = field(default="", metadata=_OF_EVENTS)
    """Id of its calendar, once it is placed."""
    kind: Reason = field(default=Reason.VALUE, metadata=_BARE)
    """What *reason* says more exactly, in English."""
    about: str = field(default="", metadata=_OF_EVENTS)
    """What of the text that is, as it is written; nothing where that says nothing."""
    start: datetime | None = field(default=None, metadata=_BARE)
    """As far as it can be read; in the site's zone where its own is not known. Of a series when it began."""
    until: datetime | None = field(default=None, metadata=_BARE)
    """When it is over, or its series, within a day or two; None where that is not known."""
    partial: bool = False
    """Lines of it are lost, and with them may be what makes it confidential: it is told without its title."""


@packed_by_fields
@dataclass(frozen=True, slots=True)
class Event:
    """One occurrence as its calendar tells it, expanded, before rooms and presets are found for it."""

    key: Key
    start: datetime
    end: datetime
    summary: str
    location: str = ""
    resources: tuple[str, ...] = ()
    """RESOURCES, and the names and addresses of ATTENDEE;CUTYPE=ROOM/RESOURCE."""
    declined: tuple[str, ...] = ()
    """Those of the rooms that said no; LOCATION may name them still."""
    categories: tuple[str, ...] = ()
    public: bool = True
    """CLASS is PUBLIC or absent."""
    inherited: tuple[Governor, ...] = ()
    """Of the series, for an override without a CLASS: it is confidential if any of them is."""
    status: str = "CONFIRMED"
    transparent: bool = False
    free: bool = False
    """Marked as free by any of the marks that there are: TRANSP, or Outlook's busy status, now or as it was meant."""
    all_day: bool = False
    """It begins with a day and lasts whole days."""
    organiser: str | None = None
    link: str | None = None
    sequence: int = 0
    stamp: datetime | None = None
    single: bool = False
    """All that its calendar tells under this UID; no occurrence of a series."""
    replaced: bool = False
    """Its calendar tells it anew, at another time or place."""


class Note(StrEnum):
    """What was assumed to read a calendar text, where it does not say."""

    ENCODING = "encoding"
    """Its characters are not UTF-8, nor of a charset that was named: they were read as Windows-1252."""
    ZONE = "zone"
    """Times are in a zone of its writer's own that it does not define: the site's was taken."""


@dataclass(frozen=True, slots=True)
class CalendarContents:
    """What one calendar text says within a window."""

    events: tuple[Event, ...]
    quarantined: tuple[Quarantined, ...] = ()
    elsewhere: tuple[Event, ...] = ()
    """Events outside the window, if not those a rule makes: what another calendar has within may have been moved there."""
    notes: frozenset[Note] = frozenset()

    def within(self, start: datetime, end: datetime) -> "CalendarContents":
        """The same with the window narrowed to [start, end)."""
        inside = [one for one in self.events if one.start < end and one.end > start]
        outside = [one for one in self.events if one.start >= end or one.end <= start]
        return replace(self, events=tuple(inside), elsewhere=(*self.elsewhere, *outside))


@dataclass(frozen=True, slots=True)
class Assumed:
    """What was assumed to read a calendar."""

    calendar: str
    note: Note


@dataclass(frozen=True, slots=True)
class Placed:
    """The events of one or more calendars with their rooms and presets found."""

    occurrences: tuple[Occurrence, ...]
    unplaced: tuple[Unplaced, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    assumed: tuple[Assumed, ...] = ()
