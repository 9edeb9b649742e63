"""Where in a text a room's name may begin and end: at the ends of its parts, and beside what changes nothing. Pure."""

from collections.abc import Collection, Sequence

from schedules.placing.place_text import Token
from schedules.placing.place_words import AT, BESIDE, FLOOR, FLOORS, MODES, NOT, OR

_GENERATED = 2
"""Hyphens before the name that a calendar service makes of house, floor and room: Officine-0-Sala Conferenze 1 (60)."""
_SENTENCE = 5
"""Letters before a full stop that ends something and shortens nothing."""


_GOES_ON = AT | {"&"}
"""What parts a text and not what is said not to be the place: non presso Sala 1."""


class Parts:
    """The parts of one text, passed from left to right."""

    def __init__(self, tokens: Sequence[Token], own: Collection[str]) -> None:
        """*own*: the words of the site's own name and address, which may stand beside a room."""
        self._tokens = tokens
        self._aside = [
            token.text in own or _is_floor(tokens, at) or _is_mode(tokens, at) for at, token in enumerate(tokens)
        ]
        self._to_the_end = _to_the_end(tokens, self._aside)
        self._open = True
        self._denied = False
        self._hyphens = 0

    @property
    def may_begin(self) -> bool:
        """Whether a name may begin at the token that is next."""
        return self._open and not self._denied

    def may_end(self, at: int) -> bool:
        """Whether a name may end before the token *at*."""
        if at == len(self._tokens) or self._tokens[at].parts or _ends_sentence(self._tokens[at - 1]):
            return True
        first = self._tokens[min(at + self._tokens[at].hyphen, len(self._tokens) - 1)]
        return self._to_the_end[at] and (first.text.isalpha() or first.postcode)

    def close(self) -> None:
        """A name was found: nothing begins before the next part."""
        self._open = False

    def pass_over(self, at: int) -> None:
        """Go on behind the token *at*, which is of no name."""
        token = self._tokens[at]
        if token.parts:
            self._open, self._hyphens = True, 0
            self._denied = self._denied and token.text in _GOES_ON
        elif token.hyphen:
            self._hyphens += 1
            self._open = self._open or self._hyphens >= _GENERATED
        else:
            self._denied = self._denied or token.text in NOT
            beside = self._open and (self._aside[at] or token.text in BESIDE)
            self._open = beside or _ends_sentence(token)


def _to_the_end(tokens: Sequence[Token], aside: Sequence[bool]) -> list[bool]:
    """Whether all that is left of a part from each token on changes nothing."""
    answers = [False] * len(tokens)
    for at in reversed(range(len(tokens))):
        token = tokens[at]
        last = at + 1 == len(tokens) or tokens[at + 1].parts
        if token.parts or (len(token.text) == 1 and not token.hyphen and not aside[at]):
            continue
        said = aside[at] or token.hyphen or token.text in BESIDE
        answers[at] = aside[at] if last else said and answers[at + 1]
    return answers


def _is_floor(tokens: Sequence[Token], at: int) -> bool:
    """Piano terra, primo piano, 2° piano, floor 2."""
    text = tokens[at].text
    if text in FLOOR:
        return True
    near = tokens[max(at - 1, 0) : at + 2]
    return (text in FLOORS or text.rstrip("°").isdecimal()) and any(token.text in FLOOR for token in near)


def _is_mode(tokens: Sequence[Token], at: int) -> bool:
    """In presenza, online, o su Zoom."""
    text = tokens[at].text
    return text in MODES or (text in OR and any(token.text in MODES for token in tokens[at + 1 : at + 2]))


def _ends_sentence(token: Token) -> bool:
    return token.stop and (token.number or len(token.text) >= _SENTENCE)
