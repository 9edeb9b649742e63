"""What calendars tell as values: events before rooms are found for them, and what becomes of them.

All datetimes are aware and in UTC; every interval is half open, [start, end).
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from schedules.bookings import BARE, KEY_RULE, TITLE_RULE, Key, Occurrence
from schedules.fields import AT_THE_DESK, CONFIDENTIAL_REASON, rule
from schedules.packing import packed_by_fields
from schedules.reasons import Reason

_OF_EVENTS = rule(AT_THE_DESK, instead="")


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An event whose place is none of our rooms, or that of another house."""

    key: Key = field(metadata=KEY_RULE)
    title: str = field(metadata=TITLE_RULE)
    location: str = field(metadata=_OF_EVENTS)
    confidential: bool = field(metadata=BARE)
    start: datetime = field(metadata=BARE)
    until: datetime = field(metadata=BARE)
    """When it is over; of a series that is told once, when its last occurrence of the window is."""
    elsewhere: str = field(default="", metadata=_OF_EVENTS)
    """What says that another house is meant, though a room of ours is named too: liceo, 03043 cassino."""

    @property
    def reason(self) -> Reason:
        """Why it is prepared nowhere."""
        return Reason.DOUBTFUL if self.elsewhere else Reason.NO_ROOM


@dataclass(frozen=True, slots=True)
class Ignored:
    """An event that takes no room, and why."""

    key: Key = field(metadata=KEY_RULE)
    start: datetime = field(metadata=BARE)
    until: datetime = field(metadata=BARE)
    reason: Reason = field(metadata=BARE)
    confidential: bool = field(metadata=BARE)
    title: str = field(default="", metadata=TITLE_RULE)


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
    """An event that cannot be read, and why. Once placed, a confidential event has no title any more."""

    uid: str = field(metadata=_OF_EVENTS)
    reason: str = field(metadata=rule(AT_THE_DESK, instead=CONFIDENTIAL_REASON))
    confidential: bool = field(default=False, metadata=BARE)
    categories: tuple[str, ...] = ()
    """As far as they could be read; a category can make it confidential, and so can a title."""
    title: str = field(default="", metadata=TITLE_RULE)
    inherited: tuple[Governor, ...] = ()
    """As in Event."""
    calendar: str = field(default="", metadata=_OF_EVENTS)
    """Id of its calendar, once it is placed."""
    kind: Reason = field(default=Reason.VALUE, metadata=BARE)
    """What *reason* says more exactly, in English."""
    about: str = field(default="", metadata=_OF_EVENTS)
    """What of the text that is, as it is written; nothing where that says nothing."""
    start: datetime | None = field(default=None, metadata=BARE)
    """As far as it can be read; in the site's zone where its own is not known. Of a series when it began."""
    until: datetime | None = field(default=None, metadata=BARE)
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
        inside = [event for event in self.events if event.start < end and event.end > start]
        outside = [event for event in self.events if event.start >= end or event.end <= start]
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
