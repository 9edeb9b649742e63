"""Dossiers of sittings, links into them and devices of members; how far each sitting has come."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and the column of what sittings are."""
    op.add_column("council_sittings", sa.Column("status", sa.Text(), server_default="drafted", nullable=False))
    op.create_table(
        "council_dossiers",
        sa.Column("sitting_id", sa.Text(), nullable=False),
        sa.Column("organ_id", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("begins", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("second", sa.BigInteger()),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.Column("bookings", sa.JSON(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.Column("late_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("convened_at", sa.BigInteger()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sitting_id", name=op.f("pk_council_dossiers")),
        sa.ForeignKeyConstraint(
            ["organ_id"], ["council_organs.id"], name=op.f("fk_council_dossiers_organ_id_council_organs")
        ),
    )
    op.create_index(op.f("ix_council_dossiers_organ_id"), "council_dossiers", ["organ_id"])
    op.create_index(op.f("ix_council_dossiers_organisation"), "council_dossiers", ["organisation"])
    op.create_table(
        "council_links",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sitting_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.Column("read_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_links")),
        sa.UniqueConstraint("sitting_id", "kind", "holder", name=op.f("uq_council_links_sitting_id_kind_holder")),
        sa.UniqueConstraint("hash", name=op.f("uq_council_links_hash")),
        _of_dossier("council_links"),
    )
    op.create_table(
        "council_devices",
        sa.Column("sitting_id", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sitting_id", "seat", name=op.f("pk_council_devices")),
        sa.UniqueConstraint("hash", name=op.f("uq_council_devices_hash")),
        _of_dossier("council_devices"),
    )


def downgrade() -> None:
    """Forget them."""
    for table in ("council_devices", "council_links", "council_dossiers"):
        op.drop_table(table)
    op.drop_column("council_sittings", "status")


def _of_dossier(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_sitting_id_council_dossiers")
    return sa.ForeignKeyConstraint(["sitting_id"], ["council_dossiers.sitting_id"], name=name, ondelete="CASCADE")
