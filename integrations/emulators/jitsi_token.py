"""Reads a meeting's token as Prosody's mod_auth_token does, from the standards alone (RFC 7515, RFC 7519)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any


def refusal(token: str, *, app_id: str, secret: str, room: str, now_s: float) -> str | None:
    """Why *token* does not open *room* at *now_s* (Unix seconds), or None if it does."""
    try:
        header, claims, signed, signature = _parts(token)
    except (ValueError, TypeError):
        return "the token cannot be read"
    if header.get("typ") != "JWT" or header.get("alg") != "HS256":
        return "the header is not that of an HS256 JWT"
    if not hmac.compare_digest(signature, hmac.digest(secret.encode(), signed, hashlib.sha256)):
        return "the signature is wrong"
    return _wrong_claim(claims, app_id=app_id, room=room, now_s=now_s)


def display_name(token: str) -> str | None:
    """The name the token's user goes by; for a token that was let in."""
    name = _user(token).get("name")
    return name if isinstance(name, str) else None


def is_moderator(token: str) -> bool:
    """Whether the token's user may end the meeting, as deployments that read `affiliation` see it."""
    return _user(token).get("affiliation") == "owner"


def _user(token: str) -> Mapping[str, Any]:
    _, claims, _, _ = _parts(token)
    context = claims.get("context")
    user = context.get("user") if isinstance(context, dict) else None
    return user if isinstance(user, dict) else {}


def _wrong_claim(claims: Mapping[str, Any], *, app_id: str, room: str, now_s: float) -> str | None:
    named, begins, ends = claims.get("room"), claims.get("nbf"), claims.get("exp")
    if claims.get("iss") != app_id:
        return "iss is not an accepted one"
    if not isinstance(claims.get("aud"), str):
        return "aud is not a plain string"
    if not isinstance(named, str) or named.lower() not in ("*", room.lower()):
        return "room is another one"
    if any(time is not None and not isinstance(time, int | float) for time in (begins, ends)):
        return "nbf and exp must be numbers"
    if begins is not None and now_s < begins:
        return "not valid yet"
    if ends is not None and now_s >= ends:
        return "expired"
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
