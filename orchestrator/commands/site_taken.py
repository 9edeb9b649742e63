"""The room files that the service took last, for commands that work beside it."""

from config.rooms import Installation
from schedules.store.sites import installation, site_changes
from schedules.store.transaction import Transaction


def site_taken(db: Transaction) -> Installation | None:
    """What they say; None where no service has used the database yet."""
    changes = site_changes(db, 1)
    return installation(db, changes[0].digest) if changes else None
