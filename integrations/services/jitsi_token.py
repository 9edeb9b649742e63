"""The tokens by which rooms and people enter a conference of Jitsi Meet."""

import functools
import math
from collections.abc import Mapping
from datetime import datetime

from joserfc import jwt
from joserfc.jwk import OctKey

_SECRET_BYTES = 32  # HS256 asks for a key as long as its hash (RFC 7518 3.2); joserfc would take five bytes


@functools.lru_cache(maxsize=8192)  # a plan of some days has dozens, and each press makes it anew
def room_token(
    *,
    issuer: str,
    secret: str,
    conference: str,
    user_id: str,
    user_name: str,
    not_before: datetime,
    expires: datetime,
    audience: str = "jitsi",
    sub: str = "*",
) -> str:
    """The token by which a room enters *conference* as a moderator, past its lobby, between two aware datetimes.

    Equal arguments give an identical token, without ``iat``, so that plans can be compared byte for byte. The claims are
    those that mod_auth_token and token_affiliation read. None is ever null, which would hang the connection, and ``aud``
    is a plain string, since an array is refused. Raises ValueError for a secret shorter than HS256 needs.
    """
    user: dict[str, str | bool] = {
        "id": user_id,
        "name": user_name,
        "moderator": "true",
        "affiliation": "owner",
        "lobby_bypass": True,
    }
    return _signed(
        issuer=issuer,
        secret=secret,
        conference=conference,
        user=user,
        not_before=not_before,
        expires=expires,
        audience=audience,
        sub=sub,
    )


def entrant_token(
    *,
    issuer: str,
    secret: str,
    conference: str,
    user_id: str,
    user_name: str,
    moderator: bool,
    not_before: datetime,
    expires: datetime,
    audience: str = "jitsi",
    sub: str = "*",
) -> str:
    """The token by which one person enters *conference*; a moderator past its lobby. Nothing of them but the name stands in it.

    Raises ValueError as `room_token` does.
    """
    user: dict[str, str | bool] = {
        "id": user_id,
        "name": user_name,
        "moderator": "true" if moderator else "false",
        "affiliation": "owner" if moderator else "member",
    }
    if moderator:
        user["lobby_bypass"] = True
    return _signed(
        issuer=issuer,
        secret=secret,
        conference=conference,
        user=user,
        not_before=not_before,
        expires=expires,
        audience=audience,
        sub=sub,
    )


def _signed(
    *,
    issuer: str,
    secret: str,
    conference: str,
    user: Mapping[str, str | bool],
    not_before: datetime,
    expires: datetime,
    audience: str,
    sub: str,
) -> str:
    key = secret.encode()
    if len(key) < _SECRET_BYTES:
        raise ValueError(f"a Jitsi secret needs at least {_SECRET_BYTES} bytes, this one has {len(key)}")
    claims = {
        "iss": issuer,
        "aud": audience,
        "sub": sub,
        "room": conference.lower(),
        "nbf": math.floor(not_before.timestamp()),
        "exp": math.ceil(expires.timestamp()),
        "context": {"user": dict(user)},
    }
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(key), algorithms=["HS256"])
