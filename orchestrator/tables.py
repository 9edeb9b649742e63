"""The service's own tables: who may enter, which agents were seen, and what they and people reported. All times are UTC."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.rows import Base


class TokenRow(Base):
    """A token, of which only the hash is kept."""

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    hash: Mapped[str] = mapped_column(Text, unique=True)
    """SHA-256 of the whole token text, in hex."""
    role: Mapped[str] = mapped_column(Text)
    rooms: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    label: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    """To a minute or so."""


class WebSessionRow(Base):
    """A browser that exchanged its token for a cookie, of which only the hash is kept."""

    __tablename__ = "web_sessions"
    __table_args__ = (Index(None, "token_id"),)

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    token_id: Mapped[str] = mapped_column(ForeignKey("tokens.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class AgentRow(Base):
    """An agent by its token and the id it made itself, and the last report stored of it."""

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


class ProblemRow(Base):
    """What somebody in a room said is wrong, with what was known of the room just then.

    One row, of some kilobytes, for each such press: the table grows with people's presses and with nothing else.
    """

    __tablename__ = "problems"
    __table_args__ = (Index(None, "room_id", "at"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    """That of the press."""
    room_id: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    about: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)
    """Id of the token."""
    booking: Mapped[str | None] = mapped_column(Text)
    """Opaque id of what was live; no foreign key, since it outlives a deleted booking."""
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)


class PinTriesRow(Base):
    """How often in a row a room's PIN was given wrong, and until when it is locked for that."""

    __tablename__ = "pin_tries"

    room_id: Mapped[str] = mapped_column(Text, primary_key=True)
    wrong: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[datetime | None]
