"""The pictures behind the big screens' words, and which site has which."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.execute("UPDATE rooms SET revision = revision + 1")  # plans tell of the house from now on: agents take them anew
    op.create_table(
        "pictures",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_pictures")),
    )
    op.create_table(
        "backgrounds",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["site_texts.digest"], name=op.f("fk_backgrounds_version_site_texts")),
        sa.ForeignKeyConstraint(["picture"], ["pictures.digest"], name=op.f("fk_backgrounds_picture_pictures")),
        sa.PrimaryKeyConstraint("version", "site_id", name=op.f("pk_backgrounds")),
    )


def downgrade() -> None:
    """Forget both."""
    op.drop_table("backgrounds")
    op.drop_table("pictures")
