"""`python -m tests.bench.crowd URL FILE`: many agents in one process, as cheap as can be.

FILE is JSON: a room and a token for each. They connect, say hello, send a state every five seconds and one for each
plan they get, as agents do. A line on the standard output tells of each plan: ``room revision bytes time``, by the
monotonic clock, which all processes of a machine share; ``connected`` comes before them.
"""

import asyncio
import json
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from room_agents.protocol import STATE_EVERY_S
from tests.support.credentials import bearer

STATE = '{"type":"state","room":"%s","at":"%s","plan":null,"phase":"idle","verdict":"ready","devices":{}}'
HELLO = '{"type":"hello","agent":"%s","now":"%s"}'
REVISION = re.compile(rb'"revision":\s*(\d+)')
AT_ONCE = 20
"""Connections being made."""


async def main(url: str, file: str) -> None:
    """Be all those agents until told to end."""
    agents = json.loads(await asyncio.to_thread(Path(file).read_text))
    doors = asyncio.Semaphore(AT_ONCE)
    connected: asyncio.Queue[str] = asyncio.Queue()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client, asyncio.TaskGroup() as tasks:
        for room, token in agents.items():
            tasks.create_task(_be(client, url, room, token, doors, connected))
        for _ in agents:
            await connected.get()
        _tell("connected")


async def _be(
    client: aiohttp.ClientSession,
    url: str,
    room: str,
    token: str,
    doors: asyncio.Semaphore,
    connected: asyncio.Queue[str],
) -> None:
    async with doors:
        socket = await client.ws_connect(f"{url}/agent", headers=bearer(token), max_msg_size=0)
        await socket.send_str(HELLO % (room, _now()))
    connected.put_nowait(room)
    async with asyncio.TaskGroup() as tasks:
        telling = tasks.create_task(_tell_states(socket, room))
        async for message in socket:
            at, text = time.monotonic(), message.data.encode()
            found = REVISION.search(text)
            _tell(f"{room} {int(found[1]) if found else 0} {len(text)} {at!r}")
            await socket.send_str(STATE % (room, _now()))
        telling.cancel()


async def _tell_states(socket: aiohttp.ClientWebSocketResponse, room: str) -> None:
    await asyncio.sleep(hash(room) % 1000 / 1000 * STATE_EVERY_S)  # they were not all started at once
    while True:
        await socket.send_str(STATE % (room, _now()))
        await asyncio.sleep(STATE_EVERY_S)


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
