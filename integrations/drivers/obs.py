"""OBS Studio over obs-websocket 5 (https://github.com/obsproject/obs-websocket, docs/generated/protocol.md)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from time import monotonic
from typing import Any

from config.states import EncoderState, Output, attributes
from integrations.drivers.driver import Driver
from integrations.drivers.errors import DeviceError, Refused
from integrations.drivers.obs_client import Client, Denied, Unclear
from integrations.drivers.obs_line import ObsLine, refusal
from integrations.drivers.obs_output import OutputWatch, Status

SECOND_LOOK_S = 0.15
"""Time for a healthy output to advance by some frames."""

# RequestStatus, as protocol.md numbers them.
NO_SUCH_SCENE = frozenset({300, 600, 602})
ALREADY_SO = frozenset({500, 501, 503})
NOT_AVAILABLE = 604

_OUTPUTS = {"recording": "Record", "streaming": "Stream", "virtual_camera": "VirtualCam"}
"""OBS's names of its outputs, in ``Start…``, ``Stop…`` and ``Get…Status``."""
_EVENTS = {
    "RecordStateChanged": "recording",
    "StreamStateChanged": "streaming",
    "VirtualcamStateChanged": "virtual_camera",
}


@asynccontextmanager
async def open_obs(
    host: str, port: int, password: str | None, *, timeout_s: float
) -> AsyncIterator[Driver[EncoderState]]:
    """A line to OBS. Each step of an answer may take *timeout_s*, a whole answer twice that."""
    watches = {attribute: OutputWatch() for attribute in _OUTPUTS}
    line = ObsLine(host, port, timeout_s, lambda event, details: _hear(watches, event, details))
    try:
        await line.connect(password)
        yield ObsDriver(line, watches)
    finally:
        line.close()


class ObsDriver:
    """One OBS: its scene and its outputs."""

    def __init__(self, line: ObsLine, watches: Mapping[str, OutputWatch]) -> None:
        """Only the line's thread uses *watches*, of which each output has one."""
        self._line = line
        self._watches = watches

    async def observe(self) -> EncoderState:
        """Read the scene and the outputs. During a transition the scene is the next one; a missing virtual camera is off.

        If an output has not been seen to move yet, all are read again after a moment.
        """
        seen = await self._line.call(self._look)
        if Output.STARTING in attributes(seen).values():
            await asyncio.sleep(SECOND_LOOK_S)
            seen = await self._line.call(self._look)
        return seen

    async def apply(self, changes: EncoderState) -> None:
        """Send the scene first. If OBS refuses one field, the others are sent all the same.

        Nothing is sent to an output that is already starting or stopping as wished.
        """
        await self._line.call(lambda client: self._change(client, changes))

    def _look(self, client: Client) -> EncoderState:
        """Ask for each attribute by itself. Raises Denied or Unclear if none can be read."""
        told: dict[str, Any] = {}
        faults: list[Denied | Unclear] = []
        questions: dict[str, Callable[[], Any]] = {"scene": partial(_scene, client)}
        questions |= {attribute: partial(self._output, client, attribute) for attribute in self._watches}
        for attribute, ask in questions.items():
            try:
                told[attribute] = ask()
            except (Denied, Unclear) as fault:
                faults.append(fault)
        if not told:
            raise faults[0]
        return EncoderState(**told)

    def _output(self, client: Client, attribute: str) -> bool | Output:
        return self._watches[attribute].saw(_status(client, _OUTPUTS[attribute]), monotonic())

    def _change(self, client: Client, changes: EncoderState) -> None:
        refusals: list[DeviceError] = []
        if changes.scene is not None:
            try:
                client.send("SetCurrentProgramScene", {"sceneName": changes.scene})
            except Denied as denied:
                no_such_scene = Refused("no_such_scene", scene=changes.scene)
                refusals.append(no_such_scene if denied.code in NO_SUCH_SCENE else refusal(denied))
        for attribute, watch in self._watches.items():
            wished: bool | None = getattr(changes, attribute)
            if wished is not None:
                try:
                    _switch(client, _OUTPUTS[attribute], watch, on=wished)
                except Denied as denied:
                    refusals.append(refusal(denied))
        if refusals:
            raise refusals[0]


def _scene(client: Client) -> str:
    scene: str = _field(client.told("GetCurrentProgramScene"), "currentProgramSceneName", str)
    try:
        scene.encode()
    except UnicodeEncodeError as error:  # half a surrogate pair, which no message of ours can carry
        raise Unclear("currentProgramSceneName") from error
    return scene


def _status(client: Client, output: str) -> Status:
    """What OBS answers about an output. Raises Denied, Unclear."""
    try:
        told = client.told(f"Get{output}Status")
    except Denied as denied:
        if (output, denied.code) == ("VirtualCam", NOT_AVAILABLE):
            return Status(active=False)
        raise
    active = _field(told, "outputActive", bool)
    if output == "VirtualCam":
        return Status(active)
    return Status(
        active,
        paused=told.get("outputPaused") is True,
        reconnecting=told.get("outputReconnecting") is True,
        duration_ms=_field(told, "outputDuration", int, float),
        written=_field(told, "outputBytes", int, float),
    )


def _field(told: Mapping[str, Any], name: str, *kinds: type[Any]) -> Any:
    """The value of *name*, whose type is exactly one of *kinds*. Raises Unclear."""
    value = told.get(name)
    if type(value) not in kinds:
        raise Unclear(name)
    return value


def _switch(client: Client, output: str, watch: OutputWatch, *, on: bool) -> None:
    """Start, resume or stop an output, unless it is already on its way there. Raises Denied."""
    if watch.under_way(monotonic(), on=on):
        return
    verb = "Stop" if not on else "Resume" if watch.paused else "Start"
    before = watch.asked
    watch.ask(monotonic(), on=on)  # before sending: OBS may report the beginning before it answers
    try:
        client.send(f"{verb}{output}")
    except Denied as denied:
        watch.asked = before
        if denied.code not in (ALREADY_SO if on else ALREADY_SO | {NOT_AVAILABLE}):  # a missing camera is off
            raise


def _hear(watches: Mapping[str, OutputWatch], event: str, details: Mapping[str, Any]) -> None:
    """Tell the output's watch the state in an event, like ``OBS_WEBSOCKET_OUTPUT_STARTED``."""
    if event in _EVENTS:
        watches[_EVENTS[event]].heard(str(details.get("outputState")).rpartition("_")[2])
