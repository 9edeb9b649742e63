"""Jitsi Meet: names, links and tokens of conferences, and whether a deployment answers."""

import asyncio
import base64
import hashlib
import hmac
import math
from datetime import datetime
from urllib.parse import quote

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

from integrations.errors import Unreachable

_NAME_BYTES = 16  # 128 bits: nobody guesses the way into another's meeting
_SECRET_BYTES = 32  # HS256 asks for a key as long as its hash (RFC 7518 3.2); joserfc would take five bytes
_AUDIENCE = "jitsi"  # a plain string: mod_auth_token refuses an array
_API = "external_api.js"
_API_MARK = b"JitsiMeetExternalAPI"
_API_BYTES = 4 * 1024 * 1024  # the real one has a tenth of this


def conference_name(key: bytes, occurrence_id: str) -> str:
    """The name of an occurrence's conference: the same each time, and not to be guessed without *key*.

    26 characters of a-z and 2-7: Jitsi compares names in lower case, and they stand in addresses.
    """
    digest = hmac.digest(key, b"conference:" + occurrence_id.encode(), hashlib.sha256)
    return base64.b32encode(digest[:_NAME_BYTES]).decode().rstrip("=").lower()


def link(deployment_url: str, name: str) -> str:
    """What people open to take part in the conference *name*; it holds no token."""
    return f"{deployment_url.rstrip('/')}/{quote(name, safe='')}"


def room_token(
    *,
    app_id: str,
    secret: str,
    conference: str,
    user_id: str,
    user_name: str,
    not_before: datetime,
    expires: datetime,
    sub: str = "*",
) -> str:
    """The token by which a room enters *conference* as a moderator, between two aware datetimes.

    Equal arguments give an identical token: there is no ``iat``, so plans that carry it can be compared byte for byte.
    Claims are those mod_auth_token and token_affiliation read; none is ever null, which would hang the connection.
    Raises ValueError for a secret shorter than HS256 needs.
    """
    key = secret.encode()
    if len(key) < _SECRET_BYTES:
        raise ValueError(f"a Jitsi secret needs at least {_SECRET_BYTES} bytes, this one has {len(key)}")
    claims = {
        "iss": app_id,
        "aud": _AUDIENCE,
        "sub": sub,
        "room": conference.lower(),
        "nbf": math.floor(not_before.timestamp()),
        "exp": math.ceil(expires.timestamp()),
        "context": {"user": {"id": user_id, "name": user_name, "moderator": "true", "affiliation": "owner"}},
    }
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(key), algorithms=["HS256"])


async def probe(client: httpx.AsyncClient, deployment_url: str, *, timeout_s: float) -> None:
    """Return if a Jitsi Meet serves its IFrame API at *deployment_url* within *timeout_s*; else raise Unreachable.

    The code tells three cases apart: ``unreachable``, ``silent`` (no whole answer in time), ``protocol`` (something
    else answers there, such as a proxy's error page).
    """
    address = httpx.URL(deployment_url)
    host, port = address.host, address.port or (443 if address.scheme == "https" else 80)
    try:
        async with asyncio.timeout(timeout_s):
            genuine = await _serves_api(client, f"{deployment_url.rstrip('/')}/{_API}")
    except (TimeoutError, httpx.TimeoutException) as error:
        raise Unreachable("silent", seconds=timeout_s) from error
    except httpx.HTTPError as error:
        raise Unreachable("unreachable", host=host, port=port) from error
    if not genuine:
        raise Unreachable("protocol", host=host, port=port)


async def _serves_api(client: httpx.AsyncClient, url: str) -> bool:
    """Whether *url* is a script that defines the IFrame API; reads no more than it must."""
    text = bytearray()
    async with client.stream("GET", url) as response:
        if response.status_code != httpx.codes.OK:
            return False
        async for part in response.aiter_bytes():
            text += part
            if _API_MARK in text:
                return True
            if len(text) > _API_BYTES:
                return False
    return False
