"""Reads a meeting's token as Prosody's mod_auth_token and mod_token_verification do, from the standards alone.

Standards: RFC 7515 and 7518 (HS256, HS384, HS512, RS256), RFC 7519. The reasons are Prosody's own words: they reach
whoever embeds the meeting. What the server accepts, and what it does not look at, was seen on a real one.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

_DIGESTS = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}


@dataclass(frozen=True, slots=True)
class Gate:
    """Whom a deployment lets in: whoever holds a token for it, unless it asks for none."""

    issuers: tuple[str, ...] = ("regia",)
    """``iss`` that it accepts; ``*`` is any."""
    audiences: tuple[str, ...] = ("jitsi",)
    secret: str | None = None
    """What tokens are signed with, by HS256, HS384 or HS512; without it by RS256."""
    key_server: str | None = None
    """Where the public key ``KID`` is asked for, as ``…/<sha256 of KID>.pem``."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Public keys by ``kid``, as PEM, which are known without asking, as the hosted service knows its customers'."""
    allow_empty: bool = False
    """Whether those without a token get in too."""
    verify_domain: bool = False
    """Whether ``sub`` must be the domain or tenant of the room."""

    @property
    def is_open(self) -> bool:
        """Whether nobody needs a token, and none is looked at."""
        return self.secret is None and self.key_server is None and not self.keys


OPEN = Gate(issuers=(), audiences=())
"""Nobody needs a token, and none is looked at."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The server does not let the connection in."""

    why: str


@dataclass(frozen=True, slots=True)
class Admitted:
    """What the server remembers of an accepted token. Without a token the claims are empty."""

    claims: Mapping[str, Any] = field(default_factory=dict)

    @property
    def user(self) -> Mapping[str, Any]:
        """``context.user``."""
        return self._of_context("user")

    @property
    def features(self) -> Mapping[str, Any]:
        """``context.features``."""
        return self._of_context("features")

    @property
    def hangs(self) -> bool:
        """Whether the connection never gets an answer: a null in ``context.user`` does that to the real server."""
        context = self.claims.get("context", {})
        user = context.get("user", {}) if isinstance(context, dict) else context
        return user is None or (isinstance(user, dict) and None in user.values())

    def _of_context(self, key: str) -> Mapping[str, Any]:
        context = self.claims.get("context")
        value = context.get(key) if isinstance(context, dict) else None
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True)
class Asking:
    """The server needs the public key of that ``kid`` before it can tell."""

    kid: str


def key_file(kid: str) -> str:
    """The name under which a key server has the public key *kid*."""
    return f"{hashlib.sha256(kid.encode()).hexdigest()}.pem"


def needed_key(gate: Gate, token: str) -> Asking | Refused | None:
    """The public key that *token* needs; None if it needs none."""
    if not token or gate.is_open or gate.secret is not None:
        return None
    try:
        header = json.loads(_decode(token.partition(".")[0]))
    except ValueError:
        return Refused("bad token format")
    kid, algorithm = (header.get("kid"), header.get("alg")) if isinstance(header, dict) else (None, None)
    if not isinstance(kid, str):
        return Refused("'kid' claim is missing")
    if not isinstance(algorithm, str):
        return Refused("'alg' claim is missing")
    if not algorithm.startswith("RS"):
        return Refused("'kid' claim only support with RS family")
    return Asking(kid)


def admission(gate: Gate, token: str, now_s: float, public_key: str | None = None) -> Admitted | Refused:
    """Whether the server lets a connection with *token* in at *now_s* (Unix seconds, of which it counts whole ones)."""
    if gate.is_open:
        return Admitted()
    if not token:
        return Admitted() if gate.allow_empty else Refused("token required")
    if gate.secret is None and public_key is None:
        return Refused("could not obtain public key")
    try:
        header, claims, signed, signature = _parts(token)
    except (ValueError, TypeError, RecursionError):
        return Refused("Invalid token")
    why = (
        _wrong_header(header, gate)
        or _not_numbers(claims)
        or (None if _is_signed(header["alg"], signed, signature, gate, public_key) else "Invalid signature")
        or _out_of_time(claims, int(now_s))
        or _wrong_claim(claims, gate)
    )
    return Refused(why) if why else Admitted(claims)


def opens(gate: Gate, admitted: Admitted, node: str, domain: str) -> bool:
    """Whether a connection may enter the room *node* (``room`` or ``[tenant]room``, in lower case) of *domain*.

    The server checks this only when the room is entered.
    """
    if not admitted.claims:
        return True
    named = admitted.claims["room"]
    if not isinstance(named, str):
        return False
    named = named.lower()
    if not gate.verify_domain:
        return named in ("*", node)
    tenant, room = _tenant_and_room(node)
    return named in ("*", room) and str(admitted.claims["sub"]).lower() in ("*", tenant or domain)


def _tenant_and_room(node: str) -> tuple[str, str]:
    if node.startswith("[") and "]" in node:
        tenant, _, room = node[1:].partition("]")
        return tenant, room
    return "", node


def _wrong_header(header: Mapping[str, Any], gate: Gate) -> str | None:
    if header.get("typ") != "JWT":
        return "Invalid typ"
    if header.get("alg") not in (_DIGESTS if gate.secret is not None else {"RS256"}):
        return "Invalid or incorrect alg"
    return None


def _is_signed(algorithm: str, signed: bytes, signature: bytes, gate: Gate, public_key: str | None) -> bool:
    if gate.secret is not None:
        return hmac.compare_digest(signature, hmac.digest(gate.secret.encode(), signed, _DIGESTS[algorithm]))
    try:
        key = load_pem_public_key((public_key or "").encode())
        if not isinstance(key, RSAPublicKey):
            return False
        key.verify(signature, signed, PKCS1v15(), SHA256())
    except (ValueError, InvalidSignature):
        return False
    return True


def _not_numbers(claims: Mapping[str, Any]) -> str | None:
    for name in ("exp", "nbf"):
        if name in claims and (not isinstance(claims[name], int | float) or isinstance(claims[name], bool)):
            return f"{name} must be number"
    return None


def _out_of_time(claims: Mapping[str, Any], now_s: int) -> str | None:
    if "exp" in claims and now_s >= claims["exp"]:
        return "Not acceptable by exp"
    if "nbf" in claims and now_s < claims["nbf"]:
        return "Not acceptable by nbf"
    return None


def _wrong_claim(claims: Mapping[str, Any], gate: Gate) -> str | None:
    accepted = {"iss": (gate.issuers, "issuer"), "aud": (gate.audiences, "audience")}
    for name, (values, words) in accepted.items():
        claimed = claims.get(name)
        if claimed is None:
            return f"'{name}' claim is missing"
        if not isinstance(claimed, str) or (claimed not in values and "*" not in values):
            return f"Invalid {words} ('{name}' claim)"
    if claims.get("room") is None:
        return "'room' claim is missing"
    if gate.verify_domain and not isinstance(claims.get("sub"), str):
        return "'sub' claim is missing"
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
