"""Files of minutes that were made to be signed, kept byte by byte, so that a signed file can be told to be of one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from orchestrator.audit.acts import ActKind
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.noting import note
from orchestrator.councils.registry.tables import PrintRow
from orchestrator.people.doer import Doer
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Print:
    """A file, without what is in it."""

    sha256: str
    digest: str
    """Of the content that it shows."""
    at: datetime


def prints_of(db: Transaction, sitting: str) -> Sequence[Print]:
    """All of a sitting, the newest first."""
    columns = select(PrintRow.sha256, PrintRow.digest, PrintRow.at).where(PrintRow.sitting_id == sitting)
    return [Print(*row) for row in db.execute(columns.order_by(PrintRow.at.desc(), PrintRow.sha256))]


def print_data(db: Transaction, sitting: str, digest: str) -> bytes | None:
    """What is in the file of that SHA-256."""
    row = db.get(PrintRow, (sitting, digest))
    return None if row is None else row.data


def keep_print(db: Transaction, dossier: Dossier, content: str, data: bytes, by: Doer) -> Print:
    """Keep a file; one that is there already stays as it is."""
    digest = sha256(data).hexdigest()
    row = db.get(PrintRow, (dossier.sitting, digest))
    if row is None:
        row = PrintRow(sitting_id=dossier.sitting, sha256=digest, digest=content, data=data, at=by.now, by=by.actor.id)
        db.add(row)
        db.flush()
        note(db, ActKind.MINUTES_PRINTED, dossier, by)
    return Print(row.sha256, row.digest, row.at)


def held_print(db: Transaction, sitting: str, data: bytes) -> str | None:
    """The SHA-256 of the print that a signed file holds whole: a signature within a PDF is added behind, one around it wraps it."""
    rows = db.scalars(select(PrintRow).where(PrintRow.sitting_id == sitting).order_by(PrintRow.at.desc()))
    return next((row.sha256 for row in rows if row.data in data), None)
