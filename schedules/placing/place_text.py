"""A place as people write it, as words and what stands between them. Pure, and its cost grows with the text alone."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import NamedTuple

from config.names import folded
from schedules.placing.place_words import AT, JOINING, NUMBER

_WEB = re.compile(
    r"""(?: [a-z][a-z0-9+.-]{0,15}:// | www\. | (?<![^\s("'<\[]) mailto: | (?<![\w.-]) (?:[a-z0-9-]{1,63}\.){1,6} (?:app|com|de|edu|es|eu|example|fr|gov|info|io|it|live|me|net|org|tv|uk|us) /)
        (?: [^\s<>"|;,)\]»”] | ,(?![^\W\d_]|\s|$) )*
      | (?<![^\s<("',;:|\[]) [^\s@<>()"',;:|\[\]]{1,64} @ [a-z0-9-]{1,63} (?:\.[a-z0-9-]{1,63}){1,6}""",
    re.VERBOSE,
)
_AS_WRITTEN = str.maketrans(
    {
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"),  # seen by nobody
        **dict.fromkeys("\u2010\u2011", "-"),
        **dict.fromkeys("\u2012\u2013\u2014\u2015\u2212", " - "),
        **dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"),
        "\u2116": " n. ",
        **dict.fromkeys("\u00aa\u00b0\u00ba", "\u00b0 "),
    }
)
_TOKEN = re.compile(
    r"""(?P<initials> (?:[^\W\d_]\.){2,}[^\W\d_]? (?![^\W_]) )
      | (?P<care> c[/\\]o (?![^\W_]) )
      | (?P<word> (?: \d+(?:\.\d+)* (?: /[a-z](?![^\W_]) | [^\W_]* ) | [^\W\d_]+ ) (?P<degree>°?) (?P<stop>\.?) )
      | (?P<hyphen> (?P<before>[ \n]?) -+ (?P<after>[ \n]?) )
      | (?P<mark> [\n;,/+|:&@<>()\[\]{}•·\\] )""",
    re.VERBOSE,
)
_OPENS, _CLOSES = "([{", ")]}"
_ABBREVIATED = 3
"""Letters of a shortened word, at least."""
_POSTCODE_DIGITS = 5
_HYPHEN = "-"
_DASH = " - "


class Token(NamedTuple):
    """A word, or what parts words: *parts*, as a comma does, or a hyphen within a word, which does not."""

    text: str
    """In small letters, without accents."""
    begin: int
    end: int
    """Where it stands in the text, [begin, end)."""
    parts: bool = False
    depth: int = 0
    """How many brackets it stands in; a bracket stands in itself."""
    stop: bool = False
    """A full stop follows it."""

    @property
    def hyphen(self) -> bool:
        """Whether it joins two words to one."""
        return self.text == _HYPHEN

    @property
    def number(self) -> bool:
        """Whether it is a number, and nothing else."""
        return self.text.isdecimal()

    @property
    def postcode(self) -> bool:
        """Whether it may be that of a town."""
        return self.number and len(self.text) == _POSTCODE_DIGITS

    @property
    def abbreviates(self) -> bool:
        """Whether it may be the beginning of a longer word."""
        return self.stop and len(self.text) >= _ABBREVIATED and self.text.isalpha()


class PlaceText(NamedTuple):
    """A place in small letters, its spaces single, and its tokens."""

    text: str
    tokens: tuple[Token, ...]

    def written(self, begin: int, end: int) -> str:
        """The text of tokens [begin, end)."""
        return self.text[self.tokens[begin].begin : self.tokens[end - 1].end] if end > begin else ""


def read_place(text: str, kept: Collection[str] = ()) -> PlaceText:
    """The tokens of *text*, without addresses of the web and of mail, but for those that are one of *kept*."""
    plain = _single_spaced(text)
    plain = _WEB.sub(lambda found: found[0] if folded(found[0]) in kept else " | ", plain)
    return PlaceText(plain, tuple(_without_number_words([*_tokens(plain)])))


def comparable(text: str) -> str:
    """A word without its accents."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return "".join(character for character in apart if not unicodedata.combining(character))


def _single_spaced(text: str) -> str:
    text = text.translate(_AS_WRITTEN)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    lines = (" ".join(line.split()) for line in text.casefold().split("\n"))
    return "\n".join(filter(None, lines))


def _tokens(text: str) -> Iterator[Token]:
    depth = 0
    for found in _TOKEN.finditer(text):
        begin, end = found.span()
        match found.lastgroup:
            case "initials":
                initials = comparable(found[0].replace(".", ""))
                yield Token("c/o" if initials == "co" else initials, begin, end, initials == "co", depth)
            case "care":
                yield Token("c/o", begin, end, parts=True, depth=depth)
            case "hyphen":
                spaced = bool(found["before"] or found["after"])
                yield Token(_DASH if spaced else _HYPHEN, begin, end, parts=spaced, depth=depth)
            case "mark":
                mark = found[0]
                depth += mark in _OPENS
                yield Token(mark, begin, end, parts=True, depth=depth)
                depth -= mark in _CLOSES and depth > 0
            case _:
                yield _word(found, depth)


def _word(found: re.Match[str], depth: int) -> Token:
    stop = bool(found["stop"])
    text = comparable(found[0].removesuffix("."))
    if text in JOINING and not stop:
        return Token("&", *found.span(), parts=True, depth=depth)
    return Token(text, *found.span(), parts=text in AT, depth=depth, stop=stop)


def _without_number_words(tokens: list[Token]) -> Iterator[Token]:
    """Sala n. 1, Sala N°1, Sala numero 1: the number says it already. N1 alone may be another room's."""
    for at, token in enumerate(tokens):
        word = token.text.removesuffix("°")
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if at and word in NUMBER and following is not None and following.number:
            marked = token.stop or word != token.text or len(word) > 2
            if marked or following.begin > token.end:
                continue
        yield token
