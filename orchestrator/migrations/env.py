"""Run by alembic: within the service on the connection it hands over, by hand on `alembic -x database=sqlite:///…`."""

from alembic import context
from sqlalchemy import Connection

import orchestrator.tables  # noqa: F401  the metadata is whole once both modules of tables are loaded
import schedules.store.tables  # noqa: F401
from schedules.store.database import open_database
from schedules.store.rows import Base


def run_on(connection: Connection) -> None:
    """Run the migrations in the transaction of *connection*."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    run_on(handed_over)
else:
    database = open_database(context.get_x_argument(as_dictionary=True)["database"])
    with database.writer.begin() as own:
        run_on(own)
    database.close()
