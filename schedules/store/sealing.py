"""What is secret in the database is sealed: AES-256-GCM, bound to its row and column, with keys of a file beside it.

Links in mails and the secrets of second factors open accounts. Whoever has a copy of the database alone reads none of them.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from config.secrets import SecretsUnreadable, read_private
from schedules.store.copies import sync_folder

KEY_BYTES = 32
_ID_BYTES = 4
_NONCE_BYTES = 12
"""Random ones: NIST SP 800-38D 8.3 allows 2^32 of them under one key."""


class Unreadable(Exception):
    """A key that sealed it is not there any more, or it was changed, or stands in another place than its own."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys by their ids; the first one seals, all of them open."""

    first: str
    by_id: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def of(cls, *keys: bytes) -> "Keys":
        """Those keys, of 32 bytes each."""
        return cls(_id_of(keys[0]), {_id_of(key): key for key in keys})

    def seal(self, text: str, place: str) -> bytes:
        """*text* for that *place*, like ``outbox:<id>:subject``, its table, row and column: key id, nonce, ciphertext with its tag."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self.by_id[self.first]).encrypt(nonce, text.encode(), place.encode())
        return bytes.fromhex(self.first) + nonce + sealed

    def open(self, sealed: bytes, place: str) -> str:
        """What was sealed for that *place*. Raises Unreadable."""
        key = self.by_id.get(sealed[:_ID_BYTES].hex())
        nonce, rest = sealed[_ID_BYTES : _ID_BYTES + _NONCE_BYTES], sealed[_ID_BYTES + _NONCE_BYTES :]
        try:
            return AESGCM(key or b"").decrypt(nonce, rest, place.encode()).decode()
        except (InvalidTag, ValueError):  # ValueError: there is no such key, or too little of it
            raise Unreadable(place) from None

    def derived(self, key_id: str, purpose: str) -> bytes:
        """A key of 32 bytes for that *purpose* alone, the same each time. Raises Unreadable where that key is not there."""
        key = self.by_id.get(key_id)
        if key is None:
            raise Unreadable(purpose)
        return hmac.digest(key, purpose.encode(), hashlib.sha256)


def key_file(database: Path) -> Path:
    """Where the keys of the database at *database* are."""
    real = database.resolve()
    return real.with_name(f"{real.name}.key")


def open_keys(path: Path) -> Keys:
    """The keys in the file at *path*, a line each; where there is none it is made, for its owner alone.

    Raises SecretsExposed, SecretsUnreadable, OSError.
    """
    with suppress(FileExistsError):
        if not path.exists():
            _make(path)
    lines = read_private(path).split()
    try:
        keys = [base64.b64decode(line, validate=True) for line in lines]
    except binascii.Error:
        keys = []
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise SecretsUnreadable(path, "it does not hold keys, of 32 bytes in base64, one a line")
    return Keys.of(*keys)


def _make(path: Path) -> None:
    """Make the file, whole under its name or not at all. Raises FileExistsError if another process was first."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(beside)
    finally:
        beside.unlink()
    sync_folder(path.parent)


def _id_of(key: bytes) -> str:
    return hashlib.sha256(key).digest()[:_ID_BYTES].hex()
