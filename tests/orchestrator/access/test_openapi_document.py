"""The API's document stays as it is, unless somebody means to change it: other people's programs are written by it."""

import json
from pathlib import Path

from orchestrator.access.openapi import document
from orchestrator.app import all_routes

KEPT = Path(__file__).parent / "data" / "openapi.json"
"""As the document was when somebody last meant to change it; run this module to write it anew, and read the difference."""


def described() -> str:
    """The document as the service gives it out, of a version without a number, one thing a line."""
    return json.dumps(document(all_routes(), "0"), ensure_ascii=False, indent=1) + "\n"


def test_openapi_document_given_the_one_that_is_kept_when_written_anew_then_it_is_the_same_to_the_byte() -> None:
    assert described() == KEPT.read_text()


if __name__ == "__main__":
    KEPT.write_text(described())
