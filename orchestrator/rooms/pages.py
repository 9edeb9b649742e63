"""The page of a room that hangs on the wall, the panel. It holds no data; that comes from the API."""

from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.web.static import panel

ROUTES = (Route("GET", "/panel/{room}", panel, "The panel of a room.", scope=Scope.PUBLIC),)
