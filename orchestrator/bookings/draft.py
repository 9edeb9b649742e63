"""What stands in the form of a booking, read and written: fields as people type them, and what is wrong with them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from orchestrator.bookings.typed_times import Stretch, clock_text, day_of_text, minutes_of, stretch
from orchestrator.web.shell.catalogues import Say
from schedules.bookings import LONGEST_NOTES, Occurrence

LONGEST_TITLE = 200
LONGEST_NAME = 200
LONGEST_PHONE = 40
FIELDS = (
    *("title", "room", "day", "since", "until", "category", "organisation", "organiser", "phone", "notes"),
    "confidential",
)
"""In the order in which the form has them."""
YEARS = range(1990, 2200)
Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class RoomChoice:
    """A room that may be booked."""

    id: str
    name: str
    site: str
    """The name of its site."""
    hint: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers whoever fills it in."""

    rooms: Sequence[RoomChoice]
    categories: Sequence[tuple[str, str]]
    """Each with its words."""
    organisations: Sequence[tuple[str, str]]
    """Those that they may book for: ids and names."""
    for_others: bool
    """Whether they book for whoever calls."""

    @property
    def sites(self) -> Sequence[str]:
        """The names of their sites, in order."""
        return list(dict.fromkeys(room.site for room in self.rooms))

    def zone_of(self, rooms: Sequence[str]) -> ZoneInfo:
        """In whose time the form speaks: the first of *rooms*, or of all there are."""
        return next((room.zone for room in self.rooms if room.id in rooms), self.rooms[0].zone)


@dataclass(frozen=True, slots=True)
class When:
    """Which rooms at which time, as far as the form says it."""

    rooms: tuple[str, ...]
    time: Stretch | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A form in which nothing is missing; whether it may be is for others to say."""

    rooms: tuple[str, ...]
    title: str
    start: datetime
    end: datetime
    category: str | None
    organisation: str | None
    organiser: str | None
    phone: str | None
    notes: str | None
    confidential: bool


def when_of(values: Values, choices: Choices) -> When:
    """The rooms and the time, for a look at whether they are free; no time where it cannot be read."""
    rooms = _rooms(values, choices)
    day, since, until = day_of_text(_first(values, "day")), _minutes(values, "since"), _minutes(values, "until")
    if day is None or day.year not in YEARS or since is None:
        return When(rooms, None)
    found = stretch(day, since, until if until is not None else since + 60, choices.zone_of(rooms))
    return When(rooms, found if found.start < found.end else None)


def draft_of(values: Values, choices: Choices, say: Say) -> tuple[Draft | None, Mapping[str, str]]:
    """The form as a draft, or None and what is wrong, by field."""
    wrong = {**_missing(values, choices, say), **_wrong_times(values, say), **_too_long(values, say)}
    when = when_of(values, choices)
    if when.time is None and not wrong:
        wrong = {"until": say("La fine deve essere dopo l’inizio.")}
    if wrong or when.time is None:
        return None, {name: wrong[name] for name in FIELDS if name in wrong}
    return (
        Draft(
            when.rooms,
            _first(values, "title"),
            when.time.start,
            when.time.end,
            _chosen(values, "category", choices.categories),
            _organisation(values, choices),
            _first(values, "organiser") or None,
            _first(values, "phone") or None,
            "\n".join(_first(values, "notes").splitlines()) or None,
            bool(_first(values, "confidential")),
        ),
        {},
    )


def values_of(booking: Occurrence, category: str, zone: ZoneInfo) -> dict[str, Sequence[str]]:
    """What stands in the form of a booking that is to be changed."""
    since, until = booking.start.astimezone(zone), booking.end.astimezone(zone)
    ends = until.hour * 60 + until.minute
    return {
        "title": (booking.title,),
        "room": booking.rooms,
        "day": (since.date().isoformat(),),
        "since": (clock_text(since.hour * 60 + since.minute),),
        "until": (clock_text(ends if ends or until.date() == since.date() else 24 * 60),),
        "category": (category,),
        "organisation": (booking.organisation or "",),
        "organiser": (booking.organiser or "",),
        "phone": (booking.phone or "",),
        "notes": (booking.notes or "",),
        "confidential": ("on",) if booking.confidential else (),
    }


def tidied(values: Values) -> dict[str, Sequence[str]]:
    """The same with times as the service writes them, where they can be read."""
    told = dict(values)
    for name in ("since", "until"):
        minutes = _minutes(values, name)
        if minutes is not None:
            told[name] = (clock_text(minutes),)
    return told


def _missing(values: Values, choices: Choices, say: Say) -> Mapping[str, str]:
    wrong = {}
    if not _first(values, "title"):
        wrong["title"] = say("Scrivi un titolo.")
    if not _rooms(values, choices):
        wrong["room"] = say("Scegli almeno una sala.")
    if len(choices.organisations) > 1 and not choices.for_others and _organisation(values, choices) is None:
        wrong["organisation"] = say("Scegli per quale organizzazione.")
    return wrong


def _wrong_times(values: Values, say: Say) -> Mapping[str, str]:
    wrong = {}
    day: date | None = day_of_text(_first(values, "day"))
    if day is None or day.year not in YEARS:
        wrong["day"] = say("Scrivi il giorno, come 27/11/2026.")
    if _minutes(values, "since") is None:
        wrong["since"] = say("Scrivi l’ora, come 9:30.")
    if _first(values, "until") and _minutes(values, "until") is None:
        wrong["until"] = say("Scrivi l’ora, come 11:00.")
    return wrong


def _too_long(values: Values, say: Say) -> Mapping[str, str]:
    longest = {
        "title": LONGEST_TITLE,
        "organiser": LONGEST_NAME,
        "phone": LONGEST_PHONE,
        "notes": LONGEST_NOTES,
    }
    return {
        name: say("È troppo lungo: al massimo %(most)s caratteri.") % {"most": most}
        for name, most in longest.items()
        if len(_first(values, name)) > most
    }


def _rooms(values: Values, choices: Choices) -> tuple[str, ...]:
    wanted = values.get("room", ())
    return tuple(room.id for room in choices.rooms if room.id in wanted)


def _organisation(values: Values, choices: Choices) -> str | None:
    only = choices.organisations[0][0] if len(choices.organisations) == 1 and not choices.for_others else None
    return _chosen(values, "organisation", choices.organisations) or only


def _chosen(values: Values, name: str, offered: Sequence[tuple[str, str]]) -> str | None:
    wanted = _first(values, name)
    return wanted if wanted in {value for value, _ in offered} else None


def _minutes(values: Values, name: str) -> int | None:
    return minutes_of(_first(values, name))


def _first(values: Values, name: str) -> str:
    return next(iter(values.get(name, ())), "").strip()
