"""Wrong credentials, counted by the address they come from: who shows many is told to wait, and is a line of the log.

A right token beside them is never counted and never waits. Behind a proxy all come from its address, which is why a right
one is always looked at first.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from config.thinned import Thinned
from integrations.serving.visits import network_of

ALLOWED = 20
"""Wrong ones within a minute: a tablet whose token was revoked asks every few seconds."""
WITHIN_S = 60.0
REMEMBERED = 1024
"""The most addresses that are remembered; the one that was silent longest gives way."""


@dataclass(slots=True)
class _Address:
    began_s: float
    wrong: int = 0
    refusals: Thinned = field(default_factory=Thinned)


class Guesses:
    """The recent wrong credentials."""

    def __init__(self, clock_s: Callable[[], float]) -> None:
        """Begin with none; *clock_s* is a monotonic clock."""
        self._clock_s = clock_s
        self._addresses: OrderedDict[str, _Address] = OrderedDict()
        self._forbidden: dict[str, Thinned] = {}
        """Refusals by the ids of tokens, which cannot be more than were made."""

    def wrong(self, address: str) -> tuple[int, float]:
        """Count a wrong one. Gives how many refusals are to be logged now, and for how long to ask no more, in seconds."""
        now_s, name = self._clock_s(), network_of(address)
        known = self._addresses.setdefault(name, _Address(now_s))
        self._addresses.move_to_end(name)
        if len(self._addresses) > REMEMBERED:
            self._addresses.popitem(last=False)
        if now_s - known.began_s >= WITHIN_S:
            known.began_s, known.wrong = now_s, 0
        known.wrong += 1
        wait_s = WITHIN_S - (now_s - known.began_s) if known.wrong > ALLOWED else 0.0
        return known.refusals.happened(now_s), wait_s

    def forbidden(self, token: str) -> int:
        """Count a forbidden request with a good token. Returns how many of them to log now, or 0."""
        return self._forbidden.setdefault(token, Thinned()).happened(self._clock_s())
