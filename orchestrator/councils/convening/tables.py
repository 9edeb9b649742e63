"""Documents of sittings, and the mails by which members were convened, in rows."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.rows import Base


class SittingDocumentRow(Base):
    """A file that members read for an item of the agenda."""

    __tablename__ = "council_documents"
    __table_args__ = (Index(None, "sitting_id"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    sitting_id: Mapped[str] = mapped_column(ForeignKey("council_dossiers.sitting_id", ondelete="CASCADE"))
    item: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    """Of its bytes, in hexadecimal."""
    size: Mapped[int]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """It stays after the convocation: acts name it."""
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """Its bytes, read only where they are asked for."""


class SittingMailRow(Base):
    """That a member was written to about a sitting, or an officer of its end, and how that went."""

    __tablename__ = "council_mails"
    __table_args__ = (Index(None, "sitting_id"),)

    mail_id: Mapped[str] = mapped_column(Text, primary_key=True)
    """Of the outbox, which forgets it after a while."""
    sitting_id: Mapped[str] = mapped_column(ForeignKey("council_dossiers.sitting_id", ondelete="CASCADE"))
    seat: Mapped[str] = mapped_column(Text)
    """Whose; of the mail about the end the person's id, since an officer need not have one."""
    recipient: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    put_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    """When a server took it, kept here since the outbox forgets."""
