"""Text that somebody else wrote, as people may be shown it."""

import unicodedata

_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str, most: int) -> str:
    """One line of text without control characters, at most *most* characters long."""
    if not text.isprintable():
        text = "".join(map(_visible, text))
    return " ".join(text.split())[:most].rstrip()


def plain_lines(text: str) -> str:
    """Text line by line as it was written, without control characters, and nothing empty around it."""
    return "\n".join(plain(line, len(line)) for line in text.splitlines()).strip()


def _visible(character: str) -> str:
    if character in _BIDI_CONTROLS:
        return ""
    return " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
