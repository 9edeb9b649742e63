"""Codes of the seats of a sitting."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "council_pins",
        sa.Column("sitting_id", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sitting_id", "seat", name=op.f("pk_council_pins")),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["council_sittings.id"], name=op.f("fk_council_pins_sitting_id_council_sittings")
        ),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("council_pins")
