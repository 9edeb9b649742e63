"""What people wrote about who was at a booking."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "presence_entries",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("struck_at", sa.BigInteger()),
        sa.Column("struck_by", sa.Text()),
        sa.Column("struck_why", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_presence_entries")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrences.id"],
            name=op.f("fk_presence_entries_occurrence_id_occurrences"),
            ondelete="CASCADE",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_presence_entries_at"), "presence_entries", ["at"])
    op.create_index(op.f("ix_presence_entries_form_id"), "presence_entries", ["form_id"], unique=True)
    op.create_index(op.f("ix_presence_entries_occurrence_id"), "presence_entries", ["occurrence_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("presence_entries")
