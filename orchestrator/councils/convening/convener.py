"""Who of the office does something to a sitting, and the house in which that is done."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from config.rooms import Installation
from config.words.sentences import Language
from orchestrator.bookings.asking import Asker
from orchestrator.people.doer import Doer
from schedules.store.sealing import Keys

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

    @property
    def doer(self) -> Doer:
        """Who does it, for the audit."""
        return Doer(self.asker.actor, self.now)
