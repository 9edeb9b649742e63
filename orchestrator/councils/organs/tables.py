"""Organs, the versions of their rules, their seats and who holds them, in rows. Days are those of the house."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.rows import Base


class OrganRow(Base):
    """An organ of an organisation."""

    __tablename__ = "council_organs"
    __table_args__ = (Index(None, "organisation"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    organisation: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    preset: Mapped[str] = mapped_column(Text)
    """Whose rules it began with, and which of them are locked."""
    version: Mapped[int]
    """Of the rules that a sitting is opened with now."""
    revision: Mapped[int]
    """Raised by each change of anything, so that a second editor is told."""
    made_at: Mapped[datetime]


class OrganRulesRow(Base):
    """One version of an organ's rules. It stays as it is: sittings were opened with it."""

    __tablename__ = "council_rules"

    organ_id: Mapped[str] = mapped_column(ForeignKey("council_organs.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(Text)
    """Id of the account."""


class SeatRow(Base):
    """A seat of an organ."""

    __tablename__ = "council_seats"
    __table_args__ = (Index(None, "organ_id"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    organ_id: Mapped[str] = mapped_column(ForeignKey("council_organs.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(Text)
    """What tells namesakes apart; "" where there is none."""
    ex_officio: Mapped[bool]


class HolderRow(Base):
    """Somebody who holds a seat: the member in office, or a substitute for some days."""

    __tablename__ = "council_holders"
    __table_args__ = (Index(None, "seat_id"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    """The person of rolls and acts."""
    seat_id: Mapped[str] = mapped_column(ForeignKey("council_seats.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    mail: Mapped[str] = mapped_column(Text)
    """ "" where there is none."""
    substitute: Mapped[bool]
    since: Mapped[date | None]
    """The first day; None: from ever."""
    until: Mapped[date | None]
    """The last day, which counts; None: without an end."""


class OfficerRow(Base):
    """Who leads an organ, or keeps its papers: somebody of the organ, or somebody else by their address."""

    __tablename__ = "council_officers"

    organ_id: Mapped[str] = mapped_column(ForeignKey("council_organs.id", ondelete="CASCADE"), primary_key=True)
    office: Mapped[str] = mapped_column(Text, primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    """Among those of the same office, from 0."""
    holder_id: Mapped[str | None] = mapped_column(ForeignKey("council_holders.id", ondelete="CASCADE"))
    mail: Mapped[str] = mapped_column(Text)
    """ "" where it is a holder of a seat."""
