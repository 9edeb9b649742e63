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
from integrations.drivers.obs_line import Line, refusal
from integrations.drivers.obs_output import OutputWatch, Status

SECOND_LOOK_S = 0.15
"""In so long a healthy output moves by some frames."""

# RequestStatus, as protocol.md numbers them.
NO_SUCH_SCENE = frozenset({300, 600, 602})
ALREADY_SO = frozenset({500, 501, 503})
NOT_AVAILABLE = 604

_OUTPUTS = {"recording": "Record", "streaming": "Stream", "virtual_camera": "VirtualCam"}
"""What OBS calls its outputs in ``Start…``, ``Stop…`` and ``Get…Status``."""
_EVENTS = {
    "RecordStateChanged": "recording",
    "StreamStateChanged": "streaming",
    "VirtualcamStateChanged": "virtual_camera",
}


@asynccontextmanager
async def open_obs(
    host: str, port: int, password: str | None, *, timeout_s: float
) -> AsyncIterator[Driver[EncoderState]]:
    """A line to OBS; each step of an answer may take *timeout_s*, a whole one twice that."""
    watches = {attribute: OutputWatch() for attribute in _OUTPUTS}
    line = Line(host, port, timeout_s, lambda event, details: _hear(watches, event, details))
    try:
        await line.connect(password)
        yield ObsDriver(line, watches)
    finally:
        line.close()


class ObsDriver:
    """One OBS: its scene and its outputs."""

    def __init__(self, line: Line, watches: Mapping[str, OutputWatch]) -> None:
        """*watches*, one for each output, are used in the line's thread alone."""
        self._line = line
        self._watches = watches

    async def observe(self) -> EncoderState:
        """The scene is the one OBS goes to, also during a transition; a virtual camera that it has not is off.

        An output that was not seen to move yet is looked at again after a moment.
        """
        seen = await self._line.call(self._look)
        if Output.STARTING in attributes(seen).values():
            await asyncio.sleep(SECOND_LOOK_S)
            seen = await self._line.call(self._look)
        return seen

    async def apply(self, changes: EncoderState) -> None:
        """The scene first. What one field is refused does not keep the others from being sent.

        Nothing is sent to an output that is on its way already.
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
    except UnicodeEncodeError as error:  # half a surrogate is a name that can go nowhere from here
        raise Unclear("currentProgramSceneName") from error
    return scene


def _status(client: Client, output: str) -> Status:
    """How an output is. Raises Denied, Unclear."""
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
    """The value of that name, exactly of one of *kinds*. Raises Unclear."""
    value = told.get(name)
    if type(value) not in kinds:
        raise Unclear(name)
    return value


def _switch(client: Client, output: str, watch: OutputWatch, *, on: bool) -> None:
    """Start, resume or stop an output, unless it is on its way. Raises Denied."""
    if watch.under_way(monotonic(), on=on):
        return
    verb = "Stop" if not on else "Resume" if watch.paused else "Start"
    before = watch.asked
    watch.ask(monotonic(), on=on)  # before it is sent: OBS may tell that it began before it answers
    try:
        client.send(f"{verb}{output}")
    except Denied as denied:
        watch.asked = before
        if denied.code not in (ALREADY_SO if on else ALREADY_SO | {NOT_AVAILABLE}):  # what is not there is off
            raise


def _hear(watches: Mapping[str, OutputWatch], event: str, details: Mapping[str, Any]) -> None:
    """Tell the output's watch what state an event says that it has, like ``OBS_WEBSOCKET_OUTPUT_STARTED``."""
    if event in _EVENTS:
        watches[_EVENTS[event]].heard(str(details.get("outputState")).rpartition("_")[2])
