"""Acts into the store: `record` in the transaction of what changed, and blanking where words have to go."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from orchestrator.access.identity import Actor
from orchestrator.audit.acts import Act, ActKind, ActObject, value_of
from orchestrator.audit.tables import ActRow, ActTermRow
from schedules.store.keeping import Found
from schedules.store.prepared import Prepared
from schedules.store.transaction import Transaction

_COLUMNS = [column.name for column in ActRow.__table__.columns if column.name != "number"]
_STORE = Prepared(insert(ActRow).values({name: bindparam(name) for name in _COLUMNS}).returning(ActRow.number))
"""Without the mapper: each press runs it."""


def record(db: Transaction, actor: Actor, act: Act) -> int:
    """Store that *actor* did *act*, in the transaction that does it; gives its number."""
    changes = {str(name): [value_of(before), value_of(after)] for name, (before, after) in act.changes.items()}
    stored = _STORE.first(
        db,
        at=act.at,
        who_kind=actor.kind,
        who=actor.id,
        address=actor.address,
        action=act.kind,
        object_kind=act.object.kind,
        object_id=act.object.id,
        site=act.site,
        room=act.room,
        organisation=act.organisation,
        changes=changes,
        caused_by=act.caused_by,
    )
    return int(stored.number)


def blank(db: Transaction, about: ActObject) -> None:
    """Forget the words of all acts done to *about*; that they were done, when and by whom stays."""
    those = (ActRow.object_kind == about.kind, ActRow.object_id == about.id)
    db.execute(update(ActRow).where(*those).values(changes={}))


def acts_over(before: datetime) -> Found:
    """Acts that were done before that, the oldest first: number and time."""
    return select(ActRow.number, ActRow.at.label("at")).where(ActRow.at < before).order_by(ActRow.at)


def delete_acts(db: Transaction, numbers: Sequence[int], before: datetime) -> None:
    """Let acts of before that go, and tell the database that they may."""
    for kind in ActKind:
        db.merge(ActTermRow(action=kind, before=before))
    db.flush()
    db.execute(delete(ActRow).where(ActRow.number.in_(numbers)))
