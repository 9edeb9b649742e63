"""Tokens in forms, which only a page of the same session can know (OWASP: signed double submit, HMAC). Pure but for chance.

Each is new, so that the packed size of pages tells nothing of it (BREACH).
"""

import hashlib
import hmac
import secrets

_NONCE = 16
"""Hex digits."""


def csrf_token(session: str, nonce: str | None = None) -> str:
    """A token for the forms of that session, whose secret only its browser and we know."""
    nonce = secrets.token_hex(_NONCE // 2) if nonce is None else nonce
    return nonce + _signed(session, nonce)


def is_csrf_token(session: str, token: str) -> bool:
    """Whether a page of that session was given *token*, in a time that tells nothing of it."""
    nonce, signed = token[:_NONCE], token[_NONCE:]
    return hmac.compare_digest(_signed(session, nonce).encode(), signed.encode())


def _signed(session: str, nonce: str) -> str:
    return hmac.new(session.encode(), f"regia form {nonce}".encode(), hashlib.sha256).hexdigest()
