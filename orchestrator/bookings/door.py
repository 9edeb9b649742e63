"""The sheet on a hall's door: what whoever passes by may read, day by day. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from orchestrator.bookings.typed_times import whole_days
from orchestrator.web.shell.dates import clock
from schedules.store.stays import Stay


@dataclass(frozen=True, slots=True)
class DoorLine:
    """One booking on one day."""

    since: str
    """``09:00``; "" for what began before that day."""
    until: str
    """"" for what goes on after it."""
    title: str
    """"" for what nobody is told."""
    closed: bool


@dataclass(frozen=True, slots=True)
class DoorDay:
    """One day."""

    day: date
    lines: tuple[DoorLine, ...]


def door_days(stays: Iterable[Stay], days: Sequence[date], zone: ZoneInfo) -> Sequence[DoorDay]:
    """Those days of a hall, of what really has it; bookings that wait for another are told to nobody at the door."""
    shown = [stay for stay in stays if stay.holds or stay.closure or stay.yields]
    return [DoorDay(day, tuple(_lines(shown, day, zone))) for day in days]


def _lines(stays: Iterable[Stay], day: date, zone: ZoneInfo) -> Iterable[DoorLine]:
    within = whole_days(day, day, zone)
    for stay in stays:
        if stay.start < within.end and within.start < stay.end:
            yield DoorLine(
                clock(stay.start, zone) if stay.start >= within.start else "",
                clock(stay.end, zone) if stay.end <= within.end else "",
                "" if stay.confidential else stay.title,
                stay.closure,
            )
