"""With which token a booking was made."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty: of bookings made before nobody knows."""
    op.add_column("occurrences", sa.Column("made_by", sa.Text()))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("occurrences", "made_by")
