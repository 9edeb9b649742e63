"""Private keys that sign Jitsi's tokens by RS256, and their public halves as JWKS (RFC 7517) and as Prosody's ``asap`` files."""

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from joserfc.jwk import RSAKey

LEAST_BITS = 2048
"""Of an RSA key (RFC 7518 3.3)."""


class KeyTrouble(StrEnum):
    """Why no token can be signed with what lies in a key's file."""

    NOT_PEM = "not_pem"
    """It is no private key in PEM."""
    LOCKED = "locked"
    """It is encrypted with a password, which nobody could give at a restart."""
    NOT_RSA = "not_rsa"
    """It is a key of another kind, which RS256 cannot sign with."""
    SHORT = "short"
    """It has less than LEAST_BITS."""


class KeyUnusable(Exception):
    """A private key cannot be used. The text says nothing of the key."""

    def __init__(self, trouble: KeyTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """An RSA key by which tokens are signed; *kid* says to whoever reads them which one it was."""

    kid: str
    pem: bytes = field(repr=False)

    @property
    def file(self) -> str:
        """The name under which Prosody asks a key server for the public half."""
        return f"{hashlib.sha256(self.kid.encode()).hexdigest()}.pem"

    @property
    def public_pem(self) -> bytes:
        """The public half, as such a key server gives it."""
        return _rsa(self.pem).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def public_jwk(self) -> Mapping[str, object]:
        """The same as a JSON Web Key."""
        public = RSAKey.import_key(self.public_pem).as_dict(private=False)
        return {"kid": self.kid, "use": "sig", "alg": "RS256", **{name: public[name] for name in ("kty", "n", "e")}}

    @property
    def signing(self) -> RSAKey:
        """The key as tokens are signed with it."""
        return _signing(self.pem)


def private_key(kid: str, pem: bytes) -> PrivateKey:
    """The key in *pem*, looked at before anything is signed with it. Raises KeyUnusable."""
    try:
        key = load_pem_private_key(pem, None)
    except TypeError:
        raise KeyUnusable(KeyTrouble.LOCKED) from None
    except (ValueError, UnsupportedAlgorithm):
        raise KeyUnusable(KeyTrouble.NOT_PEM) from None  # the cause might quote the text
    if not isinstance(key, RSAPrivateKey):
        raise KeyUnusable(KeyTrouble.NOT_RSA)
    if key.key_size < LEAST_BITS:
        raise KeyUnusable(KeyTrouble.SHORT)
    return PrivateKey(kid, pem)


def jwks(keys: Iterable[PrivateKey]) -> Mapping[str, object]:
    """The public halves as a JSON Web Key Set, in their order."""
    return {"keys": [key.public_jwk for key in keys]}


@functools.lru_cache(maxsize=64)  # reading one proves its primes, which takes as long as many signatures
def _rsa(pem: bytes) -> RSAPrivateKey:
    key = load_pem_private_key(pem, None)
    if not isinstance(key, RSAPrivateKey):
        raise KeyUnusable(KeyTrouble.NOT_RSA)
    return key


@functools.lru_cache(maxsize=64)
def _signing(pem: bytes) -> RSAKey:
    return RSAKey.import_key(pem)
