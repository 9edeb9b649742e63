"""All routes of what is left of sittings."""

from orchestrator.councils.registry import files, heading_pages, pages, register_pages, sign_pages

ROUTES = (*pages.ROUTES, *files.ROUTES, *sign_pages.ROUTES, *heading_pages.ROUTES, *register_pages.ROUTES)
