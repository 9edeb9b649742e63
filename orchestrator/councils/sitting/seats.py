"""Who sits where: the presence of each seat, from every source that sees it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Place(StrEnum):
    """Where the holder of a seat is: in one place at a time."""

    OUT = "out"
    HALL = "hall"
    REMOTE = "remote"


class Source(StrEnum):
    """What saw somebody present."""

    TABLET = "tablet"
    """They gave their code at the tablet in the hall."""
    DOOR = "door"
    """They scanned the code at the hall's door."""
    CALLED = "called"
    """The secretary saw them in the hall."""
    PAGE = "page"
    """Their own page is open and answers."""
    MEETING = "meeting"
    """They are in the meeting by their own link."""
    HEARD = "heard"
    """The secretary heard them answer from afar."""


PLACE_OF = {
    Source.TABLET: Place.HALL,
    Source.DOOR: Place.HALL,
    Source.CALLED: Place.HALL,
    Source.PAGE: Place.REMOTE,
    Source.MEETING: Place.REMOTE,
    Source.HEARD: Place.REMOTE,
}
"""Where a source sees people. A page or a meeting proves nothing of the hall, whatever is chosen on it."""

SILENT = frozenset({Source.PAGE, Source.MEETING})
"""Sources that can fall silent."""


class Doubt(StrEnum):
    """Why somebody who counts as present is marked."""

    GRACE = "grace"
    """All that saw them is gone; they are out when the service says that the grace has ended."""
    UNVERIFIED = "unverified"
    """Their page is silent, and nothing else would tell: the chair or a roll call decides."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Since an act, the holder of a seat is in a place, seen by a source; or out."""

    number: int
    at: datetime
    place: Place
    how: str
    """The source that saw them, or why they are out."""


@dataclass(slots=True)
class SeatState:
    """One seat of a sitting."""

    id: str
    code: str
    person: str
    name: str
    ex_officio: bool
    place: Place = Place.OUT
    doubt: Doubt | None = None
    doubted: datetime | None = None
    """Since when."""
    seen: set[Source] = field(default_factory=set)
    """Every source that sees them now."""
    stays: list[Stay] = field(default_factory=list)
    """Every change of place, oldest first."""
    absence: str | None = None
    """Why they said they would not come."""
    justified: bool = False

    def saw(self, source: Source, number: int, at: datetime) -> None:
        """A source sees them. The hall wins: people in the hall have their page open too."""
        self.seen.add(source)
        self.doubt = self.doubted = None
        in_hall = any(PLACE_OF[seen] is Place.HALL for seen in self.seen)
        self._put(Place.HALL if in_hall else Place.REMOTE, source, number, at)

    def moved(self, source: Source, number: int, at: datetime) -> None:
        """They are where that source sees them, and no longer elsewhere."""
        self.seen = {seen for seen in self.seen if PLACE_OF[seen] is PLACE_OF[source]}
        self.saw(source, number, at)

    def lost(self, source: Source, at: datetime, *, meeting_tells: bool) -> None:
        """A source is silent. From afar nobody is out before every source is, and then in doubt at first."""
        self.seen.discard(source)
        if self.place is Place.REMOTE and not self.seen & SILENT:
            self.seen.clear()
            self.doubt = Doubt.GRACE if meeting_tells else Doubt.UNVERIFIED
            self.doubted = at

    def out(self, why: str, number: int, at: datetime) -> None:
        """They are not there any more."""
        self.seen.clear()
        self.doubt = self.doubted = None
        self._put(Place.OUT, why, number, at)

    def place_at(self, number: int) -> Place:
        """Where they were after the act of that number."""
        return next((stay.place for stay in reversed(self.stays) if stay.number <= number), Place.OUT)

    def _put(self, place: Place, how: str, number: int, at: datetime) -> None:
        if place is not self.place:
            self.place = place
            self.stays.append(Stay(number, at, place, how))
