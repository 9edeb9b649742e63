"""Signing in at a provider of OpenID Connect: there and back at a real one, and at one that answers wrongly."""

import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey

from config.providers import Provider as Configured
from config.providers import ProviderName
from integrations.services.openid import Line
from integrations.services.openid_errors import OpenIdError, OpenIdTrouble
from orchestrator.accounts.provider_states import (
    LASTS,
    AtProvider,
    address_of,
    from_cookie,
    leave,
    to_cookie,
)
from orchestrator.accounts.provider_words import PROVIDER_WORDS, WORDS, NotSignedIn, SignInTrouble
from orchestrator.accounts.providers import KEPT_S, KEYS_EVERY_S, ProviderAtWork, Told
from tests.support import oidc_provider as real
from tests.support.openid_peer import (
    CLIENT,
    REDIRECT,
    SECRET,
    Provider,
    huge,
    new_key,
    peer_running,
    saying,
    signed_by,
    trickling,
)

KEY = b"k" * 32
LEVEL = "https://www.spid.gov.it/SpidL2"
ADA = {
    "email": "ada@scuola.example",
    "email_verified": True,
    "name": "Ada Neri",
    "level": LEVEL,
}


class Clock:
    """A monotonic clock that tests put forward."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
async def peer() -> AsyncIterator[Provider]:
    async with peer_running() as provider:
        yield provider


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with httpx.AsyncClient() as http:
        yield Line(http)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def at_work(peer: Provider, line: Line, clock: Clock) -> ProviderAtWork:
    return ProviderAtWork(configured(peer.issuer), SECRET, line, clock)


def configured(issuer: str, **keys: Any) -> Configured:
    name = ProviderName(it="Scuola", en="School")
    return Configured(id="scuola", name=name, issuer=issuer, client_id=CLIENT, secret="env:REGIA_SECRET_SCUOLA", **keys)


async def leaving(at_work: ProviderAtWork) -> tuple[AtProvider, str]:
    way = leave("scuola", REDIRECT)
    return way, address_of(await at_work.metadata(), CLIENT, way, "it")


async def signed_in(at_work: ProviderAtWork, peer: Provider) -> Told:
    way, address = await leaving(at_work)
    return await at_work.come_back(way, peer.sign_in(address), datetime.now(UTC))


async def trouble_of(at_work: ProviderAtWork, peer: Provider) -> OpenIdTrouble:
    with pytest.raises(OpenIdError) as raised:
        await signed_in(at_work, peer)
    assert SECRET not in str(raised.value)
    return raised.value.trouble


# --- a real one


async def test_real_provider_given_somebody_when_they_sign_in_there_then_it_proves_who_they_are(line: Line) -> None:
    people = {
        "ada": ADA,
        "bea": {"email": "bea@scuola.example", "email_verified": False, "locale": "en-GB"},
        "carlo": {},
    }
    async with real.provider_running(people) as issuer:
        at_work = ProviderAtWork(configured(issuer, level_claim="level"), real.SECRET, line)
        told = {}
        for login in people:
            way, address = await leaving(at_work)
            answer = await real.sign_in_there(address, login)
            kept = from_cookie(KEY, to_cookie(KEY, way, datetime.now(UTC)), datetime.now(UTC))
            assert kept == way
            told[login] = await at_work.come_back(kept, answer, datetime.now(UTC))

        with pytest.raises(OpenIdError) as replayed:
            await at_work.come_back(way, answer, datetime.now(UTC))

    assert told == {
        "ada": Told(issuer, "ada", "ada@scuola.example", "Ada Neri", english=False, level=LEVEL),
        "bea": Told(issuer, "bea", None, "", english=True, level=None),
        "carlo": Told(issuer, "carlo", None, "", english=False, level=None),
    }
    assert replayed.value.trouble is OpenIdTrouble.REFUSED


async def test_real_provider_given_another_verifier_or_secret_when_they_come_back_then_it_refuses_the_code(
    line: Line,
) -> None:
    async with real.provider_running({"ada": ADA}) as issuer:
        right, wrong = (ProviderAtWork(configured(issuer), secret, line) for secret in (real.SECRET, "un altro"))
        for at_work, same_verifier in ((right, False), (wrong, True)):
            way, address = await leaving(at_work)
            answer = await real.sign_in_there(address, "ada")
            if not same_verifier:
                way = AtProvider("scuola", REDIRECT, way.state, way.nonce, verifier="x" * 43)
            with pytest.raises(OpenIdError) as refused:
                await at_work.come_back(way, answer, datetime.now(UTC))
            assert refused.value.trouble is OpenIdTrouble.REFUSED


# --- the way there


async def test_way_given_a_browser_when_it_leaves_then_it_carries_new_random_texts_and_no_verifier(
    at_work: ProviderAtWork,
) -> None:
    (first, address), (second, _) = await leaving(at_work), await leaving(at_work)
    asked = parse_qs(urlsplit(address).query)

    assert (asked["state"], asked["nonce"]) == ([first.state], [first.nonce])
    assert first.verifier not in address
    assert len({first.state, first.nonce, first.verifier, second.state, second.nonce, second.verifier}) == 6
    assert min(map(len, (first.state, first.nonce, first.verifier))) == 43  # RFC 7636 4.1


def test_way_given_ten_minutes_or_another_key_when_its_cookie_is_read_then_it_is_none() -> None:
    way, now = leave("scuola", REDIRECT, "invito", "/sale"), datetime.now(UTC)
    cookie = to_cookie(KEY, way, now)

    assert from_cookie(KEY, cookie, now) == way
    assert from_cookie(KEY, cookie, now + LASTS) is None
    assert from_cookie(b"o" * 32, cookie, now) is None


@pytest.mark.parametrize("changed", [{"state": "x"}, {"state": ""}, {"state": "\udcff"}])
async def test_way_given_another_state_when_a_browser_comes_back_then_it_is_astray(
    at_work: ProviderAtWork, peer: Provider, changed: Mapping[str, str]
) -> None:
    way, address = await leaving(at_work)

    for answer in ({**peer.sign_in(address), **changed}, {"code": "x", "iss": peer.issuer}):
        with pytest.raises(NotSignedIn) as astray:
            await at_work.come_back(way, answer, datetime.now(UTC))
        assert astray.value.trouble is SignInTrouble.ASTRAY
    assert "/token" not in peer.asked


async def test_way_given_that_it_was_called_off_there_when_a_browser_comes_back_then_they_are_told(
    at_work: ProviderAtWork, peer: Provider
) -> None:
    way, _ = await leaving(at_work)

    for answer in ({"error": "access_denied"}, {}):
        with pytest.raises(NotSignedIn) as declined:
            await at_work.come_back(way, {"state": way.state, "iss": peer.issuer, **answer}, datetime.now(UTC))
        assert declined.value.trouble is SignInTrouble.DECLINED


@pytest.mark.parametrize("issuer", ["https://altro.example", None])
async def test_way_given_another_issuer_when_a_browser_comes_back_then_its_code_goes_nowhere(
    at_work: ProviderAtWork, peer: Provider, issuer: str | None
) -> None:
    way, address = await leaving(at_work)
    answer = peer.sign_in(address)
    answer = {**answer, "iss": issuer} if issuer else {key: answer[key] for key in ("code", "state")}

    with pytest.raises(OpenIdError) as wrong:
        await at_work.come_back(way, answer, datetime.now(UTC))

    assert wrong.value.trouble is OpenIdTrouble.WRONG
    assert "/token" not in peer.asked


# --- tokens


async def test_token_given_a_right_one_when_it_is_checked_then_it_tells_who_it_is(
    at_work: ProviderAtWork, peer: Provider
) -> None:
    assert await signed_in(at_work, peer) == Told(
        peer.issuer, "ada-1", "ada@scuola.example", "Ada Neri", english=False, level=None
    )
    peer.changed = {"aud": ["altro", CLIENT], "azp": CLIENT, "exp": int(time.time()) - 20}  # clocks differ a little
    assert (await signed_in(at_work, peer)).subject == "ada-1"
    peer.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert (await signed_in(at_work, peer)).subject == "ada-1"


NOW_S = int(time.time())
LIES: Mapping[str, Mapping[str, Any]] = {
    "nonce": {"nonce": "altro"},
    "no nonce": {"nonce": None},
    "nonces": {"nonce": []},
    "audience": {"aud": "altro"},
    "audiences": {"aud": ["altro", "ancora"]},
    "several audiences": {"aud": ["altro", CLIENT]},
    "another's": {"azp": "altro"},
    "no audience": {"aud": None},
    "issuer": {"iss": "https://altro.example"},
    "no issuer": {"iss": None},
    "over": {"exp": NOW_S - 3600},
    "no end": {"exp": None},
    "odd end": {"exp": "domani"},
    "of tomorrow": {"iat": NOW_S + 86400},
    "no beginning": {"iat": None},
    "not yet": {"nbf": NOW_S + 86400},
    "no subject": {"sub": None},
    "odd subject": {"sub": 7},
    "blank subject": {"sub": ""},
    "long subject": {"sub": "x" * 256},
}


@pytest.mark.parametrize("lie", LIES)
async def test_token_given_a_wrong_claim_when_it_is_checked_then_it_proves_nothing(
    at_work: ProviderAtWork, peer: Provider, lie: str
) -> None:
    peer.changed = dict(LIES[lie])

    assert await trouble_of(at_work, peer) is OpenIdTrouble.TOKEN


async def test_token_given_our_nonce_among_others_when_it_is_checked_then_it_proves_nothing(
    at_work: ProviderAtWork, peer: Provider
) -> None:
    def with_many_nonces(provider: Provider, claims: Mapping[str, Any]) -> str:
        return provider.signed({**claims, "nonce": [claims["nonce"], "altro"]})

    peer.encode = with_many_nonces

    assert await trouble_of(at_work, peer) is OpenIdTrouble.TOKEN


def part(value: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def unsigned(_provider: Provider, claims: Mapping[str, Any]) -> str:
    return f"{part({'alg': 'none'})}.{part(claims)}."


def by_public_key(provider: Provider, claims: Mapping[str, Any]) -> str:
    """HS256 with the text of the public key, which a careless reader takes for a secret."""
    signed = f"{part({'alg': 'HS256', 'kid': provider.key.kid})}.{part(claims)}"
    tag = hmac.digest(provider.key.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(tag).decode().rstrip('=')}"


def by_our_secret(provider: Provider, claims: Mapping[str, Any]) -> str:
    return signed_by(OctKey.import_key(SECRET * 3), claims, {"alg": "HS256", "kid": provider.key.kid})


def by_another(provider: Provider, claims: Mapping[str, Any]) -> str:
    return signed_by(new_key(), claims, {"alg": "RS256", "kid": provider.key.kid})


def by_a_key_within(provider: Provider, claims: Mapping[str, Any]) -> str:
    key = new_key()
    return signed_by(key, claims, {"alg": "RS256", "kid": provider.key.kid, "jwk": key.as_dict(private=False)})


def changed_after(provider: Provider, claims: Mapping[str, Any]) -> str:
    header, _, signature = provider.signed(claims).split(".")
    return f"{header}.{part({**claims, 'sub': 'altri'})}.{signature}"


def no_token(_provider: Provider, _claims: Mapping[str, Any]) -> str:
    return "nessuno"


def too_long(provider: Provider, claims: Mapping[str, Any]) -> str:
    return provider.signed({**claims, "x": "x" * 20_000})


@pytest.mark.parametrize(
    "encode", [unsigned, by_public_key, by_our_secret, by_another, by_a_key_within, changed_after, no_token, too_long]
)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")  # of what the peer does
async def test_token_given_no_right_signature_when_it_is_checked_then_it_proves_nothing(
    at_work: ProviderAtWork, peer: Provider, encode: Callable[[Provider, Mapping[str, Any]], str]
) -> None:
    peer.encode = encode

    assert await trouble_of(at_work, peer) is OpenIdTrouble.TOKEN


# --- keys


async def test_keys_given_a_rotation_when_a_token_names_an_unknown_one_then_they_are_fetched_anew_and_not_often(
    at_work: ProviderAtWork, peer: Provider, clock: Clock
) -> None:
    await signed_in(at_work, peer)
    old, peer.key = peer.key, new_key()

    assert await trouble_of(at_work, peer) is OpenIdTrouble.TOKEN  # fetched a moment ago
    assert peer.asked.count("/keys") == 1
    clock.now_s += KEYS_EVERY_S
    assert (await signed_in(at_work, peer)).subject == "ada-1"
    assert peer.asked.count("/keys") == 2

    peer.encode = lambda _provider, claims: signed_by(old, claims, {"alg": "RS256", "kid": old.kid})
    clock.now_s += KEYS_EVERY_S
    for _ in range(3):
        assert await trouble_of(at_work, peer) is OpenIdTrouble.TOKEN
    assert peer.asked.count("/keys") == 3
    assert peer.asked.count("/.well-known/openid-configuration") == 1


async def test_metadata_given_an_hour_when_somebody_leaves_then_it_is_asked_anew(
    at_work: ProviderAtWork, peer: Provider, clock: Clock
) -> None:
    await leaving(at_work)
    clock.now_s += KEPT_S
    await leaving(at_work)

    assert peer.asked == ["/.well-known/openid-configuration"] * 2


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")  # of what the peer does
async def test_keys_given_ones_that_are_too_weak_or_not_for_signing_when_a_token_is_signed_by_them_then_it_proves_nothing(
    at_work: ProviderAtWork, peer: Provider, clock: Clock
) -> None:
    kid = {"kid": peer.key.kid}
    for published in ({**peer.key.as_dict(private=False), "use": "enc"}, {"kty": "RSA", **kid}, {"kty": 7, **kid}, 7):
        peer.faults["/keys"] = saying(json.dumps({"keys": [published]}))
        clock.now_s += KEYS_EVERY_S
        assert await trouble_of(at_work, peer) is OpenIdTrouble.TOKEN
    del peer.faults["/keys"]
    for bits, trouble in ((1024, OpenIdTrouble.TOKEN), (2048, None)):
        peer.key = RSAKey.generate_key(bits, {"kid": str(bits), "alg": "RS256"})
        clock.now_s += KEYS_EVERY_S
        if trouble is None:
            assert (await signed_in(at_work, peer)).subject == "ada-1"
        else:
            assert await trouble_of(at_work, peer) is trouble


# --- what it tells of the person


@pytest.mark.parametrize("verified", [None, False, "true", 1])
async def test_address_given_that_it_is_not_said_to_be_verified_when_somebody_signs_in_then_it_is_unverified(
    at_work: ProviderAtWork, peer: Provider, verified: object
) -> None:
    peer.changed = {"email_verified": verified}

    assert (await signed_in(at_work, peer)).email is None


async def test_address_given_that_it_is_told_apart_when_somebody_signs_in_then_it_is_of_the_same_person(
    at_work: ProviderAtWork, peer: Provider
) -> None:
    peer.userinfo, peer.person = dict(peer.person), {"sub": "ada-1"}
    assert (await signed_in(at_work, peer)).email == "ada@scuola.example"

    peer.userinfo["sub"] = "bea-2"
    assert await trouble_of(at_work, peer) is OpenIdTrouble.WRONG


# --- answers


DISCOVERY = "/.well-known/openid-configuration"


@pytest.mark.parametrize("path", [DISCOVERY, "/keys", "/token"])
@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (huge, OpenIdTrouble.WRONG),
        (saying("pagina"), OpenIdTrouble.WRONG),
        (saying("[" * 100_000), OpenIdTrouble.WRONG),
        (saying("[]"), OpenIdTrouble.WRONG),
        (saying("{}"), OpenIdTrouble.WRONG),
        (saying("", 302, Location="http://127.0.0.1:9/altrove"), OpenIdTrouble.WRONG),
        (saying("{}", Content_Encoding="gzip"), OpenIdTrouble.WRONG),
        (saying("", 503), OpenIdTrouble.UNREACHABLE),
        (saying("", 401), OpenIdTrouble.REFUSED),
    ],
    ids=["huge", "no JSON", "deep", "no object", "empty", "redirect", "packed", "failing", "refusing"],
)
async def test_provider_given_that_it_answers_wrongly_when_somebody_signs_in_then_they_are_told(
    at_work: ProviderAtWork, peer: Provider, path: str, fault: Callable[..., Any], trouble: OpenIdTrouble
) -> None:
    peer.faults[path] = fault

    assert await trouble_of(at_work, peer) is trouble
    del peer.faults[path]
    assert (await signed_in(at_work, peer)).subject == "ada-1"


@pytest.mark.parametrize("path", [DISCOVERY, "/keys", "/token"])
async def test_provider_given_that_it_trickles_when_somebody_signs_in_then_nobody_waits_for_long(
    peer: Provider, line: Line, path: str
) -> None:
    peer.faults[path] = trickling
    impatient = ProviderAtWork(configured(peer.issuer), SECRET, Line(line.http, within_s=0.3))

    assert await trouble_of(impatient, peer) is OpenIdTrouble.UNREACHABLE


async def test_provider_given_that_it_is_down_when_somebody_signs_in_then_they_are_told(line: Line) -> None:
    async with peer_running() as peer:
        gone = peer.issuer

    with pytest.raises(OpenIdError) as down:
        await ProviderAtWork(configured(gone), SECRET, line).metadata()
    assert down.value.trouble is OpenIdTrouble.UNREACHABLE


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://altro.example"},
        {"token_endpoint": "http://altro.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "https://["},
        {"authorization_endpoint": None},
        {"userinfo_endpoint": "ftp://127.0.0.1/"},
    ],
)
async def test_provider_given_impossible_addresses_when_it_names_them_then_nobody_goes_there(
    at_work: ProviderAtWork, peer: Provider, told: Mapping[str, Any]
) -> None:
    peer.metadata = dict(told)

    assert await trouble_of(at_work, peer) is OpenIdTrouble.WRONG
    assert peer.asked == [DISCOVERY]


def test_troubles_given_all_when_they_are_told_then_there_are_words_in_both_languages() -> None:
    assert {trouble: set(words) for trouble, words in WORDS.items()} == {
        trouble: {"it", "en"} for trouble in SignInTrouble
    }
    assert {trouble: set(words) for trouble, words in PROVIDER_WORDS.items()} == {
        trouble: {"it", "en"} for trouble in OpenIdTrouble
    }


def test_way_given_a_long_time_when_it_is_kept_then_its_secrets_stand_in_no_log() -> None:
    way = leave("scuola", REDIRECT, "invito-segreto")

    assert way.verifier not in repr(way)
    assert "invito-segreto" not in repr(way)
    assert timedelta(minutes=10) == LASTS
