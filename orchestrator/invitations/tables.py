"""Who was invited by mail and what they were told last, in rows. All times are UTC."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
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


class PeopleListRow(Base):
    """People whom an organisation invites again and again, under a name."""

    __tablename__ = "people_lists"
    __table_args__ = (Index(None, "organisation"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    organisation: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]


class ListedPersonRow(Base):
    """Somebody on such a list."""

    __tablename__ = "listed_people"
    __table_args__ = (UniqueConstraint("list_id", "mail_key"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    list_id: Mapped[str] = mapped_column(ForeignKey("people_lists.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    mail: Mapped[str] = mapped_column(Text)
    mail_key: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
