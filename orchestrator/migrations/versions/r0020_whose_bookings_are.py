"""Whose a booking is, who booked it, and what the caretaker should know."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

COLUMNS = ("organisation", "booked_by", "notes")
INDEXED = ("organisation", "booked_by")


def upgrade() -> None:
    """Add the columns, empty: bookings that nobody owns become the house's once the room files name it."""
    for name in COLUMNS:
        op.add_column("occurrences", sa.Column(name, sa.Text()))
    for name in INDEXED:
        op.create_index(op.f(f"ix_occurrences_{name}_end"), "occurrences", [name, "end"])


def downgrade() -> None:
    """Forget them."""
    for name in INDEXED:
        op.drop_index(op.f(f"ix_occurrences_{name}_end"), table_name="occurrences")
    for name in reversed(COLUMNS):
        op.drop_column("occurrences", name)
