"""What the secretary writes about each item: every edit is kept, and a second editor is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from orchestrator.audit.acts import ActKind
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.noting import note
from orchestrator.councils.dossiers.tables import DossierRow
from orchestrator.councils.log.tables import SittingRow
from orchestrator.councils.registry.tables import NoteEditRow
from orchestrator.councils.sitting.state import FIXED, Status
from orchestrator.people.doer import Doer
from schedules.store.transaction import Transaction

LONGEST_NOTE = 20_000
MOST_EDITS = 5_000
"""Of one item."""
SHOWN = 50
"""Edits at once."""
_SAME_WRITING = timedelta(minutes=10)
"""Who goes on writing within that is one act of the audit: each pause would be one otherwise."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A note as somebody left it."""

    number: int
    by: str
    """Id of the account."""
    at: datetime
    text: str


class NoteOvertaken(Exception):
    """Somebody else has written since; with what they wrote."""

    def __init__(self, newest: Edit) -> None:
        super().__init__(newest.number)
        self.newest = newest


class NotesFixed(Exception):
    """The minutes are signed."""


class TooManyEdits(Exception):
    """The note was written `MOST_EDITS` times."""


def edits_of(db: Transaction, sitting: str, item: str, before: int = MOST_EDITS + 1) -> Sequence[Edit]:
    """The `SHOWN` edits of an item's note before that number, the newest first."""
    rows = select(NoteEditRow).where(NoteEditRow.sitting_id == sitting, NoteEditRow.item == item)
    rows = rows.where(NoteEditRow.number < before).order_by(NoteEditRow.number.desc()).limit(SHOWN)
    return [_edit(row) for row in db.scalars(rows)]


def find_edit(db: Transaction, sitting: str, item: str, number: int) -> Edit | None:
    """One of them; None where there is none of that number."""
    row = db.get(NoteEditRow, (sitting, item, number))
    return None if row is None else _edit(row)


def newest_notes(db: Transaction, sitting: str) -> Mapping[str, Edit]:
    """The notes as they are, by item."""
    last = (
        select(NoteEditRow.item, func.max(NoteEditRow.number).label("number"))
        .where(NoteEditRow.sitting_id == sitting)
        .group_by(NoteEditRow.item)
        .subquery()
    )
    rows = select(NoteEditRow).join(last, (NoteEditRow.item == last.c.item) & (NoteEditRow.number == last.c.number))
    return {row.item: _edit(row) for row in db.scalars(rows.where(NoteEditRow.sitting_id == sitting))}


def write_note(db: Transaction, dossier: Dossier, item: str, text: str, seen: int, by: Doer) -> Edit:
    """Let the note be so, where *seen* is its newest edit, 0 for none; a text that is the same makes no edit.

    Raises NoteOvertaken, NotesFixed, TooManyEdits.
    """
    newest = _newest(db, dossier.sitting, item)
    if newest is not None and newest.text == text:
        return newest
    if newest is not None and newest.number != seen:
        raise NoteOvertaken(newest)
    number = newest.number + 1 if newest is not None else 1
    if Status(db.get_one(SittingRow, dossier.sitting).status) in FIXED:
        raise NotesFixed
    if number > MOST_EDITS:
        raise TooManyEdits
    row = NoteEditRow(sitting_id=dossier.sitting, item=item, number=number, by=by.actor.id, at=by.now, text=text)
    db.add(row)
    db.flush()
    if newest is None or newest.by != by.actor.id or by.now - newest.at > _SAME_WRITING:
        note(db, ActKind.MINUTES_NOTED, dossier, by)
    return _edit(row)


def _newest(db: Transaction, sitting: str, item: str) -> Edit | None:
    """The newest edit; the dossier is locked, so that no other is made meanwhile."""
    db.get(DossierRow, sitting, with_for_update=True)
    rows = select(NoteEditRow).where(NoteEditRow.sitting_id == sitting, NoteEditRow.item == item)
    row = db.scalar(rows.order_by(NoteEditRow.number.desc()).limit(1))
    return None if row is None else _edit(row)


def _edit(row: NoteEditRow) -> Edit:
    return Edit(row.number, row.by, row.at, row.text)
