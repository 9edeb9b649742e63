"""All routes of what is left of sittings."""

from orchestrator.councils.registry import files, pages

ROUTES = (*pages.ROUTES, *files.ROUTES)
