"""Secret votes and their papers."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_TABLES = ("ballot_choices", "ballot_receipts", "ballots", "ballot_seats", "secret_votes")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "secret_votes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("private", sa.Text()),
        sa.Column("box", sa.Text()),
        sa.Column("forgotten", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_votes")),
    )
    op.create_table(
        "ballot_seats",
        sa.Column("vote_id", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("blinded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("vote_id", "seat", name=op.f("pk_ballot_seats")),
        sa.ForeignKeyConstraint(
            ["vote_id"],
            ["secret_votes.id"],
            name=op.f("fk_ballot_seats_vote_id_secret_votes"),
            ondelete="CASCADE",
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballots",
        sa.Column("vote", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("vote", "mark", name=op.f("pk_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot_receipts",
        sa.Column("vote", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("vote", "token", name=op.f("pk_ballot_receipts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot_choices",
        sa.Column("vote", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("vote", "number", name=op.f("pk_ballot_choices")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Forget them."""
    for name in _TABLES:
        op.drop_table(name)
