"""Which occurrences are whole days that their calendars mark free, and yield to all others."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: nothing that is stored yields."""
    op.add_column("occurrences", sa.Column("yields", sa.Boolean(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("occurrences", "yields")
