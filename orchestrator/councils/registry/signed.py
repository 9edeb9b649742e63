"""The signed file of minutes: what may be one, and how it is kept with all that the minutes say."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import delete, select

from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.registry.prints import held_print
from orchestrator.councils.registry.tables import MinutesRow, SignedFileRow
from orchestrator.councils.writing.about import About
from orchestrator.councils.writing.about_json import about_to_json
from orchestrator.people.doer import Doer
from schedules.store.transaction import Transaction

MOST_BYTES = 20 * 1024 * 1024
LONGEST_PROTOCOL = 60
TYPES = {
    "pdf": "application/pdf",
    "p7m": "application/pkcs7-mime",
    "jpg": "image/jpeg",
    "png": "image/png",
}
_BEGINNINGS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))
_SEQUENCES = (b"\x30\x80", b"\x30\x82", b"\x30\x83", b"\x30\x84")
"""How DER and BER begin (ITU-T X.690 8.1): of any length from 256 bytes on, or of one that is not told."""
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
"""The object identifier of CMS signed data (RFC 5652 5.1), which stands at the beginning."""


@dataclass(frozen=True, slots=True)
class SignedFile:
    """What was received."""

    name: str
    """What it is called where somebody takes it: its ending says what it is."""
    sha256: str
    protocol: str
    protocol_day: date | None
    holds: str | None
    """SHA-256 of the print that it holds whole; None where it holds none of ours, as a scan."""
    at: datetime


@dataclass(frozen=True, slots=True)
class SignedData:
    """The file itself."""

    name: str
    data: bytes


def ending_of(data: bytes) -> str | None:
    """``pdf``, ``p7m``, ``jpg`` or ``png``; None for what is no signed file."""
    for beginning, ending in _BEGINNINGS:
        if data.startswith(beginning):
            return ending
    return "p7m" if data[:2] in _SEQUENCES and _SIGNED_DATA in data[:40] else None


def find_signed(db: Transaction, sitting: str) -> SignedFile | None:
    """The signed file of a sitting, without what is in it."""
    columns = select(
        SignedFileRow.name,
        SignedFileRow.sha256,
        SignedFileRow.protocol,
        SignedFileRow.protocol_day,
        SignedFileRow.holds,
        SignedFileRow.at,
    )
    row = db.execute(columns.where(SignedFileRow.sitting_id == sitting)).one_or_none()
    return None if row is None else SignedFile(*row)


def signed_file(db: Transaction, sitting: str) -> SignedData | None:
    """The signed file of a sitting."""
    row = db.get(SignedFileRow, sitting)
    return None if row is None else SignedData(row.name, row.data)


@dataclass(frozen=True, slots=True)
class Received:
    """A signed file that comes in."""

    data: bytes
    ending: str
    protocol: str
    protocol_day: date | None

    @property
    def sha256(self) -> str:
        """Of the file, in hexadecimal."""
        return sha256(self.data).hexdigest()


def keep_signed(db: Transaction, dossier: Dossier, received: Received, content: bytes, about: About, by: Doer) -> None:
    """Keep it with all that the minutes say. The act that holds its hash belongs into the same transaction."""
    row = db.get_one(MinutesRow, dossier.sitting)
    row.content, row.about = content.decode(), about_to_json(about)
    number = f"{row.number}-{row.year.replace('/', '-')}"
    db.execute(delete(SignedFileRow).where(SignedFileRow.sitting_id == dossier.sitting))
    db.add(
        SignedFileRow(
            sitting_id=dossier.sitting,
            sha256=received.sha256,
            name=f"verbale-{number}.{'pdf.p7m' if received.ending == 'p7m' else received.ending}",
            data=received.data,
            protocol=received.protocol,
            protocol_day=received.protocol_day,
            holds=held_print(db, dossier.sitting, received.data),
            at=by.now,
            by=by.actor.id,
        )
    )
    db.flush()
