"""The roll of an organ: its seats, and who holds each when."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a seat during [since, until); None is without an end."""

    person: str
    name: str
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    def holds(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Seat:
    """One place in the organ. Denominators count seats, so that a substitute changes none."""

    id: str
    code: str
    """What tells namesakes apart; it is no secret."""
    holders: tuple[Holder, ...]
    """The member in office first, then substitutes: where several hold at an instant, the last one named does."""
    ex_officio: bool = False

    def holder(self, at: datetime) -> Holder | None:
        """Who holds the seat at that instant; None: it is vacant, and not in office."""
        return next((holder for holder in reversed(self.holders) if holder.holds(at)), None)


Roll = tuple[Seat, ...]
