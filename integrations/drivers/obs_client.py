"""One blocking connection to OBS on top of obsws-python: made stepwise, cut from outside, with its errors told apart."""

import json
import logging
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from obsws_python.baseclient import ObsClient
from websocket import ABNF, WebSocket, WebSocketException

OUTPUTS = 1 << 6
"""EventSubscription: what becomes of recording, stream and virtual camera."""
_EVENT = 5
"""WebSocketOpCode."""

# The SDK logs its password.
logging.getLogger("obsws_python").setLevel(logging.CRITICAL + 1)


class Denied(Exception):
    """OBS answered a request with an error, a RequestStatus of protocol.md; the connection is in step."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Closed(Exception):
    """OBS closed the connection with this code, a WebSocketCloseCode of protocol.md or RFC 6455 7.4."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Garbled(Exception):
    """What came is no answer to what was asked."""


class Unclear(Exception):
    """OBS answered what it was asked, and the answer lacks what it should have; the connection is in step."""


class PasswordMissing(Exception):
    """OBS wants a password and none is known."""


class Client(ObsClient):  # type: ignore[misc]  # the SDK has no types
    """The SDK's connection. Every method but *cut* blocks, and belongs to one thread.

    After any error but Denied and Unclear it is cut, because the SDK would take a late answer for the next one. Raises
    also the SDK's OBSSDKTimeoutError, WebSocketException and OSError. (The SDK's ReqClient, which connects and identifies
    at once, leaves its socket open when the password is not accepted.)
    """

    def __init__(self, happened: Callable[[str, Mapping[str, Any]], None]) -> None:
        """*happened* is called with the type and the data of each event of an output, while an answer is waited for."""
        self.ws: Any = None
        self._happened = happened

    @property
    def reached(self) -> bool:
        """Whether there is a TCP connection."""
        return self.ws is not None and self.ws.sock is not None

    def connect(self, host: str, port: int, password: str, timeout_s: float) -> None:
        """Connect and identify; each step may take *timeout_s*."""
        with _understood():
            super().__init__(host=host, port=port, password=password, subs=OUTPUTS, timeout=timeout_s)
            self.ws = _Socket(self.ws, self._happened)
            if "authentication" in self.server_hello["d"] and not password:
                raise PasswordMissing
            self.authenticate()

    def send(self, request: str, details: Mapping[str, str] | None = None) -> Any:
        """Have OBS do *request*, and give the data of its answer. Raises Denied."""
        with self._in_step(), _understood():
            answer = self.req(request, details)
            if answer["requestType"] != request:
                raise Garbled(answer["requestType"])
            if not answer["requestStatus"]["result"]:
                raise Denied(int(answer["requestStatus"]["code"]))
            return answer.get("responseData")

    def told(self, request: str) -> Mapping[str, Any]:
        """OBS's answer to a question. Raises Denied, Unclear."""
        data = self.send(request)
        if not isinstance(data, Mapping):
            raise Unclear(request)
        return data

    def cut(self) -> None:
        """Wake the thread that waits on this connection; may be called from another."""
        with suppress(OSError, AttributeError):  # it was closed meanwhile
            self.ws.sock.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """Say goodbye, not waiting for an answer, and close."""
        if self.ws is not None:
            with suppress(WebSocketException, OSError):
                self.ws.close(timeout=0)
            self.ws.shutdown()

    @contextmanager
    def _in_step(self) -> Iterator[None]:
        """After anything but a denial nothing more is sent, not even by a call that waits already."""
        try:
            yield
        except Denied:
            raise
        except Exception:
            self.cut()
            raise


class _Socket:
    """A WebSocket that gives answers alone, as the SDK expects it: events go to *happened*, a close frame is an error."""

    def __init__(self, websocket: WebSocket, happened: Callable[[str, Mapping[str, Any]], None]) -> None:
        self._websocket = websocket
        self._happened = happened
        self.send, self.close, self.shutdown = websocket.send, websocket.close, websocket.shutdown

    @property
    def sock(self) -> socket.socket | None:
        return self._websocket.sock

    def recv(self) -> bytes:
        while True:
            opcode, read = self._websocket.recv_data()
            if opcode == ABNF.OPCODE_CLOSE:
                raise Closed(int.from_bytes(read[:2], "big"))
            message = json.loads(read)
            if message.get("op") != _EVENT:
                return bytes(read)
            self._happened(message["d"]["eventType"], message["d"].get("eventData") or {})


@contextmanager
def _understood() -> Iterator[None]:
    """What does not parse, or lacks what it should have, was not said by OBS."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise Garbled(type(error).__name__) from error
