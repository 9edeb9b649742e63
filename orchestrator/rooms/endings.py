"""How the meetings of rooms ended, as their panels tell it for a while, and acts for as long as those of bookings are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from orchestrator.access.actors import SERVICE
from orchestrator.audit.acts import Act, ActKind, ActObject, Field, ObjectKind
from orchestrator.audit.seeking import Sought, acts_of
from orchestrator.audit.store import record
from room_agents.plan import Conference
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction

TOLD_FOR = timedelta(minutes=10)
"""For how long a panel says how the last meeting ended, while nothing else is on."""
_MOST_ENDS = 500


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


def record_end(db: Transaction, room: str, booking_id: str, how: HowEnded, now: datetime) -> None:
    """Keep in the booking's history how its meeting ended."""
    booking = db.get(OccurrenceRow, booking_id)
    about = ActObject(ObjectKind.BOOKING, booking_id)
    organisation = None if booking is None else booking.organisation
    ended = {Field.ENDED: (None, how.value)}
    record(db, SERVICE, Act(ActKind.MEETING_ENDED, now, about, room=room, organisation=organisation, changes=ended))


def lately_ended(db: Transaction, now: datetime) -> Mapping[str, Over]:
    """How the last meeting of each room ended, of those that a panel tells still; another start of the service noted them."""
    sought = Sought(kinds=frozenset({ActKind.MEETING_ENDED}), since=now - TOLD_FOR)
    acts = acts_of(db, sought, limit=_MOST_ENDS).acts
    told = [(act.room, act.changes.get(Field.ENDED, (None, None))[1], act.at) for act in reversed(acts)]
    return {room: Over(HowEnded(how), at) for room, how, at in told if room is not None and how in set(HowEnded)}


class Endings:
    """The meetings that rooms are in, and how their last ones ended."""

    def __init__(self) -> None:
        self.attended: dict[str, Attended] = {}
        self._over: dict[str, Over] = {}

    def remember(self, lately: Mapping[str, Over]) -> None:
        """What was noted before the service started; what it has seen itself stands."""
        self._over = {**lately, **self._over}

    def note(self, room: str, how: HowEnded, at: datetime) -> None:
        """The room's meeting has ended so."""
        self._over[room] = Over(how, at)

    def of(self, room: str, now: datetime) -> HowEnded | None:
        """How the room's meeting ended lately."""
        over = self._over.get(room)
        return over.how if over is not None and now - over.at < TOLD_FOR else None
