"""Documents of items in the store: each with the SHA-256 of its bytes, which acts name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import select

from orchestrator.councils.convening.tables import SittingDocumentRow
from schedules.store.transaction import Transaction

LARGEST = 10 * 1024 * 1024
MOST = 60
"""Of one sitting."""
MOST_BYTES = 100 * 1024 * 1024
"""Of all documents of one sitting together."""
TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain; charset=utf-8",
}
"""What may be added, by how its name ends; it is handed out as a file to keep, never shown as a page of ours."""


class TooManyDocuments(Exception):
    """The sitting would have more than `MOST`, or more than `MOST_BYTES` of them."""


class NoSuchDocument(Exception):
    """The sitting has no document of that id."""


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document without its bytes."""

    id: str
    sitting: str
    item: str
    name: str
    media_type: str
    sha256: str
    size: int
    added_at: datetime


def documents_of(db: Transaction, sitting: str) -> Sequence[KeptDocument]:
    """Those of a sitting that were not removed, in the order in which they came."""
    rows = select(SittingDocumentRow).where(
        SittingDocumentRow.sitting_id == sitting, SittingDocumentRow.removed_at.is_(None)
    )
    return [_document(row) for row in db.scalars(rows.order_by(SittingDocumentRow.added_at, SittingDocumentRow.id))]


def add_document(
    db: Transaction, sitting: str, item: str, name: str, media_type: str, content: bytes, now: datetime
) -> KeptDocument:
    """Keep one more. The same bytes once more for the same item are the same document. Raises TooManyDocuments."""
    digest, known = sha256(content).hexdigest(), documents_of(db, sitting)
    there = next((each for each in known if each.item == item and each.sha256 == digest), None)
    if there is not None:
        return there
    if len(known) >= MOST or sum(each.size for each in known) + len(content) > MOST_BYTES:
        raise TooManyDocuments
    row = SittingDocumentRow(
        id=str(uuid4()),
        sitting_id=sitting,
        item=item,
        name=name,
        media_type=media_type,
        sha256=digest,
        size=len(content),
        added_at=now,
        content=content,
    )
    db.add(row)
    db.flush()
    return _document(row)


def retire_document(db: Transaction, sitting: str, document: str, now: datetime) -> None:
    """Let it be no document of the sitting any more; acts name it, so that its bytes stay. Raises NoSuchDocument."""
    _row(db, sitting, document).removed_at = now
    db.flush()


def delete_document(db: Transaction, sitting: str, document: str) -> None:
    """Forget a document that no act names. Raises NoSuchDocument."""
    db.delete(_row(db, sitting, document))
    db.flush()


def document_content(db: Transaction, sitting: str, digest: str) -> tuple[KeptDocument, bytes]:
    """The document of the sitting whose bytes have that SHA-256, as acts name it, with them. Raises NoSuchDocument."""
    rows = select(SittingDocumentRow, SittingDocumentRow.content).where(
        SittingDocumentRow.sitting_id == sitting, SittingDocumentRow.sha256 == digest
    )
    found = db.execute(rows.order_by(SittingDocumentRow.added_at).limit(1)).one_or_none()
    if found is None:
        raise NoSuchDocument(digest)
    return _document(found[0]), found[1]


def copy_documents(db: Transaction, sitting: str, into: str, now: datetime) -> None:
    """Let another sitting with the same items have the same documents."""
    for known in documents_of(db, sitting):
        content = db.scalar(select(SittingDocumentRow.content).where(SittingDocumentRow.id == known.id))
        add_document(db, into, known.item, known.name, known.media_type, content or b"", now)


def _row(db: Transaction, sitting: str, document: str) -> SittingDocumentRow:
    row = db.get(SittingDocumentRow, document)
    if row is None or row.sitting_id != sitting or row.removed_at is not None:
        raise NoSuchDocument(document)
    return row


def _document(row: SittingDocumentRow) -> KeptDocument:
    return KeptDocument(row.id, row.sitting_id, row.item, row.name, row.media_type, row.sha256, row.size, row.added_at)
