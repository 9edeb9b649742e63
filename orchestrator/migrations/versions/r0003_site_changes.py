"""When another version of the room files was wished, by whom and why, and which rooms were made to follow it at once."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "site_changes",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["site_texts.digest"], name=op.f("fk_site_changes_digest_site_texts")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_site_changes")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_table("site_changes")
