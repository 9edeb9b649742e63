"""Numbers of minutes and resolutions, given once and in the order of the sittings; and what registers are drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, func, or_, select

from orchestrator.councils.dossiers.tables import DossierRow
from orchestrator.councils.log.tables import SittingRow
from orchestrator.councils.organs.tables import OrganRow
from orchestrator.councils.registry.held import HELD, Held, read_held
from orchestrator.councils.registry.resolved import attendance_of, resolutions_of
from orchestrator.councils.registry.tables import AttendanceRow, MinutesRow, ResolutionRow
from orchestrator.councils.writing.about import school_year
from orchestrator.councils.writing.course import opened_at
from schedules.store.database import Database
from schedules.store.transaction import Transaction

Table = type[MinutesRow] | type[ResolutionRow]


@dataclass(frozen=True, slots=True)
class Numbered:
    """The number of minutes."""

    year: str
    number: int


async def indexed(database: Database, organ: str, zone: ZoneInfo, now: datetime) -> None:
    """See that all sittings of an organ that are over have their numbers, and the registers what they say."""
    if await database.read(unindexed, organ):
        await database.write(index, organ, zone, now)


def unindexed(db: Transaction, organ: str) -> Sequence[str]:
    """Sittings that are over and have no number, or acts after what the registers know, the earliest first."""
    behind = or_(MinutesRow.sitting_id.is_(None), MinutesRow.acts != SittingRow.number)
    found = (
        select(SittingRow.id)
        .join(DossierRow, DossierRow.sitting_id == SittingRow.id)
        .outerjoin(MinutesRow, MinutesRow.sitting_id == SittingRow.id)
        .where(DossierRow.organ_id == organ, SittingRow.status.in_(sorted(HELD)), behind)
    )
    return db.scalars(found.order_by(DossierRow.begins, SittingRow.id)).all()


def index(db: Transaction, organ: str, zone: ZoneInfo, now: datetime) -> None:
    """Give the numbers, and write down what registers say; the organ is locked, so that no number is given twice."""
    db.get(OrganRow, organ, with_for_update=True)
    for sitting in unindexed(db, organ):
        held = read_held(db, sitting)
        row = _minutes_row(db, sitting, organ, held, zone, now)
        row.acts = held.sitting.number
        _note_resolutions(db, row, held)
        _note_attendance(db, row, held)
        db.flush()


def number_of(db: Transaction, sitting: str) -> Numbered | None:
    """The number of its minutes; None while it is not over."""
    row = db.get(MinutesRow, sitting)
    return None if row is None else Numbered(row.year, row.number)


def _minutes_row(db: Transaction, sitting: str, organ: str, held: Held, zone: ZoneInfo, now: datetime) -> MinutesRow:
    row = db.get(MinutesRow, sitting)
    if row is None:
        opened = opened_at(held.sitting) or now
        year = school_year(opened.astimezone(zone))
        number = _next(db, MinutesRow, organ, year)
        row = MinutesRow(sitting_id=sitting, organ_id=organ, year=year, number=number, given_at=now, acts=0)
        db.add(row)
        db.flush()
    return row


def _note_resolutions(db: Transaction, row: MinutesRow, held: Held) -> None:
    """Those that have no number get the next ones. What was proclaimed stays, so that none goes."""
    known = set(db.scalars(select(ResolutionRow.vote).where(ResolutionRow.sitting_id == row.sitting_id)))
    for found in resolutions_of(held.sitting):
        if found.vote not in known:
            number = _next(db, ResolutionRow, row.organ_id, row.year)
            db.add(
                ResolutionRow(
                    sitting_id=row.sitting_id,
                    vote=found.vote,
                    organ_id=row.organ_id,
                    year=row.year,
                    number=number,
                    at=found.at,
                    item=found.item,
                    text=found.text,
                    result=found.result,
                )
            )
            db.flush()


def _note_attendance(db: Transaction, row: MinutesRow, held: Held) -> None:
    db.execute(delete(AttendanceRow).where(AttendanceRow.sitting_id == row.sitting_id))
    for place, found in enumerate(attendance_of(held.sitting, held.times), start=1):
        db.add(
            AttendanceRow(
                sitting_id=row.sitting_id,
                place=place,
                organ_id=row.organ_id,
                year=row.year,
                person=found.person,
                name=found.name,
                code=found.code,
                seconds=found.seconds,
                justified=found.justified,
            )
        )


def _next(db: Transaction, table: Table, organ: str, year: str) -> int:
    mine: tuple[ColumnElement[bool], ...] = (table.organ_id == organ, table.year == year)
    return (db.scalar(select(func.max(table.number)).where(*mine)) or 0) + 1
