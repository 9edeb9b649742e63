"""One blocking connection to OBS on top of obsws-python: made in steps, cut from outside, with its errors told apart."""

import json
import logging
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from obsws_python.baseclient import ObsClient
from websocket import ABNF, WebSocket, WebSocketException

OUTPUTS = 1 << 6
"""EventSubscription: changes of recording, stream and virtual camera."""
_EVENT = 5
"""WebSocketOpCode."""

# The SDK logs its password.
logging.getLogger("obsws_python").setLevel(logging.CRITICAL + 1)


class Denied(Exception):
    """OBS answered a request with an error, a RequestStatus of protocol.md; the connection is in step."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class ConnectionClosed(Exception):
    """OBS closed the connection with *code*, a WebSocketCloseCode of protocol.md or RFC 6455 7.4."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Garbled(Exception):
    """What came is no answer to the request."""


class Unclear(Exception):
    """OBS answered the request, but the answer lacks what it should have; the connection is in step."""


class PasswordMissing(Exception):
    """OBS asks for a password and none is configured."""


class Client(ObsClient):  # type: ignore[misc]  # the SDK has no types
    """The SDK's connection. Every method but *cut* blocks and belongs to one thread.

    After any error but Denied and Unclear the connection is cut, because the SDK would take a late answer for the next
    one. Methods also raise the SDK's OBSSDKTimeoutError, WebSocketException and OSError. The SDK's own ReqClient is not
    used: it leaves its socket open when OBS does not accept the password.
    """

    def __init__(self, happened: Callable[[str, Mapping[str, Any]], None]) -> None:
        """While an answer is awaited, *happened* is called with the type and the data of each event of an output."""
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
        """Send *request* and return the data of OBS's answer. Raises Denied."""
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
        """Wake the thread that waits on this connection; any thread may call this."""
        with suppress(OSError, AttributeError):  # it was closed meanwhile
            self.ws.sock.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """Say goodbye without waiting for an answer, and close."""
        if self.ws is not None:
            with suppress(WebSocketException, OSError):
                self.ws.close(timeout=0)
            self.ws.shutdown()

    @contextmanager
    def _in_step(self) -> Iterator[None]:
        """Cut the connection after any error but a denial, so that no call sends anything more, not even one waiting."""
        try:
            yield
        except Denied:
            raise
        except Exception:
            self.cut()
            raise


class _Socket:
    """A WebSocket that returns only answers, as the SDK expects: events go to *happened*, a close frame is an error."""

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
                raise ConnectionClosed(int.from_bytes(read[:2], "big"))
            message = json.loads(read)
            if message.get("op") != _EVENT:
                return bytes(read)
            self._happened(message["d"]["eventType"], message["d"].get("eventData") or {})


@contextmanager
def _understood() -> Iterator[None]:
    """Turn the errors of reading what does not parse, or lacks what it should have, into Garbled."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise Garbled(type(error).__name__) from error
