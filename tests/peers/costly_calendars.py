"""Calendars made to cost much: any number of events, each kind in a way that once took the square of their number."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

_BEGIN = datetime(2026, 10, 1, 8)  # noqa: DTZ001 - wall time
_ONCE = ("DURATION:PT1H",)
_DAILY = (*_ONCE, "RRULE:FREQ=DAILY")


def calendar_of(kind: str, events: int) -> bytes:
    """A calendar of so many events of that kind."""
    lines = ["BEGIN:VCALENDAR", *(line for number in range(events) for line in KINDS[kind](number)), "END:VCALENDAR"]
    return "\r\n".join(lines).encode()


def _event(number: int, uid: str | None, *lines: str) -> Sequence[str]:
    told = [*([f"UID:{uid}"] if uid else []), f"SUMMARY:Riunione {number}", *lines, "LOCATION:Sala 1"]
    return ["BEGIN:VEVENT", *told, "END:VEVENT"]


def _at(number: int) -> str:
    return f"DTSTART:{_hour(number)}"


def _hour(number: int) -> str:
    return (_BEGIN + timedelta(hours=number)).strftime("%Y%m%dT%H%M%S")


def _change(number: int, *lines: str, of: str = "RECURRENCE-ID") -> Sequence[str]:
    """The series first, and then changes of it, each of another day."""
    if number == 0:
        return _event(0, "serie", _at(0), *_DAILY)
    return _event(number, "serie", *lines, *_ONCE, f"{of}:{_hour(number)}")


KINDS: Mapping[str, Callable[[int], Sequence[str]]] = {
    "without UID": lambda number: _event(number, None, _at(number), *_ONCE),
    "of one UID": lambda number: _event(number, "uno", _at(number), *_ONCE),
    "several masters": lambda number: _event(number, "serie", _at(number), *_DAILY),
    "changes": lambda number: _change(number, _at(number)),
    "changes onwards": lambda number: _change(number, _at(number), of="RECURRENCE-ID;RANGE=THISANDFUTURE"),
    "unreadable onwards": lambda number: _change(number, "DTSTART:x", of="RECURRENCE-ID;RANGE=THISANDFUTURE"),
    "unreadable": lambda number: _event(number, f"{number}", "DTSTART:x", *_ONCE),
    "unreadable of one UID": lambda number: _event(number, "uno", "DTSTART:x", *_ONCE),
    "refused rules": lambda number: _event(number, f"{number}", _at(number), *_ONCE, "RRULE:FREQ=SECONDLY"),
    "unknown zones": lambda number: _event(number, f"{number}", f"DTSTART;TZID=Z{number}:{_hour(number)}", *_ONCE),
    "places": lambda number: _event(
        number, f"{number}", _at(number), *_ONCE, f"LOCATION:Sala 1 ({number}), Liceo - Sala"
    ),
    "busy times": lambda number: ["BEGIN:VFREEBUSY", f"FREEBUSY:{_hour(number)}Z/PT1H", "END:VFREEBUSY"],
    "without END": lambda number: _event(number, f"{number}", _at(number), *_ONCE)[:-1],
}
