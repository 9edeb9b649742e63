"""The public halves of the keys that sign our tokens, for the Jitsi servers that check them. Anybody may have them."""

from collections.abc import Iterator

from aiohttp import web

from integrations.services.jitsi_keys import PrivateKey, jwks
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.site.keys import SITE

CACHED_S = 300
"""How long others may keep a key, or the list; a server that knows a key asks for it no more than that often."""
_HEADERS = {"Cache-Control": f"public, max-age={CACHED_S}"}


async def every(request: web.Request) -> web.Response:
    """All keys as a JSON Web Key Set (RFC 7517), the newest of each server last."""
    return web.json_response(jwks(_keys(request.app)), headers=_HEADERS)


async def file_of(request: web.Request) -> web.Response:
    """The key that Prosody asks for by the file name of its ``asap_key_server``; 404 for no key of ours."""
    asked = request.match_info["file"]
    found = next((key for key in _keys(request.app) if key.file == asked), None)
    if found is None:
        raise web.HTTPNotFound
    return web.Response(body=found.public_pem, content_type="application/x-pem-file", headers=_HEADERS)


def _keys(app: web.Application) -> Iterator[PrivateKey]:
    """Those of every server that rooms follow, also of servers that the newest room files have no more."""
    return (key for deployment in app[SITE].files.deployments.values() for key in deployment.keys)


ROUTES = (
    Route("GET", "/jitsi/keys.json", every, "The public keys by which our tokens are checked.", scope=Scope.PUBLIC),
    Route(
        "GET", "/jitsi/keys/{file}", file_of, "One of them, as Prosody asks for it.", scope=Scope.PUBLIC, errors=(404,)
    ),
)
