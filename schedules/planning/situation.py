"""A press of a button as it was asked, the room as it is then, and what may come of both. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from schedules.bookings import Entry, Key, Override, OverrideKind, Phase, Segment
from schedules.planning.planner import Booked
from schedules.planning.presets import RoomRules


class PressRefused(Exception):
    """The room cannot do that now. *code* names the sentence, *details* are what it speaks of."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


@dataclass(frozen=True, slots=True)
class Press:
    """What was asked: absolute values, as the person saw them."""

    kind: OverrideKind
    room: str
    at: datetime
    booking: Key | None = None
    """The booking that the screen offered, where it offered one."""
    until: datetime | None = None
    seen_end: datetime | None = None
    device: str | None = None
    scene: str | None = None
    reason: str | None = None
    technician: bool = False
    """Pressed by somebody who may act on a running session, with a reason."""
    meets: bool = True
    """Whether the room's stage is to be in a meeting now, which can be opened or entered again."""
    start: datetime | None = None
    """From when the room is booked (book)."""
    wanted: bool | None = None
    """On or off (microphone, camera, tiles, lobby)."""


@dataclass(frozen=True, slots=True)
class PanelBooking:
    """What somebody booked at the room's panel."""

    key: Key
    begun: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Situation:
    """The room around now: its timeline without gaps, and bookings that somebody ended before their time."""

    rules: RoomRules
    segments: Sequence[Segment]
    ended: Sequence[Booked] = ()
    """With the end they would have had."""
    wanting: Sequence[Entry] = ()
    """Every other booking from now on, holding or waiting, earliest first: in the room, or in all the rooms that the
    live booking has."""
    day_end: datetime | None = None
    """When the room's today is over, by its own zone; the room is booked no further (book)."""
    presses: Sequence[Override] = ()
    """What was pressed about the live booking, oldest first (run_on, keep_end)."""
    closes: datetime | None = None
    """When the house closes today; None where nobody says (run_on)."""
    booked_here: Sequence[PanelBooking] = ()
    """What may be meant (cancel)."""

    def at(self, instant: datetime) -> Segment:
        """The segment of *instant*. Raises StopIteration outside the timeline."""
        return next(segment for segment in self.segments if segment.start <= instant < segment.end)

    def live_after(self, instant: datetime) -> Segment | None:
        """The next live segment that starts after *instant*, and is of another booking than what is live then."""
        present = self.at(instant)
        key = present.booking.key if present.phase is Phase.LIVE and present.booking is not None else None
        later = (segment for segment in self.segments if segment.phase is Phase.LIVE and segment.start > instant)
        return next((segment for segment in later if segment.booking is None or segment.booking.key != key), None)

    def startable(self, coming: Segment, instant: datetime) -> bool:
        """Whether what is live next may begin at *instant*, with the room free and not closed until then."""
        blocked = next(
            (segment.start for segment in self.segments if segment.phase is Phase.BLOCKED and segment.start > instant),
            None,
        )
        return coming.start - self.rules.room.early <= instant and (blocked is None or coming.start <= blocked)

    def free_until(self, instant: datetime, at_most: datetime) -> datetime:
        """When somebody next wants the room after *instant*, *at_most* then; *instant* where somebody does already."""
        return max(min([at_most, *(entry.start for entry in self.wanting)]), instant)

    def in_the_way(self, until: datetime) -> Sequence[Entry]:
        """Whose time it would take to have the room until then."""
        return [entry for entry in self.wanting if entry.start < until]


@dataclass(frozen=True, slots=True)
class Decision:
    """The override to store, and the booking it acts on; a booking that it *books* has to be made first."""

    kind: OverrideKind
    key: Key | None = None
    until: datetime | None = None
    device: str | None = None
    scene: str | None = None
    pins: Booked | None = None
    """It goes live with this press."""
    books: tuple[datetime, datetime] | None = None
    wanted: bool | None = None


def gives_way(present: Segment) -> bool:
    """Whether what is live is a whole day that stands in nobody's way."""
    return present.phase is Phase.LIVE and present.booking is not None and present.booking.yields
