"""Links into meetings, and when they were used."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "meeting_links",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("occurrence_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_links")),
        sa.UniqueConstraint("occurrence_id", "kind", "holder", name=op.f("uq_meeting_links_occurrence_id_kind_holder")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrences.id"],
            name=op.f("fk_meeting_links_occurrence_id_occurrences"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_meeting_links_hash"), "meeting_links", ["hash"], unique=True)
    op.create_table(
        "meeting_link_uses",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["meeting_links.id"],
            name=op.f("fk_meeting_link_uses_link_id_meeting_links"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_meeting_link_uses")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_meeting_link_uses_link_id_at"), "meeting_link_uses", ["link_id", "at"])
    op.create_index(op.f("ix_meeting_link_uses_at"), "meeting_link_uses", ["at"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("meeting_link_uses")
    op.drop_table("meeting_links")
