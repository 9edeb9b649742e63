"""Acts into the store: `record` in the transaction of what changed, and blanking where words have to go."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select, update

from orchestrator.access.identity import Actor
from orchestrator.audit.acts import WORDS, Act, ActObject, ObjectKind, value_of
from orchestrator.audit.tables import ActRow
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
    blank_all(db, about.kind, [about.id])


def blank_all(db: Transaction, kind: ObjectKind, ids: Sequence[str]) -> frozenset[str]:
    """The same for all objects of those *ids*; gives the words that are gone."""
    those = (ActRow.object_kind == kind, ActRow.object_id.in_(ids), ActRow.changes != {})
    told = db.scalars(select(ActRow.changes).where(*those)).all()
    db.execute(update(ActRow).where(*those).values(changes={}))
    both = (value for changes in told for name in WORDS for value in changes.get(name, ()))
    return frozenset(value for value in both if isinstance(value, str) and value)
