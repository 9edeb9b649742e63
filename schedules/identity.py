"""Opaque ids: a keyed hash of an occurrence's key, the same every time and telling nothing of it."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

from schedules.bookings import Key

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""In the key of an event whose own time cannot be read."""


def opaque_id(secret: bytes, key: Key) -> str:
    """24 hexadecimal digits. Without *secret* neither the UID nor two dates of one series can be found from it."""
    text = json.dumps([key.calendar, key.uid, key.recurrence.timestamp()])
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()[:24]
