"""The static pages that stand in rooms: the panel and what it loads. They hold no data; that comes from the API."""

import mimetypes
from importlib import resources
from pathlib import Path

from aiohttp import web

from orchestrator.routes import Route

PAGES = Path(str(resources.files("room_agents"))) / "pages"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}


async def panel(_request: web.Request) -> web.StreamResponse:
    """The tablet's page; the same for every room, which it reads from its own address."""
    return _page("panel.html")


async def static(request: web.Request) -> web.StreamResponse:
    """A file beside the pages."""
    return _page(request.match_info["file"])


def _page(name: str) -> web.StreamResponse:
    path = (PAGES / name).resolve()
    if not path.is_relative_to(PAGES.resolve()) or not path.is_file():
        raise web.HTTPNotFound
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    # no-cache: kept, but asked for again each time by its ETag, so that an update shows at once
    return web.FileResponse(path, headers={"Content-Type": kind, "Cache-Control": "no-cache"})


ROUTES = (
    Route("GET", "/panel/{room}", panel, "The panel of a room.", public=True),
    Route("GET", "/static/{file:.+}", static, "What the pages load.", public=True),
)
