"""In which charset a calendar's server said its last good text is."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty: nothing was said of the texts that are stored."""
    op.add_column("calendars", sa.Column("charset", sa.Text()))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("calendars", "charset")
