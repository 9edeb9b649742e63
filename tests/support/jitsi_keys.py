"""RSA keys for tests, made once: finding primes takes as long as a test."""

import functools

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


@functools.cache
def rsa_pem(number: int = 0, bits: int = 2048) -> bytes:
    """The private key of that *number*, the same each time."""
    assert number >= 0
    key = rsa.generate_private_key(65537, bits)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
