"""`regia backup`: a whole copy of the database, made while the service runs."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from orchestrator.commands.environment import settings
from orchestrator.commands.stopping import stop
from orchestrator.commands.store import Data, DatabaseUrl, database_file
from orchestrator.councils.ballots.tables import SecretVoteRow
from orchestrator.councils.ballots.votes import RUNNING
from schedules.store.copies import copy_store, has_rows
from schedules.store.errors import StorageError


def backup(
    file: Annotated[Path, Parameter(help="The copy; it must not be there yet.")],
    /,
    *,
    data: Data = Path("data"),
    database: DatabaseUrl = None,
) -> None:
    """Copy the database to *file*, which is there only once it is whole and on disk. secrets.toml is not in it.

    While a secret vote runs none is made: it would keep what joins people and votes, which the closing destroys.
    """
    settings()
    source = database_file(data, database)
    try:
        refuse_secret_vote(source)
        copy_store(source, file, look=refuse_secret_vote)  # one may have opened while it was made
    except StorageError as error:
        stop(f"No copy was made: {error}.")
    sys.stdout.write(f"{file} is a whole copy ({file.stat().st_size:,} bytes).\n")


def refuse_secret_vote(database: Path) -> None:
    """End with a sentence where a secret vote runs in it."""
    if has_rows(database, SecretVoteRow.__tablename__, SecretVoteRow.stage.key, RUNNING):
        stop("No copy was made: a secret vote is running, and a copy would outlive its secret. Make it afterwards.")
