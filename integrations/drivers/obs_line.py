"""A line to OBS from asyncio: one client in a thread of its own, whose errors become DeviceError.

The SDK blocks and is not thread-safe, so the thread makes one call at a time. After any error but a plain refusal the line
is cut.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from obsws_python.error import OBSSDKError, OBSSDKTimeoutError
from websocket import (
    WebSocketAddressException,
    WebSocketConnectionClosedException,
    WebSocketException,
    WebSocketTimeoutException,
)

from integrations.drivers.errors import Busy, DeviceError, NeedsPerson, Refused, Unreachable
from integrations.drivers.obs_client import Client, ConnectionClosed, Denied, Garbled, PasswordMissing, Unclear

ASK_AGAIN_S = 0.3
"""Pause after 'not ready': OBS opens its port about that long before it answers requests."""

# RequestStatus and WebSocketCloseCode, as protocol.md numbers them.
NOT_READY = 207
AUTHENTICATION_FAILED = 4009
UNSUPPORTED_RPC_VERSION = 4010

T = TypeVar("T")


class ObsLine:
    """One connection to OBS. Cancelling a call, and every error but a refusal, spoils it."""

    def __init__(
        self, host: str, port: int, timeout_s: float, happened: Callable[[str, Mapping[str, Any]], None]
    ) -> None:
        """The line's thread calls *happened* with the type and the data of each event of an output."""
        self._host, self._port, self._timeout_s = host, port, timeout_s
        self._client = Client(happened)
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
                self._client.cut()  # or the thread would go on waiting
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
            raise refusal(denied) from denied
        except (Garbled, Unclear, ConnectionClosed, PasswordMissing, OBSSDKError, WebSocketException, OSError) as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> DeviceError:
        match error:
            case PasswordMissing():
                return NeedsPerson("password_missing")
            case ConnectionClosed(code=code) if code == AUTHENTICATION_FAILED:
                return NeedsPerson("wrong_password")
            case ConnectionClosed(code=code) if code != UNSUPPORTED_RPC_VERSION:
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


def refusal(denied: Denied) -> DeviceError:
    """The DeviceError for a denial: Busy while OBS is not ready, else Refused."""
    return Busy("busy", ASK_AGAIN_S) if denied.code == NOT_READY else Refused("not_accepted", detail=str(denied.code))
