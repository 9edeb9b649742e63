"""Tokens of programs: what they may, and of whose things."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, empty: tokens made before are of no program."""
    op.add_column("tokens", sa.Column("scopes", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("tokens", sa.Column("organisation", sa.Text()))
    op.add_column("tokens", sa.Column("site", sa.Text()))


def downgrade() -> None:
    """Revoke what would become something else, and forget the columns."""
    op.execute("DELETE FROM tokens WHERE role = 'program'")
    for column in ("scopes", "organisation", "site"):
        op.drop_column("tokens", column)
