"""Run by alembic: within the service on the connection it hands over, by hand on `alembic -x database=ADDRESS`."""

from alembic import context
from sqlalchemy import Connection

from orchestrator.migrations.tables import METADATA
from schedules.store.database import open_database


def run_on(connection: Connection) -> None:
    """Run the migrations in the transaction of *connection*."""
    context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
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
