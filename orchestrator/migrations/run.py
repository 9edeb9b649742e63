"""alembic, configured here and not by a file. Importing this loads it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

FOLDER = Path(__file__).parent


def migrate(connection: Connection, to: str) -> None:
    """Upgrade within the transaction of *connection*."""
    command.upgrade(_config(connection), to)


def unmake(connection: Connection, to: str = "base") -> None:
    """Downgrade within the transaction of *connection*; ``base`` leaves nothing."""
    command.downgrade(_config(connection), to)


def knows(revision: str) -> bool:
    """Whether *revision* is one of ours."""
    try:
        return ScriptDirectory(str(FOLDER)).get_revision(revision) is not None
    except CommandError:
        return False


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
