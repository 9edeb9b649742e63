"""The mails that are to go out, went, or could not, in rows. All times are UTC."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.rows import Base


class OutboxRow(Base):
    """One mail to one recipient. What it says is sealed (`schedules.store.sealing`), and gone once it was sent."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "next_try_at"), Index(None, "caused_by"))

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    message_id: Mapped[str | None] = mapped_column(Text)
    """Settled before the first try, and the same at each."""
    kind: Mapped[str] = mapped_column(Text)
    recipient: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    subject: Mapped[bytes | None]
    text: Mapped[bytes | None]
    html: Mapped[bytes | None]
    caused_by: Mapped[str] = mapped_column(Text)
    """Whom to tell if it fails: an account's or a token's id."""
    created_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    next_try_at: Mapped[datetime | None]
    """None once it was sent or given up."""
    claimed_until: Mapped[datetime | None]
    """Somebody is sending it, until then at the latest."""
    error: Mapped[str | None] = mapped_column(Text)
    """Why the last try failed: a code of `orchestrator.outbox.words`."""
    reply: Mapped[int | None]
    """The reply code that the server gave then."""
    failed_at: Mapped[datetime | None]
    """When it was given up."""
    sent_at: Mapped[datetime | None]
    until: Mapped[datetime | None]
    """From then on it is not to be sent any more, since its link is good no more."""
    calendar: Mapped[bytes | None]
    """The iTIP message that goes with it, sealed."""
