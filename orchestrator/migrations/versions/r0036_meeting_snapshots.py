"""How many were in a meeting at one moment."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "meeting_snapshots",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_meeting_snapshots")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrences.id"],
            name=op.f("fk_meeting_snapshots_occurrence_id_occurrences"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_meeting_snapshots_at"), "meeting_snapshots", ["at"])
    op.create_index(op.f("ix_meeting_snapshots_occurrence_id_number"), "meeting_snapshots", ["occurrence_id", "number"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("meeting_snapshots")
