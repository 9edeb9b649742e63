"""Ids of organisations, made of their names: short, of letters, digits and dashes, as room files write them. Pure."""

import re
import unicodedata
from collections.abc import Container

from config.scalars import ID_PATTERN

LONGEST = 40
"""Characters that are taken of a name; an id may have 63."""
_PASSED_OVER = {
    "di",
    "del",
    "della",
    "dei",
    "delle",
    "degli",
    "dell",
    "e",
    "ed",
    "il",
    "la",
    "lo",
    "i",
    "gli",
    "le",
    "of",
    "the",
    "and",
}
"""Words that tell nobody apart."""


def is_slug(text: str) -> bool:
    """Whether it may be an id."""
    return re.fullmatch(ID_PATTERN, text) is not None


def slug_of(name: str, taken: Container[str] = ()) -> str:
    """An id for an organisation of that name which is none of those *taken*."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode().replace(".", "")
    words = re.findall(r"[a-z0-9]+", plain)
    telling = [word for word in words if word not in _PASSED_OVER] or words or ["organizzazione"]
    slug = telling[0][:LONGEST]
    for word in telling[1:]:
        if len(slug) + 1 + len(word) > LONGEST:
            break
        slug += f"-{word}"
    return (
        slug
        if slug not in taken
        else next(numbered for number in range(2, 10_000) if (numbered := f"{slug}-{number}") not in taken)
    )
