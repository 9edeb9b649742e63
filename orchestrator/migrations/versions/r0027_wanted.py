"""What is wanted of the meeting on a room's big screen: on or off."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; earlier presses asked for nothing of the kind."""
    op.add_column("overrides", sa.Column("wanted", sa.Boolean()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("overrides", "wanted")
