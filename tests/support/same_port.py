"""A port that one server after the other has, so that a browser knows the files of the one before."""

import socket

_last: dict[str, int] = {}


def listening(kind: str) -> socket.socket:
    """A socket of loopback for a server of that *kind*: at the port of the last one, unless somebody has that."""
    try:
        listener = socket.create_server(("127.0.0.1", _last.get(kind, 0)))
    except OSError:
        listener = socket.create_server(("127.0.0.1", 0))
    _last[kind] = listener.getsockname()[1]
    return listener
