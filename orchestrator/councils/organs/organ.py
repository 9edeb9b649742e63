"""What an organ is: its title, rules, seats and officers, and its roll at an instant. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from orchestrator.councils.sitting import roll
from orchestrator.councils.sitting.presets import PRESETS, Preset
from orchestrator.councils.sitting.rules import Rules

LONGEST_TITLE = 120
LONGEST_CODE = 40
MOST_SEATS = 5_000
MOST_DEPUTIES = 10


class Office(StrEnum):
    """What an officer is."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    SECRETARY = "secretary"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a seat from one day to another, both of which count."""

    id: str
    name: str
    mail: str = ""
    since: date | None = None
    until: date | None = None
    substitute: bool = False

    def holds(self, day: date) -> bool:
        """Whether they hold it on that day, or would if nobody stood in for them."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in the organ, with all who ever held it: members first, then substitutes, each in the order of their days."""

    id: str
    code: str
    ex_officio: bool
    holders: tuple[Holder, ...]

    @property
    def member(self) -> Holder:
        """The newest member in office, by whom the seat is called."""
        members = [holder for holder in self.holders if not holder.substitute]
        return (members or self.holders)[-1]

    def holder(self, day: date) -> Holder | None:
        """Who holds it on that day; None: it is vacant."""
        return next((holder for holder in reversed(self.holders) if holder.holds(day)), None)


@dataclass(frozen=True, slots=True)
class Officer:
    """Who holds an office: a holder of a seat, or somebody outside by their address."""

    office: Office
    holder: str | None = None
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ without its members."""

    id: str
    organisation: str
    title: str
    preset_id: str
    version: int
    revision: int
    rules: Rules

    @property
    def preset(self) -> Preset:
        """What its rules began with."""
        return PRESETS[self.preset_id]

    def at(self, revision: int) -> "Organ":
        """The same as it was read at that revision, which is looked at when it is changed."""
        return replace(self, revision=revision)


@dataclass(frozen=True, slots=True)
class RulesVersion:
    """The rules as they were from one day on."""

    number: int
    rules: Rules
    made_at: datetime
    made_by: str


def in_office(seats: Iterable[Seat], day: date) -> Sequence[Seat]:
    """The seats that somebody holds on that day: those that a quorum is taken of."""
    return [seat for seat in seats if seat.holder(day) is not None]


def ordered(holders: Iterable[Holder]) -> tuple[Holder, ...]:
    """As a seat has them."""
    return tuple(sorted(holders, key=lambda each: (each.substitute, each.since or date.min, each.id)))


def roll_of(seats: Iterable[Seat], at: datetime, zone: str) -> roll.Roll:
    """The roll that a sitting at that instant is opened with: seats that are, or will be, held."""
    found = [_rolled(seat, ZoneInfo(zone)) for seat in seats]
    return tuple(seat for seat in found if any(holder.until is None or at < holder.until for holder in seat.holders))


def _rolled(seat: Seat, zone: ZoneInfo) -> roll.Seat:
    holders = (
        roll.Holder(
            each.id,
            each.name,
            None if each.since is None else _midnight(each.since, zone),
            None if each.until is None else _midnight(each.until + timedelta(days=1), zone),
        )
        for each in seat.holders
    )
    return roll.Seat(seat.id, seat.code, tuple(holders), seat.ex_officio)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
