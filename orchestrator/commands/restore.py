"""`regia restore`: put a copy of the database in its place, while no service runs."""

import asyncio
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from orchestrator.access.actors import command_actor
from orchestrator.audit.acts import Act, ActKind, ActObject, Field, ObjectKind, changes_between
from orchestrator.audit.store import record
from orchestrator.commands.environment import settings
from orchestrator.commands.stopping import stop
from orchestrator.commands.store import Data, DatabaseUrl, database_file, make_folder
from orchestrator.migrations.schema import upgrade
from schedules.store.copies import copy_store, exchange_store, remove_store, rename_store
from schedules.store.database import open_database
from schedules.store.dialects import address_of
from schedules.store.errors import StorageBusy, StorageError
from schedules.store.locks import take_database_lock


def restore(
    file: Annotated[Path, Parameter(help="The copy, as `regia backup` made it; it stays as it is.")],
    /,
    *,
    data: Data = Path("data"),
    database: DatabaseUrl = None,
) -> None:
    """Put the copy in the database's place, and keep what was there beside it.

    The restored database is another to the agents, so that they follow its plans however old they are.
    """
    settings()
    path = database_file(data, database).resolve()
    try:
        make_folder(path.parent)
        kept = _restore(file, path)
    except StorageError as error:
        stop(f"Nothing was restored: {error}.")
    sys.stdout.write(f"{path} is the copy {file} from now on.\n")
    if kept is not None:
        sys.stdout.write(f"What was there before is {kept}.\n")
    sys.stdout.write("Tokens that were revoked since the copy was made are in force again: see `regia token list`.\n")


def _restore(copy: Path, path: Path) -> Path | None:
    """Put *copy* in the place of *path*; gives where what was there is now. Raises StorageError."""
    with ExitStack() as locks:
        for name in ("serving", "lock"):
            if (lock := take_database_lock(path, name)) is None:
                raise StorageBusy(f"a service or a command is working on {path}; end it first")
            locks.enter_context(lock)
        fresh = path.with_name(f"{path.name}.restored")
        _clear(path, fresh)
        copy_store(copy, fresh)
        store = open_database(address_of(fresh))
        try:
            upgrade(store)
            asyncio.run(store.write(record, command_actor(), _act(copy)))
        finally:
            store.close()
        rename_store(fresh)
        there_was_one, old = path.exists(), _name_for_old(path)
        exchange_store(fresh, path, old)
    for name in ("lock", "serving"):
        path.with_name(f"{fresh.name}.{name}").unlink(missing_ok=True)
    return old if there_was_one else None


def _act(copy: Path) -> Act:
    told = changes_between({}, {Field.FILES: copy.name})
    return Act(ActKind.STORE_RESTORED, datetime.now(UTC), ActObject(ObjectKind.INSTALLATION), changes=told)


def _clear(path: Path, fresh: Path) -> None:
    """Remove what a restoring left that was killed: its copy, and a second name that it gave the database."""
    remove_store(fresh)
    for old in path.parent.glob(f"{path.name}.before-*"):
        if path.exists() and old.samefile(path):
            old.unlink()


def _name_for_old(path: Path) -> Path:
    """A name that says when this was, and that nothing has: of two in one second the later has a number as well."""
    dated = f"{path.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    names = (path.with_name(f"{dated}{'' if number == 1 else f'-{number}'}") for number in count(1))
    return next(name for name in names if not name.exists())
