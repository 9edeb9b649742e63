"""An act in a sentence: what somebody did, with before and after as people say them. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.words.sentences import Language
from orchestrator.accounts.roles import ALL_SITES
from orchestrator.audit.acts import ActKind, Field
from orchestrator.audit.deeds import deeds, definite, fields, values
from orchestrator.audit.keys import Places
from orchestrator.audit.pruned_kinds import PRUNED
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.dates import clock, day_of, filters

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")
_TIMES = (Field.START, Field.END)
_COMPLETE = frozenset({ActKind.BOOKING_MADE, ActKind.BOOKING_CANCELLED, ActKind.ROOMS_CLOSED, ActKind.CLOSURE_LIFTED})
"""Their times and rooms say which booking it was, and nothing else needs saying: what it is called stands beside."""
_BARE = frozenset(
    {Field.ROLE, Field.ROOMS, Field.ABOUT, Field.KIND, Field.COUNT, Field.SITE, Field.NAME, Field.FILES, Field.ENDED}
)
"""Their values say by themselves what they are."""
Told = Mapping[str, Sequence[object]]
"""Before and after by field, as they were stored."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What sentences are made with: one for each language and house."""

    say: Say
    language: Language
    places: Places
    deeds: Mapping[ActKind, str]
    fields: Mapping[str, str]
    definite: Mapping[str, str]
    values: Mapping[tuple[str, object], str]

    def sentence(self, action: str, changes: Told) -> str:
        """What was done, to stand after the name of who did it; a kind that this version does not know by its code."""
        deed = self.deeds.get(ActKind(action), action) if action in set(ActKind) else action
        if action == ActKind.BOOKING_CHANGED and changes:
            return ", ".join(self._moves(changes))
        details = [*self._details(action, changes)]
        return f"{deed}: {', '.join(details)}" if details else deed

    def _moves(self, changes: Told) -> Iterator[str]:
        """Each change as a deed of its own."""
        for name, (before, after) in changes.items():
            if name in _TIMES and before is not None and after is not None:
                yield self._moved(name, str(before), str(after))
            elif name == Field.CONFIDENTIAL:
                yield self.say("l’ha resa riservata") if after else self.say("ha tolto la riservatezza")
            elif before is None:
                yield self.say("ha aggiunto %(what)s: %(after)s") % self._of(name, before, after)
            elif after is None:
                yield self.say("ha tolto %(what)s: %(before)s") % self._of(name, before, after)
            else:
                said = {**self._of(name, before, after), "what": self.definite.get(name, name)}
                yield self.say("ha cambiato %(what)s da %(before)s a %(after)s") % said

    def _of(self, name: str, before: object, after: object) -> Mapping[str, str]:
        return {
            "what": self.fields.get(name, name),
            "before": self._value(name, before),
            "after": self._value(name, after),
        }

    def _moved(self, name: str, before: str, after: str) -> str:
        """``ha spostato la fine dalle 11:00 alle 11:30``, with the days where these differ."""
        was, becomes = datetime.fromisoformat(before), datetime.fromisoformat(after)
        zone = self.places.zone
        if day_of(was, zone) == day_of(becomes, zone):
            said = {"before": clock(was, zone), "after": clock(becomes, zone)}
            if name == Field.START:
                return self.say("ha spostato l’inizio dalle %(before)s alle %(after)s") % said
            return self.say("ha spostato la fine dalle %(before)s alle %(after)s") % said
        said = {"before": self._instant(before), "after": self._instant(after)}
        if name == Field.START:
            return self.say("ha spostato l’inizio dal %(before)s al %(after)s") % said
        return self.say("ha spostato la fine dal %(before)s al %(after)s") % said

    def _details(self, action: str, changes: Told) -> Iterator[str]:
        """What is told beside the deed."""
        rest = dict(changes)
        yield from self._when(rest)
        for name, (before, after) in rest.items():
            if action in _COMPLETE and name in {Field.TITLE, Field.PRESET}:
                continue
            if name == Field.CONFIDENTIAL:
                if before or after:
                    yield self.fields[name]
            elif before is not None and after is not None:
                yield f"{self.fields.get(name, name)} {self._span(name, before, after)}"
            elif name in _BARE:
                yield self._value(name, before if after is None else after)
            else:
                yield f"{self.fields.get(name, name)} {self._value(name, before if after is None else after)}"

    def _when(self, rest: dict[str, Sequence[object]]) -> Iterator[str]:
        """The times of a booking that was made or taken back, as one, which leave the *rest*."""
        starts, ends = rest.get(Field.START, ()), rest.get(Field.END, ())
        start, end = (next((str(time) for time in both if time is not None), None) for both in (starts, ends))
        whole = len([time for time in (*starts, *ends) if time is not None]) == len(_TIMES)
        if start is None or end is None or not whole:
            return
        for name in _TIMES:
            del rest[name]
        first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
        zone = self.places.zone
        same_day = day_of(first, zone) == day_of(last, zone)
        yield f"{self._instant(start)}–{clock(last, zone) if same_day else self._instant(end)}"

    def _span(self, name: str, before: object, after: object) -> str:
        """``da 10:00 a 10:30``, or two values of any kind."""
        said = {"before": self._value(name, before), "after": self._value(name, after)}
        if name in _TIMES:
            was, becomes, zone = (
                datetime.fromisoformat(str(before)),
                datetime.fromisoformat(str(after)),
                self.places.zone,
            )
            if day_of(was, zone) == day_of(becomes, zone):
                said = {"before": clock(was, zone), "after": clock(becomes, zone)}
        return self.say("da %(before)s a %(after)s") % said

    def _instant(self, text: str) -> str:
        """``20 ott 2026 11:00``."""
        at = datetime.fromisoformat(text)
        return f"{filters(self.language)['short_date'](at, self.places.zone)} {clock(at, self.places.zone)}"

    def _value(self, name: str, value: object) -> str:
        if (name, value) in self.values:
            return self.values[name, value]
        text = str(value)
        match name:
            case Field.ROOMS:
                return ", ".join(self.places.rooms.get(room, room) for room in text.split(", "))
            case Field.SITE:
                return self.places.sites.get(text, text)
            case Field.KIND:
                return PRUNED[text][self.language] if text in PRUNED else text
            case Field.COUNT | Field.VERSION | Field.UNTIL | Field.START | Field.END:
                return self._instant(text) if _INSTANT.fullmatch(text) else text
            case _:
                return f"«{text}»"


def wording(say: Say, language: Language, places: Places) -> Wording:
    """The words for one reader."""
    known = {**values(say), (Field.SITE, ALL_SITES): say("tutte le sedi")}
    return Wording(say, language, places, deeds(say), fields(say), definite(say), known)
