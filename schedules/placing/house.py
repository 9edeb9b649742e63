"""The house a site is, and whether a text that names one of its rooms means another house all the same. Pure."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from config.rooms import Site
from schedules.placing.place_text import Token, read_place
from schedules.placing.place_words import HOUSES, NO_POSTCODE, STREETS

_PROVINCE = 2
"""Letters, as in 03040 Pignataro Interamna FR."""
_LONGEST_TOWN = 8
"""Words."""

Words = tuple[str, ...]


class _Postcode(NamedTuple):
    """A postcode, and the words it stands with: those after it, else those before it; as far as they are of its part."""

    token: Token
    town: Sequence[Token]


class House:
    """A site's own name, address and town."""

    def __init__(self, site: Site) -> None:
        name, address, town = (read_place(text or "").tokens for text in (site.name, site.address, site.town))
        self.words = frozenset((*_words(name), *_words(address), *_words(town)))
        """What may stand beside a room and mean nothing else."""
        pieces = [*_pieces(address), *_pieces(town)]
        self._pieces = [words for piece in pieces if (words := _words(piece))]
        self._streets = [_words(piece) for piece in pieces if _is_street(piece)]
        coded = [*_postcodes((*address, *town))]
        self._codes = frozenset(code.token.text for code in coded)
        towns = [*[*_pieces(town)][:1], *(code.town for code in coded)]
        self._towns = [words for town in towns if (words := _names_of(town))]
        last = [piece for piece in pieces if not _is_street(piece)][-1:]
        in_town = {word for words in self._towns or map(_words, last) for word in words}
        self._names = [words for words in (_words(name),) if not in_town.issuperset(words)]

    def elsewhere(self, left: Sequence[Token]) -> str:
        """What of *left*, the tokens beside the rooms, is of another house; nothing where the site tells no address.

        A postcode with another town; or what a house is called, unless the site is called so too, or the text also has
        the site's whole name, which is more than its town's, or its street.
        """
        if not self._pieces:
            return ""
        words = _words(left)
        for code in _postcodes(left):
            if not self._is_own(code, words):
                return " ".join((code.token.text, *_words(code.town)))
        if any(_holds(words, own) for own in (*self._names, *self._streets)):
            return ""
        pairs = (f"{first} {second}" for first, second in pairwise(words))
        return next(
            (called for called in (*words, *pairs) if called in HOUSES and not self.words.issuperset(called.split())),
            "",
        )

    def _is_own(self, code: _Postcode, words: Words) -> bool:
        named = _names_of(code.town)
        if not named:
            return not self._codes or code.token.text in self._codes or any(_holds(words, town) for town in self._towns)
        if not self._towns:  # the address has no postcode, and which of it is the town is not known
            return any(_holds(words, piece) for piece in self._pieces)
        known = {word for town in self._towns for word in town}
        whole = any(_holds(named, town) for town in self._towns)
        return whole or all(_fits(token, known) for token in code.town if len(token.text) > _PROVINCE)


def _words(tokens: Sequence[Token]) -> Words:
    return tuple(token.text for token in tokens if not (token.parts or token.hyphen))


def _names_of(town: Sequence[Token]) -> Words:
    """The words of a town, without its province."""
    return tuple(word for word in _words(town) if len(word) > _PROVINCE)


def _fits(token: Token, known: set[str]) -> bool:
    return token.text in known or (token.abbreviates and any(word.startswith(token.text) for word in known))


def _pieces(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """What stands between commas and the like."""
    piece: list[Token] = []
    for token in tokens:
        if not token.parts:
            piece.append(token)
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def _is_street(piece: Sequence[Token]) -> bool:
    return piece[0].text in STREETS or any(token.number and not token.postcode for token in piece)


def _postcodes(tokens: Sequence[Token]) -> Iterator[_Postcode]:
    for piece in _pieces(tokens):
        for at, token in enumerate(piece):
            before = piece[at - 1] if at else None
            if not token.postcode or (before is not None and (before.number or before.text in NO_POSTCODE)):
                continue
            after = piece[at + 1 : at + 1 + _LONGEST_TOWN]
            yield _Postcode(token, after or piece[max(at - _LONGEST_TOWN, 0) : at])


def _holds(words: Words, wanted: Words) -> bool:
    """Whether *wanted* stands in *words*, one after the other."""
    size = len(wanted)
    return any(words[at : at + size] == wanted for at in range(len(words) - size + 1) if words[at] == wanted[0])
