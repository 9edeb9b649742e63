"""What a store is and keeps secret: made once, at its first start."""

import secrets
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import select

from schedules.store.tables import FactRow
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Facts:
    """The store's id and its keys, of 32 random bytes each; the keys are in no log and no message."""

    store: str
    ids_key: bytes
    """For opaque ids of occurrences."""
    conferences_key: bytes
    """For the names of conferences."""
    cookies_key: bytes
    """For what browsers keep for us and must not change."""

    def __repr__(self) -> str:
        return f"Facts(store={self.store!r})"


def store_facts(db: Transaction) -> Facts:
    """The facts of this store, made if it has none yet."""
    known = {row.key: row.value for row in db.scalars(select(FactRow))}
    fresh = {
        "store": str(uuid4()).encode(),
        "ids_key": secrets.token_bytes(32),
        "conferences_key": secrets.token_bytes(32),
        "cookies_key": secrets.token_bytes(32),
    }
    db.add_all(FactRow(key=key, value=value) for key, value in fresh.items() if key not in known)
    facts = {**fresh, **known}
    return Facts(facts["store"].decode(), facts["ids_key"], facts["conferences_key"], facts["cookies_key"])
