"""What was done to a sitting outside of its log, as the audit keeps it."""

from orchestrator.audit.acts import Act, ActKind, ActObject, Changes, ObjectKind
from orchestrator.audit.store import record
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.people.doer import Doer
from schedules.store.transaction import Transaction


def note(db: Transaction, kind: ActKind, dossier: Dossier, by: Doer, changes: Changes | None = None) -> None:
    """Record it. It names neither the organ nor anybody, and not what was decided: whoever administers the installation reads acts, too."""
    about = ActObject(ObjectKind.SITTING, dossier.sitting)
    record(db, by.actor, Act(kind, by.now, about, organisation=dossier.organisation, changes=changes or {}))
