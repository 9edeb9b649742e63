"""The code of a seat for one sitting: six digits, made from a key that is not in the database. Pure."""

import hashlib
import hmac
import json

from schedules.store.sealing import Keys

DIGITS = 6
ERRORS = 5
"""After so many wrong ones in a row only the secretary helps."""
_PURPOSE = "codes of seats"


def pin_of(keys: Keys, key: str, sitting: str, seat: str, generation: int) -> str:
    """The code: the same each time it is shown or printed, another for each *generation*. Raises Unreadable without that *key*."""
    meant = json.dumps([sitting, seat, generation]).encode()  # no two triples write alike
    digest = hmac.digest(keys.derived(key, _PURPOSE), meant, hashlib.sha256)
    return str(int.from_bytes(digest, "big") % 10**DIGITS).zfill(DIGITS)


def as_typed(text: str) -> str:
    """What somebody typed, without what they put between the digits."""
    return "".join(letter for letter in text if letter not in " -.\u00a0")
