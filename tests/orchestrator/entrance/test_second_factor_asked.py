"""The second step of signing in: a code of the authenticator, or one from paper."""

from datetime import timedelta

import pyotp
import pytest

from orchestrator.accounts.accounts import close_account
from orchestrator.accounts.delays import FREE_OF_ACCOUNT
from orchestrator.accounts.passwords import Passwords, set_password
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from orchestrator.accounts.second_factor import prove, second_factor_of, set_up
from schedules.store.sealing import key_file, open_keys
from schedules.store.transaction import Transaction
from tests.orchestrator.entrance.conftest import EMAIL, Build, House
from tests.support.people import SCHOOL
from tests.support.plain_browser import PageForm

WRONG = "Il codice non è giusto, o è già stato usato."
REQUIRED = '[service]\nurl = "https://sale.example"\nsecond_factor = "required"\n'


async def give_factor(house: House) -> str:
    """The secret of Ada's authenticator, which counts since a while."""
    keys = open_keys(key_file(house.database.path))

    def have_one(db: Transaction) -> str:
        secret = set_up(db, keys, house.ada)
        then = house.now - timedelta(hours=1)
        assert prove(db, keys, house.ada, pyotp.TOTP(secret).at(then), then)
        return secret

    return await house.database.write(have_one)


@pytest.fixture
async def secret(house: House) -> str:
    """Of an authenticator of Ada's."""
    return await give_factor(house)


def code(house: House, secret: str) -> str:
    """What the authenticator shows now."""
    return pyotp.TOTP(secret).at(house.now)


async def test_code_given_the_one_of_now_when_sent_then_they_are_in_and_it_is_good_no_more(
    house: House, secret: str
) -> None:
    first, second = house.browser(), house.browser()
    asked = await house.sign_in(first)
    now = code(house, secret)
    came = await first.send(asked.form("/sign-in/code"), code=f"{now[:3]} {now[3:]}")
    also = await house.sign_in(second)
    replayed = await second.send(also.form("/sign-in/code"), code=now)

    assert (asked.path, came.path) == ("/sign-in/code", "/account")
    assert "regia_account" not in asked.set_cookies
    assert "regia_device" not in asked.set_cookies
    assert "regia_half_way" not in first.cookies
    assert (replayed.status, WRONG in replayed.text) == (422, True)
    assert "regia_account" not in second.cookies


async def test_code_given_nothing_but_the_page_when_it_is_sent_then_one_begins_anew(house: House, secret: str) -> None:
    browser = house.browser()
    form = (await browser.get("/sign-in")).form("/sign-in")
    came = await browser.post("/sign-in/code", {**form.fields, "code": code(house, secret)})

    assert came.path == "/sign-in?trouble=half_way_over"
    assert "ricomincia da qui" in came.text


@pytest.mark.parametrize("how", ["later", "another browser", "another password", "doctored", "closed"])
async def test_half_way_given_that_it_is_over_when_a_right_code_is_sent_then_nobody_is_in(
    house: House, secret: str, how: str
) -> None:
    browser = house.browser()
    form = (await house.sign_in(browser)).form("/sign-in/code")
    if how == "later":
        house.later(timedelta(minutes=10))
    elif how == "another browser":
        browser.headers["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36"
    elif how == "doctored":
        browser.cookies["regia_half_way"] = browser.cookies["regia_half_way"][:-2] + "AA"
    elif how == "another password":
        passwords = Passwords()
        hashed = await passwords.choose("quattro gatti rossi", EMAIL, "Ada Neri")
        passwords.close()
        await house.database.write(set_password, house.ada, hashed)
    else:
        await house.database.write(close_account, house.ada, house.now)
    came = await browser.send(form, code=code(house, secret))

    assert came.path.startswith("/sign-in")
    assert "regia_account" not in browser.cookies


async def test_codes_given_a_guesser_with_the_password_when_they_go_on_then_they_wait_and_the_right_one_waits_too(
    house: House, secret: str
) -> None:
    browser = house.browser()
    form = (await house.sign_in(browser)).form("/sign-in/code")
    for _ in range(FREE_OF_ACCOUNT + 1):
        came = await browser.send(form, code="000000")
    assert came.status == 422
    came = await browser.send(form, code=code(house, secret))
    again = await house.sign_in(browser)  # the right password does not make the codes free again
    waits = await browser.send(again.form("/sign-in/code"), code=code(house, secret))

    assert (came.status, waits.status) == (429, 429)
    assert "riprova tra" in waits.text


async def test_second_factor_given_a_house_that_wants_one_when_a_technician_has_none_then_that_comes_before_all(
    build: Build,
) -> None:
    house = await build(Staff(StaffRole.TECHNICIAN, "casa"), more=REQUIRED)
    browser = house.browser()
    told = await house.sign_in(browser)
    elsewhere = await browser.get("/account")
    offered = await browser.send(told.form("/sign-in/second-factor"))
    secret = secret_in(offered.text)
    wrong = await browser.send(offered.form("/sign-in/second-factor/prove"), code="000000")
    came = await browser.send(wrong.form("/sign-in/second-factor/prove"), code=code(house, secret))

    assert (told.path, elsewhere.path) == ("/sign-in/second-factor", "/sign-in?then=/account")
    assert (wrong.status, secret_in(wrong.text)) == (422, secret)
    assert (came.status, came.text.count("<code>")) == (200, 10)
    assert (await browser.get("/account")).path == "/account"
    off = await browser.post("/account/second-factor/off", csrf_of((await browser.get("/account")).forms))
    assert off.status == 409
    assert await house.database.read(second_factor_of, house.ada) is not None


async def test_second_factor_given_a_house_that_wants_one_when_a_viewer_signs_in_then_nothing_is_asked(
    build: Build,
) -> None:
    house = await build(Membership(SCHOOL, OrganisationRole.MANAGER), more=REQUIRED)

    await house.signed_in()


def secret_in(text: str) -> str:
    """The secret that a page spells."""
    return text.partition('<code class="spelt">')[2].partition("</code>")[0].replace(" ", "")


def csrf_of(forms: list[PageForm]) -> dict[str, str]:
    """The tokens of a form of the page."""
    fields = next(form.fields for form in forms if "csrf" in form.fields)
    return {name: fields[name] for name in ("csrf", "form_id")}
