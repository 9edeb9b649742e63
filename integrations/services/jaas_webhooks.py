"""The signature of hosted JaaS's webhooks, https://developer.8x8.com/jaas/docs/webhooks-signatures. Pure.

The header is ``t=1632490060,v1=…``: HMAC-SHA256 in Base64 of the time, a dot and the body.
"""

import base64
import hashlib
import hmac

HEADER = "X-Jaas-Signature"
WITHIN_S = 300
"""How far the time may be from our clock: what is older may be sent again by somebody who heard it."""
MOST = 8
"""Signatures in one header; while a secret is changed there are two."""
LONGEST = 2_000


def signature(secret: str, body: bytes, at: int) -> str:
    """The header for *body* at that time."""
    return f"t={at},v1={_signed(secret, body, str(at))}"


def is_signed(header: str, secret: str, body: bytes, now: int) -> bool:
    """Whether *header* is of *body*, by *secret*, and of these minutes. Schemes other than v1 count for nothing."""
    if not secret or len(header) > LONGEST:
        return False
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    signatures = [value for name, _, value in parts if name == "v1"][:MOST]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit()) or len(times[0]) > 15:
        return False
    wanted = _signed(secret, body, times[0]).encode()
    same = [hmac.compare_digest(wanted, told.encode()) for told in signatures]
    return any(same) and abs(now - int(times[0])) <= WITHIN_S


def _signed(secret: str, body: bytes, at: str) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), at.encode() + b"." + body, hashlib.sha256)).decode()
