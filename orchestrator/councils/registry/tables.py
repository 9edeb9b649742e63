"""Notes, numbers, prints and signed files of minutes, and what registers are drawn from, in rows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.rows import Base


class NoteEditRow(Base):
    """What the secretary wrote about an item, each time; the newest is what the minutes say."""

    __tablename__ = "council_note_edits"

    sitting_id: Mapped[str] = mapped_column(
        ForeignKey("council_dossiers.sitting_id", ondelete="CASCADE"), primary_key=True
    )
    item: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """From 1 on, by item."""
    by: Mapped[str] = mapped_column(Text)
    """Id of the account."""
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)


class MinutesRow(Base):
    """The number of minutes, and once they are signed all that they say."""

    __tablename__ = "council_minutes"
    __table_args__ = (UniqueConstraint("organ_id", "year", "number"),)

    sitting_id: Mapped[str] = mapped_column(
        ForeignKey("council_dossiers.sitting_id", ondelete="CASCADE"), primary_key=True
    )
    organ_id: Mapped[str] = mapped_column(Text)
    year: Mapped[str] = mapped_column(Text)
    """The school year, as ``2026/27``."""
    number: Mapped[int]
    given_at: Mapped[datetime]
    acts: Mapped[int]
    """How many acts the sitting had when resolutions and attendance were drawn from it."""
    content: Mapped[str | None] = mapped_column(Text)
    """The canonical form of minutes that are signed."""
    about: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What they say that is in no act, as it was when they were signed."""


class ResolutionRow(Base):
    """A line of the register of resolutions."""

    __tablename__ = "council_resolutions"
    __table_args__ = (UniqueConstraint("organ_id", "year", "number"),)

    sitting_id: Mapped[str] = mapped_column(
        ForeignKey("council_dossiers.sitting_id", ondelete="CASCADE"), primary_key=True
    )
    vote: Mapped[str] = mapped_column(Text, primary_key=True)
    organ_id: Mapped[str] = mapped_column(Text)
    year: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    at: Mapped[datetime]
    """When the vote was closed."""
    item: Mapped[str] = mapped_column(Text)
    """What the item is called."""
    text: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)


class AttendanceRow(Base):
    """How long somebody was at a sitting."""

    __tablename__ = "council_attendance"
    __table_args__ = (Index(None, "organ_id", "year"),)

    sitting_id: Mapped[str] = mapped_column(
        ForeignKey("council_dossiers.sitting_id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    """In the order of the roll, from 1."""
    organ_id: Mapped[str] = mapped_column(Text)
    year: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    seconds: Mapped[int]
    justified: Mapped[bool]
    """Whether they excused themselves; why stands in the minutes alone."""


class PrintRow(Base):
    """A file of minutes that was made to be signed."""

    __tablename__ = "council_prints"

    sitting_id: Mapped[str] = mapped_column(
        ForeignKey("council_dossiers.sitting_id", ondelete="CASCADE"), primary_key=True
    )
    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    digest: Mapped[str] = mapped_column(Text)
    """Of the content that it shows."""
    data: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(Text)


class SignedFileRow(Base):
    """The signed file of minutes."""

    __tablename__ = "council_signed_files"

    sitting_id: Mapped[str] = mapped_column(
        ForeignKey("council_dossiers.sitting_id", ondelete="CASCADE"), primary_key=True
    )
    sha256: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    protocol: Mapped[str] = mapped_column(Text)
    """Its number in the register of the school's papers."""
    protocol_day: Mapped[date | None]
    holds: Mapped[str | None] = mapped_column(Text)
    """SHA-256 of the print that it holds byte by byte; None: of none, as a scan does."""
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(Text)


class HeadingRow(Base):
    """What stands at the top of the minutes of an organisation's organs."""

    __tablename__ = "council_headings"

    organisation: Mapped[str] = mapped_column(Text, primary_key=True)
    lines: Mapped[list[str]] = mapped_column(JSON)
    revision: Mapped[int]
