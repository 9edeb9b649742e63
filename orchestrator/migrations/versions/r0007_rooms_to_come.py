"""Indexes by which what wants a room at some time is found without a look at all that is to come."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INDEXES = (["room_id", "holding", "start"], ["room_id", "holding", "end", "start"])


def upgrade() -> None:
    """Make both."""
    for columns in _INDEXES:
        op.create_index(op.f(f"ix_occupancies_{'_'.join(columns)}"), "occupancies", columns)


def downgrade() -> None:
    """Drop both."""
    for columns in _INDEXES:
        op.drop_index(op.f(f"ix_occupancies_{'_'.join(columns)}"), "occupancies")
