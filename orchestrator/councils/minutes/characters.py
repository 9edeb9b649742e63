"""Text as a page can show it: nothing that a person typed is lost, and nothing of it acts on what stands beside it. Pure.

What a page cannot show stands as its number, ``[U+1F600]``: control characters, marks that turn the direction of
writing, scripts and pictures that our typefaces lack. What is invisible and does nothing (a soft hyphen, the joiners of
emoji) goes.
"""

import re
import unicodedata

_SHOWN = (
    (0x20, 0x7E),  # Basic Latin
    (0xA0, 0xAC),  # Latin-1, without the soft hyphen between
    (0xAE, 0x377),  # Latin Extended, phonetic letters, accents that follow their letter, Greek
    (0x37A, 0x37F),
    (0x384, 0x38A),
    (0x38C, 0x38C),
    (0x38E, 0x3A1),
    (0x3A3, 0x482),  # Greek, Cyrillic
    (0x48A, 0x4FF),
    (0x1E00, 0x1EFF),  # Latin Extended Additional
    (0x2010, 0x2027),  # dashes, quotation marks
    (0x202F, 0x2040),
    (0x2044, 0x2052),
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x211E),  # №
    (0x2122, 0x2122),  # ™
    (0x2153, 0x2184),  # fractions, Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x25A0, 0x25FF),  # boxes
)
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]")
_SPACES = re.compile(r"[ \t\n\v\f\r\x85\u2028\u2029]+")
_LONG = re.compile(r"\S{25,}")
_PIECE = re.compile(r"(?:.[\u0300-\u036f]*){1,12}")
_DIGEST = re.compile("[0-9a-f]{64}")
BREAK = "\u200b"
"""Where a line may break; no letter of its own."""


def shown(text: str) -> str:
    """The text of one line as our typefaces can show it, in form NFC."""
    return "".join(map(_printed, _letters(text)))


def broken(text: str) -> str:
    """The same with places where very long words may break, so that none runs off its column; digests stay whole."""
    return _LONG.sub(_pieces, text)


def writable(text: str) -> str:
    """The text of one line for a file of XML, whose reader brings typefaces: all but what XML or a reader chokes on."""
    return "".join(_numbered(each) if _acts(each) else each for each in _letters(text))


def paragraphs(text: str) -> tuple[str, ...]:
    """What somebody typed, by the lines that they typed; empty ones go."""
    lines = re.split(r"[\n\v\f\r\x85\u2028\u2029]+", text)
    return tuple(stripped for line in lines if (stripped := line.strip()))


def _pieces(word: re.Match[str]) -> str:
    return word.group() if _DIGEST.fullmatch(word.group()) else BREAK.join(_PIECE.findall(word.group()))


def _letters(text: str) -> str:
    return _SPACES.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFC", text)))


def _printed(letter: str) -> str:
    number = ord(letter)
    return letter if any(first <= number <= last for first, last in _SHOWN) else _numbered(letter)


def _acts(letter: str) -> bool:
    """Whether it is a control, turns the direction, is half a pair, belongs to nobody, or is none."""
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _numbered(letter: str) -> str:
    return f"[U+{ord(letter):04X}]"
