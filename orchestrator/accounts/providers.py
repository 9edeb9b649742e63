"""One provider of OpenID Connect while the service runs: there and back, with what it published kept for a while."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc.jwk import KeySet

from config.providers import Provider
from integrations.services.openid import Client, Line, Metadata, ask_of_user, discover, fetch_keys, redeem
from integrations.services.openid_errors import OpenIdError, OpenIdTrouble, UnknownKey
from integrations.services.openid_token import checked_claims, public_keys
from orchestrator.accounts.emails import NotAnAddress, address_of
from orchestrator.accounts.provider_states import AtProvider, is_back
from orchestrator.accounts.provider_words import NotSignedIn, SignInTrouble
from orchestrator.accounts.sign_ins import PROVED_FOR

KEPT_S = 3600.0
"""So long what a provider says of itself is believed."""
KEYS_EVERY_S = 30.0
"""At most so often are keys fetched anew for one that is unknown: anybody can send tokens that name one."""
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider proved and told of who signed in there."""

    issuer: str
    subject: str
    email: str | None
    """Verified by the provider; None where it is not, or the provider does not say."""
    name: str
    english: bool
    level: str | None


class ProviderAtWork:
    """A provider, with what it published."""

    def __init__(
        self,
        provider: Provider,
        secret: str,
        line: Line,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """*secret* is the value of the one that the room file names; *clock_s* is monotonic."""
        self.provider = provider
        self._client = Client(provider.client_id, secret)
        self._line = line
        self._clock_s = clock_s
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._fetching = asyncio.Lock()

    async def metadata(self) -> Metadata:
        """What it says of itself. Raises OpenIdError."""
        async with self._fetching:
            if self._metadata is None or self._clock_s() - self._metadata[0] >= KEPT_S:
                found = await discover(self._line, self.provider.issuer)
                self._metadata, self._keys = (self._clock_s(), found), None
            return self._metadata[1]

    async def come_back(self, way: AtProvider, answer: Mapping[str, str], now: datetime) -> Told:
        """Who came back from *way* with that query. Raises NotSignedIn, and OpenIdError for what the provider did."""
        if way.provider != self.provider.id or not is_back(way, answer):
            raise NotSignedIn(SignInTrouble.ASTRAY)
        metadata = await self.metadata()
        issuer = answer.get("iss")
        if issuer != metadata.issuer and (issuer is not None or metadata.names_itself):  # RFC 9207 2.4
            raise OpenIdError(OpenIdTrouble.WRONG, "the browser comes from another issuer")
        if "error" in answer or not answer.get("code"):
            raise NotSignedIn(SignInTrouble.DECLINED)
        code = answer["code"]
        tokens = await redeem(
            self._line, metadata, self._client, code=code, verifier=way.verifier, redirect=way.redirect
        )
        claims = await self._claims(metadata, tokens.id_token, way.nonce, now)
        if way.proves is not None and not _is_fresh(claims, now):
            raise NotSignedIn(SignInTrouble.UNPROVED)
        if "email" not in claims or (self.provider.level_claim or "email") not in claims:
            claims = {**await ask_of_user(self._line, metadata, tokens, claims["sub"]), **claims}
        return _told(self.provider, claims)

    async def _claims(self, metadata: Metadata, token: str, nonce: str, now: datetime) -> Mapping[str, Any]:
        expected = {"issuer": metadata.issuer, "client": self._client.id, "nonce": nonce}
        fetched_s, keys = await self._published(metadata, older_than_s=None)
        try:
            return checked_claims(token, keys, now=now, **expected)
        except UnknownKey:
            newer_s, newer = await self._published(metadata, older_than_s=KEYS_EVERY_S)
            if newer_s == fetched_s:
                raise
            return checked_claims(token, newer, now=now, **expected)

    async def _published(self, metadata: Metadata, *, older_than_s: float | None) -> tuple[float, KeySet]:
        """Its keys and when they came; fetched anew where they are older than that."""
        async with self._fetching:
            kept = self._keys
            if kept is None or (older_than_s is not None and self._clock_s() - kept[0] >= older_than_s):
                kept = (self._clock_s(), public_keys(await fetch_keys(self._line, metadata)))
                self._keys = kept
            return kept


def _is_fresh(claims: Mapping[str, Any], now: datetime) -> bool:
    """Whether somebody showed there just now who they are (`auth_time`, OpenID Connect Core 1.0, 2)."""
    at = claims.get("auth_time")
    return isinstance(at, int) and now.timestamp() - at < PROVED_FOR.total_seconds()


def _told(provider: Provider, claims: Mapping[str, Any]) -> Told:
    return Told(
        issuer=provider.issuer,
        subject=claims["sub"],
        email=_email(claims),
        name=(_text(claims.get("name")) or "").strip(),
        english=(_text(claims.get("locale")) or "").startswith("en"),
        level=_text(claims.get(provider.level_claim)) if provider.level_claim else None,
    )


def _email(claims: Mapping[str, Any]) -> str | None:
    """The address, if the provider says that it is verified; where it does not say so, it is not."""
    if claims.get("email_verified") is not True:
        return None
    try:
        return address_of(_text(claims.get("email")) or "")
    except NotAnAddress:
        return None


def _text(value: object) -> str | None:
    return value[:_LONGEST_NAME] if isinstance(value, str) else None
