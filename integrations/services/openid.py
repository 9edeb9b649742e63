"""What is asked of a provider of OpenID Connect over http(s), bounded in time and size, and without redirects."""

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from config.addresses import is_loopback
from integrations.services.openid_errors import OpenIdError, OpenIdTrouble

WITHIN_S = 10.0
"""For one whole answer: somebody waits for it before a white page."""
LARGEST = 256 * 1024
"""Bytes of one answer; the greatest providers' have a tenth of this."""
_WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Line:
    """How providers are asked."""

    http: httpx.AsyncClient
    within_s: float = WITHIN_S


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a provider says of itself (OpenID Connect Discovery 1.0, 3)."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str | None
    names_itself: bool
    """Whether each answer by the browser has its issuer (RFC 9207)."""
    by_post: bool
    """Whether our secret goes into the body, since it takes it no other way."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are at a provider."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a code was changed for."""

    id_token: str = field(repr=False)
    access_token: str | None = field(repr=False)


async def discover(line: Line, issuer: str) -> Metadata:
    """What the provider of that *issuer* says of itself. Raises OpenIdError."""
    here = urlsplit(issuer).scheme == "http"
    told = await _ask(line, "GET", issuer.rstrip("/") + _WELL_KNOWN)
    if told.get("issuer") != issuer:
        raise OpenIdError(OpenIdTrouble.WRONG, "it calls itself by another issuer than the room file")
    methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    userinfo = told.get("userinfo_endpoint")
    return Metadata(
        issuer=issuer,
        authorization=_safe(told.get("authorization_endpoint"), here=here),
        token=_safe(told.get("token_endpoint"), here=here),
        keys=_safe(told.get("jwks_uri"), here=here),
        userinfo=None if userinfo is None else _safe(userinfo, here=here),
        names_itself=told.get("authorization_response_iss_parameter_supported") is True,
        by_post=isinstance(methods, list) and "client_secret_basic" not in methods and "client_secret_post" in methods,
    )


async def fetch_keys(line: Line, metadata: Metadata) -> Mapping[str, Any]:
    """The JWK Set that it publishes, unread. Raises OpenIdError."""
    return await _ask(line, "GET", metadata.keys)


async def redeem(line: Line, metadata: Metadata, client: Client, *, code: str, verifier: str, redirect: str) -> Tokens:
    """Change a *code* for tokens (RFC 6749 4.1.3, RFC 7636 4.5). Raises OpenIdError."""
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": redirect}
    headers = {}
    if metadata.by_post:
        form |= {"client_id": client.id, "client_secret": client.secret}
    else:  # RFC 6749 2.3.1: each part is written as in a form before
        pair = f"{quote(client.id, safe='')}:{quote(client.secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    told = await _ask(line, "POST", metadata.token, form=form, headers=headers)
    id_token, access_token = told.get("id_token"), told.get("access_token")
    if not isinstance(id_token, str):
        raise OpenIdError(OpenIdTrouble.WRONG, "no ID token came for a code")
    return Tokens(id_token, access_token if isinstance(access_token, str) and access_token.isascii() else None)


async def ask_of_user(line: Line, metadata: Metadata, tokens: Tokens, subject: str) -> Mapping[str, Any]:
    """What else it tells of the person; nothing where it tells no more. Raises OpenIdError, for another person too."""
    if metadata.userinfo is None or not tokens.access_token:
        return {}
    told = await _ask(line, "GET", metadata.userinfo, headers={"Authorization": f"Bearer {tokens.access_token}"})
    if told.get("sub") != subject:  # OpenID Connect Core 1.0, 5.3.4
        raise OpenIdError(OpenIdTrouble.WRONG, "it tells of somebody else than in the token")
    return told


async def _ask(
    line: Line,
    method: str,
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Mapping[str, Any]:
    asked = {"Accept": "application/json", "Accept-Encoding": "identity", **(headers or {})}
    try:
        async with (
            asyncio.timeout(line.within_s),
            line.http.stream(
                method, _safe(url, here=True), data=form, headers=asked, follow_redirects=False
            ) as response,
        ):
            body = await _read(response)
    except OpenIdError:
        raise
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise OpenIdError(OpenIdTrouble.UNREACHABLE, type(error).__name__) from None  # its cause may quote the address
    if response.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise OpenIdError(OpenIdTrouble.REFUSED, f"status {response.status_code}")
    if response.status_code != httpx.codes.OK:
        trouble = OpenIdTrouble.UNREACHABLE if response.is_server_error else OpenIdTrouble.WRONG
        raise OpenIdError(trouble, f"status {response.status_code}")
    return _read_object(body)


async def _read(response: httpx.Response) -> bytes:
    if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise OpenIdError(OpenIdTrouble.WRONG, "in a coding that was not asked for")
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > LARGEST:
            raise OpenIdError(OpenIdTrouble.WRONG, f"an answer of more than {LARGEST} bytes")
    return bytes(body)


def _read_object(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise OpenIdError(OpenIdTrouble.WRONG, "an answer that is no JSON object")
    return told


def _safe(url: object, *, here: bool) -> str:
    """An address that is encrypted, or, where the provider is *here*, stays on this machine. Raises OpenIdError."""
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
        host = parts.hostname if parts is not None else None
    except ValueError:
        parts = host = None
    if not isinstance(url, str) or parts is None or not host:
        raise OpenIdError(OpenIdTrouble.WRONG, "it names no address where one has to be")
    if parts.scheme != "https" and not (here and parts.scheme == "http" and is_loopback(host)):
        raise OpenIdError(OpenIdTrouble.WRONG, "it names an address that is not encrypted")
    return url
