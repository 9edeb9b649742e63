"""A form of the live page as it was pressed: its fields, read one by one, and what is wrong with each. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from orchestrator.bookings.looks import YEARS
from orchestrator.bookings.typed_times import day_of_text, is_skipped, minutes_of, stretch
from orchestrator.councils.sitting.state import Sitting
from orchestrator.web.shell.catalogues import Say
from schedules.plain import plain

E = TypeVar("E", bound=StrEnum)

LONGEST_REASON = 1_000
LONGEST_TEXT = 4_000
MOST = 9_999
"""Of anything that is counted by hand."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press: which button, the fields around it, and the sitting as it is now."""

    what: str
    """What the button does: the kind of an act."""
    about: Sequence[str]
    """What the button names: a seat, an item."""
    fields: Mapping[str, Sequence[str]]
    sitting: Sitting
    id: UUID
    """Of this press: what is made by it is called after it, so that a press that comes twice makes one thing."""
    zone: ZoneInfo
    """The clock that times are typed by."""
    say: Say
    errors: dict[str, str] = field(default_factory=dict)
    """What is wrong, by field; "" where it is no field's."""

    def made(self, what: str) -> str:
        """The id of something that the act makes."""
        return str(uuid5(self.id, what))

    def wrong(self, name: str, sentence: str) -> None:
        """Say what is wrong; of one field once."""
        self.errors.setdefault(name, sentence)

    def named(self, place: int = 0) -> str:
        """What the button names; "" where it names nothing."""
        return self.about[place] if place < len(self.about) else ""

    def text(self, name: str, missing: str = "", most: int = LONGEST_REASON) -> str:
        """A text; *missing* says what is wrong where there is none."""
        told = plain(next(iter(self.fields.get(name, ())), ""), most + 1).strip()
        if not told and missing:
            self.wrong(name, missing)
        if len(told) > most:
            self.wrong(name, self.say("È troppo lungo: al massimo %(most)s caratteri.") % {"most": most})
        return told

    def reason(self, name: str = "reason") -> str:
        """Why: the minutes say it."""
        return self.text(name, self.say("Scrivi il motivo: il verbale lo riporta."))

    def lines(self, name: str, missing: str) -> tuple[str, ...]:
        """A text of several lines, each of which is one thing."""
        told = next(iter(self.fields.get(name, ())), "")
        found = tuple(line for line in (plain(each, LONGEST_REASON).strip() for each in told.splitlines()) if line)
        if not found:
            self.wrong(name, missing)
        if len(set(found)) < len(found):
            self.wrong(name, self.say("Due righe sono uguali."))
        return found

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.text(name))

    def number(self, name: str, least: int = 0, otherwise: int | None = None) -> int:
        """A whole number from *least*; where the field is empty, *otherwise*."""
        told = self.text(name)
        if not told and otherwise is not None:
            return otherwise
        if not (told.isascii() and told.isdecimal() and len(told) < 6 and least <= int(told) <= MOST):
            self.wrong(name, self.say("Scrivi un numero da %(least)s a %(most)s.") % {"least": least, "most": MOST})
            return least
        return int(told)

    def one_of(self, name: str, choices: type[E], otherwise: E) -> E:
        """One of a list; *otherwise* where nothing is chosen."""
        told = self.text(name)
        if told and told not in set(choices):
            self.wrong(name, self.say("Scegli una delle possibilità."))
        return choices(told) if told in set(choices) else otherwise

    def seat(self, name: str, missing: str = "") -> str:
        """The seat of somebody who is typed as the list proposes them, by name or by code; "" and a mistake for nobody."""
        told = self.text(name, missing or self.say("Scrivi di chi si tratta."))
        if not told:
            return ""
        key = told.casefold()
        seats = self.sitting.seats.values()
        found = [seat.id for seat in seats if key in {seat.id, label_of(seat.name, seat.code).casefold()}]
        found = found or [seat.id for seat in seats if key in {seat.name.casefold(), seat.code.casefold()}]
        if len(found) == 1:
            return found[0]
        unknown = self.say("In elenco non c’è: scegli tra i nomi proposti.")
        self.wrong(name, self.say("Più persone si chiamano così: scegli tra i nomi proposti.") if found else unknown)
        return ""

    def moment(self, day: str, clock: str) -> datetime | None:
        """A day and a time on the clock of the house."""
        on, minutes = day_of_text(self.text(day)), minutes_of(self.text(clock))
        if on is None or minutes is None or on.year not in YEARS:
            self.wrong(day, self.say("Scrivi giorno e ora."))
            return None
        if is_skipped(on, minutes, self.zone):
            self.wrong(
                clock, self.say("Quella notte gli orologi vanno avanti, e quest’ora non c’è: scrivine un’altra.")
            )
            return None
        return stretch(on, minutes, minutes, self.zone).start

    def later(self, clock: str, after: datetime) -> datetime | None:
        """The next time that it is so late after an instant."""
        minutes = minutes_of(self.text(clock))
        if minutes is None:
            self.wrong(clock, self.say("Scrivi l’ora, per esempio 18:30."))
            return None
        today = after.astimezone(self.zone).date()
        days = (stretch(day, minutes, minutes, self.zone).start for day in (today, today + timedelta(days=1)))
        return next(told for told in days if told > after)


def label_of(name: str, code: str) -> str:
    """How somebody is proposed where one types: namesakes have codes."""
    return f"{name} ({code})" if code else name
