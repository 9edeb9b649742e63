"""What an emulated OBS is and answers: scenes, outputs, and the requests of obs-websocket 5 (docs/generated/protocol.md)."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

OK = 100
MISSING_REQUEST_TYPE = 203
UNKNOWN_REQUEST_TYPE = 204
NOT_READY = 207
MISSING_REQUEST_FIELD = 300
OUTPUT_RUNNING = 500
OUTPUT_NOT_RUNNING = 501
RESOURCE_NOT_FOUND = 600
INVALID_RESOURCE_TYPE = 602
INVALID_RESOURCE_STATE = 604

SCENES = 1 << 2
OUTPUTS = 1 << 6
"""EventSubscription."""

EVENT_OF = {"Record": "RecordStateChanged", "Stream": "StreamStateChanged", "VirtualCam": "VirtualcamStateChanged"}

Answer = Mapping[str, object]
FIXED: Mapping[str, Answer] = {
    "GetVersion": {"obsVersion": "30.2.3", "obsWebSocketVersion": "5.5.2", "rpcVersion": 1, "platform": "emulator"},
    "GetStats": {"cpuUsage": 1.0, "memoryUsage": 100.0, "activeFps": 30.0, "availableDiskSpace": 100_000.0},
    "GetStudioModeEnabled": {"studioModeEnabled": False},
}
"""Requests that are always answered alike."""
Publish = Callable[[str, int, Answer], None]
"""Event type, the subscription it belongs to, event data."""


class Denial(Exception):
    """A RequestStatus other than success."""

    def __init__(self, code: int, comment: str = "") -> None:
        super().__init__(code, comment)
        self.code = code
        self.comment = comment


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

    scenes: list[str]
    publish: Publish
    settle_s: float
    """From start or stop of an output until its status says so."""
    sources: Sequence[str] = ("Telecamera",)
    """Names that are no scenes."""
    ready: bool = True
    """False: as while OBS starts or quits."""
    obeys: bool = True
    """False: commands are answered with success and change nothing."""
    scene: str = field(init=False)
    outputs: dict[str, Output] = field(init=False)

    def __post_init__(self) -> None:
        self.scene = self.scenes[0]
        self.outputs = {name: Output(name) for name in EVENT_OF}

    def answer(self, request: object, details: Mapping[str, Any]) -> Answer | None:
        """The responseData of *request*, or None where it has none. Raises Denial."""
        if not isinstance(request, str):
            raise Denial(MISSING_REQUEST_TYPE, "Your request must have a `requestType`.")
        if not self.ready:
            raise Denial(NOT_READY, "OBS is not ready to perform the request.")
        for name in self.outputs:
            if request.endswith(name) or request == f"Get{name}Status":
                return self._on_output(request.removesuffix(name), self.outputs[name])
        match request:
            case "GetSceneList":
                return self._scene_list()
            case "GetCurrentProgramScene":
                return {"sceneName": self.scene, "currentProgramSceneName": self.scene}
            case "SetCurrentProgramScene":
                self._on_scene(details.get("sceneName"))
                return None
            case _ if request in FIXED:
                return FIXED[request]
            case _:
                raise Denial(UNKNOWN_REQUEST_TYPE, "Your request type is not valid.")

    def show(self, scene: str) -> None:
        """Put *scene* on air, and tell it unless it was there."""
        if scene != self.scene:
            self.scene = scene
            self.publish("CurrentProgramSceneChanged", SCENES, {"sceneName": scene})

    def settle(self, output: Output, *, active: bool) -> None:
        """Be *active*, and tell it unless it was."""
        self._rest(output)
        if active != output.active:
            output.active = active
            self._publish_output(output, "STARTED" if active else "STOPPED")

    def close(self) -> None:
        """Let no timer run on."""
        for output in self.outputs.values():
            self._rest(output)

    def _scene_list(self) -> Answer:
        named = [{"sceneIndex": index, "sceneName": name} for index, name in enumerate(reversed(self.scenes))]
        return {"currentProgramSceneName": self.scene, "currentPreviewSceneName": None, "scenes": named}

    def _on_scene(self, name: object) -> None:
        if not isinstance(name, str) or not name:
            raise Denial(
                MISSING_REQUEST_FIELD, "Your request must contain at least one of: `sceneName` or `sceneUuid`."
            )
        if name in self.sources:
            raise Denial(INVALID_RESOURCE_TYPE, "The specified source is not a scene.")
        if name not in self.scenes:
            raise Denial(RESOURCE_NOT_FOUND, f"No source was found by the name of `{name}`.")
        if self.obeys:
            self.show(name)

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
