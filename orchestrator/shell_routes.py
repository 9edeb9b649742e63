"""What the shell of the pages serves by itself: the files that all pages load, and how a browser wishes to see them."""

from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.web.shell.wishes import wish
from orchestrator.web.static import static, static_of_version

ROUTES = (
    Route("GET", "/static/{file}", static, "What the pages load.", scope=Scope.PUBLIC),
    Route("GET", "/static/{version}/{file}", static_of_version, "The same, under its version.", scope=Scope.PUBLIC),
    Route("POST", "/wishes", wish, "The language and look of this browser.", scope=Scope.PUBLIC, status=303),
)
