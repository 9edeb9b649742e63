"""The codes of seats in rows, without the codes: they are made anew from a key outside the database."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.rows import Base


class SeatPinRow(Base):
    """That a seat has a code for a sitting, and how often it was typed wrongly since it was right."""

    __tablename__ = "council_pins"

    sitting_id: Mapped[str] = mapped_column(ForeignKey("council_sittings.id"), primary_key=True)
    seat: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text)
    """Id of the key that it is made from."""
    generation: Mapped[int]
    errors: Mapped[int]
