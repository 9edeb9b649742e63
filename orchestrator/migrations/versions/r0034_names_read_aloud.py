"""Which name the meeting of a booking has. Those that are there keep the one under which they were announced."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty: what is booked from now on has a name that can be read aloud."""
    op.add_column("occurrences", sa.Column("naming", sa.Integer()))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("occurrences", "naming")
