"""What an agenda is made of: its items, and the documents about them."""

from dataclasses import dataclass
from enum import StrEnum


class ItemKind(StrEnum):
    """What an item of the agenda is for."""

    COMMUNICATION = "communication"
    DISCUSSION = "discussion"
    MOTION = "motion"
    ELECTION = "election"
    SECRET_MOTION = "secret_motion"  # noqa: S105  a ballot, no password
    MINUTES = "minutes"
    """Approval of the minutes of the sitting before."""


DELIBERATING = frozenset({ItemKind.MOTION, ItemKind.ELECTION, ItemKind.SECRET_MOTION, ItemKind.MINUTES})


@dataclass(frozen=True, slots=True)
class Document:
    """A file of an item, by what it is and the SHA-256 of its bytes in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the agenda. Its number is its place in the agenda."""

    id: str
    text: str
    kind: ItemKind
    rapporteur: str = ""
    documents: tuple[Document, ...] = ()
