"""How names are compared that people write, here and in calendars. Pure."""

import unicodedata


def folded(name: str) -> str:
    """The name as it is compared: in any case, however spaced, accents composed."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())
