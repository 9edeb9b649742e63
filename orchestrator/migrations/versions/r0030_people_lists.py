"""Lists of people that organisations keep."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "people_lists",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_lists")),
    )
    op.create_index(op.f("ix_people_lists_organisation"), "people_lists", ["organisation"])
    op.create_table(
        "listed_people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("mail_key", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_people")),
        sa.UniqueConstraint("list_id", "mail_key", name=op.f("uq_listed_people_list_id_mail_key")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["people_lists.id"], name=op.f("fk_listed_people_list_id_people_lists"), ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("listed_people")
    op.drop_table("people_lists")
