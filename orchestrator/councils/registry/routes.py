"""All routes of what is left of sittings."""

from orchestrator.councils.registry import api, files, heading_pages, pages, register_pages, sign_pages

ROUTES = (*api.ROUTES, *pages.ROUTES, *files.ROUTES, *sign_pages.ROUTES, *heading_pages.ROUTES, *register_pages.ROUTES)
