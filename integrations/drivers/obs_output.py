"""What one output of OBS (recording, stream, virtual camera) really does, judged by its answers over time, its events, and
what was asked of it. Pure: time is an argument.

OBS calls an output active even while it produces nothing. So an output counts as on only while it was seen to move.
"""

from dataclasses import dataclass, replace

from config.states import Output

UNDER_WAY_S = 60.0
"""How long a start or a stop may take before it counts as lost: slow servers and slow disks need less."""
STALLED_S = 3.0
"""How long an output may stand still; a healthy one advances with each frame."""

_BEGUN = {True: "STARTING", False: "STOPPING"}
_OVER = "STOPPED"
"""The ObsOutputState after a stop, and after a start that failed."""


@dataclass(frozen=True, slots=True)
class Status:
    """One answer of OBS about an output. A virtual camera has no counters."""

    active: bool
    paused: bool = False
    reconnecting: bool = False
    duration_ms: float | None = None
    """Counted by frames, which go on when nothing can be sent."""
    written: float = 0
    """Bytes of this run, or, while the output is not active, of the run before."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A start (*on*) or a stop that OBS accepted and has not finished."""

    on: bool
    at_s: float
    begun: bool = False
    """Whether OBS has reported its beginning, so that an end reported later belongs to it."""
    reached_ms: float = 0
    """The duration of the output when it was last read."""


class OutputWatch:
    """What is remembered of one output over one line."""

    def __init__(self) -> None:
        """Begin with nothing seen and nothing asked."""
        self.asked: Asked | None = None
        self._last: Status | None = None
        self._counts_bytes = False
        self._moved = False
        self._still_since_s = 0.0

    @property
    def paused(self) -> bool:
        """Whether the output was paused when it was last read."""
        return self._last is not None and self._last.paused

    def ask(self, now_s: float, *, on: bool) -> None:
        """Note that a start or a stop is being sent."""
        self.asked = Asked(on, now_s, reached_ms=_duration_ms(self._last))

    def under_way(self, now_s: float, *, on: bool) -> bool:
        """Whether the same was asked already and is not finished: asked again, OBS would begin anew or cut the rest off."""
        return self.asked is not None and self.asked.on is on and now_s - self.asked.at_s < UNDER_WAY_S

    def heard(self, state: str) -> None:
        """Take an event; *state* is the last word of its ObsOutputState."""
        if self.asked is None:
            return
        if state == _BEGUN[self.asked.on]:
            self.asked = replace(self.asked, begun=True)
        elif state == _OVER and self.asked.begun:
            self.asked = None

    def saw(self, status: Status, now_s: float) -> bool | Output:
        """What the output does, judged by *status* and everything seen before."""
        self._follow(status, now_s)
        self.asked = self._still_asked(status, now_s)
        if self.asked is not None:
            return Output.STARTING if self.asked.on else Output.STOPPING
        if not status.active:
            return False
        if status.reconnecting:
            return Output.RECONNECTING
        if status.paused:
            return Output.PAUSED
        if status.duration_ms is None:
            return True
        if now_s - self._still_since_s >= STALLED_S:
            return Output.STALLED
        return True if self._moved else Output.STARTING

    def _follow(self, status: Status, now_s: float) -> None:
        before, self._last = self._last, status
        self._counts_bytes |= status.written > 0
        moves = before is not None and self._progress(status) not in {0, self._progress(before)}
        if moves or not (_runs(before) and _runs(status)):
            self._moved = moves and _runs(status)
            self._still_since_s = now_s

    def _progress(self, status: Status) -> float:
        """How far the output has come; each run begins at 0, and so does a stream after reconnecting."""
        return status.written if self._counts_bytes else _duration_ms(status)

    def _still_asked(self, status: Status, now_s: float) -> Asked | None:
        asked = self.asked
        if asked is None or asked.on is status.active or now_s - asked.at_s >= UNDER_WAY_S:
            return None
        duration_ms = _duration_ms(status)
        if not asked.on and 0 < duration_ms < asked.reached_ms:  # another run, which somebody started at once
            return None
        return replace(asked, reached_ms=max(asked.reached_ms, duration_ms))


def _runs(status: Status | None) -> bool:
    return status is not None and status.active and not (status.paused or status.reconnecting)


def _duration_ms(status: Status | None) -> float:
    return status.duration_ms or 0 if status else 0
