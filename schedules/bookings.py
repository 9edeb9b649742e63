"""Bookings as values: occurrences, sessions, overrides, and what the planner makes of them.

All datetimes are aware and in UTC; every interval is half open, [start, end).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from config.states import Wishes
from schedules.fields import AT_THE_DESK, AT_THE_DEVICES, CONFIDENTIAL_TITLE, EVERYBODY, IN_THE_ROOM, Audience, rule
from schedules.packing import packed_by_fields

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
"""Stands in place of a key that is not told."""
BARE = rule(EVERYBODY, survives=True)
"""When, where and what for the room: no more than that the time is taken."""
TIME_RULE = rule(EVERYBODY, survives=True, told=True, edited=True)
KEY_RULE = rule(AT_THE_DESK, instead=NO_KEY, column=False)
TITLE_RULE = rule(IN_THE_ROOM, instead=CONFIDENTIAL_TITLE, told=True, forgotten=True, edited=True)
PRESET_RULE = rule(AT_THE_DEVICES, told=True, forgotten=True, edited=True)
LINK_RULE = rule(IN_THE_ROOM, told=True, forgotten=True)
ORGANISER_RULE = rule(AT_THE_DESK, told=True, forgotten=True, edited=True)
SAID_HERE = rule(AT_THE_DESK, forgotten=True, edited=True)
LONGEST_NOTES = 2000
"""Characters of notes for the caretaker."""


@packed_by_fields
@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event at one time, as it concerns one or more rooms. This is the one list of what a booking has.

    The row, what is read of calendars, what is masked and what is forgotten follow the rules that stand here.
    """

    key: Key = field(metadata=KEY_RULE)
    start: datetime = field(metadata=TIME_RULE)
    end: datetime = field(metadata=TIME_RULE)
    title: str = field(metadata=TITLE_RULE)
    rooms: tuple[str, ...] = field(metadata=rule(EVERYBODY, survives=True, column=False, edited=True))
    """Ids of the rooms it takes."""
    preset: str | None = field(metadata=PRESET_RULE)
    confidential: bool = field(default=False, metadata=TIME_RULE)
    closure: bool = field(default=False, metadata=rule(EVERYBODY, survives=True, told=True))
    """Blocks its rooms instead of preparing them."""
    organiser: str | None = field(default=None, metadata=ORGANISER_RULE)
    link: str | None = field(default=None, metadata=LINK_RULE)
    """The event's own https conference link; never given our scripts."""
    sequence: int = field(default=0, metadata=rule(AT_THE_DESK))
    """How often it was changed: as its calendar tells, or here, where it is the revision of a booking (RFC 5546 2.1.4)."""
    stamp: datetime | None = field(default=None, metadata=rule())
    holds: bool = field(default=True, metadata=rule(EVERYBODY, survives=True, column=False))
    """Whether it holds its rooms, or came second and is marked as a clash."""
    yields: bool = field(default=False, metadata=rule(EVERYBODY, survives=True, told=True))
    """A whole day that its calendar marks free: whatever else wants the room goes first, also while this is live."""
    made_by: str | None = field(default=None, metadata=rule(AT_THE_DESK))
    """Id of the token with which it was booked here; None for a booking of a calendar."""
    phone: str | None = field(default=None, metadata=SAID_HERE)
    """Whom to call about the booking. Only what is booked here has one: calendars are not read for it."""
    organisation: str | None = field(default=None, metadata=rule(AT_THE_DESK, told=True))
    """Id of the organisation whose it is; the room file says it of calendars. None while the room files name no house."""
    booked_by: str | None = field(default=None, metadata=rule(AT_THE_DESK))
    """Id of the account of who booked it here; None for a booking of a calendar, a program or a panel."""
    notes: str | None = field(default=None, metadata=SAID_HERE)
    """What the caretaker should know. Only what is booked here has them."""


AudienceOf = Callable[[Occurrence], Audience]
"""As what somebody sees a booking: whose it is decides."""


def as_desk(_: Occurrence) -> Audience:
    """As the desk sees every booking."""
    return Audience.DESK


def as_room(_: Occurrence) -> Audience:
    """As whoever stands in the room."""
    return Audience.ROOM


BOOKKEEPING = ("id", "calendar", "uid", "recurrence", "withdrawn", "created_at", "naming")
"""Columns of a booking's row besides its fields: its key, and what the store notes by itself."""


@dataclass(frozen=True, slots=True)
class Session:
    """An occurrence that went live, pinned: nothing in a calendar throws it out of its room."""

    room: str = field(metadata=BARE)
    key: Key = field(metadata=KEY_RULE)
    start: datetime = field(metadata=BARE)
    end: datetime = field(metadata=BARE)
    title: str = field(metadata=TITLE_RULE)
    preset: str | None = field(metadata=PRESET_RULE)
    confidential: bool = field(default=False, metadata=BARE)
    link: str | None = field(default=None, metadata=LINK_RULE)
    withdrawn: bool = field(default=False, metadata=BARE)
    """Its calendar has cancelled or lost it since; it runs on."""
    hidden: bool = field(default=False, metadata=BARE)
    """Made confidential since: it runs on as it was, and tells no more of itself."""
    moved_from: datetime | None = field(default=None, metadata=BARE)
    """The end it had before its calendar moved that while it was live."""
    yields: bool = field(default=False, metadata=BARE)
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
    MICROPHONE = "microphone"
    """Of the room's stage in its meeting: open or closed, as wanted."""
    CAMERA = "camera"
    TILES = "tiles"
    """All people in tiles of one size on the big screen, or whoever speaks large."""
    LOBBY = "lobby"
    """Whether who comes to the meeting waits to be let in."""
    RUN_ON = "run_on"
    """The meeting lasts longer by itself, since people are still there and nobody waits. Only the service presses it."""
    KEEP_END = "keep_end"
    """No: it ends when it was to end."""
    UNRECORD = "unrecord"
    """What the room records and streams is off until its booking ends. Only the service presses it, for a council's chair."""


MOVING_END = frozenset({OverrideKind.EXTEND, OverrideKind.RUN_ON, OverrideKind.KEEP_END})
"""What gives a booking another end in all of its rooms."""

IN_MEETING = frozenset({OverrideKind.MICROPHONE, OverrideKind.CAMERA, OverrideKind.TILES, OverrideKind.LOBBY})
"""What is wanted on or off of the meeting on a room's big screen; the newest of each counts."""


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
    wanted: bool | None = None
    """On or off, where that is what was asked."""


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
