"""What is stored in place of a secret that we made: tokens, cookies, links. Pure."""

import hashlib


def hash_of(secret: str) -> str:
    """SHA-256 in hex. All of them are 256 random bits, so a plain hash cannot be searched.

    Of any header's text, also of bytes that are no UTF-8, which aiohttp hands over as surrogates.
    """
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()
