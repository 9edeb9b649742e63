"""Which agents were seen, and what they reported, in rows. All times are UTC."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.rows import Base


class AgentRow(Base):
    """An agent, by its token and the id that it made itself, and its last stored report."""

    __tablename__ = "agents"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    seen_at: Mapped[datetime]
    last_seq: Mapped[int] = mapped_column(default=0, server_default="0")


class ReportRow(Base):
    """One transition that an agent reported. *at* is by the agent's clock, *stored_at* by ours."""

    __tablename__ = "reports"
    __table_args__ = (Index(None, "room_id", "at"), Index(None, "stored_at"))

    agent_id: Mapped[str] = mapped_column(Text, primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    room_id: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(Text)
    device: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    stored_at: Mapped[datetime]
