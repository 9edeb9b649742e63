"""Stands where a service of ours would: notes what a Jitsi asks and posts, and answers as it is told to."""

import json
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass(frozen=True, slots=True)
class Heard:
    """One whole request."""

    method: str
    path: str
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        """Its body."""
        return json.loads(self.text)


@dataclass(slots=True)
class Listener:
    """What was heard, oldest first, and what is answered next; 200 and nothing when nothing else is set."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    begun: int = 0
    """How many requests came, also those that ended in the middle."""
    answers: deque[tuple[int, Any]] = field(default_factory=deque)

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Note *request*, and give the next answer."""
        self.begun += 1
        text = await request.text()
        self.heard.append(Heard(request.method, request.path, dict(request.headers), text))
        status, body = self.answers.popleft() if self.answers else (200, None)
        return web.Response(status=status) if body is None else web.json_response(body, status=status)


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    """A listener on a port of its own."""
    listener = Listener()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", listener.answer)
    async with TestServer(app) as server:
        listener.url = str(server.make_url("")).rstrip("/")
        yield listener
