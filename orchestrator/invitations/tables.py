"""Who was invited by mail and what they were told last, in rows. All times are UTC."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.rows import Base


class InvitationRow(Base):
    """The invitation of one person on the list of a booking: whether they are to be, and what the newest message said."""

    __tablename__ = "invitations"
    __table_args__ = (Index(None, "told_end"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("booking_people.id", ondelete="CASCADE"), primary_key=True)
    wanted: Mapped[bool]
    """They are invited; no more once they were removed."""
    expressly: Mapped[bool]
    """Though the booking is confidential."""
    again: Mapped[bool]
    """The same is to be sent once more."""
    invited_at: Mapped[datetime]
    invited_by: Mapped[str] = mapped_column(Text)
    """Id of the account or token."""
    told: Mapped[str | None] = mapped_column(Text)
    """What stands for all that the newest message told (`Facts.digest`); None where they know of nothing that is to come."""
    told_start: Mapped[datetime | None]
    told_end: Mapped[datetime | None]
    sequence: Mapped[int]
    """Of the newest message (RFC 5546 2.1.4)."""
    mails: Mapped[int]
    """Messages put into the outbox that may have reached them."""
    mail_id: Mapped[str | None] = mapped_column(Text)
    """The newest one. No foreign key: the outbox lets its mails go earlier."""
    told_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    """The moment to which the newest reminder belonged: a day or an hour before the start."""
