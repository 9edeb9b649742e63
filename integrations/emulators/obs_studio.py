"""The state of an emulated OBS and its answers: scenes, outputs, whether it is ready, and whether it obeys."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from integrations.emulators.obs_output import EVENT_OF, EmulatedOutput
from integrations.emulators.obs_scenes import Scenes
from integrations.emulators.obs_status import (
    MISSING_REQUEST_TYPE,
    NOT_READY,
    UNKNOWN_REQUEST_TYPE,
    Answer,
    Denial,
    Details,
    Publish,
)

FIXED: Mapping[str, Answer] = {
    "GetVersion": {"obsVersion": "30.2.3", "obsWebSocketVersion": "5.5.2", "rpcVersion": 1, "platform": "emulator"},
    "GetStats": {"cpuUsage": 1.0, "memoryUsage": 100.0, "activeFps": 30.0, "availableDiskSpace": 100_000.0},
}
"""Requests whose answer never changes."""


@dataclass(slots=True)
class Studio:
    """The state of an OBS, and what requests do to it."""

    scenes: Scenes
    publish: Publish
    settle_s: float
    """The time from a start or stop of an output until its status says so."""
    ready: bool = True
    """False while OBS starts or quits."""
    obeys: bool = True
    """False if commands are answered with success but change nothing."""
    instead: dict[str, object] = field(default_factory=dict)
    """Requests that are always answered with these data, or denied with this code."""
    outputs: dict[str, EmulatedOutput] = field(init=False)

    def __post_init__(self) -> None:
        self.outputs = {name: EmulatedOutput(name, self.publish) for name in EVENT_OF}

    def answer(self, request: str, details: Details) -> object:
        """Do *request*. Returns its responseData, or None if it has none. Raises Denial."""
        if not self.ready:
            raise Denial(NOT_READY, "OBS is not ready to perform the request.")
        if not request:
            raise Denial(MISSING_REQUEST_TYPE, "Your request's `requestType` may not be empty.")
        if request in self.instead:
            return self._instead(request)
        for name, output in self.outputs.items():
            if request.endswith(name) or request == f"Get{name}Status":
                return self._on_output(request.removesuffix(name), output)
        if request in FIXED:
            return FIXED[request]
        question = self.scenes.questions().get(request)
        if question is not None:
            return question()
        change = self.scenes.change(request, details)
        if change is None:
            raise Denial(UNKNOWN_REQUEST_TYPE, "Your request type is not valid.")
        if self.obeys:
            change()
        return None

    def close(self) -> None:
        """Stop all timers."""
        self.scenes.close()
        for output in self.outputs.values():
            output.rest()

    def _instead(self, request: str) -> object:
        answer = self.instead[request]
        if isinstance(answer, int):
            raise Denial(answer)
        return answer

    def _on_output(self, verb: str, output: EmulatedOutput) -> Answer | None:
        output.check()
        if verb.startswith("Get"):
            return output.status()
        change, answer = output.change(verb, self.settle_s), output.answer(verb)
        if self.obeys:
            change()
        return answer
