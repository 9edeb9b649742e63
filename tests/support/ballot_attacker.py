"""Somebody who has everything that is left after a secret vote, and tries to join people and votes.

They have the database's files byte by byte, who was handed a paper and who cast one, in order, and every voter's receipt, as if
all had been made to show it. They try every order that anything has in which votes or receipts lie: of each column, of row
numbers, of places on the disk; and learn on some votes which of these ways is best for the others.
"""

import itertools
import math
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

PAGE = 4096


@dataclass(frozen=True)
class Left:
    """What is left of one vote, and the truth, with which guesses are compared."""

    files: Sequence[Path]
    """The database first."""
    cast: Sequence[str]
    """Everybody whose vote was counted, in the order of their castings."""
    handed_out: Sequence[str]
    """The same people in the order in which their papers were handed out."""
    receipts: Mapping[str, str]
    """Whose token is which person's."""
    voted: Mapping[str, str]

    @property
    def options(self) -> frozenset[str]:
        """What the tally tells."""
        return frozenset(self.voted.values())


@dataclass(frozen=True)
class Success:
    """How often an attacker was right, and within what they would be by the tally alone, nineteen times of twenty."""

    right: float
    least: float
    most: float

    @property
    def is_chance(self) -> bool:
        return self.least <= self.right <= self.most


def attack(votes: Sequence[Left]) -> Success:
    """Guess all, each half by the way that was best for the other half."""
    ways = [dict(_shares(left)) for left in votes]
    halves = (ways[::2], ways[1::2])
    right = sum(sum(_by(one, _best(other))) for one, other in (halves, halves[::-1])) / len(votes)
    by_tally = sum(max(Counter(left.voted.values()).values()) / len(left.cast) for left in votes) / len(votes)
    # Of an order that says nothing the guesses are a shuffled tally, in which half of the votes differ from the other half.
    spread = math.sqrt(sum(_variance(left) for left in votes)) / len(votes)
    return Success(right, by_tally - 1.96 * spread, by_tally + 1.96 * spread)


def _variance(left: Left) -> float:
    """Of the share that a random order has right, for two options that have half of the votes each."""
    count = len(left.cast)
    assert Counter(left.voted.values()).most_common()[-1][1] * 2 == count, "the tally has to be even"
    return 1 / (count - 1)


def _best(ways: Sequence[Mapping[str, float]]) -> str:
    """The way that was right most often; one that is open only at times counts when it is."""
    totals: Counter[str] = Counter()
    for shares in ways:
        totals.update(shares)
    return totals.most_common(1)[0][0]


def _by(ways: Sequence[Mapping[str, float]], way: str) -> Iterator[float]:
    """How often that way is right; where it is not open they toss a coin."""
    for shares in ways:
        yield shares.get(way, 0.5)


def _shares(left: Left) -> Iterator[tuple[str, float]]:
    """What share of the votes each way of guessing has right."""
    owner = {token: person for person, token in left.receipts.items()}
    people = {"cast": left.cast, "handed out": left.handed_out}
    for way, tokens in _orders(left, frozenset(owner)):
        if len(set(tokens)) == len(tokens):
            people[way] = [owner[token] for token in tokens]
    for (way, those), (order, votes) in itertools.product(people.items(), list(_orders(left, left.options))):
        right = sum(left.voted[person] == vote for person, vote in zip(those, votes, strict=True))
        yield f"{way} | {order}", right / len(votes)


def _orders(left: Left, words: frozenset[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Every order in which as many of *words* lie as there were votes, and the same backwards."""
    for way, found in itertools.chain(_of_tables(left.files[0], words), _of_bytes(left.files, words)):
        count = len(left.cast)
        for part, those in (("first", found[:count]), ("last", found[-count:])):
            if len(those) == count:
                yield f"{way}, {part}", those
                yield f"{way}, {part}, backwards", those[::-1]


def _of_tables(file: Path, words: frozenset[str]) -> Iterator[tuple[str, Sequence[str]]]:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] < 2:  # noqa: S608
                continue  # one row has no order
            columns = [row[1] for row in db.execute(f'PRAGMA table_info("{table}")')]
            for column, by in itertools.product(columns, [*columns, "rowid"]):
                try:
                    rows = db.execute(f'SELECT "{column}" FROM "{table}" ORDER BY {by}').fetchall()  # noqa: S608
                except sqlite3.OperationalError:  # there are no row numbers
                    continue
                yield f"{table}.{column} by {by}", [value for (value,) in rows if value in words]


def _of_bytes(files: Sequence[Path], words: frozenset[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """As they lie on the disk: page by page, and within a page forwards or, as pages are filled, backwards."""
    found = sorted((place, word) for word in words for place in _places(files, word.encode()))
    yield "bytes", [word for _, word in found]
    filled = sorted(found, key=lambda hit: (hit[0][0], hit[0][1] // PAGE, -hit[0][1]))
    yield "bytes as pages are filled", [word for _, word in filled]


def _places(files: Sequence[Path], word: bytes) -> Iterator[tuple[int, int]]:
    for number, file in enumerate(files):
        text, at = file.read_bytes(), -1
        while (at := text.find(word, at + 1)) >= 0:
            yield number, at
