"""When the invited were reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("invitations", sa.Column("reminded_at", sa.BigInteger()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("invitations", "reminded_at")
