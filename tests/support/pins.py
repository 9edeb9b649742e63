"""PINs as a room file has them, hashed by hand and cheaply."""

import hashlib
from base64 import urlsafe_b64encode

_SALT = b"sale per le prove"[:16]


def hashed(pin: str, cost: int = 16) -> str:
    """What stands in the room file for *pin*."""
    found = hashlib.scrypt(pin.encode(), salt=_SALT, n=cost, r=8, p=1, dklen=32)
    return f"scrypt:{cost}:8:1:{_text(_SALT)}:{_text(found)}"


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")
