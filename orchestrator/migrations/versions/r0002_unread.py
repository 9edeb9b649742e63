"""Columns that nothing read are gone, and the holds of a room are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UNREAD = {
    "calendars": (("text_digest", sa.Text()), ("expanded_until", sa.BigInteger())),
    "sessions": (("ended_at", sa.BigInteger()),),
}


def upgrade() -> None:
    """Drop the columns, make the index."""
    for table, columns in UNREAD.items():
        for name, _ in columns:
            op.drop_column(table, name)
    op.create_index(op.f("ix_overrides_room_id_kind_number"), "overrides", ["room_id", "kind", "number"])


def downgrade() -> None:
    """Leave the columns empty, as they were."""
    op.drop_index(op.f("ix_overrides_room_id_kind_number"), "overrides")
    for table, columns in UNREAD.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind))
