"""A provider of OpenID Connect that can be made to answer wrongly in every way. It shares no code with what asks it."""

import asyncio
import base64
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from aiohttp import web
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "regia", "un segreto di prova"
REDIRECT = "http://127.0.0.1:9/sign-in/back"
PERSON: Mapping[str, Any] = {"sub": "ada-1", "email": "ada@scuola.example", "email_verified": True, "name": "Ada Neri"}


def new_key() -> RSAKey:
    """A key of its own, with an id of its own."""
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "alg": "RS256", "use": "sig"})


@cache
def _usual_key() -> RSAKey:
    """Made once: it takes a while."""
    return new_key()


@dataclass
class Provider:
    """What it does, until somebody changes that."""

    issuer: str = ""
    key: RSAKey = field(default_factory=_usual_key)
    person: dict[str, Any] = field(default_factory=lambda: dict(PERSON))
    """Claims of who signs in there."""
    changed: dict[str, Any] = field(default_factory=dict)
    """Claims of the token in place of right ones; None leaves one out."""
    metadata: dict[str, Any] = field(default_factory=dict)
    """What it says of itself besides, or in place of the truth."""
    encode: Callable[["Provider", Mapping[str, Any]], str] | None = None
    """Makes the token in another way."""
    faults: dict[str, Callable[[web.BaseRequest], Any]] = field(default_factory=dict)
    """By path: what answers in place of it."""
    userinfo: dict[str, Any] | None = None
    asked: list[str] = field(default_factory=list)
    """The paths, in order."""
    _codes: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def sign_in(self, address: str) -> dict[str, str]:
        """What the browser comes back with from *address*."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["code_challenge_method"] == "S256"
        assert (asked["client_id"], asked["redirect_uri"], asked["response_type"]) == (CLIENT, REDIRECT, "code")
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Any request."""
        self.asked.append(request.path)
        if request.path in self.faults:
            response: web.StreamResponse = await self.faults[request.path](request)
            return response
        match request.path:
            case "/.well-known/openid-configuration":
                return web.json_response(self._metadata())
            case "/keys":
                return web.json_response({"keys": [self.key.as_dict(private=False), {"kty": "AKP", "kid": "later"}]})
            case "/token":
                return await self._token(request)
            case "/me" if self.userinfo is not None and request.headers["Authorization"] == "Bearer accesso":
                return web.json_response(self.userinfo)
        return web.Response(status=404)

    def _metadata(self) -> Mapping[str, Any]:
        named = {"authorization_endpoint": "/auth", "token_endpoint": "/token", "jwks_uri": "/keys"}
        if self.userinfo is not None:
            named["userinfo_endpoint"] = "/me"
        addresses = {key: self.issuer + path for key, path in named.items()}
        return {
            "issuer": self.issuer,
            **addresses,
            "authorization_response_iss_parameter_supported": True,
        } | self.metadata

    async def _token(self, request: web.BaseRequest) -> web.Response:
        form = await request.post()
        scheme, _, pair = request.headers.get("Authorization", "").partition(" ")
        given = unquote(base64.b64decode(pair).decode()) if scheme == "Basic" else ""
        given = given or ":".join(str(form.get(name)) for name in ("client_id", "client_secret"))
        asked = self._codes.pop(str(form.get("code")), None)  # a code is good once
        challenge = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        right = (
            asked is not None
            and given == f"{CLIENT}:{SECRET}"
            and form.get("redirect_uri") == asked["redirect_uri"]
            and base64.urlsafe_b64encode(challenge).decode().rstrip("=") == asked["code_challenge"]
        )
        if asked is None or not right:
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        told = {key: value for key, value in {**self.person, **claims, **self.changed}.items() if value is not None}
        token = (self.encode or Provider.signed)(self, told)
        return web.json_response({"id_token": token, "access_token": "accesso", "token_type": "Bearer"})

    def signed(self, claims: Mapping[str, Any]) -> str:
        """A right token."""
        return signed_by(self.key, claims, {"alg": "RS256", "kid": self.key.kid})


def signed_by(key: RSAKey | OctKey, claims: Mapping[str, Any], header: Mapping[str, Any]) -> str:
    """A token with that *header*, whether it is right or not."""
    return jws.serialize_compact(dict(header), json.dumps(claims), key, algorithms=[header["alg"]])


@asynccontextmanager
async def peer_running() -> AsyncIterator[Provider]:
    """A provider on a port of its own."""
    provider = Provider()
    runner = web.ServerRunner(web.Server(provider.answer), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    provider.issuer = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield provider
    finally:
        await runner.cleanup()


async def huge(request: web.BaseRequest) -> web.StreamResponse:
    """An answer without end."""
    response = web.StreamResponse()
    await response.prepare(request)
    try:
        while True:
            await response.write(b" " * 65536)
    except ConnectionError:
        return response


async def trickling(request: web.BaseRequest) -> web.StreamResponse:
    """An answer of a byte now and then."""
    response = web.StreamResponse()
    await response.prepare(request)
    try:
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.02)
    except ConnectionError:
        return response


def saying(body: str, status: int = 200, **headers: str) -> Callable[[web.BaseRequest], Any]:
    """Always that answer."""

    async def say(_request: web.BaseRequest) -> web.Response:
        return web.Response(
            text=body, status=status, headers={key.replace("_", "-"): text for key, text in headers.items()}
        )

    return say
