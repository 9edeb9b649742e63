"""What people and programs changed, in rows that the database keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INDEXES = (
    ["at"],
    ["who", "at"],
    ["action", "at"],
    ["object_kind", "object_id", "at"],
    ["room", "at"],
    ["organisation", "at"],
)
KEPT = (
    """
CREATE TRIGGER acts_kept_update BEFORE UPDATE ON acts WHEN NOT (NEW."number" IS OLD."number" AND NEW."at" IS OLD."at"
 AND NEW."who_kind" IS OLD."who_kind" AND NEW."who" IS OLD."who" AND NEW."action" IS OLD."action"
 AND NEW."object_kind" IS OLD."object_kind" AND NEW."object_id" IS OLD."object_id" AND NEW."site" IS OLD."site"
 AND NEW."room" IS OLD."room" AND NEW."organisation" IS OLD."organisation" AND NEW."caused_by" IS OLD."caused_by"
 AND NEW."address" IN (OLD."address", '') AND NEW."changes" IN (OLD."changes", '{}'))
 BEGIN SELECT RAISE(ABORT, 'acts are kept'); END""",
    """
CREATE TRIGGER acts_kept_delete BEFORE DELETE ON acts
 WHEN NOT (coalesce(OLD.at < (SELECT "before" FROM act_terms WHERE action = OLD.action), 0))
 BEGIN SELECT RAISE(ABORT, 'acts are kept'); END""",
)


def upgrade() -> None:
    """Make the tables, and the promise."""
    op.create_table(
        "act_terms",
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("action", name=op.f("pk_act_terms")),
    )
    op.create_table(
        "acts",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who_kind", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text()),
        sa.Column("room", sa.Text()),
        sa.Column("organisation", sa.Text()),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("caused_by", sa.Text()),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_acts")),
        sqlite_autoincrement=True,
    )
    for columns in INDEXES:
        op.create_index(op.f(f"ix_acts_{'_'.join(columns)}"), "acts", columns)
    for trigger in KEPT:
        op.execute(trigger)


def downgrade() -> None:
    """Forget them."""
    op.drop_table("acts")
    op.drop_table("act_terms")
