"""The static pages that stand in rooms: the panel and what it loads. They hold no data; that comes from the API."""

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from aiohttp import ETag, web

from orchestrator.routes import Route

WORKER = "panel_worker.js"
"""The panel's service worker. It may answer for the panels, which stand above the folder that it comes from."""
_TYPES = {
    "js": "text/javascript",
    "css": "text/css",
    "html": "text/html",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
}
OTHERWISE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class _Page:
    body: bytes
    kind: str
    etag: str


async def panel(request: web.Request) -> web.Response:
    """The tablet's page; the same for every room, which it reads from its own address."""
    return _answer(request, "panel.html")


async def static(request: web.Request) -> web.Response:
    """A file beside the pages."""
    return _answer(request, request.match_info["file"])


@functools.cache
def _pages() -> Mapping[str, _Page]:
    """Every page by its name: some dozen small files, read once, so that no name that is asked for becomes a path."""
    folder = resources.files("room_agents") / "pages"
    bodies = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    bodies[WORKER] = _version(bodies) + bodies[WORKER]
    return {name: _page(name, body) for name, body in bodies.items()}


def _version(bodies: Mapping[str, bytes]) -> bytes:
    """The worker's first line, which changes with any file: browsers take a worker whose text has changed."""
    digest = hashlib.sha256(b"".join(name.encode() + body for name, body in sorted(bodies.items())))
    return f'const VERSION = "{digest.hexdigest()[:16]}";\n'.encode()


def _page(name: str, body: bytes) -> _Page:
    return _Page(body, _TYPES.get(name.rpartition(".")[2], OTHERWISE), hashlib.sha256(body).hexdigest()[:16])


def _answer(request: web.Request, name: str) -> web.Response:
    page = _pages().get(name)
    if page is None:
        raise web.HTTPNotFound
    this = {page.etag, "*"}
    if request.if_match and this.isdisjoint(one.value for one in request.if_match):
        raise web.HTTPPreconditionFailed
    known = not this.isdisjoint(one.value for one in request.if_none_match or ())
    answer = web.Response(status=304) if known else web.Response(body=page.body)
    # no-cache: kept, but asked for again each time by its ETag, so that an update shows at once
    answer.etag = ETag(page.etag)
    answer.headers.update({"Content-Type": page.kind, "Cache-Control": "no-cache"})
    if name == WORKER:
        answer.headers["Service-Worker-Allowed"] = "/panel/"
    return answer


ROUTES = (
    Route("GET", "/panel/{room}", panel, "The panel of a room.", public=True),
    Route("GET", "/static/{file}", static, "What the pages load.", public=True),
)
