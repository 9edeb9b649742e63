"""What looks for bookings in all rooms, and for those that name somebody."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    op.create_index(
        op.f("ix_occupancies_start_occurrence_id_room_id"), "occupancies", ["start", "occurrence_id", "room_id"]
    )
    op.create_index(op.f("ix_occurrences_organiser_end"), "occurrences", ["organiser", "end"])


def downgrade() -> None:
    """Do without them."""
    op.drop_index(op.f("ix_occurrences_organiser_end"), table_name="occurrences")
    op.drop_index(op.f("ix_occupancies_start_occurrence_id_room_id"), table_name="occupancies")
