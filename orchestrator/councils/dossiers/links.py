"""Links into sittings, made from a key outside the database: whose they are, and their secrets. Pure."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from schedules.store.sealing import Keys, Unreadable

_PURPOSE = "links into sittings"


class SittingLinkKind(StrEnum):
    """What a link opens."""

    MEMBER = "member"
    """The page of one seat."""
    SCREEN = "screen"
    """The big screen of the hall, which shows and changes nothing."""


@dataclass(frozen=True, slots=True)
class SittingLink:
    """A link as it is stored, which is not enough to open it."""

    id: str
    sitting: str
    kind: SittingLinkKind
    holder: str
    """Of a member's link the seat; of others ""."""
    generation: int
    key: str
    revoked_at: datetime | None = None
    read_at: datetime | None = None
    """When its member took note of the convocation."""


@dataclass(frozen=True, slots=True)
class SittingSecret:
    """What opens a link, of 43 letters, digits, ``-`` and ``_``; it shows itself in no repr and no log."""

    kind: SittingLinkKind
    value: str = field(repr=False)

    @property
    def path(self) -> str:
        """Where the link leads, on our own service."""
        return f"/c/{self.value}" if self.kind is SittingLinkKind.MEMBER else f"/c/screen/{self.value}"


def path_of(keys: Keys, link: SittingLink) -> str | None:
    """Where the link leads, on our own service; None of one that opens nothing: it was revoked, or its key is lost."""
    if link.revoked_at is not None:
        return None
    try:
        return secret_of(keys, link).path
    except Unreadable:
        return None


def secret_of(keys: Keys, link: SittingLink) -> SittingSecret:
    """The secret of *link*, the same each time. Raises Unreadable where its key is lost: then it can only be renewed."""
    meant = json.dumps([link.sitting, link.kind, link.holder, link.generation]).encode()  # no two write alike
    digest = hmac.digest(keys.derived(link.key, _PURPOSE), meant, hashlib.sha256)
    return SittingSecret(link.kind, base64.urlsafe_b64encode(digest).decode().rstrip("="))
