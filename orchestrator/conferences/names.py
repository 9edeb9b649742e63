"""The name of a conference, which nobody guesses and everybody can read aloud and type: ``ponte-lume-vela-nave-37``. Pure.

It is made from a key and the booking's id alone, never from what the booking says: names stand in addresses and logs.
"""

import functools
import hashlib
import hmac
import math
from importlib import resources

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


def spoken_name(key: bytes, booking_id: str, generation: int) -> str:
    """The name of a booking's conference: the same each time, another for each *generation*, from 0 on.

    It holds only small letters, digits and hyphens, which Jitsi, addresses and keyboards all leave as they are.
    """
    digest = hmac.digest(key, f"name:{generation}:{booking_id}".encode(), hashlib.sha256)
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
