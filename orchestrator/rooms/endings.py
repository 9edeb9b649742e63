"""How the meetings of rooms ended, as their panels tell it for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from room_agents.plan import Conference

TOLD_FOR = timedelta(minutes=10)
"""For how long a panel says how the last meeting ended, while nothing else is on."""


class HowEnded(StrEnum):
    """How a meeting ended."""

    SERVER = "server"
    """Its server ended it for all, as we told it."""
    SCREEN = "screen"
    """The big screen did, as a moderator."""
    EMPTY = "empty"
    """Nobody was in it any more."""
    NOT_RENEWED = "not_renewed"
    """Nobody could: the room has left, and whoever leaves is not let in again."""


@dataclass(frozen=True, slots=True)
class Attended:
    """A meeting that a room was to be in, as it was last seen."""

    booking: str
    conference: Conference
    moderates: bool
    """Whether the room's stage was in it as a moderator, and so ends it as it leaves."""


@dataclass(frozen=True, slots=True)
class Over:
    """How the last meeting of a room ended."""

    how: HowEnded
    at: datetime


class Endings:
    """The meetings that rooms are in, and how their last ones ended; a service that starts anew knows of none before."""

    def __init__(self) -> None:
        self.attended: dict[str, Attended] = {}
        self._over: dict[str, Over] = {}

    def note(self, room: str, how: HowEnded, at: datetime) -> None:
        """The room's meeting has ended so."""
        self._over[room] = Over(how, at)

    def of(self, room: str, now: datetime) -> HowEnded | None:
        """How the room's meeting ended lately."""
        over = self._over.get(room)
        return over.how if over is not None and now - over.at < TOLD_FOR else None
