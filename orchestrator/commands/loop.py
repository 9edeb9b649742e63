"""The event loop of the service and of the agent: a name that is looked up holds up neither their work nor their end."""

import asyncio
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any


class Loop(asyncio.SelectorEventLoop):
    """Looks up each name in a thread of its own, for which the process does not wait at its end.

    A look-up cannot be interrupted, and takes half a minute and more where the name's server is silent. asyncio's own
    loop does it in the few threads that also bring plans and reports to the disk.
    """

    def __init__(self, look_up: Callable[..., Any] = socket.getaddrinfo) -> None:
        super().__init__()
        self._look_up = look_up

    async def getaddrinfo(self, host: Any, port: Any, **wanted: int) -> Any:
        """As `socket.getaddrinfo`."""
        found: Future[Any] = Future()
        look_up = partial(self._look_up, host, port, **wanted)
        threading.Thread(target=_tell, args=(found, look_up), name=f"look up {host}", daemon=True).start()
        return await asyncio.wrap_future(found)


def _tell(found: Future[Any], work: Callable[[], Any]) -> None:
    if not found.set_running_or_notify_cancel():
        return
    try:
        found.set_result(work())
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the caller's
        found.set_exception(error)
