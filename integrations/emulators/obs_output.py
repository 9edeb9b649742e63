"""An output of an emulated OBS: a recording, stream or virtual camera that starts and stops slowly, and advances while on."""

import asyncio
from collections.abc import Callable, Mapping
from enum import StrEnum

from integrations.emulators.obs_status import (
    INVALID_RESOURCE_STATE,
    OUTPUT_NOT_PAUSED,
    OUTPUT_NOT_RUNNING,
    OUTPUT_PAUSED,
    OUTPUT_RUNNING,
    OUTPUTS,
    UNKNOWN_REQUEST_TYPE,
    Answer,
    Denial,
    Publish,
)

EVENT_OF = {"Record": "RecordStateChanged", "Stream": "StreamStateChanged", "VirtualCam": "VirtualcamStateChanged"}
BYTES_PER_S = 125_000
PATH = "/tmp/emulated.mkv"  # noqa: S108 - only shown
_ON = {"STARTED", "RESUMED", "RECONNECTED"}
"""The ObsOutputStates whose events say ``outputActive``; the status may say otherwise."""


class Course(StrEnum):
    """What an active output does."""

    RUNS = "runs"
    PAUSED = "paused"
    RECONNECTING = "reconnecting"
    STALLED = "stalled"
    """Nobody takes its data any more: frames are counted on, bytes are not."""
    STILL = "still"
    """The output says that it is active, but counts neither frames nor bytes."""


_HANDS: Mapping[str, Mapping[str, tuple[Course, str | None]]] = {
    "Record": {"pause": (Course.PAUSED, "PAUSED"), "resume": (Course.RUNS, "RESUMED")},
    "Stream": {
        "reconnecting": (Course.RECONNECTING, "RECONNECTING"),
        "reconnected": (Course.RUNS, "RECONNECTED"),
    },
    "VirtualCam": {},
}
_ANYWHERE: Mapping[str, tuple[Course, str | None]] = {
    "stalled": (Course.STALLED, None),
    "still": (Course.STILL, None),
    "moving": (Course.RUNS, None),
}


class EmulatedOutput:
    """One output. After a start it takes *settle_s* to become active; after a stop it writes its rest for as long."""

    def __init__(self, name: str, publish: Publish) -> None:
        """Make an output that is off; *name* is its name in requests."""
        self.name = name
        self.active = False
        self.available = True
        self.starts = True
        """False if each start fails in the end, as when a stream's server refuses."""
        self.course = Course.RUNS
        self.cut_off = False
        """Whether it was stopped again while it wrote its rest, so that the rest is lost."""
        self._publish = publish
        self._frames, self._written = _Counter(), _Counter()
        self._turning: asyncio.TimerHandle | None = None

    def change(self, verb: str, settle_s: float) -> Callable[[], object]:
        """The change that a request, like ``Start``, would make. Raises Denial."""
        match verb:
            case "Start" if self.active:
                raise Denial(OUTPUT_RUNNING)
            case "Stop" if not self.active:
                raise Denial(OUTPUT_NOT_RUNNING)
            case "Start" | "Stop" | "Toggle":
                on = verb == "Start" or (verb == "Toggle" and not self.active)
                return lambda: self._turn(on=on, settle_s=settle_s)
            case "Pause" if self.course is Course.PAUSED:
                raise Denial(OUTPUT_PAUSED)
            case "Resume" if self.course is not Course.PAUSED:
                raise Denial(OUTPUT_NOT_PAUSED)
            case "Pause" | "Resume" if self.name == "Record":
                return lambda: self.by_hand(verb.lower())
        raise Denial(UNKNOWN_REQUEST_TYPE, "Your request type is not valid.")

    def answer(self, verb: str) -> Answer | None:
        """The responseData of a request that changes something; None for none."""
        if verb == "Toggle":
            return {"outputActive": not self.active}
        return {"outputPath": PATH} if (verb, self.name) == ("Stop", "Record") else None

    def check(self) -> None:
        """Raise Denial if there is no such output."""
        if not self.available:
            raise Denial(INVALID_RESOURCE_STATE, f"{self.name} is not available.")

    def by_hand(self, word: str) -> bool:
        """Take the course that *word* names. Returns False if the output is not active or does not know the word."""
        known = {**_ANYWHERE, **_HANDS[self.name]}
        if self.name == "VirtualCam" or word not in known or not self.active:
            return False
        course, event = known[word]
        self.course = course
        if event == "RECONNECTED":
            self._begin_counting()
        self._pace()
        if event is not None:
            self._tell(event)
        return True

    def settle(self, *, active: bool) -> None:
        """Become *active* or not, and publish the change if it is one."""
        self.rest()
        if active == self.active:
            return
        self.active = active
        self.course = Course.RUNS
        if active:
            self._begin_counting()
        self._pace()
        self._tell("STARTED" if active else "STOPPED")

    def status(self) -> Answer:
        """The answer to ``Get…Status``. The bytes of a run stay until the next run."""
        if self.name == "VirtualCam":
            return {"outputActive": self.active}
        own: Mapping[str, Answer] = {
            "Record": {"outputPaused": self.course is Course.PAUSED},
            "Stream": {"outputReconnecting": self.course is Course.RECONNECTING, "outputCongestion": 0.0},
        }
        return {
            "outputActive": self.active,
            **own[self.name],
            "outputDuration": int(self._frames.seconds * 1000) if self.active else 0,
            "outputBytes": int(self._written.seconds * BYTES_PER_S),
        }

    def rest(self) -> None:
        """Stop the timer."""
        if self._turning is not None:
            self._turning.cancel()
            self._turning = None

    def _turn(self, *, on: bool, settle_s: float) -> None:
        if not on and self._turning is not None:
            self.cut_off = True
            self.settle(active=False)
            return
        self.rest()  # a second start throws the first one's connection away
        self._tell("STARTING" if on else "STOPPING")
        self._turning = asyncio.get_running_loop().call_later(settle_s, self._turned, on)

    def _turned(self, on: bool) -> None:  # noqa: FBT001 - called by the loop
        if on and not self.starts:
            self.rest()
            self._tell("STOPPED")
        else:
            self.settle(active=on)

    def _begin_counting(self) -> None:
        self._frames, self._written = _Counter(), _Counter()

    def _pace(self) -> None:
        self._frames.run(on=self.active and self.course in {Course.RUNS, Course.STALLED})
        self._written.run(on=self.active and self.course is Course.RUNS)

    def _tell(self, state: str) -> None:
        path = {"outputPath": PATH if state in {"STARTED", "STOPPED"} else None} if self.name == "Record" else {}
        told = {"outputActive": state in _ON, **path, "outputState": f"OBS_WEBSOCKET_OUTPUT_{state}"}
        self._publish(EVENT_OF[self.name], OUTPUTS, told)


class _Counter:
    """Counts seconds, but only while it runs."""

    def __init__(self) -> None:
        self._counted_s = 0.0
        self._since_s: float | None = None

    @property
    def seconds(self) -> float:
        return self._counted_s + (0.0 if self._since_s is None else _now_s() - self._since_s)

    def run(self, *, on: bool) -> None:
        self._counted_s = self.seconds
        self._since_s = _now_s() if on else None


def _now_s() -> float:
    return asyncio.get_running_loop().time()
