"""What is wanted of the meeting of one booking."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "meeting_settings",
        sa.Column("occurrence_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("lobby", sa.Boolean()),
        sa.Column("language", sa.Text()),
        sa.Column("recorded", sa.Boolean()),
        sa.Column("opening", sa.Text()),
        sa.PrimaryKeyConstraint("occurrence_id", name=op.f("pk_meeting_settings")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrences.id"],
            name=op.f("fk_meeting_settings_occurrence_id_occurrences"),
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_table("meeting_settings")
