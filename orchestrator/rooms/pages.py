"""The static pages that stand in rooms: the panel and what it loads. They hold no data; that comes from the API.

A page names what it loads under the version of all files, so that a browser asks for each once and never again.
"""

import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from aiohttp import ETag, hdrs, web

from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.web.compression import accepts_gzip, pack

WORKER = "panel_worker.js"
"""The panel's service worker. It may answer for the panels, which stand above the folder that it comes from."""
OTHERWISE = "application/octet-stream"
ASKED_AGAIN = "no-cache"
"""Kept, but asked for again each time by its ETag, so that an update shows at once."""
FOR_GOOD = "public, max-age=31536000, immutable"

_TYPES = {
    "js": "text/javascript",
    "css": "text/css",
    "html": "text/html",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
}
_NAMING = (".html", ".css", ".js")
_NAMED = re.compile(rf"""(["'`(])/static/(?!{WORKER})""".encode())
"""Where one file names another by its address. The worker's stays the same, or a browser would take it for another."""
_SMALLER = 0.9
"""Packed, a file has to be so much smaller; type and pictures are packed already."""


@dataclass(frozen=True, slots=True)
class _Page:
    body: bytes
    packed: bytes | None
    kind: str
    etag: str

    @property
    def packed_etag(self) -> str:
        return f"{self.etag}-gzip"


@dataclass(frozen=True, slots=True)
class _Files:
    version: str
    pages: Mapping[str, _Page]


async def panel(request: web.Request) -> web.Response:
    """The tablet's page; the same for every room, which it reads from its own address."""
    return _answer(request, "panel.html", ASKED_AGAIN)


async def static(request: web.Request) -> web.Response:
    """A file beside the pages."""
    return _answer(request, request.match_info["file"], ASKED_AGAIN)


async def static_of_version(request: web.Request) -> web.Response:
    """The same for good, if the version is the present one; a page of an older one gets the files there are."""
    present = request.match_info["version"] == _files().version
    return _answer(request, request.match_info["file"], FOR_GOOD if present else ASKED_AGAIN)


def text_of(name: str) -> str:
    """A file as it is served."""
    return _files().pages[name].body.decode()


@functools.cache
def _files() -> _Files:
    """Every file by its name: some dozen small ones, read once, so that no name that is asked for becomes a path."""
    folder = resources.files("room_agents") / "pages"
    bodies = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    digest = hashlib.sha256(b"".join(name.encode() + body for name, body in sorted(bodies.items())))
    version = digest.hexdigest()[:16]
    for name in bodies:
        if name.endswith(_NAMING):
            bodies[name] = _NAMED.sub(rf"\1/static/{version}/".encode(), bodies[name])
    # Browsers take a worker whose text has changed: its first line does with any file.
    bodies[WORKER] = f'const VERSION = "{version}";\n'.encode() + bodies[WORKER]
    return _Files(version, {name: _page(name, body) for name, body in bodies.items()})


def _page(name: str, body: bytes) -> _Page:
    packed = pack(body, level=9)
    worth = packed if len(packed) < _SMALLER * len(body) else None
    return _Page(body, worth, _TYPES.get(name.rpartition(".")[2], OTHERWISE), hashlib.sha256(body).hexdigest()[:16])


def _answer(request: web.Request, name: str, kept: str) -> web.Response:
    page = _files().pages.get(name)
    if page is None:
        raise web.HTTPNotFound
    these = {page.etag, page.packed_etag, "*"}
    if request.if_match and these.isdisjoint(one.value for one in request.if_match):
        raise web.HTTPPreconditionFailed
    packed = page.packed if accepts_gzip(request) else None
    known = not these.isdisjoint(one.value for one in request.if_none_match or ())
    answer = web.Response(status=304) if known else web.Response(body=packed or page.body)
    answer.etag = ETag(page.packed_etag if packed else page.etag)
    answer.headers.update({"Content-Type": page.kind, "Cache-Control": kept})
    if page.packed is not None:
        answer.headers[hdrs.VARY] = hdrs.ACCEPT_ENCODING
    if packed and not known:
        answer.headers[hdrs.CONTENT_ENCODING] = "gzip"
    if name == WORKER:
        answer.headers["Service-Worker-Allowed"] = "/panel/"
    return answer


ROUTES = (
    Route("GET", "/panel/{room}", panel, "The panel of a room.", scope=Scope.PUBLIC),
    Route("GET", "/static/{file}", static, "What the pages load.", scope=Scope.PUBLIC),
    Route("GET", "/static/{version}/{file}", static_of_version, "The same, under its version.", scope=Scope.PUBLIC),
)
