"""Reads a meeting's token as Prosody's mod_auth_token does, from the standards alone (RFC 7515, RFC 7519).

The reasons are Prosody's own words: they reach whoever embeds the meeting.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from typing import Any

ROOM_MISMATCH = "Room and token mismatched"


def refusal(token: str, *, issuer: str, audiences: Collection[str], secret: str, now_s: float) -> str | None:
    """Why the server refuses *token* at *now_s* (Unix seconds); None if it accepts it."""
    if not token:
        return "token required"
    try:
        header, claims, signed, signature = _parts(token)
    except (ValueError, TypeError):
        return "Invalid token"
    if header.get("typ") != "JWT" or header.get("alg") != "HS256":
        return "Invalid typ or alg"
    if not hmac.compare_digest(signature, hmac.digest(secret.encode(), signed, hashlib.sha256)):
        return "Invalid signature"
    return _out_of_time(claims, now_s) or _wrong_claim(claims, issuer, audiences)


def opens(token: str, room: str) -> bool:
    """Whether an accepted token is for *room*; Prosody checks this only when the room is entered."""
    _, claims, _, _ = _parts(token)
    named = claims.get("room")
    return isinstance(named, str) and named.lower() in ("*", room.lower())


def user_of(token: str) -> Mapping[str, Any]:
    """The ``context.user`` of an accepted token."""
    _, claims, _, _ = _parts(token)
    context = claims.get("context")
    user = context.get("user") if isinstance(context, dict) else None
    return user if isinstance(user, dict) else {}


def _out_of_time(claims: Mapping[str, Any], now_s: float) -> str | None:
    begins, ends = claims.get("nbf"), claims.get("exp")
    if any(time is not None and not isinstance(time, int | float) for time in (begins, ends)):
        return "nbf and exp must be numbers"
    if ends is not None and now_s >= ends:
        return "Not acceptable by exp"
    if begins is not None and now_s < begins:
        return "Not acceptable by nbf"
    return None


def _wrong_claim(claims: Mapping[str, Any], issuer: str, audiences: Collection[str]) -> str | None:
    if claims.get("iss") != issuer:
        return "Invalid issuer ('iss' claim)"
    audience = claims.get("aud")
    if not isinstance(audience, str) or audience not in audiences:
        return "Invalid audience ('aud' claim)"
    if not isinstance(claims.get("sub"), str):
        return "'sub' claim is missing"
    if not isinstance(claims.get("room"), str):
        return "'room' claim is missing"
    return None


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    """Header, claims, the signed bytes, the signature. Raises ValueError or TypeError."""
    signed, _, signature = token.rpartition(".")
    header, claims = (json.loads(_decode(part)) for part in signed.split("."))
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise TypeError("header and claims are objects")
    return header, claims, signed.encode(), _decode(signature)


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
