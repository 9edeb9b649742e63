"""Links that open nothing, counted by the address they come from: who tries many different ones is told to wait.

A link that opens something never waits, and an old one that a whole class opens counts once.
"""

from collections import OrderedDict
from collections.abc import Callable

from aiohttp import web

from integrations.serving.visits import network_of
from orchestrator.access.guesses import REMEMBERED, Guesses
from orchestrator.accounts.hashing import hash_of


class WrongLinks:
    """The recent ones."""

    def __init__(self, clock_s: Callable[[], float]) -> None:
        """Begin with none; *clock_s* is a monotonic clock."""
        self._guesses = Guesses(clock_s)
        self._seen: OrderedDict[tuple[str, str], None] = OrderedDict()
        """From where, and the hash of what was tried there."""

    def wrong(self, address: str, secret: str) -> tuple[int, float]:
        """Count it. Gives how many are to be logged now, and for how long to ask no more, in seconds."""
        tried = (network_of(address), hash_of(secret))
        if tried in self._seen:
            return 0, 0.0
        self._seen[tried] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return self._guesses.wrong(address)


WRONG_LINKS = web.AppKey("wrong_links", WrongLinks)
