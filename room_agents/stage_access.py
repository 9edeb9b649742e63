"""Who may see the stage: only a browser that was once given the key from the agent's folder."""

import re
import secrets
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from pathlib import Path

import structlog
from aiohttp import web

from room_agents.disk import PRIVATE, replace_file

FILE = "stage_key"
ASKED_AS = "key"
"""The name of the address's parameter for the key."""
LASTS_S = 400 * 24 * 3600
"""How long the cookie lasts, from each page on; browsers keep none for longer (RFC 6265bis 5.5)."""
_KEY = re.compile(r"[\w-]{22,64}", re.ASCII)
_LOCKED = """\
Questo schermo si apre la prima volta con la sua chiave, che si trova nel file {file} della cartella dell’agente:
{address}?{asked_as}=CHIAVE

The first time, this screen is opened with its key, which is in the file {file} of the agent’s folder:
{address}?{asked_as}=KEY
"""
_log = structlog.get_logger()

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def stage_key(folder: Path) -> str:
    """The stage's key in *folder*, kept so that browsers know it after a restart; made anew if it is missing or damaged."""
    path = folder / FILE
    try:
        known = path.read_text(errors="replace").strip()
        if _KEY.fullmatch(known):
            path.chmod(PRIVATE)
            return known
        _log.warning("stage.key_damaged", file=str(path))
    except FileNotFoundError:
        pass
    except OSError as error:
        _log.warning("stage.key_unreadable", file=str(path), error=str(error))
    key = secrets.token_urlsafe(24)
    try:
        replace_file(path, [key.encode() + b"\n"])
    except OSError as error:  # the key is good until the agent ends
        _log.warning("stage.key_not_kept", file=str(path), error=str(error))
    return key


class Access:
    """Lets in requests that are meant for this server, and to rooms' pages only a browser that knows *key*."""

    def __init__(self, key: str, hosts: Callable[[], frozenset[str]]) -> None:
        """Guard with *key*; *hosts* returns the Host headers that mean this server."""
        self._key, self._hosts = key.encode(), hosts

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse foreign hosts (a name that somebody pointed at loopback), foreign origins, and room pages without the key."""
        origin, host = (
            request.headers.get("Origin"),
            request.headers.get("Host", ""),
        )  # request.host may ask the network
        if host not in self._hosts() or (origin is not None and origin != f"http://{host}"):
            raise web.HTTPForbidden(text="not from here")
        if "room" not in request.match_info:
            return await handler(request)
        cookie = f"stage-{host.rpartition(':')[2]}"
        if request.method == "GET" and self._fits(request.query.get(ASKED_AS)):
            answer: web.StreamResponse = web.Response(status=303, headers={"Location": request.rel_url.raw_path})
        elif self._fits(request.cookies.get(cookie)):
            answer = await handler(request)
        else:
            address = f"http://{host}/stage/{request.rel_url.raw_parts[2]}"
            raise web.HTTPForbidden(text=_LOCKED.format(file=FILE, address=address, asked_as=ASKED_AS))
        if not answer.prepared:
            answer.set_cookie(
                cookie, self._key.decode(), max_age=LASTS_S, path="/stage", httponly=True, samesite="Strict"
            )
        return answer

    def _fits(self, offered: str | None) -> bool:
        return offered is not None and compare_digest(offered.encode(errors="replace"), self._key)
