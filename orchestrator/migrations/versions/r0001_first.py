"""The first schema: bookings and their rooms, and who may enter.

A revision is never edited once released. It repeats what the tables were then; what they are now is in the tables modules.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.BigInteger()
"""Milliseconds since 1970, UTC."""

NO_OVERLAP = """
CREATE TRIGGER occupancies_no_overlap_{name} BEFORE {when} ON occupancies BEGIN
    SELECT RAISE(ABORT, 'occupancies overlap') WHERE NEW.holding AND NEW."end" > (
        SELECT start FROM occupancies
        WHERE room_id = NEW.room_id AND holding AND "end" > NEW.start AND occurrence_id <> NEW.occurrence_id
        ORDER BY "end", start LIMIT 1
    );
END"""


def upgrade() -> None:
    """Make everything; for PostgreSQL an exclusion constraint will stand in the triggers' place."""
    _create_what_is_planned_from()
    _create_bookings()
    for when in ("INSERT", "UPDATE"):
        op.execute(NO_OVERLAP.format(name=when.lower(), when=when))
    _create_what_people_pressed()
    _create_access()
    _create_agents()


def downgrade() -> None:
    """Leave nothing; indexes and triggers go with their tables."""
    for table in (
        "reports",
        "agents",
        "web_sessions",
        "tokens",
        "overrides",
        "sessions",
        "occupancies",
        "occurrences",
        "calendars",
        "rooms",
        "site_texts",
        "facts",
    ):
        op.drop_table(table)


def _create_what_is_planned_from() -> None:
    op.create_table(
        "facts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_facts")),
    )
    op.create_table(
        "site_texts",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("stored_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_site_texts")),
    )
    op.create_table(
        "rooms",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("active_digest", sa.Text()),
        sa.Column("wished_digest", sa.Text()),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("put_back_at", TIME),
        sa.ForeignKeyConstraint(
            ["active_digest"], ["site_texts.digest"], name=op.f("fk_rooms_active_digest_site_texts")
        ),
        sa.ForeignKeyConstraint(
            ["wished_digest"], ["site_texts.digest"], name=op.f("fk_rooms_wished_digest_site_texts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
    )
    op.create_table(
        "calendars",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("text", sa.LargeBinary()),
        sa.Column("text_digest", sa.Text()),
        sa.Column("fetched_at", TIME),
        sa.Column("failing_since", TIME),
        sa.Column("error", sa.Text()),
        sa.Column("expanded_until", TIME),
        sa.Column("notes", sa.JSON(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
    )


def _create_bookings() -> None:
    op.create_table(
        "occurrences",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("recurrence", TIME, nullable=False),
        sa.Column("start", TIME, nullable=False),
        sa.Column("end", TIME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text()),
        sa.Column("link", sa.Text()),
        sa.Column("preset", sa.Text()),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("closure", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stamp", TIME),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint("calendar", "uid", "recurrence", name=op.f("uq_occurrences_calendar_uid_recurrence")),
    )
    op.create_index(op.f("ix_occurrences_end_start"), "occurrences", ["end", "start"])
    op.create_table(
        "occupancies",
        sa.Column("occurrence_id", sa.Text(), nullable=False),
        sa.Column("room_id", sa.Text(), nullable=False),
        sa.Column("start", TIME, nullable=False),
        sa.Column("end", TIME, nullable=False),
        sa.Column("holding", sa.Boolean(), nullable=False),
        sa.CheckConstraint('start <= "end"', name=op.f("ck_occupancies_forwards")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrences.id"],
            name=op.f("fk_occupancies_occurrence_id_occurrences"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("occurrence_id", "room_id", name=op.f("pk_occupancies")),
    )
    op.create_index(op.f("ix_occupancies_room_id_end_start"), "occupancies", ["room_id", "end", "start"])


def _create_what_people_pressed() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Text(), nullable=False),
        sa.Column("occurrence_id", sa.Text(), nullable=False),
        sa.Column("start", TIME, nullable=False),
        sa.Column("end", TIME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("preset", sa.Text()),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("link", sa.Text()),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("ended_at", TIME),
        sa.UniqueConstraint("room_id", "occurrence_id", name=op.f("uq_sessions_room_id_occurrence_id")),
        sa.ForeignKeyConstraint(["digest"], ["site_texts.digest"], name=op.f("fk_sessions_digest_site_texts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_table(
        "overrides",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("room_id", sa.Text(), nullable=False),
        sa.Column("occurrence_id", sa.Text()),
        sa.Column("at", TIME, nullable=False),
        sa.Column("until", TIME),
        sa.Column("seen_end", TIME),
        sa.Column("device", sa.Text()),
        sa.Column("scene", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_overrides")),
        sa.UniqueConstraint("id", name=op.f("uq_overrides_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_overrides_occurrence_id"), "overrides", ["occurrence_id"])
    op.create_index(op.f("ix_overrides_room_id_at"), "overrides", ["room_id", "at"])


def _create_access() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME),
        sa.Column("label", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("hash", name=op.f("uq_tokens_hash")),
    )
    op.create_table(
        "web_sessions",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("token_id", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"], ["tokens.id"], name=op.f("fk_web_sessions_token_id_tokens"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_web_sessions")),
    )
    op.create_index(op.f("ix_web_sessions_token_id"), "web_sessions", ["token_id"])


def _create_agents() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("last_seq", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
    )
    op.create_table(
        "reports",
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("room_id", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("device", sa.Text()),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("stored_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "seq", name=op.f("pk_reports")),
    )
    op.create_index(op.f("ix_reports_room_id_at"), "reports", ["room_id", "at"])
