"""The Apple TV's side of pairing: HomeKit pair-setup (by PIN) and pair-verify, and the keys that follow.

Source: HomeKit Accessory Protocol, non-commercial version R2, 5.6 (pair-setup), 5.7 (pair-verify), 14 (TLV8), and for what
Companion adds https://pyatv.dev/documentation/protocols/#authentication. SRP comes from srptools, as in the client; the rest
is written from the text.
"""

import hashlib
from binascii import hexlify, unhexlify
from collections.abc import Mapping, MutableMapping
from enum import IntEnum

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from srptools import SRPContext, SRPServerSession, constants

from integrations.emulators.appletv_opack import encode

_ERROR_AUTHENTICATION = b"\x02"
_TAG_LENGTH = 16


class Tlv(IntEnum):
    """The TLV8 types that pairing uses (14.1, table 5-6)."""

    IDENTIFIER = 0x01
    SALT = 0x02
    PUBLIC_KEY = 0x03
    PROOF = 0x04
    ENCRYPTED = 0x05
    STATE = 0x06
    ERROR = 0x07
    SIGNATURE = 0x0A
    INFO = 0x11
    """Companion's own type: who this is, in OPACK."""


Items = Mapping[int, bytes]


def read_tlv(data: bytes) -> dict[int, bytes]:
    """The items of TLV8 bytes; neighbours of one type are one long value. Raises IndexError for half an item."""
    items: dict[int, bytes] = {}
    while data:
        kind, length = data[0], data[1]
        items[kind] = items.get(kind, b"") + data[2 : 2 + length]
        data = data[2 + length :]
    return items


def write_tlv(items: Items) -> bytes:
    """TLV8 bytes of *items*, values of more than 255 bytes in pieces."""
    return b"".join(
        bytes([kind, len(piece)]) + piece
        for kind, value in items.items()
        for piece in (value[at : at + 255] for at in range(0, len(value), 255))
    )


class PairingIdentity:
    """The identity of one end: a name, and a long-term Ed25519 key made from a fixed *seed* of 32 bytes."""

    def __init__(self, name: str, seed: bytes) -> None:
        self.name = name.encode()
        self.seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    def sign(self, text: bytes) -> bytes:
        return self._key.sign(text)


class Cipher:
    """Encrypts frames after pair-verify: one key and counter for each direction; a frame's header is authenticated too."""

    def __init__(self, shared: bytes) -> None:
        self._out = ChaCha20Poly1305(derive(shared, "", "ServerEncrypt-main"))
        self._in = ChaCha20Poly1305(derive(shared, "", "ClientEncrypt-main"))
        self._sent = self._received = 0

    def seal(self, kind: int, plain: bytes) -> bytes:
        """A whole frame of *kind* with the body *plain*."""
        header = bytes([kind]) + (len(plain) + _TAG_LENGTH).to_bytes(3, "big")
        sealed = self._out.encrypt(self._sent.to_bytes(12, "little"), plain, header)
        self._sent += 1
        return header + sealed

    def open(self, header: bytes, sealed: bytes) -> bytes:
        """The plain body of a frame. Raises InvalidTag."""
        plain = self._in.decrypt(self._received.to_bytes(12, "little"), sealed, header)
        self._received += 1
        return plain


class Verification:
    """One pair-verify: proves who we are, and that the client is one of *paired* (public keys by name)."""

    def __init__(self, ourselves: PairingIdentity, paired: Mapping[bytes, bytes]) -> None:
        self._ourselves = ourselves
        self._paired = paired
        self._key = X25519PrivateKey.generate()
        self._public = self._key.public_key().public_bytes_raw()
        self._theirs = b""
        self._shared = b""
        self.cipher: Cipher | None = None
        """Set once the client has proved itself."""

    def answer(self, said: Items) -> Items:
        """The answer to M1 or M3. Raises KeyError or ValueError for anything else."""
        return self._start(said[Tlv.PUBLIC_KEY]) if said[Tlv.STATE] == b"\x01" else self._finish(said[Tlv.ENCRYPTED])

    def _start(self, theirs: bytes) -> Items:
        self._theirs = theirs
        self._shared = self._key.exchange(X25519PublicKey.from_public_bytes(theirs))
        signature = self._ourselves.sign(self._public + self._ourselves.name + theirs)
        proof = write_tlv({Tlv.IDENTIFIER: self._ourselves.name, Tlv.SIGNATURE: signature})
        return {Tlv.STATE: b"\x02", Tlv.PUBLIC_KEY: self._public, Tlv.ENCRYPTED: self._seal(b"PV-Msg02", proof)}

    def _finish(self, sealed: bytes) -> Items:
        try:
            proof = read_tlv(self._open(b"PV-Msg03", sealed))
            known = Ed25519PublicKey.from_public_bytes(self._paired[proof[Tlv.IDENTIFIER]])
            known.verify(proof[Tlv.SIGNATURE], self._theirs + proof[Tlv.IDENTIFIER] + self._public)
        except (InvalidTag, InvalidSignature, KeyError):
            return {Tlv.STATE: b"\x04", Tlv.ERROR: _ERROR_AUTHENTICATION}
        self.cipher = Cipher(self._shared)
        return {Tlv.STATE: b"\x04"}

    def _seal(self, nonce: bytes, plain: bytes) -> bytes:
        return self._session().encrypt(_padded(nonce), plain, None)

    def _open(self, nonce: bytes, sealed: bytes) -> bytes:
        return self._session().decrypt(_padded(nonce), sealed, None)

    def _session(self) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(derive(self._shared, "Pair-Verify-Encrypt-Salt", "Pair-Verify-Encrypt-Info"))


class Setup:
    """One pair-setup: a client that knows the PIN is added to *paired*."""

    def __init__(self, ourselves: PairingIdentity, paired: MutableMapping[bytes, bytes], pin: str) -> None:
        self._ourselves = ourselves
        self._paired = paired
        user, verifier, salt = _srp("Pair-Setup", pin).get_user_data_triplet()
        self._salt = salt
        self._srp = SRPServerSession(_srp(user), verifier)

    def answer(self, said: Items) -> Items:
        """The answer to M1, M3 or M5. Raises KeyError for anything else."""
        match said[Tlv.STATE]:
            case b"\x01":
                return {
                    Tlv.STATE: b"\x02",
                    Tlv.SALT: unhexlify(self._salt),
                    Tlv.PUBLIC_KEY: unhexlify(self._srp.public),
                }
            case b"\x03":
                return self._prove(said[Tlv.PUBLIC_KEY], said[Tlv.PROOF])
            case _:
                return self._exchange(said[Tlv.ENCRYPTED])

    def _prove(self, theirs: bytes, proof: bytes) -> Items:
        self._srp.process(hexlify(theirs).decode(), self._salt)
        if not self._srp.verify_proof(hexlify(proof)):
            return {Tlv.STATE: b"\x04", Tlv.ERROR: _ERROR_AUTHENTICATION}
        return {Tlv.STATE: b"\x04", Tlv.PROOF: unhexlify(self._srp.key_proof_hash)}

    def _exchange(self, sealed: bytes) -> Items:
        shared = unhexlify(self._srp.key)
        session = ChaCha20Poly1305(derive(shared, "Pair-Setup-Encrypt-Salt", "Pair-Setup-Encrypt-Info"))
        try:
            theirs = read_tlv(session.decrypt(_padded(b"PS-Msg05"), sealed, None))
            name, public = theirs[Tlv.IDENTIFIER], theirs[Tlv.PUBLIC_KEY]
            sworn = derive(shared, "Pair-Setup-Controller-Sign-Salt", "Pair-Setup-Controller-Sign-Info") + name + public
            Ed25519PublicKey.from_public_bytes(public).verify(theirs[Tlv.SIGNATURE], sworn)
        except (InvalidTag, InvalidSignature):
            return {Tlv.STATE: b"\x06", Tlv.ERROR: _ERROR_AUTHENTICATION}
        self._paired[name] = public
        return {Tlv.STATE: b"\x06", Tlv.ENCRYPTED: session.encrypt(_padded(b"PS-Msg06"), self._ours(shared), None)}

    def _ours(self, shared: bytes) -> bytes:
        name, public = self._ourselves.name, self._ourselves.public
        sworn = derive(shared, "Pair-Setup-Accessory-Sign-Salt", "Pair-Setup-Accessory-Sign-Info") + name + public
        return write_tlv(
            {
                Tlv.IDENTIFIER: name,
                Tlv.PUBLIC_KEY: public,
                Tlv.SIGNATURE: self._ourselves.sign(sworn),
                Tlv.INFO: encode({"name": "Regia", "model": "AppleTV6,2"}),
            }
        )


def derive(shared: bytes, salt: str, info: str) -> bytes:
    """A key of 32 bytes for one purpose (HKDF-SHA-512)."""
    return HKDF(algorithm=SHA512(), length=32, salt=salt.encode(), info=info.encode()).derive(shared)


def _padded(nonce: bytes) -> bytes:
    return nonce.rjust(12, b"\0")


def _srp(user: str, password: str | None = None) -> SRPContext:
    return SRPContext(
        user,
        password,
        prime=constants.PRIME_3072,
        generator=constants.PRIME_3072_GEN,
        hash_func=hashlib.sha512,
        bits_salt=128,
    )
