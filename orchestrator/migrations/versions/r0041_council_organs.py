"""Organs of organisations: rules in versions, seats, holders, officers."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "council_organs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("preset", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_organs")),
    )
    op.create_index(op.f("ix_council_organs_organisation"), "council_organs", ["organisation"])
    op.create_table(
        "council_rules",
        sa.Column("organ_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organ_id", "version", name=op.f("pk_council_rules")),
        _of_organ("council_rules"),
    )
    op.create_table(
        "council_seats",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organ_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("ex_officio", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_seats")),
        _of_organ("council_seats"),
    )
    op.create_index(op.f("ix_council_seats_organ_id"), "council_seats", ["organ_id"])
    op.create_table(
        "council_holders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seat_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("substitute", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date()),
        sa.Column("until", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_holders")),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["council_seats.id"], name=op.f("fk_council_holders_seat_id_council_seats"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_council_holders_seat_id"), "council_holders", ["seat_id"])
    op.create_table(
        "council_officers",
        sa.Column("organ_id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Text()),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organ_id", "office", "place", name=op.f("pk_council_officers")),
        _of_organ("council_officers"),
        sa.ForeignKeyConstraint(
            ["holder_id"],
            ["council_holders.id"],
            name=op.f("fk_council_officers_holder_id_council_holders"),
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """Forget them."""
    for table in ("council_officers", "council_holders", "council_seats", "council_rules", "council_organs"):
        op.drop_table(table)


def _of_organ(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_organ_id_council_organs")
    return sa.ForeignKeyConstraint(["organ_id"], ["council_organs.id"], name=name, ondelete="CASCADE")
