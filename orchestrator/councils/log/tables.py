"""Sittings and their acts in rows. An act is the line that the chain of hashes is made of, and never changes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.rows import Base


class SittingRow(Base):
    """A sitting: what its acts are folded with, and how far they have come."""

    __tablename__ = "council_sittings"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    organ: Mapped[str] = mapped_column(Text, index=True)
    frame: Mapped[str] = mapped_column(Text)
    """Rules and roll, as `orchestrator.councils.sitting.codec` writes them; fixed from the first act on."""
    number: Mapped[int]
    """Of its last act."""
    head: Mapped[str] = mapped_column(Text)
    """SHA-256 of that act's line, of the frame while there is none."""
    seen_at: Mapped[datetime]
    """When a service last was at work on it: what is missing after it was an interruption."""
    status: Mapped[str] = mapped_column(Text, default="drafted", server_default="drafted")
    """What its acts make it, for lists."""


class SittingActRow(Base):
    """One act."""

    __tablename__ = "council_acts"
    __table_args__ = (UniqueConstraint("sitting_id", "id"),)

    sitting_id: Mapped[str] = mapped_column(ForeignKey("council_sittings.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(Text)
    """Given by whoever did it, so that a repetition is known as one."""
    line: Mapped[str] = mapped_column(Text)
