"""`python -m tests.bench.bare PORT FILE`: what the service is compared with, aiohttp and SQLite with nothing of ours.

``POST /bookings`` stores a booking if its slot is free, in one thread hop. ``/agent`` takes WebSockets; ``POST /send``
sends its body to every one of them and answers when, by the monotonic clock, it began.
"""

import asyncio
import sqlite3
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from aiohttp import WSMsgType, web

STORE = web.AppKey("store", sqlite3.Connection)
THREAD = web.AppKey("thread", ThreadPoolExecutor)
SOCKETS: web.AppKey[set[web.WebSocketResponse]] = web.AppKey("sockets")
TAKEN = "SELECT 1 FROM bookings WHERE room = ? AND ending > ? AND start < ? LIMIT 1"


async def ready(_request: web.Request) -> web.Response:
    return web.Response(text="ok")


async def book(request: web.Request) -> web.Response:
    wanted, app = await request.json(), request.app
    stored = await asyncio.get_running_loop().run_in_executor(app[THREAD], _store, app[STORE], wanted)
    return web.json_response({"id": stored}, status=201 if stored else 409)


async def agent(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    request.app[SOCKETS].add(socket)
    async for _ in socket:
        pass
    request.app[SOCKETS].discard(socket)
    return socket


async def send(request: web.Request) -> web.Response:
    message = await request.read()
    began = time.monotonic()
    sockets = request.app[SOCKETS]
    for socket in list(sockets):
        await socket.send_frame(message, WSMsgType.TEXT)
    return web.json_response({"began": began})


def _store(store: sqlite3.Connection, wanted: dict[str, str]) -> str | None:
    slot = (wanted["room"], wanted["start"], wanted["end"])
    store.execute("BEGIN IMMEDIATE")
    identity = None if store.execute(TAKEN, slot).fetchone() else str(uuid4())
    if identity is not None:
        store.execute("INSERT INTO bookings VALUES (?, ?, ?, ?, ?)", (identity, *slot, wanted["title"]))
    store.execute("COMMIT")
    return identity


def main(port: int, file: str) -> None:
    """Serve until told to end."""
    app = web.Application()
    app[STORE] = store = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    store.execute("CREATE TABLE bookings (id TEXT PRIMARY KEY, room TEXT, start TEXT, ending TEXT, title TEXT)")
    store.execute("CREATE INDEX slots ON bookings (room, ending)")
    app[THREAD] = ThreadPoolExecutor(1)
    app[SOCKETS] = set()
    app.router.add_get("/readyz", ready)
    app.router.add_get("/agent", agent)
    app.router.add_post("/bookings", book)
    app.router.add_post("/send", send)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
