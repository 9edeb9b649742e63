"""What was done to the papers of a sitting, as the audit keeps it."""

from orchestrator.audit.acts import Act, ActKind, ActObject, ObjectKind
from orchestrator.audit.store import record
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.people.doer import Doer
from schedules.store.transaction import Transaction


def note_act(db: Transaction, dossier: Dossier, kind: ActKind, by: Doer) -> None:
    """Record it. It names nobody, and not what was decided: whoever administers the installation reads acts, too."""
    about = ActObject(ObjectKind.SITTING, dossier.sitting)
    record(db, by.actor, Act(kind, by.now, about, organisation=dossier.organisation))
