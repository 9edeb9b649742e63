"""Links into the meeting of a booking, made from a key outside the database: whose they are, and their secrets. Pure.

The database alone opens no meeting: it has a hash of each secret, by which a link is found, and the generation it is made
from. So a link can be shown again to whom it belongs. It hangs on its booking's id, which no change of hall or hour changes.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from schedules.store.sealing import Keys

_PURPOSE = "links into meetings"


class MeetingLinkKind(StrEnum):
    """Whom a link lets in."""

    PERSONAL = "personal"
    """One invited person."""
    GUESTS = "guests"
    """Whoever was given it; they say their names themselves."""
    HALL = "hall"
    """Those who sit in one room of the booking, without sound."""


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """Whose a link is: a person's or a room's id, and none for guests."""

    kind: MeetingLinkKind
    id: str = ""


GUESTS = LinkHolder(MeetingLinkKind.GUESTS)


@dataclass(frozen=True, slots=True)
class MeetingLink:
    """A link as it is stored, which is not enough to open it."""

    id: str
    booking: str
    holder: LinkHolder
    generation: int
    key: str
    """Id of the key that its secret is made from."""
    made_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody who goes into a meeting by a link."""

    entrant: str
    """The id that their token has, the same for all their devices and for this meeting alone."""
    name: str
    in_hall: bool = False


@dataclass(frozen=True, slots=True)
class LinkSecret:
    """What opens a link, of 43 letters, digits, ``-`` and ``_``; it shows itself in no repr and no log."""

    value: str = field(repr=False)

    @property
    def path(self) -> str:
        """Where the link leads, on our own service."""
        return f"/m/{self.value}"


def secret_of(keys: Keys, link: MeetingLink) -> LinkSecret:
    """The secret of *link*, the same each time. Raises Unreadable where its key is lost: then it can only be renewed."""
    return _secret(keys.derived(link.key, _PURPOSE), link.booking, link.holder, link.generation)


def newest_secret(keys: Keys, booking_id: str, holder: LinkHolder, generation: int) -> LinkSecret:
    """The secret of a link that is made now, from the newest key: `keys.first`."""
    return _secret(keys.derived(keys.first, _PURPOSE), booking_id, holder, generation)


def _secret(key: bytes, booking_id: str, holder: LinkHolder, generation: int) -> LinkSecret:
    meant = json.dumps([booking_id, holder.kind, holder.id, generation]).encode()  # no two quadruples write alike
    return LinkSecret(base64.urlsafe_b64encode(hmac.digest(key, meant, hashlib.sha256)).decode().rstrip("="))
