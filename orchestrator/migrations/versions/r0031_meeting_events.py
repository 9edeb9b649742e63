"""What Jitsi told of its meetings, and tokens that may tell it."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and add the column."""
    op.add_column("tokens", sa.Column("deployment", sa.Text()))
    op.create_table(
        "meeting_events",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("deployment", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("occurrence_id", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_meeting_events")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrences.id"],
            name=op.f("fk_meeting_events_occurrence_id_occurrences"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_meeting_events_at"), "meeting_events", ["at"])
    op.create_index(op.f("ix_meeting_events_digest"), "meeting_events", ["digest"], unique=True)
    op.create_index(op.f("ix_meeting_events_occurrence_id_number"), "meeting_events", ["occurrence_id", "number"])


def downgrade() -> None:
    """Drop both."""
    op.drop_table("meeting_events")
    op.drop_column("tokens", "deployment")
