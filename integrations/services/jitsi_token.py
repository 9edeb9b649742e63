"""The tokens by which rooms and people enter a conference of Jitsi Meet: their claims, and how they are signed."""

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from integrations.services.jitsi_keys import PrivateKey

SHORTEST_SECRET = 32
"""Bytes: HS256 asks for a key as long as its hash (RFC 7518 3.2); joserfc would take five."""
_JAAS_ABILITIES = ("livestreaming", "recording", "transcription")
_JAAS_NEVER = ("outbound-call", "sip-outbound-call")


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """A secret that the server knows too: tokens are signed with it by HS256. Raises ValueError for one shorter than that needs."""

    text: str = field(repr=False)

    def __post_init__(self) -> None:
        size = len(self.text.encode())
        if size < SHORTEST_SECRET:
            raise ValueError(f"a Jitsi secret needs at least {SHORTEST_SECRET} bytes, this one has {size}")


Signer = SharedSecret | PrivateKey
"""With what tokens are signed, and so by which algorithm."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a server asks of every token, whoever enters."""

    issuer: str
    audience: str = "jitsi"
    sub: str = "*"
    says_features: bool = False
    """Whether the token lists what its holder may start, as JaaS reads it; elsewhere a list that is not there allows all."""


def jaas_claims(app_id: str) -> Claims:
    """What the hosted service asks of the tokens of its customer *app_id*."""
    return Claims(issuer="chat", audience="jitsi", sub=app_id, says_features=True)


@functools.lru_cache(maxsize=8192)  # a plan of some days has dozens, and each press makes it anew
def room_token(
    claims: Claims,
    signer: Signer,
    *,
    conference: str,
    user_id: str,
    user_name: str,
    not_before: datetime,
    expires: datetime,
) -> str:
    """The token by which a room enters *conference* as a moderator, past its lobby, between two aware datetimes.

    Equal arguments give an identical token, without ``iat``, so that plans can be compared byte for byte. The claims are
    those that mod_auth_token, token_affiliation and JaaS read. None is ever null, which would hang the connection, and
    ``aud`` is a plain string, since an array is refused.
    """
    user = _user(user_id, user_name, moderator=True)
    return _signed(claims, signer, conference=conference, user=user, not_before=not_before, expires=expires)


def entrant_token(
    claims: Claims,
    signer: Signer,
    *,
    conference: str,
    user_id: str,
    user_name: str,
    moderator: bool,
    not_before: datetime,
    expires: datetime,
) -> str:
    """The token by which one person enters *conference*; a moderator past its lobby. Nothing of them but the name stands in it."""
    user = _user(user_id, user_name, moderator=moderator)
    return _signed(claims, signer, conference=conference, user=user, not_before=not_before, expires=expires)


def _user(user_id: str, name: str, *, moderator: bool) -> Mapping[str, str | bool]:
    """``context.user``. Only `token_affiliation` and JaaS look at *moderator*, and both want it as a text."""
    user: dict[str, str | bool] = {
        "id": user_id,
        "name": name,
        "moderator": "true" if moderator else "false",
        "affiliation": "owner" if moderator else "member",
    }
    if moderator:
        user["lobby_bypass"] = True
    return user


def _signed(
    claims: Claims,
    signer: Signer,
    *,
    conference: str,
    user: Mapping[str, str | bool],
    not_before: datetime,
    expires: datetime,
) -> str:
    context: dict[str, object] = {"user": dict(user)}
    if claims.says_features:
        context["features"] = _features(str(user["moderator"]))
    payload = {
        "iss": claims.issuer,
        "aud": claims.audience,
        "sub": claims.sub,
        "room": conference.lower(),
        "nbf": math.floor(not_before.timestamp()),
        "exp": math.ceil(expires.timestamp()),
        "context": context,
    }
    header, key = _header(signer)
    return jwt.encode(dict(header), payload, key, algorithms=[header["alg"]])


def _header(signer: Signer) -> tuple[Mapping[str, str], OctKey | RSAKey]:
    if isinstance(signer, PrivateKey):
        return {"alg": "RS256", "typ": "JWT", "kid": signer.kid}, signer.signing
    return {"alg": "HS256", "typ": "JWT"}, OctKey.import_key(signer.text)


def _features(moderator: str) -> Mapping[str, str]:
    """Who moderates may record and stream; nobody telephones at the installation's cost."""
    return {**dict.fromkeys(_JAAS_ABILITIES, moderator), **dict.fromkeys(_JAAS_NEVER, "false")}
