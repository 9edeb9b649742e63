"""Whom to call about a booking."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty: of bookings made before nobody has said."""
    op.add_column("occurrences", sa.Column("phone", sa.Text()))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("occurrences", "phone")
