"""Names of people as they are looked for and sorted: without regard to capitals and accents. Pure."""

import unicodedata


def folded(text: str) -> str:
    """*text* in small letters without accents: ``Niccolò`` is found by ``niccolo``, and ``Èlia`` stands among the e."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char)).strip()
