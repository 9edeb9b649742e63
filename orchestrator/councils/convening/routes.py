"""All pages of the office of sittings."""

from orchestrator.councils.convening import (
    api,
    convoking_pages,
    document_pages,
    draft_pages,
    list_pages,
    member_pages,
    mine_pages,
    paper_pages,
    sitting_pages,
)

ROUTES = (
    *api.ROUTES,
    *mine_pages.ROUTES,
    *list_pages.ROUTES,
    *draft_pages.ROUTES,
    *sitting_pages.ROUTES,
    *convoking_pages.ROUTES,
    *document_pages.ROUTES,
    *member_pages.ROUTES,
    *paper_pages.ROUTES,
)
