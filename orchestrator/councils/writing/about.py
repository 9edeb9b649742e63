"""What minutes say that is in no act: the school, names and numbers, and the secretary's notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from orchestrator.councils.sitting.state import Sitting


@dataclass(frozen=True, slots=True)
class About:
    """Of one sitting."""

    heading: tuple[str, ...]
    """School or body, address, code: a line each."""
    organ: str
    number: int
    """Of the minutes, by organ and school year."""
    zone: ZoneInfo
    places: tuple[str, ...]
    called_how: str = "per posta elettronica a ciascun componente e con affissione all’albo"
    references: Mapping[str, str] = field(default_factory=dict)
    """Where each rule comes from, by its name."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of persons who steer and hold no seat."""
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the secretary wrote, by item, a paragraph each."""
    resolutions: Mapping[str, str] = field(default_factory=dict)
    """What the votes that resolved something are called in the register, by vote: ``Delibera n. 14``."""

    def local(self, at: datetime) -> datetime:
        """The time on the clock of the house."""
        return at.astimezone(self.zone)


def person_named(sitting: Sitting, about: About, person: str) -> str:
    """The name of somebody; their id where nobody knows it."""
    for seat in (*sitting.seats.values(), *sitting.former):
        if seat.person == person:
            return seat.name
    holders = (holder for seat in sitting.roll for holder in seat.holders if holder.person == person)
    return next((holder.name for holder in holders), about.names.get(person, person))


def seat_named(sitting: Sitting, seat: str) -> str:
    """The name of whoever holds a seat, or held it last."""
    if seat in sitting.seats:
        return sitting.seats[seat].name
    return next((former.name for former in reversed(sitting.former) if former.id == seat), seat)


def school_year(at: datetime) -> str:
    """The school year of a day: it begins on the first of September."""
    first = at.year if at.month >= 9 else at.year - 1
    return f"{first}/{(first + 1) % 100:02}"
