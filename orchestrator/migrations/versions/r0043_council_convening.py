"""Documents of sittings, mails about them, and of which sitting one is the second call."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the column."""
    op.add_column("council_dossiers", sa.Column("first_call", sa.Text()))
    op.create_table(
        "council_documents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sitting_id", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger()),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_documents")),
        _of_dossier("council_documents"),
    )
    op.create_index(op.f("ix_council_documents_sitting_id"), "council_documents", ["sitting_id"])
    op.create_table(
        "council_mails",
        sa.Column("mail_id", sa.Text(), nullable=False),
        sa.Column("sitting_id", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("put_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("mail_id", name=op.f("pk_council_mails")),
        _of_dossier("council_mails"),
    )
    op.create_index(op.f("ix_council_mails_sitting_id"), "council_mails", ["sitting_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("council_mails")
    op.drop_table("council_documents")
    op.drop_column("council_dossiers", "first_call")


def _of_dossier(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_sitting_id_council_dossiers")
    return sa.ForeignKeyConstraint(["sitting_id"], ["council_dossiers.sitting_id"], name=name, ondelete="CASCADE")
