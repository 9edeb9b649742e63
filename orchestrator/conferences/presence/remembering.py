"""What was read and derived of a meeting a moment ago, so that a register of hundreds of people is not made anew for each look.

Nothing here is ever out of date: what was told is never changed, so its newest message, and all else that counts, is the key.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from orchestrator.conferences.presence.deriving import derive, is_settled
from orchestrator.conferences.presence.evidence import Evidence
from orchestrator.conferences.presence.outcome import Presence

V = TypeVar("V")
MOST_MEETINGS = 16
"""A meeting of 500 people takes some megabytes."""
FRESH_S = 60
"""A meeting that is over ends its gaps where it was looked at, for so long; most have no such gap."""


class Remembered(Generic[V]):
    """The newest values by the names of what they are of; threads share it."""

    def __init__(self, most: int = MOST_MEETINGS) -> None:
        self._most = most
        self._kept: OrderedDict[str, V] = OrderedDict()
        self._lock = threading.Lock()

    def last(self, name: str) -> V | None:
        """What is kept of *name*, good or not."""
        with self._lock:
            return self._kept.get(name)

    def of(self, name: str, is_good: Callable[[V], bool], make: Callable[[], V]) -> V:
        """What is kept of *name*, or what is made where that is not good, or not there."""
        kept = self.last(name)
        if kept is not None and is_good(kept):
            return kept
        made = make()
        with self._lock:
            self._kept[name] = made
            self._kept.move_to_end(name)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


@dataclass(frozen=True, slots=True)
class _Derived:
    key: Hashable
    at: int
    presence: Presence
    settled: bool
    """Whether time changes nothing of it any more."""


_DERIVED: Remembered[_Derived] = Remembered()


def remembered(name: str) -> Presence | None:
    """What was derived last of the meeting of that name."""
    kept = _DERIVED.last(name)
    return None if kept is None else kept.presence


def derived(name: str, events_key: Hashable, evidence: Evidence, now: int) -> Presence:
    """As `derive`; of a meeting that is over what was derived of the same evidence within the last minute, or once it is settled.

    *events_key* says which events the evidence has.
    """
    parts = (
        evidence.uses,
        evidence.snapshots,
        evidence.entries,
        evidence.invited,
        tuple(sorted(evidence.halls.items())),
        evidence.forgotten,
    )
    key = (events_key, evidence.start, evidence.end, parts)

    def is_good(kept: _Derived) -> bool:
        over = not kept.presence.lives and kept.at <= now <= kept.at + FRESH_S and kept.at > evidence.end
        return kept.key == key and (kept.at == now or over or (kept.settled and kept.at <= now))

    def make() -> _Derived:
        presence = derive(evidence, now)
        return _Derived(key, now, presence, is_settled(evidence, presence, now))

    return _DERIVED.of(name, is_good, make).presence
