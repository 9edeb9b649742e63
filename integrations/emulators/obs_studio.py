"""What an emulated OBS is and answers: its scenes and outputs, and whether it is ready and does as it is told."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from integrations.emulators.obs_scenes import Scenes
from integrations.emulators.obs_status import (
    INVALID_RESOURCE_STATE,
    MISSING_REQUEST_TYPE,
    NOT_READY,
    OUTPUT_NOT_RUNNING,
    OUTPUT_RUNNING,
    OUTPUTS,
    UNKNOWN_REQUEST_TYPE,
    Answer,
    Denial,
    Details,
    Publish,
)

EVENT_OF = {"Record": "RecordStateChanged", "Stream": "StreamStateChanged", "VirtualCam": "VirtualcamStateChanged"}
FIXED: Mapping[str, Answer] = {
    "GetVersion": {"obsVersion": "30.2.3", "obsWebSocketVersion": "5.5.2", "rpcVersion": 1, "platform": "emulator"},
    "GetStats": {"cpuUsage": 1.0, "memoryUsage": 100.0, "activeFps": 30.0, "availableDiskSpace": 100_000.0},
}
"""Requests that are always answered alike."""


@dataclass(slots=True)
class Output:
    """A recording, stream or virtual camera. It becomes *active* some time after it was started, as in OBS."""

    name: str
    active: bool = False
    available: bool = True
    timer: asyncio.TimerHandle | None = None


@dataclass(slots=True)
class Studio:
    """The state of an OBS, and what its requests do to it."""

    scenes: Scenes
    publish: Publish
    settle_s: float
    """From start or stop of an output until its status says so."""
    ready: bool = True
    """False: as while OBS starts or quits."""
    obeys: bool = True
    """False: commands are answered with success and change nothing."""
    outputs: dict[str, Output] = field(init=False)

    def __post_init__(self) -> None:
        self.outputs = {name: Output(name) for name in EVENT_OF}

    def answer(self, request: str, details: Details) -> Answer | None:
        """The responseData of *request*, or None where it has none. Raises Denial."""
        if not self.ready:
            raise Denial(NOT_READY, "OBS is not ready to perform the request.")
        if not request:
            raise Denial(MISSING_REQUEST_TYPE, "Your request's `requestType` may not be empty.")
        for name in self.outputs:
            if request.endswith(name) or request == f"Get{name}Status":
                return self._on_output(request.removesuffix(name), self.outputs[name])
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

    def settle(self, output: Output, *, active: bool) -> None:
        """Be *active*, and tell it unless it was."""
        self._rest(output)
        if active != output.active:
            output.active = active
            self._publish_output(output, "STARTED" if active else "STOPPED")

    def close(self) -> None:
        """Let no timer run on."""
        self.scenes.close()
        for output in self.outputs.values():
            self._rest(output)

    def _on_output(self, verb: str, output: Output) -> Answer | None:
        if not output.available:
            raise Denial(INVALID_RESOURCE_STATE, f"{output.name} is not available.")
        match verb:
            case "Start" if output.active:
                raise Denial(OUTPUT_RUNNING)
            case "Stop" if not output.active:
                raise Denial(OUTPUT_NOT_RUNNING)
            case "Start" | "Stop":
                self._turn(output, on=verb == "Start")
                return {"outputPath": "/tmp/emulated.mkv"} if (verb, output.name) == ("Stop", "Record") else None  # noqa: S108 - only shown
            case "Toggle":
                self._turn(output, on=not output.active)
                return {"outputActive": not output.active}
            case _ if verb.startswith("Get"):
                return {"outputActive": output.active, "outputPaused": False, "outputDuration": 0, "outputBytes": 0}
            case _:
                raise Denial(UNKNOWN_REQUEST_TYPE, "Your request type is not valid.")

    def _turn(self, output: Output, *, on: bool) -> None:
        if self.obeys:
            self._rest(output)
            self._publish_output(output, "STARTING" if on else "STOPPING")
            output.timer = asyncio.get_running_loop().call_later(self.settle_s, lambda: self.settle(output, active=on))

    def _publish_output(self, output: Output, state: str) -> None:
        told = {"outputActive": output.active, "outputState": f"OBS_WEBSOCKET_OUTPUT_{state}"}
        self.publish(EVENT_OF[output.name], OUTPUTS, told)

    def _rest(self, output: Output) -> None:
        if output.timer is not None:
            output.timer.cancel()
            output.timer = None
