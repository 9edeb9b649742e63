"""A session knows the end it had before its calendar moved that."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIME = sa.BigInteger()


def upgrade() -> None:
    """Make the table anew: a column that is added to it would stand behind its constraints."""
    op.rename_table("sessions", "sessions_before")
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Text(), nullable=False),
        sa.Column("occurrence_id", sa.Text(), nullable=False),
        sa.Column("start", TIME, nullable=False),
        sa.Column("end", TIME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("preset", sa.Text()),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("link", sa.Text()),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("moved_from", TIME),
        sa.UniqueConstraint("room_id", "occurrence_id", name=op.f("uq_sessions_room_id_occurrence_id")),
        sa.ForeignKeyConstraint(["digest"], ["site_texts.digest"], name=op.f("fk_sessions_digest_site_texts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.execute("INSERT INTO sessions SELECT *, NULL FROM sessions_before")
    op.drop_table("sessions_before")


def downgrade() -> None:
    """Forget those ends."""
    op.drop_column("sessions", "moved_from")
