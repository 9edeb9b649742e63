"""Who was invited, what they were told last, and mails that calendars read."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and the column."""
    op.add_column("outbox", sa.Column("calendar", sa.LargeBinary()))
    op.create_table(
        "invitations",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("expressly", sa.Boolean(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("invited_at", sa.BigInteger(), nullable=False),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("told", sa.Text()),
        sa.Column("told_start", sa.BigInteger()),
        sa.Column("told_end", sa.BigInteger()),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Text()),
        sa.Column("told_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_invitations")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["booking_people.id"],
            name=op.f("fk_invitations_person_id_booking_people"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_invitations_told_end"), "invitations", ["told_end"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("invitations")
    op.drop_column("outbox", "calendar")
