"""Who is expected at a booking, the links by which people come into meetings, and when they were opened, in rows. All times are UTC."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.dialects import NUMBERS_ONCE
from schedules.store.rows import Base


class MeetingLinkRow(Base):
    """A link into the meeting of one booking. Its secret is made anew from a key that is not in the database."""

    __tablename__ = "meeting_links"
    __table_args__ = (UniqueConstraint("occurrence_id", "kind", "holder"), Index(None, "hash", unique=True))

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    occurrence_id: Mapped[str] = mapped_column(ForeignKey("occurrences.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    holder: Mapped[str] = mapped_column(Text)
    """Whose it is: a person's id, or a room's; empty for guests."""
    generation: Mapped[int]
    key: Mapped[str] = mapped_column(Text)
    """Id of the key that its secret is made from."""
    hash: Mapped[str] = mapped_column(Text)
    """Of the secret of this generation."""
    made_at: Mapped[datetime]
    """When this generation was."""
    revoked_at: Mapped[datetime | None]


class MeetingLinkUseRow(Base):
    """Somebody went into the meeting by a link: at most one row a minute for each of them, and `link_store.MOST_USES` for each link."""

    __tablename__ = "meeting_link_uses"
    __table_args__ = (Index(None, "link_id", "at"), Index(None, "at"), NUMBERS_ONCE)

    number: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[str] = mapped_column(ForeignKey("meeting_links.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    entrant: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The id that their token has in this meeting."""
    name: Mapped[str] = mapped_column(Text, default="", server_default="")
    """As they said it, or as they were invited."""
    in_hall: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether they said that they sit in the hall."""


class BookingPersonRow(Base):
    """Somebody who is expected at a booking. Their personal link has this row's id as its holder."""

    __tablename__ = "booking_people"
    __table_args__ = (UniqueConstraint("occurrence_id", "mail_key"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    occurrence_id: Mapped[str] = mapped_column(ForeignKey("occurrences.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    mail: Mapped[str] = mapped_column(Text)
    mail_key: Mapped[str] = mapped_column(Text)
    """What two addresses of one mailbox have in common (`orchestrator.accounts.emails.key_of`)."""
    language: Mapped[str] = mapped_column(Text)
    moderator: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """Who was removed is still known by name: they may have been there."""


class MeetingSettingsRow(Base):
    """What is wanted of the meeting of one booking; an empty column: as its preset says."""

    __tablename__ = "meeting_settings"

    occurrence_id: Mapped[str] = mapped_column(ForeignKey("occurrences.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int]
    changed_at: Mapped[datetime]
    """When the lobby was last said to be otherwise."""
    subject: Mapped[str | None] = mapped_column(Text)
    lobby: Mapped[bool | None]
    language: Mapped[str | None] = mapped_column(Text)
    recorded: Mapped[bool | None]
    opening: Mapped[str | None] = mapped_column(Text)
    protection: Mapped[str | None] = mapped_column(Text)
    password: Mapped[bytes | None]
    """The one that somebody typed, sealed."""


class MeetingEventRow(Base):
    """Something that Jitsi told, as it came, once."""

    __tablename__ = "meeting_events"
    __table_args__ = (
        Index(None, "occurrence_id", "number"),
        Index(None, "at"),
        Index(None, "digest", unique=True),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    deployment: Mapped[str] = mapped_column(Text)
    """Id of the Jitsi server."""
    room: Mapped[str] = mapped_column(Text)
    """The name of the conference, in lower case."""
    occurrence_id: Mapped[str | None] = mapped_column(ForeignKey("occurrences.id", ondelete="CASCADE"))
    """The booking; None where no booking has such a conference."""
    kind: Mapped[str] = mapped_column(Text)
    """What `orchestrator.conferences.presence.wire` reads it as."""
    at: Mapped[datetime]
    """When it came."""
    body: Mapped[str] = mapped_column(Text)
    """JSON."""
    digest: Mapped[str] = mapped_column(Text)
    """The same for the same message."""


class PresenceEntryRow(Base):
    """What somebody wrote about who was at a booking, signed and with a reason. It is never changed, but can be struck out."""

    __tablename__ = "presence_entries"
    __table_args__ = (
        Index(None, "occurrence_id"),
        Index(None, "at"),
        Index(None, "form_id", unique=True),
        NUMBERS_ONCE,
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[str] = mapped_column(ForeignKey("occurrences.id", ondelete="CASCADE"))
    person: Mapped[str] = mapped_column(Text)
    """Key of the person, as `orchestrator.conferences.presence.people` makes it, or one of their name alone."""
    name: Mapped[str] = mapped_column(Text)
    start: Mapped[datetime]
    end: Mapped[datetime]
    present: Mapped[bool]
    """Whether they were there then, or were not."""
    why: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(Text)
    """Id of who signed it."""
    at: Mapped[datetime]
    form_id: Mapped[str] = mapped_column(Text)
    """What is sent twice is written once."""
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[str | None] = mapped_column(Text)
    struck_why: Mapped[str] = mapped_column(Text, default="", server_default="")


class MeetingSnapshotRow(Base):
    """How many were in a booking's meeting at one moment, as it was asked for."""

    __tablename__ = "meeting_snapshots"
    __table_args__ = (Index(None, "occurrence_id", "number"), Index(None, "at"))

    number: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[str] = mapped_column(ForeignKey("occurrences.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    source: Mapped[str] = mapped_column(Text)
    """Who told."""
    count: Mapped[int]
