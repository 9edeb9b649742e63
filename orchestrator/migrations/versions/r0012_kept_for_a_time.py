"""Indexes by which what has been kept long enough is found without a look at all the rest."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_INDEXES = (("reports", "stored_at"), ("sessions", "occurrence_id"))


def upgrade() -> None:
    """Make both."""
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Drop both."""
    for table, column in _INDEXES:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
