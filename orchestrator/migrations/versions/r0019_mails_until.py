"""Until when a mail may be sent."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty: mails from before may be sent whenever a server takes them."""
    op.add_column("outbox", sa.Column("until", sa.BigInteger()))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("outbox", "until")
