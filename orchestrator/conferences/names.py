"""The name of a conference, which nobody guesses and everybody can read aloud and type: ``ponte-lume-vela-nave-37``. Pure.

It is made from a key and the id of a booking or a series alone, never from what the booking says: names stand in addresses and
logs.
"""

import functools
import hashlib
import hmac
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from integrations.services.jitsi import conference_name

WORDS_IN_NAME = 4
LEAST_NUMBER, MOST_NUMBER = 10, 99
"""Of two digits, so that no number is taken for a name without its first one."""
_WORDS = "words.txt"


@functools.cache
def words() -> tuple[str, ...]:
    """Our 2,048 Italian words, of 4 to 8 letters, in alphabetical order.

    The list never changes: another word, or another order, would rename the meetings to which people have been invited.
    """
    return tuple((resources.files(__package__) / _WORDS).read_text("ascii").split())


@dataclass(frozen=True, slots=True)
class Naming:
    """What a booking's conference is named by."""

    booking: str
    """Id of the booking."""
    series: str
    """What it has in common with the other bookings of its series, and with nothing else."""
    generation: int | None = 0
    """None: it was booked before names could be read aloud, and keeps the letters under which it was announced."""

    def of_booking(self, key: bytes) -> str:
        """The name of a conference of its own."""
        return _named(key, self.booking, self)

    def of_series(self, key: bytes) -> str:
        """The name of a conference that its series has together; letters are each booking's own."""
        return _named(key, self.series, self)

    def former(self, key: bytes) -> tuple[str, ...]:
        """What it may have been called before it was given another name; nothing where it never was."""
        if not self.generation:
            return ()
        return tuple(sorted(set(self.all_names(key)) - {self.of_booking(key), self.of_series(key)}))

    def all_names(self, key: bytes) -> Iterator[str]:
        """Every name that its conference has or had, whatever its preset says or said."""
        for generation in range((self.generation or 0) + 1):
            yield spoken_name(key, self.booking, generation)
            yield spoken_name(key, self.series, generation)
        yield conference_name(key, self.booking)


def series_of(calendar: str, uid: str) -> str:
    """What the bookings of one series have in common: no two series have the same, and no booking's id is one."""
    return f"series:{json.dumps([calendar, uid])}"


def _named(key: bytes, whose: str, naming: Naming) -> str:
    if naming.generation is None:
        return conference_name(key, naming.booking)
    return spoken_name(key, whose, naming.generation)


def spoken_name(key: bytes, whose: str, generation: int) -> str:
    """The name of the conference of a booking or series: the same each time, another for each *generation*, from 0 on.

    It holds only small letters, digits and hyphens, which Jitsi, addresses and keyboards all leave as they are.
    """
    digest = hmac.digest(key, f"name:{generation}:{whose}".encode(), hashlib.sha256)
    rest = int.from_bytes(digest, "big")  # 256 bits: what the divisions favour is far beyond counting
    rest, number = divmod(rest, MOST_NUMBER - LEAST_NUMBER + 1)
    chosen = []
    for _ in range(WORDS_IN_NAME):
        rest, place = divmod(rest, len(words()))
        chosen.append(words()[place])
    return "-".join((*chosen, str(LEAST_NUMBER + number)))


def bits() -> float:
    """How many bits somebody must guess who knows the words and not the key."""
    return WORDS_IN_NAME * math.log2(len(words())) + math.log2(MOST_NUMBER - LEAST_NUMBER + 1)
