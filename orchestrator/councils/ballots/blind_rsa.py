"""Blind RSA signatures: RSABSSA-SHA384-PSS-Randomized of RFC 9474, on both sides. Pure.

Who signs learns nothing of what they sign: a message is blinded by a random factor before it goes to them, and the factor is
taken out of their signature afterwards. For each signature and each blinded message there is exactly one factor that joins
them, so nobody can say later which signature came of which message, whatever they compute. What remains is an ordinary
RSASSA-PSS signature (RFC 8017, 8.1), which anybody verifies with the public key.

*Side channels* (RFC 9474, 7.2). The signer works on a number that it first multiplies by a random factor of its own, and with
exponents to which it adds a random multiple of the prime's order. So what whoever asks can choose or measure says nothing of
the key from one signature to the next. Python's integers are not written for constant time all the same: how long an
operation takes, and what it touches in the processor's caches, goes by the values, and they cannot be wiped from memory. This
holds against people who ask over a network, not against programs on the same machine.
"""

import hashlib
import math
import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

SALT_BYTES = 48
"""sLen of the variant (RFC 9474, 5)."""
PREFIX_BYTES = 32
"""Of PrepareRandomize (RFC 9474, 4.1)."""
_HASH_BYTES = 48
_EXTRA_BITS = 64
"""Of the random multiple that is added to an exponent."""
_TRAILER = b"\xbc"


class Reason(StrEnum):
    """Why something was refused, in the words of RFC 9474; they say nothing of the values."""

    ENCODING = "encoding error"
    BLINDING = "blinding error"
    INVALID_INPUT = "invalid input"
    OUT_OF_RANGE = "message representative out of range"
    SIZE = "unexpected input size"
    SIGNING = "signing failure"
    SIGNATURE = "invalid signature"


class BlindRsaError(Exception):
    """A step of the protocol was refused. It carries a *reason* and none of the values."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half with which messages are blinded and signatures verified."""

    n: int
    e: int

    @property
    def length(self) -> int:
        """modulus_len: bytes of every message and signature."""
        return (self.n.bit_length() + 7) // 8

    @property
    def verifier(self) -> rsa.RSAPublicKey:
        """The same as the library has it."""
        return rsa.RSAPublicNumbers(self.e, self.n).public_key()


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The half that signs; it shows none of its numbers."""

    public: PublicKey
    p: int = field(repr=False)
    q: int = field(repr=False)
    d_p: int = field(repr=False)
    d_q: int = field(repr=False)
    q_inverse: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Blinded:
    """A blinded message, which goes to the signer, and the *inverse* that takes the blinding out, which does not."""

    message: bytes
    inverse: int = field(repr=False)


def prepare(message: bytes) -> bytes:
    """The message behind 32 random bytes, so that a signer who made a bad key cannot guess it (PrepareRandomize, 4.1)."""
    return secrets.token_bytes(PREFIX_BYTES) + message


def blind(public: PublicKey, prepared: bytes) -> Blinded:
    """Blind a prepared message for the signer with that key (Blind, 4.2). Raises BlindRsaError."""
    factor = 1 + secrets.randbelow(public.n - 1)  # by rejection: uniform in 1..n-1
    return _blinded(public, prepared, secrets.token_bytes(SALT_BYTES), factor)


def check_blinded(public: PublicKey, blinded: bytes) -> None:
    """Whether that could be a blinded message for the key, before anything is promised for it.

    Raises BlindRsaError where `blind_sign` would, and for what has a factor in common with the modulus, as zero has.
    """
    if math.gcd(_representative(public, blinded), public.n) != 1:
        raise BlindRsaError(Reason.INVALID_INPUT)


def blind_sign(key: SigningKey, blinded: bytes) -> bytes:
    """Sign what cannot be read (BlindSign, 4.3), by the Chinese remainder theorem; the result is checked before it leaves.

    The same message gets the same answer. Raises BlindRsaError.
    """
    n, e = key.public.n, key.public.e
    check_blinded(key.public, blinded)
    message = _representative(key.public, blinded)
    own, own_inverse = _own_factor(n)
    signed = _private(key, message * pow(own, e, n) % n) * own_inverse % n
    if pow(signed, e, n) != message:  # a fault in either half would give the key away (7.2)
        raise BlindRsaError(Reason.SIGNING)
    return signed.to_bytes(key.public.length)


def finalize(public: PublicKey, prepared: bytes, blind_signature: bytes, inverse: int) -> bytes:
    """The signature of the prepared message, without the blinding (Finalize, 4.4). Raises BlindRsaError if it is none."""
    if len(blind_signature) != public.length:
        raise BlindRsaError(Reason.SIZE)
    signature = (int.from_bytes(blind_signature) * inverse % public.n).to_bytes(public.length)
    verify(public, prepared, signature)
    return signature


def verify(public: PublicKey, prepared: bytes, signature: bytes) -> None:
    """Hold a signature against a prepared message (RSASSA-PSS-VERIFY, 4.5). Raises BlindRsaError."""
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=SALT_BYTES)
    if len(signature) != public.length:
        raise BlindRsaError(Reason.SIGNATURE)
    try:
        public.verifier.verify(signature, prepared, scheme, hashes.SHA384())
    except InvalidSignature:
        raise BlindRsaError(Reason.SIGNATURE) from None


def _blinded(public: PublicKey, prepared: bytes, salt: bytes, factor: int) -> Blinded:
    """The same with a given salt and factor, which nobody may choose but a test vector."""
    n = public.n
    message = int.from_bytes(_encoded(prepared, salt, n.bit_length() - 1))
    if math.gcd(message, n) != 1:
        raise BlindRsaError(Reason.INVALID_INPUT)
    try:
        inverse = pow(factor, -1, n)
    except ValueError:
        raise BlindRsaError(Reason.BLINDING) from None
    return Blinded((message * pow(factor, public.e, n) % n).to_bytes(public.length), inverse)


def _representative(public: PublicKey, blinded: bytes) -> int:
    """The number that a blinded message stands for (RSASP1, RFC 8017, 5.2.1)."""
    if len(blinded) != public.length:
        raise BlindRsaError(Reason.SIZE)
    message = int.from_bytes(blinded)
    if message >= public.n:
        raise BlindRsaError(Reason.OUT_OF_RANGE)
    return message


def _own_factor(n: int) -> tuple[int, int]:
    """A random number and its inverse: what the signer blinds by itself."""
    while True:
        factor = 1 + secrets.randbelow(n - 1)
        try:
            return factor, pow(factor, -1, n)
        except ValueError:  # it has a prime of the modulus in it, which does not happen
            continue


def _private(key: SigningKey, message: int) -> int:
    """*message* to the private exponent, by Garner's formula (RFC 8017, 5.1.2)."""
    of_p = pow(message % key.p, key.d_p + (key.p - 1) * secrets.randbits(_EXTRA_BITS), key.p)
    of_q = pow(message % key.q, key.d_q + (key.q - 1) * secrets.randbits(_EXTRA_BITS), key.q)
    return of_q + key.q * ((of_p - of_q) * key.q_inverse % key.p)


def _encoded(message: bytes, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS-ENCODE with SHA-384 (RFC 8017, 9.1.1)."""
    length = (bits + 7) // 8
    if length < _HASH_BYTES + SALT_BYTES + 2:
        raise BlindRsaError(Reason.ENCODING)
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    data = (b"\x01" + salt).rjust(length - _HASH_BYTES - 1, b"\0")
    masked = int.from_bytes(data) ^ int.from_bytes(_mask(digest, len(data)))
    masked &= (1 << (bits - 8 * (length - len(data)))) - 1  # the bits beyond the modulus are none
    return masked.to_bytes(len(data)) + digest + _TRAILER


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-384 (RFC 8017, B.2.1)."""
    blocks = range(-(-length // _HASH_BYTES))
    return b"".join(hashlib.sha384(seed + block.to_bytes(4)).digest() for block in blocks)[:length]
