"""Accepts connections: each is counted before it costs anything, and one that cannot be accepted stops no others."""

import asyncio
import errno
import socket
import ssl
from collections.abc import Callable, Sequence
from functools import partial

import structlog

from config.thinned import Thinned
from integrations.serving.visits import Limits, Visit, Visits

log = structlog.get_logger()

BACKLOG = 1024
_GONE = {errno.ECONNABORTED, errno.EPROTO}
"""Errors of a client that left before it was accepted."""

Serve = Callable[[Visit], asyncio.Protocol]


class Listener:
    """Accepts the connections to its sockets, and gives each the protocol that *serve* makes."""

    def __init__(self, serve: Serve, visits: Visits, limits: Limits, tls: ssl.SSLContext | None) -> None:
        self._serve, self._visits, self._limits, self._tls = serve, visits, limits, tls
        self._refused, self._failed = Thinned(), Thinned()

    async def run(self, sockets: Sequence[socket.socket]) -> None:
        """Accept until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for listener in sockets:
                tasks.create_task(self._accept(listener, tasks), name="accept")

    async def _accept(self, listener: socket.socket, tasks: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                client, peer = await loop.sock_accept(listener)
            except OSError as error:
                if error.errno not in _GONE:  # no descriptor or no memory is left: trying again at once helps nobody
                    if times := self._failed.happened(loop.time()):
                        log.warning("connections.not_accepted", error=str(error), times=times)
                    await asyncio.sleep(self._limits.retry_s)
                continue
            host = str(peer[0])
            visit = self._visits.enter(host)
            if visit is None:
                if times := self._refused.happened(loop.time()):
                    log.warning("connections.too_many", address=host, times=times)
                client.close()
                continue
            connecting = tasks.create_task(self._connect(client, visit), name=f"connection from {host}")
            visit.cut = connecting.cancel
            await asyncio.sleep(0)  # so that it has begun before anybody can cut it, and closes its socket

    async def _connect(self, client: socket.socket, visit: Visit) -> None:
        """Do the TLS handshake, if there is one. Afterwards the protocol owns the connection and the visit."""
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                partial(self._serve, visit),
                client,
                ssl=self._tls,
                ssl_handshake_timeout=self._limits.handshake_s if self._tls else None,
            )
        except (OSError, asyncio.CancelledError) as error:  # a handshake that fails or takes too long is an OSError
            self._visits.leave(visit)
            client.close()
            if isinstance(error, asyncio.CancelledError):
                raise


async def open_sockets(host: str, port: int) -> list[socket.socket]:
    """Listening sockets on all addresses of *host*. Raises OSError, and UnicodeError for an impossible name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    sockets: list[socket.socket] = []
    try:
        for family, address in dict.fromkeys((family, address) for family, _, _, _, address in found):
            sockets.append(socket.create_server(address, family=family, backlog=BACKLOG))
            sockets[-1].settimeout(0)
    except OSError:
        close_sockets(sockets)
        raise
    return sockets


def close_sockets(sockets: Sequence[socket.socket]) -> None:
    """Close all *sockets*."""
    for listener in sockets:
        listener.close()
