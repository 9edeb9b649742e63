"""Who is expected at a booking."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "booking_people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("occurrence_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("mail_key", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("moderator", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_people")),
        sa.UniqueConstraint("occurrence_id", "mail_key", name=op.f("uq_booking_people_occurrence_id_mail_key")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrences.id"],
            name=op.f("fk_booking_people_occurrence_id_occurrences"),
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("booking_people")
