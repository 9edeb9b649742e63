"""What people and programs changed, in rows that stay as they are. All times are UTC."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, Index, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.dialects import NUMBERS_ONCE, dialect_of
from schedules.store.rows import Base

KEPT = "acts are kept"
"""What the IntegrityError says when an act would be changed, or would go before its time."""
BLANKED = {"address": "", "changes": "{}"}
"""What an act may lose before it goes itself: where somebody was, and words."""


class ActRow(Base):
    """One act, in the transaction of what it changed."""

    __tablename__ = "acts"
    __table_args__ = (
        Index(None, "at"),
        Index(None, "who", "at"),
        Index(None, "action", "at"),
        Index(None, "object_kind", "object_id", "at"),
        Index(None, "room", "at"),
        Index(None, "organisation", "at"),
        NUMBERS_ONCE,
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who_kind: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    object_kind: Mapped[str] = mapped_column(Text)
    object_id: Mapped[str] = mapped_column(Text)
    site: Mapped[str | None] = mapped_column(Text)
    room: Mapped[str | None] = mapped_column(Text)
    organisation: Mapped[str | None] = mapped_column(Text)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    """{field: [before, after]}"""
    caused_by: Mapped[str | None] = mapped_column(Text)


class ActTermRow(Base):
    """Until when acts of one kind were let go: the database gives up none that are newer."""

    __tablename__ = "act_terms"

    action: Mapped[str] = mapped_column(Text, primary_key=True)
    before: Mapped[datetime]


@event.listens_for(ActRow.__table__, "after_create")
def _promise_that_acts_stay(_table: object, connection: Connection, **_: object) -> None:
    """Nobody changes what was recorded: the database promises that, and not Python."""
    same = [column.name for column in ActRow.__table__.columns if column.name not in BLANKED]
    dialect_of(connection.dialect.name).promise_to_keep_acts(connection, same, BLANKED, KEPT)
