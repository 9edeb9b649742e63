"""Reading and appending the acts of sittings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from orchestrator.councils.log.tables import SittingActRow, SittingRow
from orchestrator.councils.sitting.chain import head_of
from orchestrator.councils.sitting.codec import canonical, frame_to_json
from orchestrator.councils.sitting.roll import Roll
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.state import Status
from schedules.store.database import SIGNALS
from schedules.store.transaction import Transaction

SIGNAL = "sittings over"
"""Said after a commit by which a sitting is over."""
ENDED = frozenset({Status.CLOSED, Status.DESERTED})


class NoSuchSitting(Exception):
    """There is no sitting of that id."""


class OthersWere(Exception):
    """Another service has appended acts meanwhile: read them, and look anew whether one's own are lawful."""


@dataclass(frozen=True, slots=True)
class Line:
    """One act as it is stored: its number, the id that whoever did it gave it, and its line."""

    number: int
    id: str
    line: bytes


@dataclass(frozen=True, slots=True)
class Log:
    """A sitting as it is stored."""

    frame: bytes
    head: str
    lines: Sequence[Line]


def start_sitting(db: Transaction, sitting: str, organ: str, rules: Rules, roll: Roll, now: datetime) -> None:
    """Begin the log of a sitting."""
    frame = canonical(frame_to_json(sitting, rules, roll))
    db.add(SittingRow(id=sitting, organ=organ, frame=frame.decode(), number=0, head=head_of(frame), seen_at=now))
    db.flush()


def log_of(db: Transaction, sitting: str) -> Log:
    """All acts of a sitting, oldest first. Raises NoSuchSitting."""
    row = db.get(SittingRow, sitting)
    if row is None:
        raise NoSuchSitting(sitting)
    acts = select(SittingActRow.number, SittingActRow.id, SittingActRow.line).where(SittingActRow.sitting_id == sitting)
    lines = [
        Line(found.number, found.id, found.line.encode()) for found in db.execute(acts.order_by(SittingActRow.number))
    ]
    return Log(row.frame.encode(), row.head, lines)


def append(db: Transaction, sitting: str, head: str, lines: Sequence[Line], now: datetime, status: Status) -> None:
    """Add acts behind the one whose head is *head*; they make the sitting *status*.

    Raises NoSuchSitting, and OthersWere where that is not the last one.
    """
    row = db.get(SittingRow, sitting, with_for_update=True)
    if row is None:
        raise NoSuchSitting(sitting)
    if row.head != head:
        raise OthersWere
    row.number, row.head, row.seen_at = lines[-1].number, head_of(lines[-1].line), now
    if status in ENDED and row.status != status:
        db.info.setdefault(SIGNALS, set()).add(SIGNAL)
    row.status = status
    db.flush()
    db.execute(
        insert(SittingActRow),
        [{"sitting_id": sitting, "number": new.number, "id": new.id, "line": new.line.decode()} for new in lines],
    )


def sittings_that_are(db: Transaction, statuses: Collection[Status]) -> Sequence[str]:
    """The ids of all sittings whose acts make them one of *statuses*."""
    return db.scalars(select(SittingRow.id).where(SittingRow.status.in_([each.value for each in statuses]))).all()


def seen_at(db: Transaction, sitting: str) -> datetime:
    """When a service last was at work on it. Raises NoSuchSitting."""
    row = db.get(SittingRow, sitting)
    if row is None:
        raise NoSuchSitting(sitting)
    return row.seen_at


def note_seen(db: Transaction, sitting: str, now: datetime) -> None:
    """Keep that a service is at work on it. Raises NoSuchSitting."""
    row = db.get(SittingRow, sitting)
    if row is None:
        raise NoSuchSitting(sitting)
    row.seen_at = now
