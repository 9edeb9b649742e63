"""What happened in one room before it is looked at: bookings, presses, calendars, and how its devices read back."""

from datetime import datetime
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from config.rooms import Installation
from config.states import Value
from integrations.services.feed_errors import FeedError, FeedTrouble
from orchestrator.calendars.failures import Failure
from orchestrator.calendars.store import record_failure
from orchestrator.patterns.house import NOW, ZONE, hour
from orchestrator.patterns.rehearsal import Seen
from room_agents.view import ProblemKind
from schedules.bookings import OWN_CALENDAR, Key, Occurrence, OverrideKind
from schedules.calendar_text.ics import read_calendar
from schedules.placing.places import place
from schedules.planning.situation import Press
from schedules.store.diary import book
from schedules.store.inputs import key_of
from schedules.store.presses import press_button
from schedules.store.sessions import pin_due
from schedules.store.sync import record
from schedules.store.transaction import Transaction

EARLY = "07:00"
"""When everything was booked that nothing else is said of."""
WHO = "patterns"
"""Whose token everything was pressed with."""
Line = Literal["here", "gone"]
"""Whether the room's agent is connected."""


class Story:
    """One room's day, told in order. Times are the room's own, like ``"09:30"``."""

    def __init__(self, db: Transaction, secret: bytes, site: Installation, room: str) -> None:
        """*secret* makes the ids of bookings."""
        self._db, self._secret, self._site, self.room = db, secret, site, room
        self.seen: dict[str, Seen] = {}
        """How devices read back that were not as wished."""
        self.line: Line = "here"
        self.problems: list[tuple[ProblemKind, Press]] = []
        """What people said is wrong, and how they said so."""
        self._count = 0

    def booked(
        self,
        title: str,
        start: str,
        end: str,
        *,
        preset: str | None = "collegio",
        day: int = 0,
        confidential: bool = False,
        closure: bool = False,
        link: str | None = None,
    ) -> str:
        """A booking of the room; gives its id."""
        begin, over = hour(start, day), hour(end, day)
        key = Key(OWN_CALENDAR, f"{self.room}-{self._next()}", begin)
        wanted = Occurrence(
            key, begin, over, title, (self.room,), None if closure else preset, confidential, closure, link=link
        )
        return book(self._db, self._secret, wanted, hour(EARLY)).id

    def secret(self, start: str, end: str) -> str:
        """A booking of which nothing may be read."""
        return self.booked("Sportello psicologico", start, end, preset="riservato", confidential=True)

    def calendar(self, at: str, *events: tuple[str, str, str, str]) -> None:
        """The calendar of the room's site was read, and held *events*: uid, title, start, end."""
        name, now = f"sale-{self.room}", hour(at)
        source = next(calendar for calendar in self._site.calendars if calendar.id == name)
        text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Regia//IT", *map(self._event, events)])
        contents = read_calendar(
            f"{text}\r\nEND:VCALENDAR\r\n".encode(), calendar=name, zone=ZONE, start=now, end=hour("23:59", 7)
        )
        placed = place([(source, contents)], self._site)
        record(self._db, self._secret, [name], placed.occurrences, hour("23:59", 7), now)

    def calendar_fails(self, at: str) -> None:
        """It cannot be read since then."""
        failure = Failure.of(FeedError("the server answered 404", FeedTrouble.REFUSED, "404"))
        record_failure(self._db, f"sale-{self.room}", failure, hour(at))

    def pressed(self, kind: OverrideKind, at: str, booking: str | None = None, **what: Any) -> None:
        """Somebody pressed a button, and it was taken."""
        key = key_of(self._db, booking) if booking is not None else None
        press = Press(kind, self.room, hour(at), key, **what)
        press_button(self._db, self._secret, press_id(self.room, self._next()), WHO, press)

    def wrong(self, about: ProblemKind, at: str) -> None:
        """Somebody said that something is wrong."""
        self.problems.append((about, Press(OverrideKind.PROBLEM, self.room, hour(at))))

    def device(self, name: str, seen: Seen) -> None:
        """The device read back so."""
        self.seen[name] = seen

    def screen(self, **observed: Value) -> None:
        """The big screen read back so, laid over what is wished."""
        self.device("palco", Seen(observed))

    def until_now(self) -> None:
        """Time went on: what is live is a session."""
        pin_due(self._db, [self.room], NOW)

    def _event(self, event: tuple[str, str, str, str]) -> str:
        uid, title, start, end = event
        lines = (
            ("BEGIN", "VEVENT"),
            ("UID", uid),
            ("DTSTAMP", "20261101T080000Z"),
            ("DTSTART", _stamp(hour(start))),
            ("DTEND", _stamp(hour(end))),
            ("SUMMARY", title),
            ("CATEGORIES", "ASSEMBLEA"),
            ("LOCATION", self._site.room(self.room).name),
            ("END", "VEVENT"),
        )
        return "\r\n".join(f"{name}:{value}" for name, value in lines)

    def _next(self) -> int:
        self._count += 1
        return self._count


def press_id(room: str, number: int) -> str:
    """The uuid of the room's press of that number."""
    return str(uuid5(NAMESPACE_URL, f"{room}/{number}"))


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"
