"""What people do with their own account, as it is written down."""

from datetime import datetime

from orchestrator.access.identity import Actor
from orchestrator.audit.acts import Act, ActKind, ActObject, Changes, ObjectKind
from orchestrator.audit.store import record
from schedules.store.transaction import Transaction


def note_own_act(
    db: Transaction, actor: Actor, kind: ActKind, account: str, now: datetime, changes: Changes | None = None
) -> None:
    """Write down an act that was done to that account."""
    record(db, actor, Act(kind, now, ActObject(ObjectKind.ACCOUNT, account), changes=changes or {}))


def owner(account: str, address: str) -> Actor:
    """The owner of an account, who is about to be let in, or out."""
    return Actor("account", account, address)
