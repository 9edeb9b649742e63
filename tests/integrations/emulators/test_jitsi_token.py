"""The stand-in's gate: each claim as a real Prosody with Jitsi's plugins was seen to treat it."""

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

from integrations.emulators.jitsi import jitsi_running
from integrations.emulators.jitsi_token import OPEN, Admitted, Gate, Refused, admission, needed_key, opens

NOW = 1_790_000_000
SECRET = "x" * 64
DOMAIN = "meet.example"
GATE = Gate(secret=SECRET)
VERIFYING = Gate(secret=SECRET, verify_domain=True)
RSA = RSAKey.generate_key(2048, {"kid": "regia-1"})
PEM = RSA.as_pem(private=False).decode()
NOT_THERE: Any = object()


def token(algorithm: str = "HS256", header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A token as it should be but for *header* and *claims*."""
    usual = {"iss": "regia", "aud": "jitsi", "room": "sala", "sub": "*", "nbf": NOW - 60, "exp": NOW + 60}
    kept = {name: value for name, value in (usual | claims).items() if value is not NOT_THERE}
    key = RSA if algorithm == "RS256" else OctKey.import_key(SECRET)
    names = {"alg": algorithm, "typ": "JWT", **({"kid": "regia-1"} if algorithm == "RS256" else {}), **(header or {})}
    kept_header = {name: value for name, value in names.items() if value is not NOT_THERE}
    return jws.serialize_compact(kept_header, json.dumps(kept), key, algorithms=[algorithm])


@pytest.mark.parametrize(
    ("jwt_text", "why"),
    [
        (token(), None),
        (token("HS384"), None),
        (token("HS512"), None),
        (token("RS256"), "Invalid or incorrect alg"),
        (token(header={"typ": "jwt"}), "Invalid typ"),
        (token(header={"typ": NOT_THERE}), "Invalid typ"),
        (token(iss=NOT_THERE), "'iss' claim is missing"),
        (token(iss="altri"), "Invalid issuer ('iss' claim)"),
        (token(aud=NOT_THERE), "'aud' claim is missing"),
        (token(aud="altri"), "Invalid audience ('aud' claim)"),
        (token(aud=["jitsi"]), "Invalid audience ('aud' claim)"),
        (token(room=NOT_THERE), "'room' claim is missing"),
        (token(sub=NOT_THERE), None),
        (token(exp=NOT_THERE, nbf=NOT_THERE), None),
        (token(exp=NOW), "Not acceptable by exp"),
        (token(exp=NOW + 1), None),
        (token(nbf=NOW + 1), "Not acceptable by nbf"),
        (token(nbf=NOW), None),
        (token(exp=str(NOW + 60)), "exp must be number"),
        (token(nbf=None), "nbf must be number"),
        (token()[:-4] + "AAAA", "Invalid signature"),
        ("", "token required"),
        ("a.b.c", "Invalid token"),
        ("gettone", "Invalid token"),
    ],
)
def test_a_token_when_read_then_it_is_refused_for_prosodys_reason_or_accepted(jwt_text: str, why: str | None) -> None:
    found = admission(GATE, jwt_text, NOW + 0.9)  # whole seconds count

    assert (found.why if isinstance(found, Refused) else None) == why


@pytest.mark.parametrize(
    ("gate", "claims", "node", "is_let_in"),
    [
        (GATE, {"room": "Sala"}, "sala", True),
        (GATE, {"room": "*"}, "sala", True),
        (GATE, {"room": "altra"}, "sala", False),
        (GATE, {"room": "sala", "sub": "altri"}, "sala", True),
        (GATE, {"room": "[acme]sala"}, "[acme]sala", True),
        (GATE, {"room": "*"}, "[acme]sala", True),
        (GATE, {"room": "sala", "sub": "acme"}, "[acme]sala", False),
        (GATE, {"room": 7}, "7", False),
        (VERIFYING, {"sub": DOMAIN}, "sala", True),
        (VERIFYING, {"sub": "*"}, "sala", True),
        (VERIFYING, {"sub": "altri"}, "sala", False),
        (VERIFYING, {"sub": "ACME"}, "[acme]sala", True),
        (VERIFYING, {"sub": "acme", "room": "*"}, "[acme]sala", True),
        (VERIFYING, {"sub": "acme", "room": "[acme]sala"}, "[acme]sala", False),
        (VERIFYING, {"sub": "altri"}, "[acme]sala", False),
    ],
)
def test_a_room_when_entered_then_the_token_must_be_for_it_and_its_tenant(
    gate: Gate, claims: dict[str, Any], node: str, *, is_let_in: bool
) -> None:
    admitted = admission(gate, token(**claims), NOW)

    assert isinstance(admitted, Admitted)
    assert opens(gate, admitted, node, DOMAIN) is is_let_in


def test_a_sub_when_missing_then_only_a_server_that_verifies_domains_asks_for_it() -> None:
    assert admission(VERIFYING, token(sub=NOT_THERE), NOW) == Refused("'sub' claim is missing")


@pytest.mark.parametrize(
    ("context", "hangs"),
    [
        ({"user": {"id": "a", "name": "Anna"}}, False),
        ({"user": {"id": "a", "email": None}}, True),
        ({"user": None}, True),
        ({}, False),
        (NOT_THERE, False),
    ],
)
def test_a_null_in_the_users_context_when_read_then_the_connection_hangs(context: Any, *, hangs: bool) -> None:
    admitted = admission(GATE, token(context=context), NOW)

    assert isinstance(admitted, Admitted)
    assert admitted.hangs is hangs


def test_an_open_gate_when_anybody_comes_then_no_token_is_looked_at() -> None:
    assert admission(OPEN, "", NOW) == admission(OPEN, "gettone", NOW) == Admitted()
    assert admission(Gate(secret=SECRET, allow_empty=True), "", NOW) == Admitted()
    assert admission(Gate(secret=SECRET, allow_empty=True), token(aud="altri"), NOW) != Admitted()


@pytest.mark.parametrize(
    ("jwt_text", "why"),
    [
        (token("RS256", header={"kid": NOT_THERE}), "'kid' claim is missing"),
        (token("HS256", header={"kid": "regia-1"}), "'kid' claim only support with RS family"),
        ("gettone", "bad token format"),
    ],
)
def test_a_token_for_a_key_server_when_it_names_no_key_of_it_then_nothing_is_asked(jwt_text: str, why: str) -> None:
    assert needed_key(Gate(key_server="http://chiavi.example"), jwt_text) == Refused(why)


def test_the_hosted_service_when_a_customers_token_comes_then_it_opens_the_customers_rooms_alone() -> None:
    gate = Gate(issuers=("chat",), keys={"vpaas-1/abc": PEM}, verify_domain=True)
    ours = token("RS256", {"kid": "vpaas-1/abc"}, iss="chat", sub="vpaas-1", room="*")
    admitted = admission(gate, ours, NOW, PEM)

    assert isinstance(admitted, Admitted)
    assert opens(gate, admitted, "[vpaas-1]sala", "8x8.vc")
    assert not opens(gate, admitted, "[vpaas-2]sala", "8x8.vc")
    assert not opens(gate, admitted, "sala", "8x8.vc")


@asynccontextmanager
async def key_server(pem: str) -> AsyncIterator[tuple[str, list[str]]]:
    """Where public keys are, and what was asked of it."""
    asked: list[str] = []

    async def give(request: web.Request) -> web.Response:
        asked.append(request.path)
        known = f"/asap/{hashlib.sha256(b'regia-1').hexdigest()}.pem"
        return web.Response(text=pem) if request.path == known else web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{path:.*}", give)
    async with TestServer(app) as server:
        yield str(server.make_url("/asap")), asked


@pytest.mark.parametrize(
    ("pem", "kid", "why"),
    [
        (PEM, "regia-1", []),
        (PEM, "regia-2", ["could not obtain public key"]),
        (RSAKey.generate_key(2048).as_pem(private=False).decode(), "regia-1", ["Invalid signature"]),
        ("<!doctype html>", "regia-1", ["Invalid signature"]),
    ],
)
async def test_a_key_server_when_a_token_names_a_key_then_it_is_asked_once_for_its_file(
    pem: str, kid: str, why: list[str]
) -> None:
    signed = token("RS256", {"kid": kid}, exp=NOT_THERE, nbf=NOT_THERE)
    async with key_server(pem) as (url, asked), jitsi_running(gate=Gate(key_server=url)) as jitsi:
        async with aiohttp.ClientSession() as session:
            for _ in range(2):
                async with session.ws_connect(f"{jitsi.url}/.join/sala", params={"jwt": signed}) as socket:
                    said = await socket.receive_json()
        assert jitsi.refusals == why * 2
        assert said["event"] == ("errorOccurred" if why else "videoConferenceJoined")
        assert asked[0] == f"/asap/{hashlib.sha256(kid.encode()).hexdigest()}.pem"
        assert len(asked) == (2 if kid == "regia-2" else 1)  # what it did not have is asked for again
