"""Who of the office does something to a sitting, and the house in which that is done."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from config.rooms import Installation
from config.words.sentences import Language
from orchestrator.audit.acts import Act, ActKind, ActObject, Changes, ObjectKind
from orchestrator.audit.store import record
from orchestrator.bookings.asking import Asker
from orchestrator.councils.dossiers.dossier import Dossier
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction

SCREEN = "office"
"""Where the acts of a log were done that the office does."""


@dataclass(frozen=True, slots=True)
class House:
    """What convening needs to know of the installation."""

    installation: Installation
    zone: ZoneInfo
    keys: Keys
    """That links, codes and mails are made from."""
    ids_key: bytes
    """That the ids of bookings are made from."""
    language: Language
    """In which whoever asks is refused."""


@dataclass(frozen=True, slots=True)
class Convener:
    """Somebody of the office, now."""

    asker: Asker
    now: datetime
    person: str = ""
    """The person of acts that they are; "" for a manager, who convenes in the chair's name."""


def note(db: Transaction, kind: ActKind, dossier: Dossier, convener: Convener, changes: Changes | None = None) -> None:
    """Record the act. It names neither the organ nor anybody, nor what it is about."""
    about = ActObject(ObjectKind.SITTING, dossier.sitting)
    act = Act(kind, convener.now, about, organisation=dossier.organisation, changes=changes or {})
    record(db, convener.asker.actor, act)
