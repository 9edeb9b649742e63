"""Signing in at a provider by the pages: at a real one, at one that answers wrongly in every way, and after an invitation."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from config.secrets import SecretMissing
from integrations.services.openid_errors import OpenIdTrouble
from orchestrator.accounts.accounts import account_by_email
from orchestrator.accounts.identities import identities_of
from orchestrator.accounts.links import LinkKind, make_link, open_link
from orchestrator.accounts.provider_words import PROVIDER_WORDS, WORDS, SignInTrouble
from orchestrator.accounts.sign_ins import PROVED_FOR, list_sign_ins
from orchestrator.audit.tables import ActRow
from tests.orchestrator.entrance.conftest import EMAIL, Build, House
from tests.support import oidc_provider as real
from tests.support.openid_peer import SECRET, Provider, new_key, peer_running, saying
from tests.support.people import person
from tests.support.plain_browser import Page, PlainBrowser

GO = "/sign-in/with/scuola"
PROVIDER = """
[service]
url = "http://127.0.0.1:9"
[[providers]]
id = "scuola"
name = { it = "la Scuola", en = "the School" }
issuer = "ISSUER"
client_id = "regia"
secret = "env:REGIA_SECRET_SCUOLA"
domains = ["scuola.example"]
level_claim = "level"
"""


@pytest.fixture
async def peer() -> AsyncIterator[Provider]:
    async with peer_running() as provider:
        yield provider


@pytest.fixture
async def house(build: Build, peer: Provider) -> House:
    """A house whose provider is the peer."""
    return await build(more=PROVIDER.replace("ISSUER", peer.issuer), secret_of=lambda _: SECRET)


async def leave(browser: PlainBrowser, start: str = "/sign-in?then=/account") -> str:
    """The address to which the page leads that a button of *start* opens."""
    page = await browser.get(start)
    leading = await browser.send(page.form(GO))
    assert leading.path == GO, leading.path
    address = leading.headers["Refresh"].removeprefix("0; url=")
    assert "form-action 'self';" in leading.headers["Content-Security-Policy"]
    return address


async def back(browser: PlainBrowser, answer: dict[str, Any]) -> Page:
    """Come back with what the provider gave the browser."""
    return await browser.get(f"/sign-in/back?{urlencode(answer)}", **{"Sec-Fetch-Site": "cross-site"})


def trouble_of(page: Page) -> str:
    """Its code, if the page tells it in words."""
    code = page.path.partition("trouble=")[2].partition("&")[0]
    own = code.startswith("provider_")
    words = WORDS[SignInTrouble(code)] if own else PROVIDER_WORDS[OpenIdTrouble(code)]
    assert words["it"].format(provider="la Scuola") in page.text
    assert "code=" not in page.path
    return code


async def test_real_provider_given_somebody_it_knows_when_they_sign_in_there_then_they_are_in_and_bound(
    build: Build,
) -> None:
    people = {"ada": {"email": EMAIL, "email_verified": True, "name": "Ada Neri", "level": "spid-2"}}
    async with real.provider_running(people) as issuer:
        house = await build(more=PROVIDER.replace("ISSUER", issuer), secret_of=lambda _: real.SECRET)
        browser = house.browser()
        answer = await real.sign_in_there(await leave(browser), "ada")
        came = await back(browser, dict(answer))

        again = house.browser()
        answer = await real.sign_in_there(await leave(again), "ada")
        cookie = again.cookies["regia_provider"]
        assert (await back(again, dict(answer))).path == "/account"
        again.cookies["regia_provider"] = cookie
        replayed = await back(again, dict(answer))

    assert (came.status, came.path) == (200, "/account")
    assert "regia_provider" not in browser.cookies
    assert "regia_device" in browser.cookies
    assert trouble_of(replayed) == OpenIdTrouble.REFUSED
    (bound,) = await house.database.read(identities_of, house.ada)
    assert (bound.issuer, bound.subject) == (issuer, "ada")
    seen = await house.database.read(list_sign_ins, house.ada, house.now)
    assert [(sign_in.way, sign_in.level) for sign_in in seen] == [("scuola", "spid-2")] * 2
    acts = await house.database.read(lambda db: list(db.scalars(select(ActRow.action).order_by(ActRow.number))))
    assert acts == ["identity_bound", "signed_in", "signed_in"]


Change = Callable[[Provider, dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        (lambda peer, _: peer.changed.update(nonce="altro"), OpenIdTrouble.TOKEN),
        (lambda peer, _: peer.changed.update(aud="altro"), OpenIdTrouble.TOKEN),
        (lambda peer, _: peer.changed.update(iss="https://altro.example"), OpenIdTrouble.TOKEN),
        (lambda peer, _: peer.changed.update(exp=1), OpenIdTrouble.TOKEN),
        (lambda _, answer: answer.update(state="altro"), SignInTrouble.ASTRAY),
        (lambda _, answer: answer.pop("state"), SignInTrouble.ASTRAY),
        (lambda _, answer: answer.update(iss="https://altro.example"), OpenIdTrouble.WRONG),
        (lambda _, answer: answer.update(code="altro"), OpenIdTrouble.REFUSED),
        (lambda _, answer: answer.update(error="access_denied"), SignInTrouble.DECLINED),
        (lambda _, answer: answer.pop("code"), SignInTrouble.DECLINED),
        (lambda peer, _: peer.person.update(email_verified=False), SignInTrouble.UNVERIFIED),
        (lambda peer, _: peer.person.pop("email_verified"), SignInTrouble.UNVERIFIED),
        (lambda peer, _: peer.person.update(email="nessuno@scuola.example"), SignInTrouble.UNINVITED),
        (lambda peer, _: peer.faults.update({"/token": saying("", 502)}), OpenIdTrouble.UNREACHABLE),
        (lambda peer, _: peer.faults.update({"/keys": saying("{}", 200)}), OpenIdTrouble.WRONG),
    ],
)
async def test_provider_given_something_wrong_when_they_come_back_then_nobody_is_in_and_the_page_says_why(
    house: House, peer: Provider, change: Change, trouble: str
) -> None:
    browser = house.browser()
    answer = peer.sign_in(await leave(browser))
    change(peer, answer)
    came = await back(browser, answer)

    assert trouble_of(came) == trouble
    assert not browser.cookies.keys() & {"regia_account", "regia_provider", "regia_device"}


async def test_provider_given_new_keys_when_they_come_back_then_they_are_in(house: House, peer: Provider) -> None:
    browser = house.browser()
    assert (await back(browser, peer.sign_in(await leave(browser)))).path == "/account"
    peer.key = new_key()
    second = house.browser()
    answer = peer.sign_in(await leave(second))
    told = trouble_of(await back(second, answer))  # asked for anew, but not within half a minute of the first

    assert told == OpenIdTrouble.TOKEN


async def test_provider_given_that_it_is_down_when_chosen_then_the_page_says_so_and_offers_the_password(
    house: House, peer: Provider
) -> None:
    peer.faults["/.well-known/openid-configuration"] = saying("", 503)
    browser = house.browser()
    page = await browser.get("/sign-in")
    came = await browser.send(page.form(GO))

    assert trouble_of(came) == OpenIdTrouble.UNREACHABLE
    assert came.form("/sign-in")
    unknown = await browser.post("/sign-in/with/altro", page.form(GO).fields)
    assert unknown.status == 404


async def test_provider_given_no_secret_when_chosen_then_the_page_says_that_it_does_not_work(
    build: Build, peer: Provider
) -> None:
    def missing(name: str) -> str:
        raise SecretMissing(name)

    house = await build(more=PROVIDER.replace("ISSUER", peer.issuer), secret_of=missing)
    browser = house.browser()
    page = await browser.get("/sign-in")

    assert trouble_of(await browser.send(page.form(GO))) == OpenIdTrouble.WRONG


@pytest.mark.parametrize("how", ["no cookie", "later", "another browser's"])
async def test_way_back_given_that_it_did_not_begin_here_when_they_come_then_nobody_is_in(
    house: House, peer: Provider, how: str
) -> None:
    browser, other = house.browser(), house.browser()
    answer = peer.sign_in(await leave(browser))
    if how == "no cookie":
        browser.cookies.clear()
    elif how == "later":
        house.later(timedelta(minutes=10))
    else:  # somebody is led to come back as another
        await leave(other)
        browser.cookies["regia_provider"] = other.cookies["regia_provider"]

    assert trouble_of(await back(browser, answer)) == SignInTrouble.ASTRAY


async def test_invitation_given_an_address_that_is_not_verified_when_they_come_by_the_provider_then_they_are_bound(
    house: House, peer: Provider
) -> None:
    peer.person.update(email_verified=False, sub="bea-1")
    bea = await house.database.write(person, "bea@altrove.example", "Bea", house.now)
    secret = await house.database.write(make_link, bea, LinkKind.INVITATION, house.now)
    browser = house.browser()
    address = await leave(browser, f"/links/{secret}")
    assert secret not in address
    assert await house.database.read(open_link, secret, house.now) is not None
    await back(browser, peer.sign_in(address))

    assert "regia_account" in browser.cookies
    (bound,) = await house.database.read(identities_of, bea)
    assert bound.subject == "bea-1"
    assert await house.database.read(open_link, secret, house.now) is None


@pytest.mark.parametrize(
    ("auth_time", "reached"), [(0, "/account"), (-PROVED_FOR.total_seconds(), "trouble"), (None, "trouble")]
)
async def test_proof_given_somebody_without_a_password_when_the_provider_asks_them_anew_then_that_counts(
    build: Build, peer: Provider, auth_time: float | None, reached: str
) -> None:
    more = PROVIDER.replace("ISSUER", peer.issuer) + 'organisations = ["scuola"]\nlets_in = "viewer"\n'
    house = await build(more=more, secret_of=lambda _: SECRET)
    peer.person.update(email="carla@scuola.example", sub="carla")
    browser = house.browser()
    assert (await back(browser, peer.sign_in(await leave(browser)))).path == "/account"
    assert await house.database.read(account_by_email, "carla@scuola.example") is not None
    house.now += PROVED_FOR
    before = browser.cookies["regia_account"]
    address = await leave(browser, "/sign-in/again?then=/account")
    at = int(house.now.timestamp())
    peer.changed.update(iat=at, exp=at + 300)  # its clock goes with the house's
    peer.changed["auth_time"] = None if auth_time is None else int(at + auth_time)
    came = await back(browser, peer.sign_in(address))

    assert "prompt=login" in address
    assert "max_age=0" in address
    if reached == "trouble":
        assert "regia_account" in browser.cookies
        assert SignInTrouble.UNPROVED in came.path
    else:
        assert came.path == reached
        assert browser.cookies["regia_account"] != before


async def test_page_given_an_address_of_a_provider_s_domain_when_typed_then_its_button_stays_and_says_for_whom(
    house: House,
) -> None:
    page = await house.browser().get("/sign-in")

    assert "Entra con la Scuola" in page.text
    assert "Per chi ha un indirizzo @scuola.example" in page.text
