"""Who came by a link: the id of their token, their name, and whether they sit in the hall."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("meeting_link_uses", sa.Column("entrant", sa.Text(), server_default="", nullable=False))
    op.add_column("meeting_link_uses", sa.Column("name", sa.Text(), server_default="", nullable=False))
    op.add_column("meeting_link_uses", sa.Column("in_hall", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Drop them."""
    for column in ("in_hall", "name", "entrant"):
        op.drop_column("meeting_link_uses", column)
