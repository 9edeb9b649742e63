"""The passwords of meetings: made from a key outside the database, or typed by whoever keeps the booking and sealed with it. Pure."""

import hashlib
import hmac
import json
from enum import StrEnum

from schedules.plain import plain
from schedules.store.sealing import Keys, Unreadable

SHORTEST, LONGEST = 4, 40
"""Characters of one that somebody types."""
DIGITS = 8
"""Of one that is made: they are read aloud in any language, and typed on any keyboard."""
_PURPOSE = "passwords of meetings"


class Protection(StrEnum):
    """By which password a meeting is protected."""

    NONE = "none"
    MADE = "made"
    """One that is made for it."""
    OWN = "own"
    """One that somebody typed."""


def as_typed(text: str) -> str | None:
    """What somebody typed as a password, in one line; None where it is too short or too long."""
    told = plain(text, LONGEST + 1)
    return told if SHORTEST <= len(told) <= LONGEST else None


def made_password(keys: Keys, whose: str, generation: int) -> str:
    """The password of the conference of a booking or series: the same each time, another for each *generation* of its name.

    It is made from the newest key, so that with another key all meetings have other passwords.
    """
    meant = json.dumps([whose, generation]).encode()  # no two pairs write alike
    digest = hmac.digest(keys.derived(keys.first, _PURPOSE), meant, hashlib.sha256)
    return str(int.from_bytes(digest, "big") % 10**DIGITS).zfill(DIGITS)


def seal_password(keys: Keys, booking_id: str, text: str) -> bytes:
    """The same *text* as the store keeps it, for that booking alone."""
    return keys.seal(text, _place(booking_id))


def open_password(keys: Keys, booking_id: str, sealed: bytes) -> str | None:
    """What was sealed for that booking; None where its key is lost."""
    try:
        return keys.open(sealed, _place(booking_id))
    except Unreadable:
        return None


def _place(booking_id: str) -> str:
    return f"meeting_settings:{booking_id}:password"
