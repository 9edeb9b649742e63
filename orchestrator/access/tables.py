"""Who may enter, in rows: tokens, sessions of browsers, and wrong tries of PINs. All times are UTC."""

from datetime import datetime

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
    """When it was last used, to a minute or so."""
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """What a program may."""
    organisation: Mapped[str | None] = mapped_column(Text)
    """Whose things a program is confined to."""
    site: Mapped[str | None] = mapped_column(Text)
    """The site to whose rooms a program is confined."""
    deployment: Mapped[str | None] = mapped_column(Text)
    """The Jitsi server that tells what happens in its meetings."""


class WebSessionRow(Base):
    """A browser that exchanged its token for a cookie, of which only the hash is kept."""

    __tablename__ = "web_sessions"
    __table_args__ = (Index(None, "token_id"),)

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    token_id: Mapped[str] = mapped_column(ForeignKey("tokens.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class PinTriesRow(Base):
    """How often in a row a room's PIN was given wrong, and until when it is locked for that."""

    __tablename__ = "pin_tries"

    room_id: Mapped[str] = mapped_column(Text, primary_key=True)
    wrong: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[datetime | None]
