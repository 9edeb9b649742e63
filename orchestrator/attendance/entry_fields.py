"""What is typed into the form for a presence by hand, read: who, from when to when, whether they were there, and why. Pure."""

from datetime import datetime, time, timedelta

from orchestrator.attendance.writing import LONGEST_KEY, LONGEST_WHY
from orchestrator.conferences.presence.entry_store import NewEntry
from orchestrator.people.pasted import LONGEST_NAME
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Typed
from schedules.plain import plain

_DAY = timedelta(days=1)


def read_entry(typed: Typed, start: datetime, say: Say) -> tuple[NewEntry | None, dict[str, str]]:
    """The entry that was typed, or None and what is wrong, by field; *start* is the booking's, where it stands."""
    told, errors = typed.one_each(), dict[str, str]()
    person, name = told.get("person", "")[:LONGEST_KEY], plain(told.get("name", ""), 10_000)
    if not person and not name:
        errors["name"] = say("Scegli chi è, o scrivi il nome.")
    elif len(name) > LONGEST_NAME:
        errors["name"] = say("Il nome è troppo lungo: al massimo %(most)s caratteri.") % {"most": LONGEST_NAME}
    since, until = _time(told.get("since", "")), _time(told.get("until", ""))
    if since is None:
        errors["since"] = say("Scrivi un’ora, come 09:05.")
    if until is None:
        errors["until"] = say("Scrivi un’ora, come 09:05.")
    why = read_why(typed, errors, say)
    if errors or since is None or until is None:
        return None, errors
    first = _nearest(since, start)
    last = _nearest(until, first)
    last = last if last > first else _nearest(until, first + _DAY / 2)
    return NewEntry(person, name, first, last, told.get("present") != "no", why), {}


def read_why(typed: Typed, errors: dict[str, str], say: Say) -> str:
    """The reason; what is wrong with it goes into *errors*."""
    why = plain(typed.one_each().get("why", ""), 10_000)
    if not why:
        errors["why"] = say("Scrivi perché: lo legge chi controlla il registro.")
    elif len(why) > LONGEST_WHY:
        errors["why"] = say("È troppo lungo: al massimo %(most)s caratteri.") % {"most": LONGEST_WHY}
    return why


def _time(told: str) -> time | None:
    try:
        read = time.fromisoformat(told)
    except ValueError:
        return None
    return read if read.tzinfo is None and not read.microsecond else None


def _nearest(told: time, moment: datetime) -> datetime:
    """The time of day nearest to *moment*: a meeting may go past midnight."""
    days = [datetime.combine(moment.date() + _DAY * number, told, moment.tzinfo) for number in (-1, 0, 1)]
    return min(days, key=lambda day: abs(day - moment))
