"""What was derived: for each person when they were there, with what says so, and where nothing is known. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from orchestrator.conferences.presence.evidence import HandEntry


class Proof(StrEnum):
    """What says that somebody came or went."""

    EVENT = "event"
    LIST = "list"
    """The list at the end."""
    SNAPSHOT = "snapshot"
    HAND = "hand"
    SO_FAR = "so_far"
    """Nothing yet: they are there still."""


class Gap(StrEnum):
    """Why nothing is known."""

    NO_END = "no_end"
    """That they left was never told."""
    NO_START = "no_start"
    """That they came was never told."""
    NO_WORD = "no_word"
    """They opened their link, and no word came of what they did then."""
    PERHAPS_APART = "perhaps_apart"
    """The device left the main room and came back without connecting anew, as from a separate room."""
    NO_LIST = "no_list"
    """Of the meeting: the list at the end never came, so that somebody may be missing."""
    NOTHING = "nothing"
    """Of the meeting: Jitsi told nothing at all."""
    FORGOTTEN = "forgotten"
    """Of the meeting: it was so long ago that what Jitsi told is not kept any more."""
    COUNT = "count"
    """Of the meeting: more or fewer were counted than are known."""


class PersonKind(StrEnum):
    """Who somebody is."""

    MEMBER = "member"
    """Came by a personal link, or is invited."""
    GUEST = "guest"
    HALL = "hall"
    """The device of a room of ours."""
    HAND = "hand"
    """Was only ever written down by hand."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A time [start, end) of one person: there, or nothing is known (*gap*)."""

    start: int
    end: int
    opened: Proof | None = None
    """What says that they came; None in a gap."""
    closed: Proof | None = None
    gap: Gap | None = None
    apart: bool = False
    """Whether they were in separate rooms only."""
    bridged: tuple[tuple[int, int], ...] = ()
    """Breaks so short that they count as one connection lost and made anew."""
    entry: HandEntry | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """One device in one room, from what is known of it."""

    place: str
    jid: str
    joined: int | None
    left: int | None
    opened: Proof | None
    closed: Proof | None
    id: str | None = None
    name: str | None = None
    whole: bool = True
    """Whether both its messages came."""


@dataclass(frozen=True, slots=True)
class PersonPresence:
    """One person, and when they were there. No two spans overlap; those of gaps are among them."""

    key: str
    name: str
    kind: PersonKind
    in_hall: bool
    devices: int
    spans: tuple[Span, ...]
    derived: tuple[Span, ...]
    """The same before what was written by hand."""
    entries: tuple[HandEntry, ...] = ()
    doubled: tuple[tuple[int, int], ...] = ()
    """When several of the devices were in at once, for longer than a lost connection lingers: they count once all the same."""

    @property
    def seconds(self) -> int:
        """How long they were there."""
        return sum(span.end - span.start for span in self.spans if span.gap is None)

    @property
    def unknown_seconds(self) -> int:
        """For how long nothing is known."""
        return sum(span.end - span.start for span in self.spans if span.gap is not None)


@dataclass(frozen=True, slots=True)
class MeetingGap:
    """A time [start, end) in which people may be missing from the list altogether."""

    start: int
    end: int
    gap: Gap


@dataclass(frozen=True, slots=True)
class Presence:
    """Who was in a meeting, and when."""

    people: tuple[PersonPresence, ...]
    gaps: tuple[MeetingGap, ...]
    lives: bool
    """Whether the meeting may be running still."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing that Jitsi told of the meeting is known: that somebody is not seen does not say that they were not there."""
        return any(gap.gap in {Gap.NOTHING, Gap.FORGOTTEN} for gap in self.gaps)
