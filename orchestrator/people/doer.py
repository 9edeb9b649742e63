"""Who does something to people, when, and by which sign-in of their own."""

from dataclasses import dataclass
from datetime import datetime

from orchestrator.access.identity import Actor


@dataclass(frozen=True, slots=True)
class Doer:
    """Somebody who is about to change something."""

    actor: Actor
    now: datetime
    sign_in: str | None = None
    """The id of the sign-in by which they do it; None for programs and commands."""

    def is_account(self, account_id: str) -> bool:
        """Whether they do it to themself."""
        return self.actor.kind == "account" and self.actor.id == account_id

    def kept_of(self, account_id: str) -> str | None:
        """The sign-in that stays when all of that account end: their own, where they do it to themself."""
        return self.sign_in if self.is_account(account_id) else None
