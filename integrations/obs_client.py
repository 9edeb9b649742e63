"""One blocking connection to OBS on top of obsws-python: made stepwise, cut from outside, with its errors told apart."""

import logging
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from obsws_python.baseclient import ObsClient
from websocket import ABNF, WebSocket, WebSocketException

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


class PasswordMissing(Exception):
    """OBS wants a password and none is known."""


class Client(ObsClient):  # type: ignore[misc]  # the SDK has no types
    """The SDK's connection. Every method but *cut* blocks, and belongs to one thread.

    After any error but Denied it is cut, because the SDK would take a late answer for the next one. Raises also the
    SDK's OBSSDKTimeoutError, WebSocketException and OSError. (The SDK's ReqClient, which connects and identifies at
    once, leaves its socket open when the password is not accepted.)
    """

    def __init__(self) -> None:
        self.ws: Any = None

    @property
    def reached(self) -> bool:
        """Whether there is a TCP connection."""
        return self.ws is not None and self.ws.sock is not None

    def connect(self, host: str, port: int, password: str, timeout_s: float) -> None:
        """Connect and identify, without events; each step may take *timeout_s*."""
        with _understood():
            super().__init__(host=host, port=port, password=password, subs=0, timeout=timeout_s)
            self.ws = _Socket(self.ws)
            if "authentication" in self.server_hello["d"] and not password:
                raise PasswordMissing
            self.authenticate()

    def send(self, request: str, details: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """OBS's answer to *request*. Raises Denied."""
        with self._in_step(), _understood():
            answer = self.req(request, details)
            if answer["requestType"] != request:
                raise Garbled(answer["requestType"])
            if not answer["requestStatus"]["result"]:
                raise Denied(int(answer["requestStatus"]["code"]))
            return answer.get("responseData", {})  # type: ignore[no-any-return]

    def status(self, request: str, field: str, kind: type[Any]) -> Any:
        """One field, of *kind*, of the answer to *request*. Raises Denied."""
        with self._in_step(), _understood():
            value = self.send(request)[field]
            if not isinstance(value, kind):
                raise Garbled(field)
            if isinstance(value, str):
                value.encode()  # half a surrogate is a name that can go nowhere from here
            return value

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
    """A WebSocket on which a close frame is an error with its code; the SDK takes it for an empty answer."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self.send, self.close, self.shutdown = websocket.send, websocket.close, websocket.shutdown

    @property
    def sock(self) -> socket.socket | None:
        return self._websocket.sock

    def recv(self) -> bytes:
        opcode, read = self._websocket.recv_data()
        if opcode == ABNF.OPCODE_CLOSE:
            raise Closed(int.from_bytes(read[:2], "big"))
        return bytes(read)


@contextmanager
def _understood() -> Iterator[None]:
    """What does not parse, or lacks what it should have, was not said by OBS."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise Garbled(type(error).__name__) from error
