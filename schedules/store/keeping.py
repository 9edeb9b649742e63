"""What the store lets go of bookings with time: the words of confidential ones, then all that there is of any.

Each statement finds what is over for long enough, the oldest first, so that it can be taken in portions.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update

from schedules.bookings import Occurrence, OverrideKind, Session
from schedules.fields import field_rules
from schedules.store.rows import Base
from schedules.store.tables import AliasRow, OccupancyRow, OccurrenceRow, OverrideRow, SessionRow
from schedules.store.transaction import Transaction

Found = Select[*tuple[Any, ...]]
"""Finds rows whose last column is `at`, a time."""
_WORDS = tuple(name for name, rule in field_rules(Occurrence).items() if rule.forgotten)
SAID_OF_BOOKINGS = ("uid", *_WORDS)
SAID_OF_SESSIONS = tuple(name for name, rule in field_rules(Session).items() if rule.forgotten)
"""The columns that say more than when and where: what is forgotten of a confidential booking."""
_NEWEST_HOLDS = (
    select(func.max(OverrideRow.number))
    .where(OverrideRow.kind.in_([OverrideKind.HOLD, OverrideKind.RELEASE]))
    .group_by(OverrideRow.room_id)
)
"""Of each room: it says whether the room is held, however old it is."""


def uncited(cited: Collection[str] = ()) -> ColumnElement[bool]:
    """That no minutes and no register cite a booking: those *cited* keep their words, sessions and presses for ever."""
    return OccurrenceRow.id.not_in(cited)


def words_over(before: datetime, among: ColumnElement[bool]) -> Found:
    """Confidential bookings that ended before that and still have their words: id and end."""
    over = select(OccurrenceRow.id, OccurrenceRow.end.label("at")).where(_over(before), among)
    said = or_(OccurrenceRow.uid != OccurrenceRow.id, *(getattr(OccurrenceRow, name) != "" for name in _WORDS))
    return over.where(OccurrenceRow.confidential, said).order_by(OccurrenceRow.end)


def forget_words(db: Transaction, ids: Sequence[str]) -> frozenset[str]:
    """Empty those bookings of all that says more than when and where; gives the words that are gone.

    The row stays, with its opaque id, which is made of calendar, uid and recurrence: a calendar that tells of the booking
    again finds it by that, and what is over is not written anew.
    """
    said = [getattr(OccurrenceRow, name) for name in SAID_OF_BOOKINGS]
    said_live = [getattr(SessionRow, name) for name in SAID_OF_SESSIONS]
    told = [
        *db.execute(select(*said).where(OccurrenceRow.id.in_(ids))),
        *db.execute(select(*said_live).where(SessionRow.occurrence_id.in_(ids))),
        *db.execute(select(OverrideRow.reason).where(OverrideRow.occurrence_id.in_(ids))),
        *db.execute(select(AliasRow.uid).where(AliasRow.occurrence_id.in_(ids))),
    ]
    db.execute(
        update(OccurrenceRow)
        .where(OccurrenceRow.id.in_(ids))
        .values(uid=OccurrenceRow.id, **_nothing(OccurrenceRow, _WORDS))
    )
    db.execute(delete(AliasRow).where(AliasRow.occurrence_id.in_(ids)))
    db.execute(
        update(SessionRow).where(SessionRow.occurrence_id.in_(ids)).values(_nothing(SessionRow, SAID_OF_SESSIONS))
    )
    db.execute(update(OverrideRow).where(OverrideRow.occurrence_id.in_(ids)).values(reason=None))
    return frozenset(word for row in told for word in row if word)


def bookings_over(before: datetime, among: ColumnElement[bool]) -> Found:
    """Bookings that ended before that: id and end."""
    return (
        select(OccurrenceRow.id, OccurrenceRow.end.label("at")).where(_over(before), among).order_by(OccurrenceRow.end)
    )


def delete_bookings(db: Transaction, ids: Sequence[str]) -> None:
    """Delete those bookings with their presses and sessions; their occupancies go by themselves."""
    db.execute(delete(OverrideRow).where(OverrideRow.occurrence_id.in_(ids)))
    db.execute(delete(SessionRow).where(SessionRow.occurrence_id.in_(ids)))
    db.execute(delete(OccurrenceRow).where(OccurrenceRow.id.in_(ids)))


def presses_over(before: datetime) -> Found:
    """Presses before that which belong to no booking, or to a booking that has gone: number and time.

    Not the newest hold or release of a room: that one still counts.
    """
    booked = exists().where(OccurrenceRow.id == OverrideRow.occurrence_id)
    return (
        select(OverrideRow.number, OverrideRow.at.label("at"))
        .where(OverrideRow.at < before, OverrideRow.number.not_in(_NEWEST_HOLDS))
        .where(or_(OverrideRow.occurrence_id.is_(None), ~booked))
        .order_by(OverrideRow.number)
    )


def _over(before: datetime) -> ColumnElement[bool]:
    """That an occurrence ended before that, by its own end and by what people made of it."""
    lasts = exists().where(OccupancyRow.occurrence_id == OccurrenceRow.id, OccupancyRow.end >= before)
    runs = exists().where(SessionRow.occurrence_id == OccurrenceRow.id, SessionRow.end >= before)
    return (OccurrenceRow.end < before) & ~lasts & ~runs


def _nothing(table: type[Base], columns: Iterable[str]) -> Mapping[str, str | None]:
    """What those columns say once their words are gone."""
    return {name: None if table.__table__.columns[name].nullable else "" for name in columns}
