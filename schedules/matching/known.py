"""What is stored of an occurrence, as far as a new reading of its calendar is compared with it. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from schedules.bookings import Occurrence
from schedules.fields import field_rules

TOLD = tuple(name for name, rule in field_rules(Occurrence).items() if rule.told)
"""What calendars say of an occurrence, besides its key and rooms."""
_said = attrgetter(*TOLD)


class Had(NamedTuple):
    """The time that a session really had in one room, [start, end)."""

    room: str
    start: datetime
    end: datetime


class Alias(NamedTuple):
    """The newest UID of an occurrence whose calendar has given it another than at first."""

    id: str
    """The opaque id of the key with that UID."""
    uid: str


@dataclass(frozen=True, slots=True)
class Known:
    """A stored occurrence."""

    id: str
    occurrence: Occurrence
    """As it was told last, in the rooms that it occupies."""
    until: datetime
    """Its end, or a later end that people have given it in a room."""
    withdrawn: bool = False
    """It is in its calendar no more, and has come back if it is told."""
    alias: Alias | None = None
    sessions: tuple[Had, ...] = ()
    """When it is or was a session, room by room."""

    @property
    def newest_uid(self) -> str:
        """The UID under which its calendar told it last."""
        return self.occurrence.key.uid if self.alias is None else self.alias.uid

    def to_say(self, told: Occurrence) -> Occurrence:
        """What is to be stored of *told*: once it has been a session, it goes on to yield or not to yield as it did."""
        if not self.sessions or told.yields == self.occurrence.yields:
            return told
        return replace(told, yields=self.occurrence.yields)

    def says(self, told: Occurrence) -> bool:
        """Whether *told* is stored already. A session stays in its room, also where its calendar names that room no more."""
        return not self.withdrawn and self._words_are(told) and self.is_in(told.rooms)

    def _words_are(self, told: Occurrence) -> bool:
        return bool(_said(self.occurrence) == _said(self.to_say(told)))

    def is_in(self, rooms: tuple[str, ...]) -> bool:
        """Whether it occupies just *rooms*, perhaps besides those of its sessions."""
        mine = self.occurrence.rooms
        return mine == rooms or set(mine) in (set(rooms), self._session_rooms().union(rooms))

    def has_left(self, told: Occurrence) -> bool:
        """Whether it has been a session, and *told* touches the time of none."""
        return bool(self.sessions) and not any(_touches(told, session) for session in self.sessions)

    def can_be(self, told: Occurrence) -> bool:
        """Whether *told* touches the times of all its sessions, if there are any."""
        return all(_touches(told, session) for session in self.sessions)

    def _session_rooms(self) -> set[str]:
        return {session.room for session in self.sessions}


def _touches(told: Occurrence, session: Had) -> bool:
    return session.start <= told.end and told.start <= session.end
