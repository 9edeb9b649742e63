"""What a browser keeps while its user is at a provider: signed, for ten minutes, and good for that one way there and back. Pure.

The verifier of PKCE (RFC 7636), state and nonce are three random texts of 256 bits.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from integrations.services.openid import Metadata
from orchestrator.accounts.signed import sign, signed_content

LASTS = timedelta(minutes=10)
_PURPOSE = "at a provider"


@dataclass(frozen=True, slots=True)
class AtProvider:
    """One way to a provider and back."""

    provider: str
    redirect: str
    """Our address to which it sends the browser back."""
    state: str
    nonce: str
    verifier: str = field(repr=False)
    invitation: str | None = field(default=None, repr=False)
    """The secret of the invitation that was opened before."""
    then: str = "/"
    """The path where somebody wanted to go; the caller sees to it that it is one of ours."""
    proves: str | None = None
    """The id of the sign-in in which somebody has to prove once more who they are."""


def leave(
    provider: str, redirect: str, invitation: str | None = None, then: str = "/", proves: str | None = None
) -> AtProvider:
    """A new way there."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return AtProvider(provider, redirect, state, nonce, verifier, invitation, then, proves)


def address_of(metadata: Metadata, client: str, way: AtProvider, language: str) -> str:
    """Where the browser goes (OpenID Connect Core 1.0, 3.1.2.1)."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(way.verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": client,
        "redirect_uri": way.redirect,
        "scope": "openid email profile",
        "state": way.state,
        "nonce": way.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "ui_locales": language,
    }
    if way.proves is not None:  # not who signed in there this morning (3.1.2.1)
        asked |= {"prompt": "login", "max_age": "0"}
    return metadata.authorization + ("&" if "?" in metadata.authorization else "?") + urlencode(asked)


def to_cookie(key: bytes, way: AtProvider, now: datetime) -> str:
    """The cookie's value, to be deleted when the browser comes back."""
    return sign(key, _PURPOSE, json.dumps(asdict(way)).encode(), now + LASTS)


def from_cookie(key: bytes, cookie: str, now: datetime) -> AtProvider | None:
    """What was kept; None for what we did not sign, and after ten minutes."""
    content = signed_content(key, _PURPOSE, cookie, now)
    return None if content is None else AtProvider(**json.loads(content))


def is_back(way: AtProvider, answer: Mapping[str, str]) -> bool:
    """Whether the browser came back from that way, and not from one that somebody else began."""
    return hmac.compare_digest(way.state.encode(), answer.get("state", "").encode(errors="surrogateescape"))
