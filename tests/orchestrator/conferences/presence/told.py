"""Evidence as the table of cases writes it, and what was derived in the same words."""

import re
from collections.abc import Mapping
from typing import Any

from orchestrator.conferences.presence.evidence import (
    Event,
    Evidence,
    HandEntry,
    Invited,
    LinkUse,
    Occupant,
    Seen,
    Snapshot,
    Told,
)
from orchestrator.conferences.presence.outcome import Presence
from orchestrator.conferences.presence.people import entrant_key

MIDNIGHT = 1_763_596_800
"""Of a day in November 2025, UTC."""
_EVENT = re.compile(
    r"(?:@(?P<name>\w+) )?(?:(?P<place>[A-Z]) )?(?P<told>created|destroyed|joined|left) (?P<at>[\d:]+)"
    r"(?: (?P<who>[^ ]+/[^ ]+))?(?: from (?P<since>[\d:]+))?(?P<list> list.*)?"
)
_LISTED = re.compile(r"(?P<who>[^ ,]+/[^ ,]+) (?P<since>[\d:]+)-(?P<until>[\d:]*)")


def at(clock: str) -> int:
    """A time of that day; one of the next day from 24:00 on."""
    hours, minutes, *seconds = map(int, clock.split(":"))
    return MIDNIGHT + hours * 3600 + minutes * 60 + sum(seconds)


def evidence_of(case: Mapping[str, Any]) -> Evidence:
    """The evidence of one case."""
    return Evidence(
        at(case.get("start", "09:00")),
        at(case.get("end", "10:00")),
        tuple(map(_event, case.get("events", ()))),
        tuple(map(_use, case.get("uses", ()))),
        tuple(map(_snapshot, case.get("snapshots", ()))),
        tuple(_entry(number, line) for number, line in enumerate(case.get("entries", ()))),
        tuple(Invited(each, each) for each in case.get("invited", ())),
        {each: each for each in case.get("halls", ())},
    )


def told_of(presence: Presence) -> tuple[dict[str, str], list[str]]:
    """The people and the gaps of the meeting, as the table writes them."""
    people = {
        person.key.removeprefix("link:"): ", ".join(
            f"{_clock(span.start)}-{_clock(span.end)}"
            if span.gap is None
            else f"{_clock(span.start)}~{_clock(span.end)} {span.gap}"
            for span in person.spans
        )
        for person in presence.people
    }
    return people, [f"{_clock(gap.start)}~{_clock(gap.end)} {gap.gap}" for gap in presence.gaps]


def doubled_of(presence: Presence) -> list[str]:
    """Who was in with several devices at once, as the table writes it."""
    return [
        f"{person.key.removeprefix('link:')} {_clock(start)}-{_clock(end)}"
        for person in presence.people
        for start, end in person.doubled
    ]


def _clock(moment: int) -> str:
    minutes, seconds = divmod(moment - MIDNIGHT, 60)
    told = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{told}:{seconds:02}" if seconds else told


def _event(line: str) -> Event:
    read = _EVENT.fullmatch(line)
    assert read is not None, line
    told, moment, place, name = Told(read["told"]), at(read["at"]), read["place"] or "", read["name"] or ""
    since = None if read["since"] is None else at(read["since"])
    if told is Told.CREATED:
        return Event(told, place, moment, conference=name)
    if told is Told.DESTROYED:
        listed = tuple(
            _occupant(each["who"], at(each["since"]), at(each["until"]) if each["until"] else None)
            for each in _LISTED.finditer(read["list"] or "")
        )
        return Event(told, place, moment, since, occupants=listed, has_list=read["list"] is not None, conference=name)
    if told is Told.JOINED:
        return Event(told, place, moment, occupant=_occupant(read["who"], moment, None), conference=name)
    return Event(told, place, moment, occupant=_occupant(read["who"], since, moment), conference=name)


def _occupant(who: str, joined: int | None, left: int | None) -> Occupant:
    said, nick = who.split("/")
    user, _, name = said.partition("=")
    return Occupant(f"room@conference.example/{nick}", joined, left, None if user == "-" else user, name or None)


def _use(line: str) -> LinkUse:
    clock, entrant, *hall = line.split()
    return LinkUse(entrant, at(clock), entrant, in_hall=bool(hall))


def _snapshot(line: str) -> Snapshot:
    clock, count, *rest = line.split(maxsplit=2)
    shown = re.findall(r"([a-z]\d+)(?:=((?:(?! [a-z]\d+(?:=|$| )).)*))?", rest[0]) if rest else None
    seen = None if shown is None else tuple(Seen(nick, name) for nick, name in shown)
    return Snapshot(at(clock), int(count), seen)


def _entry(number: int, line: str) -> HandEntry:
    person, what, times = line.split()
    start, end = map(at, times.split("-"))
    return HandEntry(number, entrant_key(person), person, start, end, what == "present", "segreteria", "visto", end)
