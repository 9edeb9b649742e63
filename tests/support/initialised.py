"""What `regia init` has made in a folder, looked at without the command."""

import stat
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from orchestrator.accounts.links import LinkKind, open_link
from orchestrator.installing.administrator import administrators
from schedules.store.database import open_database
from schedules.store.transaction import Transaction

ANSWERS: Mapping[str, str] = {
    "--name": "Officine Municipali",
    "--timezone": "Europe/Rome",
    "--halls": "Sala 1, Aula magna",
    "--url": "https://regia.comune.example",
    "--email": "anna.rossi@comune.example",
}
EMAIL = ANSWERS["--email"]


def options(**others: str | None) -> Sequence[str]:
    """All answers as options, others where they are named, none where that is None."""
    answers = {**ANSWERS, **{f"--{name}": text for name, text in others.items()}}
    return [word for name, text in answers.items() if text is not None for word in (name, text)]


@dataclass(frozen=True)
class Made:
    """The bytes of the two files, their modes, who administers, and what lies there."""

    rooms: bytes
    unit: bytes
    modes: Mapping[str, str]
    administrators: list[str | None]
    names: set[str]


def made_in(folder: Path) -> Made:
    """What is there; the database is in ``data``."""
    files = [path for path in folder.rglob("*") if not path.name.startswith("regia.db-")]
    with closing(open_database(f"sqlite:///{folder}/data/regia.db")) as database, Transaction(database.writer) as db:
        emails = [seen.account.email for seen in administrators(db)]
    return Made(
        (folder / "regia.toml").read_bytes(),
        (folder / "regia.service").read_bytes(),
        {str(path.relative_to(folder)): f"{stat.S_IMODE(path.stat().st_mode):o}" for path in files},
        emails,
        {str(path.relative_to(folder)) for path in files},
    )


def opened(folder: Path, said: str) -> tuple[str | None, LinkKind] | None:
    """Whom the link on the last line of *said* lets in, and for what; None where it is good no more."""
    secret = said.splitlines()[-1].rpartition("/links/")[2]
    with closing(open_database(f"sqlite:///{folder}/data/regia.db")) as database, Transaction(database.writer) as db:
        found = open_link(db, secret, datetime.now(UTC))
    return None if found is None else (found[0].email, found[1])
