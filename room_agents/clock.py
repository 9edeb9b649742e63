"""The agent's time: a wall clock that may be wrong, and a monotonic one that only measures."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment on both clocks; ages are taken from *mono_s*, which nobody can set."""

    wall: datetime
    mono_s: float

    def since_s(self, earlier: "Instant") -> float:
        """Seconds from *earlier* to this."""
        return self.mono_s - earlier.mono_s


Clock = Callable[[], Instant]


def read_clock() -> Instant:
    """Now."""
    return Instant(datetime.now(UTC), time.monotonic())


def plan_time(now: Instant, sent_at: datetime, received_s: float) -> datetime:
    """The time by which a plan is followed: the hub's clock in the message that brought it, plus the time since, or ours.

    Never behind the hub, so a press is not delayed by an agent whose clock is slow.
    """
    return max(now.wall, sent_at + timedelta(seconds=now.mono_s - received_s))
