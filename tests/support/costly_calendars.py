"""Calendars made to cost much: any number of events, each kind in a way that once took the square of their number."""

from collections.abc import Callable, Mapping, Sequence
from cProfile import Profile
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from config.rooms import Calendar, Installation, Preset, Room, Site
from schedules.calendar_text.ics import read_calendar
from schedules.events import Placed
from schedules.placing.places import place

CALENDAR = Calendar(id="sale", path="sale.ics")
INSTALLATION = Installation(
    sites=(Site(id="qui", name="Qui", timezone="Europe/Rome", confidential_preset="riservato"),),
    calendars=(CALENDAR,),
    rooms=(Room(id="sala-1", name="Sala 1"),),
    presets={"riservato": Preset(title="Occupato", titles=("colloqui*",), confidential=True)},
)

_BEGIN = datetime(2026, 10, 1, 8)  # noqa: DTZ001 - wall time
_ONCE = ("DURATION:PT1H",)
_DAILY = (*_ONCE, "RRULE:FREQ=DAILY")
_WEEKLY = (*_ONCE, "RRULE:FREQ=WEEKLY")
_ROOM = "ATTENDEE;CUTYPE=ROOM;PARTSTAT=DECLINED;CN=Sala 2:mailto:sala-2@comune.example"


def calendar_of(kind: str, events: int) -> bytes:
    """A calendar of so many events of that kind."""
    lines = ["BEGIN:VCALENDAR", *(line for number in range(events) for line in KINDS[kind](number)), "END:VCALENDAR"]
    return "\r\n".join(lines).encode(errors="surrogateescape")


def placed(text: bytes) -> Placed:
    """What a site with one room makes of a calendar."""
    window = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    read = read_calendar(text, calendar="sale", zone=ZoneInfo("Europe/Rome"), start=window[0], end=window[1])
    return place([(CALENDAR, read)], INSTALLATION)


def calls(text: bytes) -> int:
    """How many functions are called to read and place a calendar."""
    counting = Profile()
    counting.runcall(placed, text)
    return sum(called.callcount for called in counting.getstats())


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


def _taken_back(number: int, *lines: str) -> Sequence[str]:
    """The series first, and then objects that take some of it back, each another day."""
    if number == 0:
        return _event(0, "serie", _at(0), *_DAILY)
    return ["END:VCALENDAR", "BEGIN:VCALENDAR", "METHOD:CANCEL", *_event(number, "serie", f"SEQUENCE:{number}", *lines)]


def _own_zone(number: int, name: str, minutes: int) -> Sequence[str]:
    """An object with a zone of its own, and an event in it."""
    zone = [
        *("BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0100"),
        *(f"TZOFFSETTO:+01{minutes:02}", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD", "END:VTIMEZONE"),
    ]
    event = _event(number, f"{number}", f"DTSTART;TZID={name}:{_hour(number)}", *_ONCE)
    return ["END:VCALENDAR", "BEGIN:VCALENDAR", *zone, *event]


KINDS: Mapping[str, Callable[[int], Sequence[str]]] = {
    "without UID": lambda number: _event(number, None, _at(number), *_ONCE),
    "of one UID": lambda number: _event(number, "uno", _at(number), *_ONCE),
    "several masters": lambda number: _event(number, "serie", _at(number), *_WEEKLY),
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
    "likely zones": lambda number: _event(
        number, f"{number}", f"DTSTART;TZID=(UTC+1) Z{number}, Roma:{_hour(number)}", *_ONCE
    ),
    "zones of objects": lambda number: _own_zone(number, "Mia", number % 10),
    "cancelled": lambda number: _taken_back(number, _at(number)),
    "cancelled occurrences": lambda number: _taken_back(number, f"RECURRENCE-ID:{_hour(number * 24)}"),
    "cancelled onwards": lambda number: _taken_back(number, f"RECURRENCE-ID;RANGE=THISANDFUTURE:{_hour(number * 24)}"),
    "cancelled singles": lambda number: (
        _event(number, "uno", _at(number), *_ONCE)
        if number % 2
        else _taken_back(number, f"RECURRENCE-ID:{_hour(number - 1)}")
    ),
    "of one UID and hour": lambda number: _event(number, "uno", _at(0), *_ONCE, f"RESOURCES:Sedia {number}"),
    "rules of one UID": lambda number: _event(number, "uno", _at(0), *_ONCE, f"RRULE:FREQ=YEARLY;COUNT={number + 1}"),
    "revisions": lambda number: _event(number, "uno", _at(number), *_ONCE, f"SEQUENCE:{number}"),
    "excluded by rules": lambda number: _event(number, f"{number}", _at(number), *_WEEKLY, "EXRULE:FREQ=MONTHLY"),
    "excluded changes": lambda number: (
        _event(0, "serie", _at(0), *_DAILY, "SEQUENCE:1", f"EXDATE:{','.join(map(_hour, range(99)))}")
        if number == 0
        else _change(number, _at(number))
    ),
    "not UTF-8": lambda number: _event(number, f"{number}", _at(number), *_ONCE, "SUMMARY:Universit\udce0"),
    "folded": lambda number: _event(number, f"{number}", _at(number), *_ONCE, "X-A:", *[" a"] * 30),
    "attended": lambda number: _event(number, f"{number}", _at(number), *_ONCE, *[_ROOM] * 5),
    "without END": lambda number: _event(number, f"{number}", _at(number), *_ONCE)[:-1],
}
