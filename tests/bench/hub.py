"""`python -m tests.bench.hub PORT FOLDER`: the service, with one more route that gives all agents new plans and says when.

``POST /send`` raises the revision of every room in one transaction. With ``?made`` the plans are made and encoded before
the clock is read, so that only their delivery is measured; without, the clock is read after the commit, and the making
counts too.
"""

import sys
import time
from pathlib import Path

from aiohttp import web

from config.site_file.loading import load_site
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.app import all_routes, make_app
from orchestrator.commands.store import open_store
from orchestrator.hub.keys import CHANGES, PLANS
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.sites import active_rooms, touch


async def send(request: web.Request) -> web.Response:
    """Change every room, and wake its agent."""
    app, database = request.app, request.app[DATABASE]
    rooms = await database.read(active_rooms)
    listeners, database.listeners = database.listeners, []  # nobody is woken by the commit, but below
    await database.write(touch, rooms)
    database.listeners = listeners
    if "made" in request.query:
        await app[PLANS].each(rooms, app[CLOCK]())
    began = time.monotonic()
    app[CHANGES].signal(rooms)
    return web.json_response({"began": began})


def main(port: int, folder: Path) -> None:
    """Serve until told to end."""
    store = open_store(folder, None)
    routes = (*all_routes(), Route("POST", "/send", send, scope=Scope.PUBLIC))
    app = make_app(store, load_site([folder / "sito.toml"]), routes=routes)
    try:
        web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)
    finally:
        store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
