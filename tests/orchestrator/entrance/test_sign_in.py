"""Signing in and out by the pages: what the browser gets for it, what is told, and who is slowed."""

import re
from urllib.parse import quote

import pytest

from orchestrator.accounts.delays import FREE_OF_ACCOUNT
from orchestrator.accounts.sign_ins import list_sign_ins
from tests.orchestrator.entrance.conftest import EMAIL, PASSWORD, Build, House
from tests.support.plain_browser import FIREFOX

WRONG = "Indirizzo o password non sono giusti."


async def test_sign_in_given_the_right_password_when_sent_then_the_page_that_was_wanted_comes(house: House) -> None:
    browser = house.browser()
    asked = await browser.get("/account")
    came = await browser.send(asked.form("/sign-in"), email=f" {EMAIL.upper()} ", password=PASSWORD)

    assert (asked.path, came.path, came.status) == ("/sign-in?then=/account", "/account", 200)
    assert "Ada Neri" in came.text
    (seen,) = await house.database.read(list_sign_ins, house.ada, house.now)
    assert (seen.way, seen.browser, seen.address) == ("password", "Firefox, Linux", "127.0.0.1")


@pytest.mark.parametrize("tls", [True, False])
async def test_cookies_given_tls_at_the_proxy_or_none_when_they_come_then_no_script_and_no_other_site_has_them(
    build: Build,
    tls: bool,  # noqa: FBT001
) -> None:
    house = await build(proxy="127.0.0.1")
    browser = house.browser(**({"X-Forwarded-Proto": "https"} if tls else {}))
    came = await house.sign_in(browser)
    prefix = "__Host-" if tls else ""

    assert came.path == "/account"
    for name, lasts in (("regia_account", ""), ("regia_device", str(400 * 86400))):
        cookie = came.set_cookies[prefix + name]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
        assert (bool(cookie["secure"]), cookie["max-age"]) == (tls, lasts)


async def test_cookie_given_one_that_a_stranger_planted_when_somebody_signs_in_then_they_get_another(
    house: House,
) -> None:
    stranger = await house.signed_in()
    planted = stranger.cookies["regia_account"]
    victim = house.browser()
    victim.cookies["regia_account"] = planted
    page = await victim.get("/sign-in?other=1&then=/account")
    await victim.send(page.form("/sign-in"), email=EMAIL, password=PASSWORD)

    assert victim.cookies["regia_account"] != planted
    assert (await stranger.get("/account")).path.startswith("/sign-in")


@pytest.mark.parametrize(
    ("email", "password"), [(EMAIL, "tre gatti neri"), ("nessuno@scuola.example", PASSWORD), ("chi è?", "x")]
)
async def test_sign_in_given_what_is_wrong_when_sent_then_the_same_is_said_and_what_was_typed_stays(
    house: House, email: str, password: str
) -> None:
    came = await house.sign_in(house.browser(), email, password)

    assert (came.status, came.path) == (422, "/sign-in")
    assert WRONG in came.text
    form = came.form("/sign-in")
    assert (form.fields["email"], form.fields["password"], form.fields["then"]) == (email, "", "/account")
    assert "regia_account" not in came.set_cookies


async def test_sign_in_given_nothing_when_sent_then_each_field_says_what_is_missing(house: House) -> None:
    came = await house.sign_in(house.browser(), "", "")

    assert came.status == 422
    assert "Scrivi il tuo indirizzo" in came.text
    assert "Scrivi la password." in came.text


async def test_guesser_given_many_wrong_ones_when_they_go_on_then_they_are_told_to_wait_and_a_known_browser_is_not(
    house: House,
) -> None:
    known = await house.signed_in()
    await known.fill("/account", "/sign-out")
    guesser = house.browser()
    for _ in range(FREE_OF_ACCOUNT + 1):
        came = await house.sign_in(guesser, password="tre gatti neri")
    came = await house.sign_in(guesser)
    again = await house.sign_in(house.browser(), "nessuno@scuola.example", "x")

    assert (came.status, int(came.headers["Retry-After"])) == (429, 1)
    assert "riprova tra 1 secondi" in came.text
    assert again.status == 422
    await house.signed_in(known)
    house.monotonic_s += 1
    await house.signed_in(guesser)


@pytest.mark.parametrize(
    "then",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/%09/evil.example",
        "/%5Cevil.example",
        "/%2Fevil.example",
        " //evil.example",
        "/sign-in",
        "/sign-out",
        "/sign-in?then=/sign-in",
        "",
    ],
)
async def test_address_given_one_that_leads_away_when_somebody_signs_in_then_they_stay_in_the_house(
    house: House, then: str
) -> None:
    browser = house.browser()
    page = await browser.get(f"/sign-in?then={quote(then)}")
    kept = page.form("/sign-in").fields["then"]
    fields = {**page.form("/sign-in").fields, "email": EMAIL, "password": PASSWORD}

    for sent in (kept, then):
        answer = await house.client.post(
            "/sign-in",
            data={**fields, "then": sent},
            headers={"Sec-Fetch-Site": "same-origin", "User-Agent": FIREFOX},
            allow_redirects=False,
        )
        place = answer.headers["Location"]
        assert answer.status == 303
        assert re.match(r"/(?![/\\])", place)
        assert place == "/" or "evil" in place  # an encoded slash is a name within the house


async def test_page_given_somebody_who_is_signed_in_when_opened_then_it_offers_to_go_on_or_to_be_somebody_else(
    house: House,
) -> None:
    browser = await house.signed_in()
    page = await browser.get("/sign-in?then=/account")
    other = await browser.get("/sign-in?other=1&then=/account")

    assert "Sei Ada Neri" in page.text
    assert 'href="/account"' in page.text
    assert other.form("/sign-in")


async def test_sign_out_given_a_browser_when_it_is_asked_for_then_its_cookie_is_good_no_more(house: House) -> None:
    browser = await house.signed_in()
    cookie = browser.cookies["regia_account"]
    came = await browser.fill("/account", "/sign-out")
    assert "Fatto: qui l’accesso è chiuso." in came.text
    assert "regia_account" not in browser.cookies

    browser.cookies["regia_account"] = cookie
    assert (await browser.get("/account")).path == "/sign-in?then=/account"


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/sign-in/code", "/forgotten", "/links/x"])
@pytest.mark.parametrize("sender", ["cross-site", "same-site"])
async def test_open_forms_given_another_sites_page_when_it_sends_one_then_it_is_refused(
    house: House, path: str, sender: str
) -> None:
    page = await house.browser().get("/sign-in")
    came = await house.browser().post(path, page.form("/sign-in").fields, **{"Sec-Fetch-Site": sender})

    assert came.status == 403
    assert "altro sito" in came.text
    assert came.set_cookies == {}
