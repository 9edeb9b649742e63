"""How names that people write, here and in calendars, are compared. Pure."""

import unicodedata


def folded(name: str) -> str:
    """*name* as it is compared: without upper case, with single spaces, with accents composed (Unicode NFC)."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())
