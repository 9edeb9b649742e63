"""Names of people as they are looked for and sorted."""

import sqlalchemy as sa
from alembic import op

from orchestrator.accounts.names import folded

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, with what stands for the names that there are."""
    op.add_column("accounts", sa.Column("name_key", sa.Text(), server_default="", nullable=False))
    accounts = sa.table(
        "accounts", sa.column("id", sa.Text()), sa.column("name", sa.Text()), sa.column("name_key", sa.Text())
    )
    connection = op.get_bind()
    for account, name in connection.execute(sa.select(accounts.c.id, accounts.c.name)).all():
        connection.execute(accounts.update().where(accounts.c.id == account).values(name_key=folded(name)))
    op.create_index(op.f("ix_accounts_name_key_id"), "accounts", ["name_key", "id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index(op.f("ix_accounts_name_key_id"), table_name="accounts")
    op.drop_column("accounts", "name_key")
