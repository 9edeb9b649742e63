"""By which password a booking's meeting is protected."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, empty: as presets say."""
    op.add_column("meeting_settings", sa.Column("protection", sa.Text()))
    op.add_column("meeting_settings", sa.Column("password", sa.LargeBinary()))


def downgrade() -> None:
    """Forget them."""
    op.drop_column("meeting_settings", "password")
    op.drop_column("meeting_settings", "protection")
