"""Who did what: pages, files for spreadsheets, and the same for programs."""

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.audit.api import ActList, ActQuery, AllActsQuery, show_all, show_one
from orchestrator.audit.pages import PATH, show
from orchestrator.audit.sheet import download

OF_ONE = "/organisations/{organisation}/audit"

ROUTES = (
    Route("GET", PATH, show, scope=Scope.INSTALLATION, action=Action.SEE_AUDIT, page=True),
    Route("GET", OF_ONE, show, scope=Scope.ORGANISATION, action=Action.SEE_AUDIT, page=True),
    Route("GET", f"{PATH}.csv", download, scope=Scope.INSTALLATION, action=Action.SEE_AUDIT, page=True),
    Route("GET", f"{OF_ONE}.csv", download, scope=Scope.ORGANISATION, action=Action.SEE_AUDIT, page=True),
    Route(
        "GET",
        "/api/v1/audit",
        show_all,
        "Who did what, the newest first.",
        scope=Scope.INSTALLATION,
        action=Action.SEE_AUDIT,
        query=AllActsQuery,
        answer=ActList,
    ),
    Route(
        "GET",
        f"/api/v1{OF_ONE}",
        show_one,
        "Who did what with things of one organisation.",
        scope=Scope.ORGANISATION,
        action=Action.SEE_AUDIT,
        query=ActQuery,
        answer=ActList,
        errors=(404,),
    ),
)
