"""What people in rooms said is wrong, in rows. All times are UTC."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.rows import Base


class ProblemRow(Base):
    """What somebody in a room said is wrong, with what was known of the room just then.

    One row, of some kilobytes, for each such press: the table grows with people's presses and with nothing else.
    """

    __tablename__ = "problems"
    __table_args__ = (Index(None, "room_id", "at"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    """The id of the press."""
    room_id: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    about: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)
    """The id of the token that pressed."""
    booking: Mapped[str | None] = mapped_column(Text)
    """The opaque id of the live booking; no foreign key, since it outlives a deleted booking."""
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
