"""The files that browsers load: the pages that stand in rooms and what they load, and what the service's own pages load.

They hold no data. A page names what it loads under the version of all files, so that a browser asks for each once and
never again.
"""

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from aiohttp import ETag, hdrs, web

from orchestrator.web.compression import accepts_gzip, pack

WORKER = "panel_worker.js"
"""The panel's service worker. It may answer for the panels, which stand above the folder that it comes from."""
STYLES = "pages.css"
"""The one stylesheet of the service's own pages."""
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
_DARK = re.compile(rb':root\[data-theme="dark"\] (\{.*?\n\})', re.DOTALL)
_OF_HTMX: Mapping[str, str] = {"htmx.js": "htmx.min.js"}
"""The names under which files of htmx are served, and those they have in their package."""
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


def address(name: str) -> str:
    """Where a browser finds that file for good. Raises KeyError if there is none."""
    files = _files()
    if name not in files.pages:
        raise KeyError(f"no file {name} is served")
    return f"/static/{files.version}/{name}"


@functools.cache
def _files() -> _Files:
    """Every file by its name: some dozen small ones, read once, so that no name that is asked for becomes a path."""
    bodies: dict[str, bytes] = {}
    for name, body in (*_of_rooms(), *_of_pages(), *_of_others()):
        if name in bodies:
            raise ValueError(f"two files are called {name}")
        bodies[name] = body
    bodies[STYLES] = on_tokens(bodies["tokens.css"], bodies[STYLES])
    digest = hashlib.sha256(b"".join(name.encode() + body for name, body in sorted(bodies.items())))
    version = digest.hexdigest()[:16]
    for name in bodies:
        if name.endswith(_NAMING):
            bodies[name] = _NAMED.sub(rf"\1/static/{version}/".encode(), bodies[name])
    # Browsers take a worker whose text has changed: its first line does with any file.
    bodies[WORKER] = f'const VERSION = "{version}";\n'.encode() + bodies[WORKER]
    return _Files(version, {name: _page(name, body) for name, body in bodies.items()})


def on_tokens(tokens: bytes, styles: bytes) -> bytes:
    """The service's stylesheet behind the tokens that panel and stage have, in one file, so that a first visit waits once.

    Pages go by the system's wish where a person has none, without a script, and paper is always light.
    """
    dark = _DARK.search(tokens)
    if dark is None:
        raise ValueError("tokens.css has no dark theme")
    wished = b"@media screen and (prefers-color-scheme: dark) { :root:where(:not([data-theme])) " + dark[1] + b" }"
    asked = b"@media screen { :root:where([data-theme=dark]) " + dark[1] + b" }"
    return tokens[: dark.start()] + wished + b"\n" + asked + tokens[dark.end() :] + styles


def _of_rooms() -> Iterator[tuple[str, bytes]]:
    """The pages of panel and stage, their tokens, typeface and icons, which the service's own pages share."""
    yield from _all_in(Path(str(resources.files("room_agents") / "pages")))


def _of_pages() -> Iterator[tuple[str, bytes]]:
    """What the service's own pages load."""
    yield from _all_in(Path(__file__).parent / "shell" / "static")


def _of_others() -> Iterator[tuple[str, bytes]]:
    """Other people's scripts, out of their installed package, whose module itself is not needed."""
    package = find_spec("js_lib_htmx")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("django-js-lib-htmx is not installed")
    folder = Path(package.origin).parent / "static" / "htmx"
    for name, file in _OF_HTMX.items():
        yield name, (folder / file).read_bytes()


def _all_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in folder.iterdir():
        if file.is_file():
            yield file.name, file.read_bytes()


def _page(name: str, body: bytes) -> _Page:
    packed = pack(body, level=9)
    worth = packed if len(packed) < _SMALLER * len(body) else None
    return _Page(body, worth, _TYPES.get(name.rpartition(".")[2], OTHERWISE), hashlib.sha256(body).hexdigest()[:16])


def _answer(request: web.Request, name: str, kept: str) -> web.Response:
    page = _files().pages.get(name)
    if page is None:
        raise web.HTTPNotFound
    these = {page.etag, page.packed_etag, "*"}
    if request.if_match and these.isdisjoint(tag.value for tag in request.if_match):
        raise web.HTTPPreconditionFailed
    packed = page.packed if accepts_gzip(request) else None
    known = not these.isdisjoint(tag.value for tag in request.if_none_match or ())
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
