"""Names as a tree of their words, walked along a text: the longest name that begins at a word of it. Pure.

Words may be abbreviated with a full stop (Sala Conf. 1), and several rooms be called at once (Sale 1 e 2).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from config.names import folded
from schedules.placing.place_text import PlaceText, Token, read_place
from schedules.placing.place_words import SINGULAR

_BETWEEN_NUMBERS = frozenset({"&", "+", "/", ","})
_BETWEEN_WORDS = frozenset({"&", "+", "/"})
_RANGE = frozenset({"-", " - "})
_DIGITS = 4
"""Of a room's number, at most."""

Ends = Callable[[int], bool]
"""Whether a name may end before the token of that number."""


@dataclass(slots=True)
class _Node:
    """What may follow the words so far, and whose names end with them, by the name as it is written."""

    following: dict[str, "_Node"] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)

    def owner(self, written: str) -> str | None:
        """The room whose name it is. Of several that read alike, the room whose name is written so."""
        rooms = set(self.owners.values())
        return next(iter(rooms)) if len(rooms) == 1 else self.owners.get(folded(written))


class Name(NamedTuple):
    """A name found in a text, in the tokens [begin, end), and whose it is."""

    begin: int
    end: int
    owner: str
    stems: tuple[_Node, ...]
    """All of it but its last word; several where that is shortened."""
    plural: bool = False


class NameTree:
    """All names, by their words."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """*names*: each name, folded, with whose it is."""
        self._root = _Node()
        for name, owner in names:
            node = self._root
            for token in read_place(name, (name,)).tokens:
                node = node.following.setdefault(token.text, _Node())
            if node is not self._root:
                node.owners[name] = owner

    def longest(self, place: PlaceText, begin: int, ends: Ends) -> Name | None:
        """The longest name that begins at *begin*: as it is written, else abbreviated, else the first of several."""
        first = place.tokens[begin]
        if not (first.text in self._root.following or first.abbreviates or first.text in SINGULAR):
            return None
        for walk in (self._as_written, self._abbreviated, self._several):
            best: Name | None = None
            for name in walk(place, begin):
                if self._counts(name, place, ends):
                    best = name
            if best is not None:
                return best
        return None

    def another(self, place: PlaceText, before: Name, ends: Ends) -> Name | None:
        """The name that goes on *before*, of which it has all but the last word: Sala 1 e 2, Sala Rossa e Blu."""
        at = before.end + 1
        if at >= len(place.tokens) or not ends(at + 1):
            return None
        last, token = place.tokens[before.end - 1], place.tokens[at]
        alike = _is_of_a_row(last) and _is_of_a_row(token) and last.number == token.number
        between = _BETWEEN_NUMBERS if alike else _BETWEEN_WORDS
        if not (place.tokens[before.end].text in between or _ranges(before, place)):
            return None
        nodes = [node for stem in before.stems if (node := stem.following.get(token.text))]
        owners = {owner for node in nodes for owner in node.owners.values()}
        return Name(at, at + 1, owners.pop(), before.stems, before.plural) if len(owners) == 1 else None

    def _counts(self, name: Name, place: PlaceText, ends: Ends) -> bool:
        """Whether the name ends where a name may; a name in the plural needs a number too, or another name after it."""
        if not name.plural:
            return ends(name.end)
        numbered = ends(name.end) and _is_of_a_row(place.tokens[name.end - 1])
        return numbered or self.another(place, name, ends) is not None

    def _as_written(self, place: PlaceText, begin: int) -> Iterator[Name]:
        stem = node = self._root
        for at, token in _from(place, begin):
            stem, following = node, node.following.get(token.text)
            if following is None:
                return
            node = following
            if node.owners and (owner := node.owner(place.written(begin, at + 1))):
                yield Name(begin, at + 1, owner, (stem,))

    def _abbreviated(self, place: PlaceText, begin: int) -> Iterator[Name]:
        nodes: Sequence[tuple[_Node, _Node]] = [(self._root, self._root)]
        for at, token in _from(place, begin):
            nodes = [(node, child) for _, node in nodes for child in _fitting(node, token)]
            if not nodes:
                return
            owners = {owner for _, node in nodes for owner in node.owners.values()}
            if len(owners) == 1:
                yield Name(begin, at + 1, owners.pop(), tuple(stem for stem, node in nodes if node.owners))

    def _several(self, place: PlaceText, begin: int) -> Iterator[Name]:
        node, plural = self._root, False
        for at, token in _from(place, begin):
            singular = node.following.get(SINGULAR.get(token.text, ""))
            stem, following = node, singular or node.following.get(token.text)
            if following is None:
                return
            node, plural = following, plural or singular is not None
            if plural and node.owners and (owner := node.owner("")):
                yield Name(begin, at + 1, owner, (stem,), plural=True)


def _from(place: PlaceText, begin: int) -> Iterator[tuple[int, Token]]:
    return ((at, place.tokens[at]) for at in range(begin, len(place.tokens)))


def _fitting(node: _Node, token: Token) -> Iterator[_Node]:
    if token.abbreviates:
        yield from (child for word, child in node.following.items() if word.startswith(token.text))
    elif child := node.following.get(token.text):
        yield child


def _is_of_a_row(token: Token) -> bool:
    """Whether it is one of a row: a number or a letter."""
    return token.number or len(token.text) == 1


def _ranges(name: Name, place: PlaceText) -> bool:
    """Sale 1-2: two numbers that follow each other. 1-3 may leave 2 out, and may not."""
    near = place.tokens[name.end - 1 : name.end + 2]
    if not name.plural or len(near) < 3 or near[1].text not in _RANGE:
        return False
    first, last = near[0], near[2]
    short = first.number and last.number and max(len(first.text), len(last.text)) <= _DIGITS
    return short and int(last.text) == int(first.text) + 1
