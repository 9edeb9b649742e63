"""Whose the calendars and houses of a room file are, held against the organisations that there are."""

from config.site_file.draft import Table, rows
from config.site_file.mistakes import Finding, Findings


def owners(document: Table, known: tuple[str, ...]) -> Findings:
    """Organisations that there are not, and calendars that name none where there are several in *known*."""
    for key in ("sites", "calendars"):
        for path, row in rows(document, key):
            organisation = row.get("organisation")
            if isinstance(organisation, str) and organisation not in known:
                yield Finding((*path, "organisation"), "unknown_organisation", {"name": organisation}, known)
            elif organisation is None and key == "calendars" and len(known) > 1:
                yield Finding(path, "organisation_missing", known=known)
