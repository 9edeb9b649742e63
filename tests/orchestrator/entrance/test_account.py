"""One's own account, by the pages and by the API: what is changed, what ends, and what is refused."""

from collections.abc import Mapping
from typing import Any

import pyotp
import pytest

from orchestrator.accounts.accounts import change_account, find_account
from orchestrator.accounts.sign_ins import PROVED_FOR, list_sign_ins
from tests.orchestrator.entrance.conftest import EMAIL, PASSWORD, House
from tests.orchestrator.entrance.test_second_factor_asked import give_factor, secret_in
from tests.support.plain_browser import FIREFOX, PlainBrowser

NEW = "quattro gatti rossi"
OURS = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json", "User-Agent": FIREFOX}


async def ask(house: House, browser: PlainBrowser, method: str, path: str, json: Any = None) -> tuple[int, Any]:
    """Ask the API as a page of somebody else's would, with the browser's cookies; status and answer."""
    house.client.session.cookie_jar.clear()
    cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
    headers: Mapping[str, str] = {**OURS, **(cookies if browser.cookies else {})}
    async with house.client.request(method, f"/api/v1{path}", json=json, headers=headers) as answer:
        for name, morsel in answer.cookies.items():
            browser.cookies[name] = morsel.value
        return answer.status, await answer.json() if answer.content_type == "application/json" else None


async def is_in(browser: PlainBrowser) -> bool:
    return (await browser.get("/account")).path == "/account"


async def test_name_given_somebody_who_was_faster_when_sent_then_they_are_told_and_what_was_typed_stays(
    house: House,
) -> None:
    browser = await house.signed_in()
    page = await browser.get("/account")
    await house.database.write(change_account, house.ada, 2, "Ada Verdi", "it")
    late = await browser.send(page.form("/account"), name="Ada Bianchi")

    assert (late.status, late.form("/account").fields["name"]) == (409, "Ada Bianchi")
    assert "adesso il nome è «Ada Verdi»" in late.text
    account = await house.database.read(find_account, house.ada)
    assert account is not None
    assert account.name == "Ada Verdi"

    await browser.send(late.form("/account"))
    account = await house.database.read(find_account, house.ada)
    assert account is not None
    assert account.name == "Ada Bianchi"


@pytest.mark.parametrize(("name", "told"), [("", "Scrivi il tuo nome."), ("x" * 201, "al massimo 200 caratteri")])
async def test_name_given_none_or_a_long_one_when_sent_then_its_field_says_so(
    house: House, name: str, told: str
) -> None:
    came = await (await house.signed_in()).fill("/account", name=name)

    assert (came.status, told in came.text) == (422, True)


async def test_password_given_the_right_old_one_when_changed_then_all_other_browsers_are_out(house: House) -> None:
    browser, other = await house.signed_in(), await house.signed_in()
    before = browser.cookies["regia_account"]
    came = await browser.fill("/account", "/account/password", old_password=PASSWORD, new_password=NEW)

    assert "Fatto: la password è cambiata" in came.text
    assert browser.cookies["regia_account"] != before
    assert await is_in(browser)
    assert not await is_in(other)
    assert (await house.sign_in(other)).status == 422
    assert (await house.sign_in(other, password=NEW)).path == "/account"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", NEW, "Scrivi la password di adesso."),
        (PASSWORD, "", "Scegli una password."),
        ("tre gatti neri", NEW, "La password non è giusta."),
        (PASSWORD, "breve", "almeno 10 caratteri"),
        (PASSWORD, EMAIL, "è il tuo nome o il tuo indirizzo"),
    ],
)
async def test_password_given_what_is_wrong_when_sent_then_its_field_says_so_and_nothing_changes(
    house: House, old: str, new: str, told: str
) -> None:
    browser = await house.signed_in()
    came = await browser.fill("/account", "/account/password", old_password=old, new_password=new)

    assert (came.status, told in came.text) == (422, True)
    assert not any(value in came.text for value in (old, new) if value and value != EMAIL)
    assert (await house.sign_in(house.browser())).path == "/account"


async def test_password_given_a_thief_of_the_browser_when_they_guess_the_old_one_then_they_wait(house: House) -> None:
    thief = await house.signed_in()
    form = (await thief.get("/account")).form("/account/password")
    del thief.cookies["regia_device"]
    last = [(await thief.send(form, old_password="no", new_password=NEW)).status for _ in range(7)][-1]

    assert last == 429


async def test_browsers_given_several_when_one_is_ended_or_all_others_then_those_are_out_and_no_other(
    house: House,
) -> None:
    browser, first, second = await house.signed_in(), await house.signed_in(), await house.signed_in()
    seen = await house.database.read(list_sign_ins, house.ada, house.now)
    page = await browser.get("/account")
    ends = [form for form in page.forms if form.action.endswith("/end") and "browsers" in form.action]
    assert (len(seen), len(ends), page.text.count("questo browser")) == (3, 2, 1)

    await browser.send(ends[0])
    assert sorted([await is_in(first), await is_in(second)]) == [False, True]
    await browser.fill("/account", "/account/browsers/end-others")
    assert [await is_in(each) for each in (browser, first, second)] == [True, False, False]
    again = await browser.send(ends[0])
    assert again.status == 404


async def test_forms_given_another_sites_page_or_no_token_when_they_come_then_nothing_changes(house: House) -> None:
    browser = await house.signed_in()
    await house.signed_in()
    await give_factor(house)
    page = await browser.get("/account")
    forms = [form for form in page.forms if form.action.startswith("/account") or form.action == "/sign-out"]
    before = await house.database.read(find_account, house.ada)
    for form in forms:
        crossed = await browser.post(form.action, form.fields, **{"Sec-Fetch-Site": "cross-site"})
        assert (crossed.status, "altro sito" in crossed.text) == (403, True), form.action
        if form.action != "/sign-out":  # which may end, from a page of ours, whatever there is
            bare = {name: value for name, value in form.fields.items() if name != "csrf"}
            stale = await browser.post(form.action, {**bare, "csrf": "0" * 80})
            assert (stale.status, "Invia di nuovo" in stale.text) == (403, True), form.action

    assert len(forms) >= 6
    assert await house.database.read(find_account, house.ada) == before
    assert await is_in(browser)


async def test_second_factor_given_the_pages_when_it_is_set_up_changed_and_turned_off_then_each_does_so(
    house: House,
) -> None:
    browser = await house.signed_in()
    set_up = await browser.fill("/account", "/account/second-factor")
    secret = secret_in(set_up.text)
    again = await browser.get("/account/second-factor")
    wrong = await browser.send(again.form("/account/second-factor/prove"), code="000000")
    papers = await browser.send(wrong.form("/account/second-factor/prove"), code=pyotp.TOTP(secret).at(house.now))
    codes = [part.partition("</code>")[0] for part in papers.text.split("<code>")[1:]]

    assert secret == secret_in(again.text) == secret_in(wrong.text)
    assert (len(codes), papers.headers["Cache-Control"]) == (10, "no-store")
    assert "Ti restano 10 codici di carta." in (await browser.get("/account")).text
    other = house.browser()
    half_way = await house.sign_in(other)
    assert (await other.send(half_way.form("/sign-in/code"), code=codes[0].upper())).path == "/account"
    renewed = await browser.fill("/account", "/account/second-factor/papers")
    assert codes[1] not in renewed.text
    await browser.fill("/account", "/account/second-factor/off")
    assert (await house.sign_in(house.browser())).path == "/account"


async def test_api_given_an_address_and_password_when_asked_then_the_cookie_is_good_until_it_is_given_back(
    house: House,
) -> None:
    browser = house.browser()
    wrong = await ask(house, browser, "POST", "/sign-in", {"email": EMAIL, "password": "tre gatti neri"})
    right = await ask(house, browser, "POST", "/sign-in", {"email": EMAIL, "password": PASSWORD})
    seen = await ask(house, browser, "GET", "/account")
    listed = await ask(house, browser, "GET", "/account/sign-ins")
    out = await ask(house, browser, "DELETE", "/sign-in")

    assert (wrong[0], wrong[1]["error"]["code"]) == (422, "wrong_sign_in")
    assert right == (200, {"state": "signed_in"})
    assert seen[1]["memberships"] == [{"organisation": "scuola", "role": "viewer"}]
    assert (seen[1]["email"], seen[1]["second_factor"], seen[1]["has_password"]) == (EMAIL, None, True)
    assert [sign_in["this"] for sign_in in listed[1]["sign_ins"]] == [True]
    assert out[0] == 204
    assert (await ask(house, browser, "GET", "/account"))[0] == 401


async def test_api_given_a_second_factor_when_it_is_used_then_it_does_what_the_pages_do(house: House) -> None:
    browser = await house.signed_in()
    offer = (await ask(house, browser, "POST", "/account/second-factor"))[1]
    totp = pyotp.parse_uri(offer["uri"])
    assert isinstance(totp, pyotp.TOTP)
    assert (totp.secret, totp.issuer, totp.name) == (offer["secret"], "Casa", EMAIL)
    path = "/account/second-factor/proof"
    wrong = await ask(house, browser, "POST", path, {"code": "000000"})
    papers = await ask(house, browser, "POST", path, {"code": totp.at(house.now)})
    assert (wrong[0], papers[0], len(papers[1]["paper_codes"])) == (422, 200, 10)

    other = house.browser()
    half_way = await ask(house, other, "POST", "/sign-in", {"email": EMAIL, "password": PASSWORD})
    assert half_way == (200, {"state": "code"})
    assert (await ask(house, other, "GET", "/account"))[0] == 401
    code = papers[1]["paper_codes"][0]
    assert (await ask(house, other, "POST", "/sign-in/code", {"code": code}))[1] == {"state": "signed_in"}
    assert (await ask(house, other, "POST", "/sign-in/code", {"code": code}))[1]["error"]["code"] == "half_way_over"

    house.now += PROVED_FOR
    refused = await ask(house, browser, "DELETE", "/account/second-factor")
    assert (refused[0], refused[1]["error"]["code"]) == (403, "proof_needed")
    assert (await ask(house, browser, "POST", "/account/proof", {"password": PASSWORD}))[0] == 204
    assert (await ask(house, browser, "DELETE", "/account/second-factor"))[0] == 204


async def test_api_given_changes_when_sent_then_they_are_made_or_refused_as_the_pages_do(house: House) -> None:
    browser, other = await house.signed_in(), await house.signed_in()
    changed = await ask(house, browser, "PATCH", "/account", {"revision": 2, "language": "en"})
    late = await ask(house, browser, "PATCH", "/account", {"revision": 1, "name": "Ada Bianchi"})
    short = await ask(house, browser, "POST", "/account/password", {"old": PASSWORD, "new": "breve"})
    done = await ask(house, browser, "POST", "/account/password", {"old": PASSWORD, "new": NEW})
    unknown = await ask(house, browser, "DELETE", "/account/sign-ins/niente")
    others = await ask(house, browser, "DELETE", "/account/sign-ins")

    assert late[1]["error"]["code"] == "changed"
    assert (changed[0], changed[1]["language"], changed[1]["name"]) == (200, "en", "Ada Neri")
    assert short[1]["error"]["details"]["mistakes"][0]["path"] == "new"
    assert (done[0], unknown[0], others[0]) == (204, 404, 204)
    assert (await is_in(browser), await is_in(other)) == (True, False)
