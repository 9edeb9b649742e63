"""The form of a sitting, read and written: when, where, and its agenda. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from orchestrator.bookings.looks import YEARS
from orchestrator.bookings.typed_times import clock_text, day_of_text, is_skipped, minutes_of, stretch
from orchestrator.councils.convening.agenda_form import Values, read_agenda, rows_of, typed_rows, values_of
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.sitting.agenda import Item
from orchestrator.web.shell.catalogues import Say
from schedules.plain import plain, plain_lines

LONGEST_PLACE = 200
LONGEST_NOTE = 2_000
LONGEST_REASON = 500
LASTS = timedelta(hours=2)
LONGEST = timedelta(hours=16)


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says of a sitting, when nothing in it is wrong."""

    begins: datetime
    ends: datetime
    second: datetime | None
    rooms: tuple[str, ...]
    place: str
    note: str
    late_reason: str
    agenda: tuple[Item, ...]

    def of(self, dossier: Dossier) -> Dossier:
        """The dossier as the form has it."""
        return replace(
            dossier,
            begins=self.begins,
            ends=self.ends,
            second=self.second,
            rooms=self.rooms,
            place=self.place,
            note=self.note,
            late_reason=self.late_reason,
            agenda=self.agenda,
        )


def read_draft(
    values: Values, rooms: Sequence[str], zone: ZoneInfo, say: Say
) -> tuple[Typed | None, Mapping[str, str]]:
    """What was typed, or None and what is wrong, by field; *rooms* are those that there are."""
    wrong = dict[str, str]()
    times = _times(values, zone, wrong, say)
    second = _second(values, zone, wrong, say)
    place, note = plain(_first(values, "place"), 10_000), plain_lines(_first(values, "note"))
    reason = plain(_first(values, "late_reason"), 10_000)
    for name, text, most in (
        ("place", place, LONGEST_PLACE),
        ("note", note, LONGEST_NOTE),
        ("late_reason", reason, LONGEST_REASON),
    ):
        if len(text) > most:
            wrong[name] = say("È troppo lungo: al massimo %(most)s caratteri.") % {"most": most}
    agenda, mistakes = read_agenda(typed_rows(values), say)
    wrong |= mistakes
    if times is not None and second is not None and second < times[1]:
        wrong["second_day"] = say("La seconda convocazione viene dopo la prima.")
    if wrong or times is None:
        return None, wrong
    halls = tuple(room for room in rooms if room in values.get("room", ()))
    return Typed(*times, second, halls, place, note, reason, agenda), {}


def times_typed(values: Values, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Begin and end, as far as they can be read."""
    return _times(values, zone, {}, str)


def typed_of(dossier: Dossier, zone: ZoneInfo) -> dict[str, Sequence[str]]:
    """What stands in the form of a sitting."""
    begins, ends = dossier.begins.astimezone(zone), dossier.ends.astimezone(zone)
    second = dossier.second.astimezone(zone) if dossier.second is not None else None
    return {
        "day": (begins.date().isoformat(),),
        "since": (_clock(begins),),
        "until": (_clock(ends),),
        "second_day": (second.date().isoformat() if second else "",),
        "second_since": (_clock(second) if second else "",),
        "room": dossier.rooms,
        "place": (dossier.place,),
        "note": (dossier.note,),
        "late_reason": (dossier.late_reason,),
        **values_of(rows_of(dossier.agenda)),
    }


def _times(values: Values, zone: ZoneInfo, wrong: dict[str, str], say: Say) -> tuple[datetime, datetime] | None:
    day, since = day_of_text(_first(values, "day")), minutes_of(_first(values, "since"))
    until = minutes_of(_first(values, "until"))
    if day is None or day.year not in YEARS:
        wrong["day"] = say("Scrivi il giorno, come 27/11/2026.")
    if since is None:
        wrong["since"] = say("Scrivi l’ora, come 15:00.")
    if until is None:
        wrong["until"] = say("Scrivi l’ora, come 17:00.")
    if day is None or since is None or until is None or wrong:
        return None
    for name, minutes in (("since", since), ("until", until)):
        if minutes >= since and is_skipped(day, minutes, zone):
            wrong[name] = _skipped(say)
    found = stretch(day, since, until, zone)
    if found.end <= found.start:
        wrong.setdefault("until", say("La fine deve essere dopo l’inizio."))
    elif found.end - found.start > LONGEST:
        wrong["until"] = say(
            "Una seduta dura al massimo %(hours)s ore: per continuare un altro giorno si aggiorna."
        ) % {"hours": LONGEST // timedelta(hours=1)}
    return None if wrong else (found.start, found.end)


def _second(values: Values, zone: ZoneInfo, wrong: dict[str, str], say: Say) -> datetime | None:
    said = _first(values, "second_day"), _first(values, "second_since")
    if not any(said):
        return None
    day, since = day_of_text(said[0]), minutes_of(said[1])
    if day is None or day.year not in YEARS:
        wrong["second_day"] = say("Scrivi il giorno, come 27/11/2026.")
        return None
    if since is None:
        wrong["second_since"] = say("Scrivi l’ora, come 15:00.")
        return None
    if is_skipped(day, since, zone):
        wrong["second_since"] = _skipped(say)
        return None
    return stretch(day, since, since + 1, zone).start


def _skipped(say: Say) -> str:
    return say("Quella notte gli orologi vanno avanti, e quest’ora non c’è: scrivine un’altra.")


def _clock(at: datetime) -> str:
    return clock_text(at.hour * 60 + at.minute)


def _first(values: Values, name: str) -> str:
    return next(iter(values.get(name, ())), "").strip()
