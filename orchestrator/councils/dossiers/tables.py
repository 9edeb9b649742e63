"""Dossiers of sittings, links into them, and the devices of members, in rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.rows import Base


class DossierRow(Base):
    """A sitting as its office prepares it. After the convocation its log of acts is what counts."""

    __tablename__ = "council_dossiers"
    __table_args__ = (Index(None, "organ_id"), Index(None, "organisation"))

    sitting_id: Mapped[str] = mapped_column(Text, primary_key=True)
    organ_id: Mapped[str] = mapped_column(ForeignKey("council_organs.id"))
    organisation: Mapped[str] = mapped_column(Text)
    begins: Mapped[datetime]
    ends: Mapped[datetime]
    second: Mapped[datetime | None]
    """When the second call begins; None: there is none."""
    rooms: Mapped[list[str]] = mapped_column(JSON)
    """The halls' ids, in the order in which the notice names them."""
    bookings: Mapped[list[str]] = mapped_column(JSON)
    """Ids of the bookings that keep those halls."""
    place: Mapped[str] = mapped_column(Text)
    """Where it is besides, or instead, in words."""
    agenda: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Items as the codec of acts writes them."""
    late_reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    """What the notice says besides."""
    people: Mapped[dict[str, str]] = mapped_column(JSON)
    """Names of those who steer and hold no seat, by person."""
    convened_at: Mapped[datetime | None]
    """None while it is drafted."""
    revision: Mapped[int]
    """Raised by each change, so that a second editor is told."""
    made_at: Mapped[datetime]
    first_call: Mapped[str | None] = mapped_column(Text)
    """The sitting whose second call it is."""


class SittingLinkRow(Base):
    """A link into a sitting. What opens it is made from a key outside the database."""

    __tablename__ = "council_links"
    __table_args__ = (UniqueConstraint("sitting_id", "kind", "holder"), UniqueConstraint("hash"))

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    sitting_id: Mapped[str] = mapped_column(ForeignKey("council_dossiers.sitting_id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    holder: Mapped[str] = mapped_column(Text)
    """Of a member's link the seat; of others ""."""
    generation: Mapped[int]
    key: Mapped[str] = mapped_column(Text)
    """Id of the key that its secret is made from."""
    hash: Mapped[str] = mapped_column(Text)
    revoked_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    """When its member said that they had taken note of the convocation (*presa visione*)."""


class SittingDeviceRow(Base):
    """The one device that acts for a seat: whoever proves who they are on another one takes over."""

    __tablename__ = "council_devices"
    __table_args__ = (UniqueConstraint("hash"),)

    sitting_id: Mapped[str] = mapped_column(
        ForeignKey("council_dossiers.sitting_id", ondelete="CASCADE"), primary_key=True
    )
    seat: Mapped[str] = mapped_column(Text, primary_key=True)
    hash: Mapped[str] = mapped_column(Text)
    """Of the secret that its browser keeps."""
    made_at: Mapped[datetime]
