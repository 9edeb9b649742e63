"""Until when a token is good, and when it was used last."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = ("expires_at", "last_used_at")


def upgrade() -> None:
    """Add both, empty: the tokens there are go on."""
    for name in COLUMNS:
        op.add_column("tokens", sa.Column(name, sa.BigInteger()))


def downgrade() -> None:
    """Forget both."""
    for name in COLUMNS:
        op.drop_column("tokens", name)
