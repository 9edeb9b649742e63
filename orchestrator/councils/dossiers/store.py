"""Dossiers in the store: drafted, changed under a revision, convened. Acts of the audit are recorded by whoever calls."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Select, select

from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.tables import DossierRow
from orchestrator.councils.log.tables import SittingRow
from orchestrator.councils.sitting.agenda import Item
from orchestrator.councils.sitting.state import Status
from schedules.store.transaction import Transaction

_AGENDA: TypeAdapter[tuple[Item, ...]] = TypeAdapter(tuple[Item, ...])


class DossierOvertaken(Exception):
    """Somebody else has changed the dossier since it was read."""


def add_dossier(db: Transaction, dossier: Dossier, now: datetime) -> None:
    """Keep a new one."""
    row = DossierRow(
        sitting_id=dossier.sitting, organ_id=dossier.organ, organisation=dossier.organisation, made_at=now, revision=1
    )
    _become(row, dossier)
    db.add(row)
    db.flush()


def find_dossier(db: Transaction, sitting: str) -> Dossier | None:
    """The one of that sitting."""
    found = db.execute(_dossiers().where(DossierRow.sitting_id == sitting)).one_or_none()
    return None if found is None else _dossier(*found)


def dossiers_of(db: Transaction, organ: str) -> Sequence[Dossier]:
    """All of an organ, the latest sitting first."""
    found = db.execute(_dossiers().where(DossierRow.organ_id == organ).order_by(DossierRow.begins.desc()))
    return [_dossier(*row) for row in found]


def dossiers_around(db: Transaction, since: datetime, until: datetime) -> Sequence[Dossier]:
    """The convened ones that begin during [since, until), of all organs, the earliest first."""
    found = db.execute(
        _dossiers()
        .where(DossierRow.convened_at.is_not(None), DossierRow.begins >= since, DossierRow.begins < until)
        .order_by(DossierRow.begins)
    )
    return [_dossier(*row) for row in found]


def change_dossier(db: Transaction, dossier: Dossier) -> Dossier:
    """Let it be so, as it was read at its revision; it comes back with the next one. Raises DossierOvertaken."""
    row = db.get(DossierRow, dossier.sitting, with_for_update=True)
    if row is None or row.revision != dossier.revision:
        raise DossierOvertaken
    row.revision += 1
    _become(row, dossier)
    db.flush()
    return replace(dossier, revision=row.revision)


def drop_dossier(db: Transaction, dossier: Dossier) -> None:
    """Forget one that was never convened, as it was read at its revision. Raises DossierOvertaken."""
    row = db.get(DossierRow, dossier.sitting, with_for_update=True)
    if row is None or row.revision != dossier.revision or row.convened_at is not None:
        raise DossierOvertaken
    db.delete(row)
    db.flush()


def _become(row: DossierRow, dossier: Dossier) -> None:
    row.begins, row.ends, row.second = dossier.begins, dossier.ends, dossier.second
    row.rooms, row.bookings, row.place = list(dossier.rooms), list(dossier.bookings), dossier.place
    row.agenda = _AGENDA.dump_python(dossier.agenda, mode="json")
    row.late_reason, row.note, row.people = dossier.late_reason, dossier.note, dict(dossier.people)
    row.convened_at, row.first_call = dossier.convened_at, dossier.first_call


def _dossiers() -> Select[DossierRow, str]:
    return select(DossierRow, SittingRow.status).outerjoin(SittingRow, SittingRow.id == DossierRow.sitting_id)


def _dossier(row: DossierRow, status: str | None) -> Dossier:
    return Dossier(
        sitting=row.sitting_id,
        organ=row.organ_id,
        organisation=row.organisation,
        begins=row.begins,
        ends=row.ends,
        agenda=_AGENDA.validate_python(row.agenda),
        second=row.second,
        rooms=tuple(row.rooms),
        bookings=tuple(row.bookings),
        place=row.place,
        late_reason=row.late_reason,
        note=row.note,
        people=row.people,
        convened_at=row.convened_at,
        revision=row.revision,
        first_call=row.first_call,
        status=Status.DRAFTED if status is None else Status(status),
    )
