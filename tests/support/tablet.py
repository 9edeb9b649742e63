"""A tablet at a room's door, as the orchestrator sees one: a cookie for its token, events, and presses."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx

from tests.support.credentials import bearer
from tests.support.waiting import WITHIN_S, wait_for

View = Mapping[str, Any]
RECONNECT_S = 0.2


class Tablet:
    """Listens to the room's events, again and again as an EventSource does; keeps all it ever saw."""

    def __init__(self, client: httpx.AsyncClient, room: str) -> None:
        self._client, self._room = client, room
        self.views: list[View] = []
        """Each picture of the room, oldest first."""
        self.connections: list[int] = []
        """The status of each connection it got."""
        self.text = ""
        """Everything it was sent."""
        self.shown: View | None = None
        """What is on its screen; None while it is cut off, when it shows nothing as true."""

    @property
    def cookies(self) -> list[str]:
        """The names of its cookies."""
        return list(self._client.cookies)

    @property
    def greens(self) -> list[View]:
        """The pictures that said the room is ready."""
        return [view for view in self.views if view["verdict"] == "ready"]

    async def press(self, kind: str, **what: Any) -> httpx.Response:
        """Press a button."""
        press = {"id": str(uuid4()), "kind": kind, **what}
        return await self._client.post(f"/api/v1/rooms/{self._room}/overrides", json=press)

    async def until(self, wanted: Callable[[View], object]) -> View:
        """The first picture from now on, the present one included, that is *wanted*."""
        known = max(len(self.views) - 1, 0)
        await wait_for(lambda: any(wanted(view) for view in self.views[known:]))
        return next(view for view in self.views[known:] if wanted(view))

    async def listen(self) -> None:
        """Listen until cancelled."""
        while True:
            try:
                async with self._client.stream("GET", f"/api/v1/rooms/{self._room}/events", timeout=WITHIN_S) as answer:
                    self.connections.append(answer.status_code)
                    await self._take(answer)
            except httpx.TransportError:
                pass  # the line has gone; it comes again
            self.shown = None
            await asyncio.sleep(RECONNECT_S)

    async def _take(self, answer: httpx.Response) -> None:
        event = ""
        async for line in answer.aiter_lines():
            self.text += line + "\n"
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "data" and event == "room":
                self.shown = json.loads(value)
                self.views.append(self.shown)


@asynccontextmanager
async def tablet_on(
    url: str, token: str, *, room: str = "sala-1", language: str = "it", trust: ssl.SSLContext | bool = True
) -> AsyncIterator[Tablet]:
    """A tablet that has exchanged *token* for a cookie and has nothing else, until left."""
    headers = {"Accept-Language": language, "Origin": url}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=WITHIN_S, verify=trust) as client:
        answer = await client.post("/api/v1/session", headers=bearer(token))
        answer.raise_for_status()
        tablet = Tablet(client, room)
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(tablet.listen(), name=f"tablet of {room}")
            try:
                yield tablet
            finally:
                listening.cancel()
