"""PINs of rooms: a few digits, of which the room file has only a salted hash.

The hash keeps a PIN from whoever reads the file over a shoulder or in a backup. There are few PINs, so whoever may try
for long finds the right one: the service counts the tries.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

_PIN = re.compile(r"[0-9]{4,12}")
_HASHED = re.compile(r"scrypt:([0-9]{1,7}):([0-9]{1,2}):([0-9]{1,2}):([A-Za-z0-9_-]{22}):([A-Za-z0-9_-]{43})")
_COST, _BLOCK, _PARALLEL = 2**14, 8, 1
"""Parameters of scrypt (RFC 7914): one try takes 16 MiB and some 50 ms."""
_MOST_MEMORY = 64 * 2**20
_SALT_BYTES = 16
_HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class _Hashed:
    """A hash and what it was made with."""

    cost: int
    block: int
    parallel: int
    salt: bytes
    hash: bytes

    def of(self, pin: str) -> bytes:
        return hashlib.scrypt(
            pin.encode(),
            salt=self.salt,
            n=self.cost,
            r=self.block,
            p=self.parallel,
            maxmem=_MOST_MEMORY + 2**20,
            dklen=_HASH_BYTES,
        )


def is_pin(text: str) -> bool:
    """Whether *text* is 4 to 12 digits."""
    return _PIN.fullmatch(text) is not None


def hash_pin(pin: str) -> str:
    """What the room file has in place of *pin*: ``scrypt:n:r:p:salt:hash``, with a new salt each time. Takes some 50 ms."""
    new = _Hashed(_COST, _BLOCK, _PARALLEL, secrets.token_bytes(_SALT_BYTES), b"")
    return ":".join(("scrypt", str(_COST), str(_BLOCK), str(_PARALLEL), _text(new.salt), _text(new.of(pin))))


def is_hashed_pin(text: str) -> bool:
    """Whether *text* looks as `hash_pin` makes it, and a try against it takes no more memory than we allow."""
    return _read(text) is not None


def pin_matches(pin: str, hashed: str) -> bool:
    """Whether *hashed* was made from *pin*; compared in constant time. Takes some 50 ms."""
    known = _read(hashed)
    return known is not None and is_pin(pin) and hmac.compare_digest(known.of(pin), known.hash)


def _read(text: str) -> _Hashed | None:
    match = _HASHED.fullmatch(text)
    if match is None:
        return None
    cost, block, parallel = (int(part) for part in match.groups()[:3])
    power_of_two = cost >= 2 and cost & (cost - 1) == 0
    sound = power_of_two and block >= _BLOCK and parallel in range(1, 5) and 128 * cost * block <= _MOST_MEMORY
    return _Hashed(cost, block, parallel, _bytes(match[4]), _bytes(match[5])) if sound else None


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
