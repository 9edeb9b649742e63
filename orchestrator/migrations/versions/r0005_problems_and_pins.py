"""What people in a room said is wrong, and how often a room's PIN was given wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TIME = sa.BigInteger()


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "problems",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("room_id", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("booking", sa.Text(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
    )
    op.create_index(op.f("ix_problems_room_id_at"), "problems", ["room_id", "at"])
    op.create_table(
        "pin_tries",
        sa.Column("room_id", sa.Text(), nullable=False),
        sa.Column("wrong", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", TIME, nullable=True),
        sa.PrimaryKeyConstraint("room_id", name=op.f("pk_pin_tries")),
    )


def downgrade() -> None:
    """Forget both."""
    op.drop_table("pin_tries")
    op.drop_table("problems")
