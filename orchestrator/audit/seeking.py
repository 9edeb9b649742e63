"""Looking for acts: the newest first, a page at a time, at a cost that does not grow with how many there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from orchestrator.audit.acts import ActKind, ActObject, ObjectKind
from orchestrator.audit.tables import ActRow
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction

PAGE = 50
LOOKED_AT = 5000
"""The most acts that one page looks at: of what two indexes would have to find together, the rest is for the next page."""

_NEWEST_FIRST = (ActRow.at.desc(), ActRow.number.desc())

Place = tuple[datetime, int]
"""Where an act stands in the order of all: its time, its number."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What acts are looked for; None is no bound."""

    who: str | None = None
    """Id of an account or token, or a name of the operating system's."""
    kinds: frozenset[ActKind] = frozenset()
    """Any where none is named."""
    about: ActObject | None = None
    room: str | None = None
    organisation: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Acts of [since, until)."""
    seen_of: str | None = None
    """Whose own acts on confidential bookings may be found by who did them: the id of the account that looks."""


@dataclass(frozen=True, slots=True)
class ActFound:
    """An act as it was recorded."""

    number: int
    at: datetime
    who_kind: str
    who: str
    address: str
    action: str
    object_kind: str
    object_id: str
    site: str | None
    room: str | None
    organisation: str | None
    changes: dict[str, Any]
    caused_by: str | None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.at, self.number


@dataclass(frozen=True, slots=True)
class ActsFound:
    """A page of acts, and where the next one begins; None after the last."""

    acts: Sequence[ActFound]
    next: Place | None


def acts_of(db: Transaction, sought: Sought, after: Place | None = None, limit: int = PAGE) -> ActsFound:
    """The first *limit* acts of those, newest first, that stand *after* a place.

    There may be fewer although there are more to come: a page looks at a bounded number.
    """
    narrow, *others = _bounds(sought)
    there = [narrow, *_within(sought), *_behind(after)]
    last = _last_looked_at(db, there) if others else None
    if last is not None:
        there += [ActRow.at >= last[0], tuple_(ActRow.at, ActRow.number) >= last]
    found = select(*ActRow.__table__.columns).where(*there, *others).order_by(*_NEWEST_FIRST).limit(limit + 1)
    acts = [ActFound(*row) for row in db.execute(found)]
    if len(acts) > limit:
        return ActsFound(acts[:limit], acts[limit - 1].place)
    return ActsFound(acts, last)


def _last_looked_at(db: Transaction, there: Sequence[ColumnElement[bool]]) -> Place | None:
    """The last act that one page looks at, of what one index finds; None where there are fewer."""
    walked = select(ActRow.at, ActRow.number).where(*there).order_by(*_NEWEST_FIRST)
    last = db.execute(walked.offset(LOOKED_AT - 1).limit(1)).first()
    return None if last is None else (last.at, last.number)


def _behind(after: Place | None) -> Iterator[ColumnElement[bool]]:
    if after is not None:
        yield ActRow.at <= after[0]
        yield tuple_(ActRow.at, ActRow.number) < after


def _within(sought: Sought) -> Iterator[ColumnElement[bool]]:
    if sought.since is not None:
        yield ActRow.at >= sought.since
    if sought.until is not None:
        yield ActRow.at < sought.until


def _bounds(sought: Sought) -> Sequence[ColumnElement[bool]]:
    """The bound that leaves least, by whose index the rest is looked through, and the others."""
    about, only = sought.about, next(iter(sought.kinds)) if len(sought.kinds) == 1 else None
    told = (
        (ActRow.object_id, about.id if about is not None else None),
        (ActRow.who, sought.who),
        (ActRow.room, sought.room),
        (ActRow.action, only),
        (ActRow.organisation, sought.organisation),
    )
    said = [(column, value) for column, value in told if value is not None]
    bounds: list[ColumnElement[bool]] = [column == value for column, value in said[:1]] or [ActRow.at.is_not(None)]
    if about is not None:
        bounds = [and_(ActRow.object_kind == about.kind, *bounds)]
    bounds += [_unindexed(column) == value for column, value in said[1:]]
    if len(sought.kinds) > 1:
        bounds.append(_unindexed(ActRow.action).in_(sorted(sought.kinds)))
    if sought.who is not None and sought.who != sought.seen_of:
        bounds.append(or_(ActRow.who_kind != "account", ~_is_confidential()))
    return bounds


def _unindexed(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """The same value, which no index is used for: the database would guess which bound leaves least."""
    return column.concat("")


def _is_confidential() -> ColumnElement[bool]:
    """That it was done to a booking that is confidential, or is no more there to say that it is not."""
    open_one = exists().where(OccurrenceRow.id == ActRow.object_id, ~OccurrenceRow.confidential)
    return and_(ActRow.object_kind == ObjectKind.BOOKING, ~open_one)
