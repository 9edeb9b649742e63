"""The routes of what stands in a hall while a council sits there: its tablet, its big screen, the code at its door."""

from orchestrator.councils.chamber.here import pages as door_pages
from orchestrator.councils.chamber.screen import pages as screen_pages
from orchestrator.councils.chamber.tablet import api as tablet_api
from orchestrator.councils.chamber.tablet import doing as tablet_doing
from orchestrator.councils.chamber.tablet import pages as tablet_pages
from orchestrator.councils.chamber.tablet import papers as tablet_papers

ROUTES = (
    *tablet_api.ROUTES,
    *tablet_pages.ROUTES,
    *tablet_doing.ROUTES,
    *tablet_papers.ROUTES,
    *screen_pages.ROUTES,
    *door_pages.ROUTES,
)
