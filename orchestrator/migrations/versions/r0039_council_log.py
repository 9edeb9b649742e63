"""Sittings of councils and their acts."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "council_sittings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organ", sa.Text(), nullable=False),
        sa.Column("frame", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_sittings")),
    )
    op.create_index(op.f("ix_council_sittings_organ"), "council_sittings", ["organ"])
    op.create_table(
        "council_acts",
        sa.Column("sitting_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sitting_id", "number", name=op.f("pk_council_acts")),
        sa.UniqueConstraint("sitting_id", "id", name=op.f("uq_council_acts_sitting_id_id")),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["council_sittings.id"], name=op.f("fk_council_acts_sitting_id_council_sittings")
        ),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("council_acts")
    op.drop_table("council_sittings")
