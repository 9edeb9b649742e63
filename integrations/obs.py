"""OBS Studio over obs-websocket 5 (https://github.com/obsproject/obs-websocket, docs/generated/protocol.md).

The SDK blocks and is not thread-safe, so each line has one thread that makes one call at a time; a line on which
anything but a plain refusal happened is cut.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

from obsws_python.error import OBSSDKError, OBSSDKTimeoutError
from websocket import (
    WebSocketAddressException,
    WebSocketConnectionClosedException,
    WebSocketException,
    WebSocketTimeoutException,
)

from config.states import EncoderState
from integrations.driver import Driver
from integrations.errors import Busy, DeviceError, NeedsPerson, Refused, Unreachable
from integrations.obs_client import Client, Closed, Denied, Garbled, PasswordMissing

ASK_AGAIN_S = 0.3
"""After 'not ready': OBS opens its port about so long before it answers requests."""

# RequestStatus and WebSocketCloseCode, as protocol.md numbers them.
NOT_READY = 207
NO_SUCH_SCENE = frozenset({300, 600, 602})
ALREADY_SO = frozenset({500, 501})
NOT_AVAILABLE = 604
AUTHENTICATION_FAILED = 4009
UNSUPPORTED_RPC_VERSION = 4010

_OUTPUTS = {"recording": "Record", "streaming": "Stream", "virtual_camera": "VirtualCam"}
"""What OBS calls its outputs in ``Start…``, ``Stop…`` and ``Get…Status``."""

T = TypeVar("T")


@asynccontextmanager
async def open_obs(
    host: str, port: int, password: str | None, *, timeout_s: float
) -> AsyncIterator[Driver[EncoderState]]:
    """A line to OBS; each step of an answer may take *timeout_s*, a whole one twice that."""
    line = _Line(host, port, timeout_s)
    try:
        await line.connect(password)
        yield ObsDriver(line)
    finally:
        line.close()


class ObsDriver:
    """One OBS: its scene and its outputs."""

    def __init__(self, line: "_Line") -> None:
        self._line = line

    async def observe(self) -> EncoderState:
        """The scene is the one OBS goes to, also during a transition; a virtual camera that it has not is off."""
        return await self._line.call(_observe)

    async def apply(self, changes: EncoderState) -> None:
        """The scene first. What one field is refused does not keep the others from being sent."""
        await self._line.call(lambda client: _apply(client, changes))


def _observe(client: Client) -> EncoderState:
    return EncoderState(
        scene=client.status("GetCurrentProgramScene", "currentProgramSceneName", str),
        recording=client.status("GetRecordStatus", "outputActive", bool),
        streaming=client.status("GetStreamStatus", "outputActive", bool),
        virtual_camera=_virtual_camera(client),
    )


def _virtual_camera(client: Client) -> bool:
    try:
        return bool(client.status("GetVirtualCamStatus", "outputActive", bool))
    except Denied as denied:
        if denied.code == NOT_AVAILABLE:
            return False
        raise


def _apply(client: Client, changes: EncoderState) -> None:
    refusals: list[DeviceError] = []
    if changes.scene is not None:
        try:
            client.send("SetCurrentProgramScene", {"sceneName": changes.scene})
        except Denied as denied:
            refusals.append(_refusal(denied, scene=changes.scene))
    for attribute, output in _OUTPUTS.items():
        wished: bool | None = getattr(changes, attribute)
        if wished is not None:
            try:
                _switch(client, output, on=wished)
            except Denied as denied:
                refusals.append(_refusal(denied))
    if refusals:
        raise refusals[0]


def _switch(client: Client, output: str, *, on: bool) -> None:
    fine = ALREADY_SO if on else ALREADY_SO | {NOT_AVAILABLE}  # what is not there is off
    try:
        client.send(f"Start{output}" if on else f"Stop{output}")
    except Denied as denied:
        if denied.code not in fine:
            raise


def _refusal(denied: Denied, *, scene: str | None = None) -> DeviceError:
    if denied.code == NOT_READY:
        return Busy("busy", ASK_AGAIN_S)
    if scene is not None and denied.code in NO_SUCH_SCENE:
        return Refused("no_such_scene", scene=scene)
    return Refused("not_accepted", detail=str(denied.code))


class _Line:
    """One client in a thread of its own. Cancelling, and every error but a refusal, spoils it."""

    def __init__(self, host: str, port: int, timeout_s: float) -> None:
        self._host, self._port, self._timeout_s = host, port, timeout_s
        self._client = Client()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"obs {host}:{port}")

    async def connect(self, password: str | None) -> None:
        """Connect and identify. Raises DeviceError."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        await self.call(lambda client: client.connect(host, self._port, password or "", self._timeout_s))

    async def call(self, work: Callable[[Client], T]) -> T:
        """Run *work* on the client, after the calls before it. Raises DeviceError."""
        with self._faults():
            try:
                async with asyncio.timeout(2 * self._timeout_s):
                    return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._client)
            except (TimeoutError, asyncio.CancelledError):
                self._client.cut()  # the thread would wait on
                raise

    def close(self) -> None:
        """Let the client go. The thread ends by itself: at once, or when connecting times out."""
        self._thread.submit(self._client.hang_up)
        self._thread.shutdown(wait=False)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except Denied as denied:
            raise _refusal(denied) from denied
        except (Garbled, Closed, PasswordMissing, OBSSDKError, WebSocketException, OSError) as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> DeviceError:
        match error:
            case PasswordMissing():
                return NeedsPerson("password_missing")
            case Closed(code=code) if code == AUTHENTICATION_FAILED:
                return NeedsPerson("wrong_password")
            case Closed(code=code) if code != UNSUPPORTED_RPC_VERSION:
                return Unreachable("line_lost")
            case WebSocketConnectionClosedException() | ConnectionResetError() | BrokenPipeError():
                return Unreachable("line_lost")
            case OBSSDKTimeoutError() | WebSocketTimeoutException():
                return Unreachable("silent", seconds=self._timeout_s)
            case TimeoutError() if self._client.reached:
                return Unreachable("silent", seconds=self._timeout_s)
            case OSError() | WebSocketAddressException():
                return Unreachable("unreachable", host=self._host, port=self._port)
            case _:
                return Unreachable("protocol", host=self._host, port=self._port)
