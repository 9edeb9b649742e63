"""What is in rooms over some days, as far as pages that draw days tell it: when, what, and whose.

A page of a week has five hundred of them, so that they are read without the fields that it does not tell.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import exists, select

from schedules.bookings import BARE, NO_KEY, PRESET_RULE, TITLE_RULE, AudienceOf, Key, Occurrence
from schedules.fields import AT_THE_DESK, Audience, rule, seen_by
from schedules.store.occupancies import touching
from schedules.store.prepared import Prepared
from schedules.store.tables import OccurrenceRow, SessionRow
from schedules.store.transaction import Transaction

_NEAR = touching()
_RUNS = exists().where(SessionRow.occurrence_id == _NEAR.occurrence_id, SessionRow.room_id == _NEAR.room_id)
_STAYS = Prepared(
    select(
        _NEAR.occurrence_id,
        _NEAR.start,
        _NEAR.end,
        _NEAR.holding,
        OccurrenceRow.title,
        OccurrenceRow.confidential,
        OccurrenceRow.closure,
        OccurrenceRow.yields,
        OccurrenceRow.organisation,
        OccurrenceRow.booked_by,
        OccurrenceRow.organiser,
        OccurrenceRow.calendar,
        OccurrenceRow.preset,
    )
    .select_from(_NEAR)
    .join(OccurrenceRow, OccurrenceRow.id == _NEAR.occurrence_id)
    .where(_NEAR.start < _NEAR.end, ~OccurrenceRow.withdrawn | _RUNS)
)


@dataclass(frozen=True, slots=True)
class Stay:
    """A booking in one of its rooms, as somebody may see it."""

    id: str = field(metadata=BARE)
    room: str = field(metadata=BARE)
    start: datetime = field(metadata=BARE)
    end: datetime = field(metadata=BARE)
    title: str = field(metadata=TITLE_RULE)
    confidential: bool = field(default=False, metadata=BARE)
    closure: bool = field(default=False, metadata=BARE)
    holds: bool = field(default=True, metadata=BARE)
    """As in Occurrence; what waits for the room, or yields it to all others, does not."""
    yields: bool = field(default=False, metadata=BARE)
    organisation: str | None = field(default=None, metadata=rule(AT_THE_DESK))
    booked_by: str | None = field(default=None, metadata=rule(AT_THE_DESK))
    preset: str | None = field(default=None, metadata=PRESET_RULE)
    audience: Audience = field(default=Audience.OTHERS, metadata=BARE)
    """As what it is seen."""


def stays_in(
    db: Transaction, rooms: Iterable[str], start: datetime, end: datetime, audience: AudienceOf
) -> Sequence[Stay]:
    """All that is to be in *rooms* within [start, end), earliest first, with the times it really takes, as *audience* sees it."""
    whose = _remembered(audience)
    found = []
    for room in rooms:
        for row in _STAYS.all(db, room=room, since=start, until=end):
            who = whose(_Alike(room, row.organisation, row.booked_by, row.organiser, row.calendar, row.confidential))
            stay = Stay(
                row.occurrence_id,
                room,
                row.start,
                row.end,
                row.title,
                row.confidential,
                row.closure,
                row.holding,
                row.yields,
                row.organisation,
                row.booked_by,
                row.preset,
                who,
            )
            found.append(seen_by(stay, who))
    found.sort(key=lambda stay: (stay.start, stay.id, stay.room))
    return found


class _Alike(NamedTuple):
    """What decides as what somebody sees a booking."""

    room: str
    organisation: str | None
    booked_by: str | None
    organiser: str | None
    calendar: str
    confidential: bool


def _remembered(audience: AudienceOf) -> Callable[[_Alike], Audience]:
    """The same by what decides it alone, asked once for all bookings that are alike in it.

    Of the rooms that is the one that is looked at.
    """
    at = NO_KEY.recurrence

    @cache
    def whose(alike: _Alike) -> Audience:
        room, organisation, booked_by, organiser, calendar, confidential = alike
        return audience(
            Occurrence(
                Key(calendar, "", at),
                at,
                at,
                "",
                (room,),
                None,
                confidential=confidential,
                organisation=organisation,
                booked_by=booked_by,
                organiser=organiser,
            )
        )

    return whose
