"""The tables of bookings and of what was planned from them. All times are UTC; every interval is [start, end)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Connection, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.dialects import NUMBERS_ONCE, dialect_of
from schedules.store.rows import Base

OVERLAP = "occupancies overlap"
"""What the IntegrityError says when a second occurrence would hold a room at the same time."""


class FactRow(Base):
    """What this store is and keeps secret: its id, and the keys made at its first start."""

    __tablename__ = "facts"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)


class SiteTextRow(Base):
    """The text of one version of the room files, by its hash."""

    __tablename__ = "site_texts"

    digest: Mapped[str] = mapped_column(Text, primary_key=True)
    texts: Mapped[list[tuple[str, str]]] = mapped_column(JSON)
    """[[file name, text], …]"""
    stored_at: Mapped[datetime]


class RoomRow(Base):
    """A room: which version of the room files it follows and is to follow, and how often its plan's inputs changed."""

    __tablename__ = "rooms"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    active_digest: Mapped[str | None] = mapped_column(ForeignKey("site_texts.digest"))
    wished_digest: Mapped[str | None] = mapped_column(ForeignKey("site_texts.digest"))
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    put_back_at: Mapped[datetime | None]


class SiteChangeRow(Base):
    """Another version was wished, or rooms were made to follow it without waiting for their idle instant."""

    __tablename__ = "site_changes"
    __table_args__ = (NUMBERS_ONCE,)

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(ForeignKey("site_texts.digest"))
    who: Mapped[str | None] = mapped_column(Text)
    """Id of the token; None for the service itself, which reads its files when it starts."""
    reason: Mapped[str | None] = mapped_column(Text)
    rooms: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Those that did not wait."""


class PictureRow(Base):
    """A picture that an operator put behind the big screens' words, by the hash of its content."""

    __tablename__ = "pictures"

    digest: Mapped[str] = mapped_column(Text, primary_key=True)
    media_type: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class BackgroundRow(Base):
    """The picture that a site has by one version of the room files."""

    __tablename__ = "backgrounds"

    version: Mapped[str] = mapped_column(ForeignKey("site_texts.digest"), primary_key=True)
    site_id: Mapped[str] = mapped_column(Text, primary_key=True)
    picture: Mapped[str] = mapped_column(ForeignKey("pictures.digest"))


class CalendarRow(Base):
    """A calendar as it was last read well, and since when it cannot be."""

    __tablename__ = "calendars"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    fetched_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """Lists: unplaced, ignored, quarantined."""


class CalendarTextRow(Base):
    """The last good text of a calendar. It may be long, and is apart from what changes often."""

    __tablename__ = "calendar_texts"

    calendar: Mapped[str] = mapped_column(ForeignKey("calendars.id", ondelete="CASCADE"), primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)
    """With zlib (RFC 1950), without the events that were over."""
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    charset: Mapped[str | None] = mapped_column(Text)
    """What its server said of the text."""


class OccurrenceRow(Base):
    """One event at one time, known by (calendar, uid, recurrence) however it is moved."""

    __tablename__ = "occurrences"
    __table_args__ = (
        UniqueConstraint("calendar", "uid", "recurrence"),
        Index(None, "end", "start"),
        Index(None, "organisation", "end"),
        Index(None, "booked_by", "end"),
        Index(None, "organiser", "end"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    """Opaque: a keyed hash of the key, which tells nothing of it."""
    calendar: Mapped[str] = mapped_column(Text)
    uid: Mapped[str] = mapped_column(Text)
    recurrence: Mapped[datetime]
    start: Mapped[datetime]
    end: Mapped[datetime]
    title: Mapped[str] = mapped_column(Text)
    organiser: Mapped[str | None] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Text)
    preset: Mapped[str | None] = mapped_column(Text)
    confidential: Mapped[bool] = mapped_column(default=False)
    closure: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(default=0)
    stamp: Mapped[datetime | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """It has left its calendar."""
    created_at: Mapped[datetime]
    yields: Mapped[bool] = mapped_column(default=False, server_default="0")
    """It never holds its rooms, and stands in nobody's way. Stays as it was once it is a session."""
    made_by: Mapped[str | None] = mapped_column(Text)
    """Id of the token with which it was booked here."""
    phone: Mapped[str | None] = mapped_column(Text)
    organisation: Mapped[str | None] = mapped_column(Text)
    """Id of the organisation whose it is. No foreign key: the room files name it, perhaps before it is there."""
    booked_by: Mapped[str | None] = mapped_column(Text)
    """Id of the account of who booked it here; it outlives the account."""
    notes: Mapped[str | None] = mapped_column(Text)
    naming: Mapped[int | None] = mapped_column(default=0)
    """Generation of the name of its meeting; None for one that was booked before names could be read aloud, and keeps its own."""


class AliasRow(Base):
    """The newest UID of an occurrence whose calendar has given it another than at first; one at most for each."""

    __tablename__ = "aliases"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    """The opaque id of the key with that UID."""
    occurrence_id: Mapped[str] = mapped_column(ForeignKey("occurrences.id", ondelete="CASCADE"), unique=True)
    uid: Mapped[str] = mapped_column(Text)


class OccupancyRow(Base):
    """One occurrence in one room. Rows that hold their room never overlap; the database sees to it."""

    __tablename__ = "occupancies"
    __table_args__ = (
        CheckConstraint('start <= "end"', name="forwards"),
        Index(None, "room_id", "end", "start"),
        Index(None, "room_id", "holding", "start"),
        Index(None, "room_id", "holding", "end", "start"),
        Index(None, "start", "occurrence_id", "room_id"),
    )

    occurrence_id: Mapped[str] = mapped_column(ForeignKey("occurrences.id", ondelete="CASCADE"), primary_key=True)
    room_id: Mapped[str] = mapped_column(Text, primary_key=True)
    start: Mapped[datetime]
    end: Mapped[datetime]
    holding: Mapped[bool]


class SessionRow(Base):
    """An occurrence that went live in a room, pinned as it was then."""

    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("room_id", "occurrence_id"), Index(None, "occurrence_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[str] = mapped_column(Text)
    occurrence_id: Mapped[str] = mapped_column(Text)
    """No foreign key: the session is evidence and outlives a deleted booking."""
    start: Mapped[datetime]
    end: Mapped[datetime]
    title: Mapped[str] = mapped_column(Text)
    preset: Mapped[str | None] = mapped_column(Text)
    confidential: Mapped[bool] = mapped_column(default=False)
    link: Mapped[str | None] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(ForeignKey("site_texts.digest"))
    """The room files it runs by."""
    withdrawn: Mapped[bool] = mapped_column(default=False)
    moved_from: Mapped[datetime | None]
    """The end it had before its calendar moved that while it was live."""


class OverrideRow(Base):
    """One press of a button; *number* is the order in which they are folded."""

    __tablename__ = "overrides"
    __table_args__ = (
        Index(None, "room_id", "at"),
        Index(None, "room_id", "kind", "number"),
        Index(None, "occurrence_id"),
        NUMBERS_ONCE,
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    """The client's uuid: a repetition finds its row."""
    kind: Mapped[str] = mapped_column(Text)
    room_id: Mapped[str] = mapped_column(Text)
    occurrence_id: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    seen_end: Mapped[datetime | None]
    """The end that was on the screen (extend)."""
    device: Mapped[str | None] = mapped_column(Text)
    scene: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)
    revision: Mapped[int]
    """The room's revision that the client was answered."""
    wanted: Mapped[bool | None]
    """On or off, where that is what was asked."""


@event.listens_for(OccupancyRow.__table__, "after_create")
def _promise_no_overlap(_table: object, connection: Connection, **_: object) -> None:
    """No double booking: the database promises that, and not Python."""
    dialect_of(connection.dialect.name).promise_no_overlap(connection, OVERLAP)
