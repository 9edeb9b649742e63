"""Forms that were refused for who sent them: nothing of what was written is lost, and nothing of another site's is held."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.accounts.delays import FREE_OF_ACCOUNT
from orchestrator.accounts.sign_ins import IDLE, PROVED_FOR
from orchestrator.app import all_routes
from orchestrator.web.shell.forms import new_form, read_form
from orchestrator.web.shell.pages import page
from tests.orchestrator.entrance.conftest import PASSWORD, Build, House
from tests.support.plain_browser import Page, PageForm, PlainBrowser

WRITTEN = {"title": "Collegio «A & B» <i>", "notes": "uno\r\ndue", "code": "123456", "new_password": "segretissima"}
taken: list[dict[str, Any]] = []


async def show(request: web.Request) -> web.Response:
    """A page with a form, which is another template's."""
    return page(request, "entrance/forgotten.html", form=new_form(request, {}))


async def take(request: web.Request) -> web.Response:
    typed = await read_form(request)
    written = {name: values for name, values in typed.values.items() if name != "email"}  # the page's own field
    taken.append({"values": written, "query": dict(request.query)})
    return web.Response(text="preso")


_OWN: dict[str, Any] = {"scope": Scope.OWN, "action": Action.KEEP_ACCOUNT, "page": True}
PROBES = (
    Route("GET", "/probe", show, **_OWN),
    Route("POST", "/probe", take, **_OWN),
    Route("POST", "/probe/danger", take, proof=True, **_OWN),
)


@pytest.fixture
async def house(build: Build) -> AsyncIterator[House]:
    """The usual house with pages that note what they are sent."""
    taken.clear()
    yield await build(routes=(*all_routes(), *PROBES))
    taken.clear()


async def filled(browser: PlainBrowser, action: str) -> PageForm:
    """The form of the page, filled in, which goes to *action*."""
    fields = (await browser.get("/probe")).form("/forgotten").fields
    return PageForm(action, "post", {**fields, **WRITTEN})


def kept_in(held: Page, action: str) -> dict[str, str]:
    fields = held.form(action).fields
    return {name: fields[name] for name in WRITTEN if name in fields}


KEPT = {"title": WRITTEN["title"], "notes": WRITTEN["notes"]}


async def test_form_given_a_sign_in_that_ended_over_night_when_sent_then_it_is_held_and_taken_after_signing_in_beside(
    house: House,
) -> None:
    browser = await house.signed_in()
    form = await filled(browser, "/probe?week=48")
    house.later(IDLE)
    held = await browser.send(form)
    assert (held.status, taken) == (401, [])
    assert "segretissima" not in held.text
    assert kept_in(held, "/probe?week=48") == KEPT
    assert 'href="/sign-in?then=/sign-in/done" target="_blank"' in held.text

    beside = await house.signed_in(browser, then="/sign-in/done")
    came = await beside.send(held.form("/probe?week=48"))
    assert (came.status, came.text) == (200, "preso")
    (once,) = taken
    assert once == {"values": {name: (value,) for name, value in KEPT.items()}, "query": {"week": "48"}}


async def test_form_given_somebody_else_who_signs_in_beside_when_it_is_sent_on_then_it_asks_whether_they_mean_it(
    house: House,
) -> None:
    browser = await house.signed_in()
    form = await filled(browser, "/probe")
    stale = PageForm(form.action, "post", {**form.fields, "csrf": "0" * 80})
    held = await browser.send(stale)

    assert (held.status, taken) == (403, [])
    assert "Va bene se lo invii adesso?" in held.text
    assert (await browser.send(held.form("/probe"))).text == "preso"


async def test_form_given_no_fresh_proof_when_sent_then_the_password_sends_it_on_and_the_cookie_is_another(
    house: House,
) -> None:
    browser = await house.signed_in()
    form = await filled(browser, "/probe/danger?page=2")
    house.now += PROVED_FOR
    before = browser.cookies["regia_account"]
    held = await browser.send(form)
    wrong = await browser.send(held.form("/sign-in/again"), proof_password="tre gatti neri")
    assert (held.status, wrong.status, taken) == (403, 422, [])
    assert "La password non è giusta." in wrong.text
    assert "tre gatti neri" not in wrong.text
    assert kept_in(wrong, "/sign-in/again") == KEPT

    came = await browser.send(wrong.form("/sign-in/again"), proof_password=PASSWORD)
    assert (came.status, came.text) == (200, "preso")
    assert taken == [{"values": {name: (value,) for name, value in KEPT.items()}, "query": {"page": "2"}}]
    assert browser.cookies["regia_account"] != before
    browser.cookies["regia_account"] = before
    assert (await browser.get("/account")).path == "/sign-in?then=/account"


async def test_form_given_somebody_who_guesses_the_password_when_they_go_on_then_they_wait_and_it_is_still_held(
    house: House,
) -> None:
    browser = await house.signed_in()
    form = await filled(browser, "/probe/danger")
    house.now += PROVED_FOR
    browser.cookies.pop("regia_device")  # a thief of the session alone
    held = await browser.send(form)
    for _ in range(FREE_OF_ACCOUNT + 2):
        held = await browser.send(held.form("/sign-in/again"), proof_password="no")

    assert (held.status, taken) == (429, [])
    assert kept_in(held, "/sign-in/again") == KEPT


@pytest.mark.parametrize("to", ["//evil.example/x", "https://evil.example", "/\\evil.example", "evil"])
async def test_proof_given_an_address_that_leads_away_when_it_is_right_then_the_form_stays_in_the_house(
    house: House, to: str
) -> None:
    browser = await house.signed_in()
    fields = (await browser.get("/probe")).form("/forgotten").fields
    came = await browser.post("/sign-in/again", {**fields, "proof_to": to, "proof_password": PASSWORD})

    assert came.path == "/"


async def test_form_given_another_sites_page_when_it_sends_one_then_nothing_of_it_is_held(house: House) -> None:
    browser = await house.signed_in()
    form = await filled(browser, "/probe/danger")
    house.now += PROVED_FOR
    for signed_in in (True, False):
        if not signed_in:
            browser.cookies.clear()
        came = await browser.post(form.action, form.fields, **{"Sec-Fetch-Site": "cross-site"})
        assert came.status in (401, 403)
        assert "Collegio" not in came.text


async def test_page_given_no_fresh_proof_when_opened_then_the_password_is_asked_and_it_comes_after_that(
    house: House,
) -> None:
    browser = await house.signed_in()
    house.now += PROVED_FOR
    asked = await browser.get("/account/second-factor?x=1")
    wrong = await browser.send(asked.form("/sign-in/again"), password="tre gatti neri")
    came = await browser.send(wrong.form("/sign-in/again"), password=PASSWORD)

    assert asked.path == "/sign-in/again?then=/account/second-factor?x%3D1"
    assert (wrong.status, "La password non è giusta." in wrong.text) == (422, True)
    assert came.path == "/account"  # nothing is being set up


async def test_form_given_what_is_no_form_or_no_page_when_refused_then_the_answer_is_the_usual_one(
    house: House,
) -> None:
    browser = house.browser()
    as_program = await browser.post("/probe", WRITTEN, Accept="application/json")
    by_script = await browser.post("/probe", WRITTEN, **{"HX-Request": "true"})
    other = await browser.post("/probe", WRITTEN, **{"Content-Type": "text/plain"})

    assert [page.status for page in (as_program, by_script, other)] == [401, 401, 401]
    assert not any("Collegio" in page.text for page in (as_program, by_script, other))
