"""The room files that the service took last, for commands that work beside it."""

from config.rooms import Installation
from config.words.sentences import Language
from orchestrator.commands.stopping import stop
from schedules.store.database import Database
from schedules.store.sites import installation, site_changes
from schedules.store.transaction import Transaction

_NO_FILES = {
    "it": "Nessun servizio ha ancora usato {path}: non si sa quanto conservare.",
    "en": "No service has used {path} yet: how long to keep things is not known.",
}


async def site_to_keep_by(store: Database, language: Language) -> Installation:
    """What they say of how long things are kept; ends with a sentence where no service has used the database yet."""
    site = await store.read(site_taken)
    if site is None:
        stop(_NO_FILES[language].format(path=store.path))
    return site


def site_taken(db: Transaction) -> Installation | None:
    """What they say; None where no service has used the database yet."""
    changes = site_changes(db, 1)
    return installation(db, changes[0].digest) if changes else None
