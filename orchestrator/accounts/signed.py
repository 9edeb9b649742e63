"""Values that a browser keeps for us and cannot change: signed by HMAC-SHA256 with a key of the store, good until a time. Pure.

They are signed, not sealed: whoever has the browser can read them.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

from schedules.identity import EPOCH

_TAG = hashlib.sha256().digest_size
_TIME_BYTES = 8
LONGEST = 4096
"""Characters: what a browser keeps of one cookie."""


def sign(key: bytes, purpose: str, content: bytes, until: datetime) -> str:
    """A text that `signed_content` reads back until that second; one for another *purpose* is none for this."""
    dated = int((until - EPOCH).total_seconds()).to_bytes(_TIME_BYTES, "big") + content
    return base64.urlsafe_b64encode(_tag(key, purpose, dated) + dated).decode().rstrip("=")


def signed_content(key: bytes, purpose: str, value: str, now: datetime) -> bytes | None:
    """What was signed; None for what we did not sign for that *purpose*, and for what is over."""
    if len(value) > LONGEST or not value.isascii():
        return None
    try:
        raw = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except binascii.Error:
        return None
    tag, dated = raw[:_TAG], raw[_TAG:]
    if not hmac.compare_digest(tag, _tag(key, purpose, dated)) or len(dated) < _TIME_BYTES:
        return None
    over = int.from_bytes(dated[:_TIME_BYTES], "big") <= (now - EPOCH).total_seconds()
    return None if over else dated[_TIME_BYTES:]


def _tag(key: bytes, purpose: str, dated: bytes) -> bytes:
    """Each purpose has a key of its own, derived from the store's."""
    own = hmac.digest(key, purpose.encode(), "sha256")
    return hmac.digest(own, dated, "sha256")
