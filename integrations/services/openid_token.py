"""ID tokens (OpenID Connect Core 1.0, 3.1.3.7): whose signature, for whom, until when. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from integrations.services.openid_errors import OpenIdError, OpenIdTrouble, UnknownKey

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Those that need the provider's private key: neither ``none`` nor one whose key we know too."""
LEEWAY_S = 30
"""How far the clocks may differ."""
MOST_KEYS = 50
_RSA_BITS = 2048
_LONGEST_SUBJECT = 255
_LONGEST = 16384
"""Characters of a token."""


def public_keys(published: Mapping[str, Any]) -> KeySet:
    """The keys of a JWK Set (RFC 7517 5) by which tokens may be signed; what we do not know in it is passed over.

    Raises OpenIdError where it is no such set.
    """
    members = published.get("keys")
    if not isinstance(members, list):
        raise OpenIdError(OpenIdTrouble.WRONG, "what should be its keys is no JWK Set")
    return KeySet([key for member in members[:MOST_KEYS] if (key := _public_key(member)) is not None])


def checked_claims(
    token: str, keys: KeySet, *, issuer: str, client: str, nonce: str, now: datetime
) -> Mapping[str, Any]:
    """The claims of an ID token, all checked. Raises UnknownKey where it may be signed by a newer key, else OpenIdError."""
    if len(token) > _LONGEST:
        raise OpenIdError(OpenIdTrouble.TOKEN, "longer than any token")
    try:
        claims = jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
        jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
    except InvalidKeyIdError:
        raise UnknownKey(OpenIdTrouble.TOKEN, "signed by a key that is not published") from None
    except (JoseError, ValueError, TypeError, RecursionError) as error:  # a token is whatever a stranger sends
        raise OpenIdError(OpenIdTrouble.TOKEN, type(error).__name__) from None
    if not isinstance(claims["nonce"], str):
        raise OpenIdError(OpenIdTrouble.TOKEN, "a nonce that is no text")  # a list with ours in it would pass above
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client) != client:
        raise OpenIdError(OpenIdTrouble.TOKEN, "made for another client (azp)")
    if not 0 < len(claims["sub"]) <= _LONGEST_SUBJECT:
        raise OpenIdError(OpenIdTrouble.TOKEN, "a subject of an impossible length")
    return claims


def _public_key(member: object) -> RSAKey | ECKey | None:
    if not isinstance(member, dict) or member.get("use", "sig") != "sig":
        return None
    kinds: Sequence[type[RSAKey | ECKey]] = (RSAKey, ECKey)
    for kind in kinds:
        if member.get("kty") == kind.key_type:
            parts = {name: member[name] for name in ("kty", "n", "e", "crv", "x", "y", "kid", "alg") if name in member}
            try:
                key = kind.import_key(parts)
            except (JoseError, ValueError, TypeError, KeyError):
                return None
            small = isinstance(key, RSAKey) and key.public_key.key_size < _RSA_BITS
            return None if small else key
    return None
