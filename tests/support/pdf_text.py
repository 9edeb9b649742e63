"""A PDF's text as another library reads it, without what setting adds to it."""

import io
import re

from pypdf import PdfReader

from orchestrator.councils.minutes.characters import BREAK


def pdf_text(made: bytes) -> str:
    """All pages together, as `packed` gives them."""
    return packed("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages))


def packed(text: str) -> str:
    """Without spaces, lines, hyphens at their ends, and places to break."""
    return re.sub(f"[\\s{BREAK}]+", "", re.sub("[-\u00ad\u2010]\\s*\n|\u00ad", "", text))
