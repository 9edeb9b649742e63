"""Invitations and new passwords by links: looked at, spent once, over, and asked for by who forgot."""

from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest
from structlog.testing import capture_logs

from orchestrator.accounts.accounts import close_account
from orchestrator.accounts.delays import FREE_OF_ACCOUNT
from orchestrator.accounts.links import LinkKind, make_link
from orchestrator.accounts.passwords import Passwords, check_password
from orchestrator.accounts.sign_ins import list_sign_ins
from orchestrator.entrance.forgotten import PAUSE
from orchestrator.outbox.post_office import post_office_of
from orchestrator.web.keys import METRICS
from tests.orchestrator.entrance.conftest import EMAIL, PASSWORD, Build, House
from tests.orchestrator.entrance.test_second_factor_asked import give_factor
from tests.support.people import person
from tests.support.smtp_peer import SmtpPeer, smtp_running
from tests.support.waiting import wait_for

NEW = "quattro gatti rossi"
MAIL = '[service]\nurl = "https://sale.example"\n[mail]\nhost = "127.0.0.1"\nport = PORT\nsecurity = "none"\nsender = "sale@comune.example"\n'
OVER = "Questo collegamento non vale più."


@pytest.fixture
async def peer() -> AsyncIterator[SmtpPeer]:
    async with smtp_running() as peer:
        yield peer


@pytest.fixture
async def mailing(build: Build, peer: SmtpPeer) -> House:
    """A house from which mail goes out."""
    return await build(
        more=MAIL.replace("PORT", str(peer.port)),
        post_office_of=lambda installation: post_office_of(installation, {}, None),
    )


async def link_of(house: House, kind: LinkKind, account: str = "") -> str:
    return "/links/" + await house.database.write(make_link, account or house.ada, kind, house.now)


async def has_password(house: House, text: str) -> bool:
    passwords = Passwords()
    try:
        return await check_password(house.database, passwords, EMAIL, text) is not None
    finally:
        passwords.close()


async def mailed_link(peer: SmtpPeer, count: int = 1) -> str:
    """The path of the link in the mail that comes as the *count*-th."""
    mails = await wait_for(lambda: peer.taken, lambda taken: len(taken) >= count)
    body = mails[count - 1].get_body(("plain",))
    assert body is not None
    (link,) = [word for word in body.get_content().split() if "/links/" in word]
    assert link.startswith("https://sale.example/links/")
    return str(link.removeprefix("https://sale.example"))


@pytest.mark.parametrize("kind", list(LinkKind))
async def test_link_given_a_scanner_that_opens_it_when_its_owner_comes_then_it_is_still_good_and_then_no_more(
    house: House, kind: LinkKind
) -> None:
    elsewhere = await house.signed_in()
    link = await link_of(house, kind)
    for _ in range(3):
        await house.browser().get(link)
    browser = house.browser()
    page = await browser.get(link)
    came = await browser.send(page.form(link), password=NEW)
    again = await browser.get(link)
    late = await house.browser().send(page.form(link), password="cinque gatti gialli")

    assert "almeno 10 caratteri" in page.text.lower()
    assert (came.status, came.path, "regia_account" in browser.cookies) == (200, "/", True)
    assert (again.status, late.status, OVER in again.text, OVER in late.text) == (404, 404, True, True)
    assert await has_password(house, NEW)
    assert (await elsewhere.get("/account")).path.startswith("/sign-in?then=")
    (seen,) = await house.database.read(list_sign_ins, house.ada, house.now)
    assert seen.way == "link"


async def test_link_given_its_page_when_it_is_answered_then_the_secret_is_in_no_log_title_or_referrer(
    house: House,
) -> None:
    link = await link_of(house, LinkKind.RESET)
    secret = link.removeprefix("/links/")
    with capture_logs() as logs:
        page = await house.browser().get(link)
    metrics = house.client.app[METRICS].text().decode() if house.client.app is not None else ""

    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["Cache-Control"] == "no-store"
    assert secret not in page.text.partition("</title>")[0]
    assert secret not in repr(logs)
    assert "/links/{secret}" in metrics
    assert secret not in metrics


@pytest.mark.parametrize(
    ("kind", "lasts"), [(LinkKind.RESET, timedelta(hours=1)), (LinkKind.INVITATION, timedelta(days=7))]
)
async def test_link_given_that_its_time_is_over_when_opened_or_sent_then_it_says_so_and_how_to_get_another(
    house: House, kind: LinkKind, lasts: timedelta
) -> None:
    link, browser = await link_of(house, kind), house.browser()
    page = await browser.get(link)
    house.now += lasts
    sent = await browser.send(page.form(link), password=NEW)
    unknown = await browser.get("/links/niente")

    for over in (sent, unknown):
        assert (over.status, OVER in over.text) == (404, True)
        assert "chiedilo a chi te l’ha dato" in over.text
    assert await has_password(house, PASSWORD)


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("", "Scegli una password."),
        ("breve", "almeno 10 caratteri"),
        ("ada@scuola.example", "è il tuo nome o il tuo indirizzo"),
    ],
)
async def test_link_given_a_password_that_may_not_be_chosen_when_sent_then_its_field_says_why_and_the_link_stays_good(
    house: House, password: str, told: str
) -> None:
    link, browser = await link_of(house, LinkKind.RESET), house.browser()
    refused = await browser.fill(link, password=password)

    assert (refused.status, told in refused.text.partition('id="error-password"')[2]) == (422, True)
    assert (await browser.send(refused.form(link), password=NEW)).path == "/"


async def test_link_given_a_second_factor_when_it_is_spent_then_the_mailbox_alone_does_not_let_in(
    house: House,
) -> None:
    await give_factor(house)
    browser = house.browser()
    came = await browser.fill(await link_of(house, LinkKind.RESET), password=NEW)

    assert came.path == "/sign-in/code"
    assert "regia_account" not in browser.cookies


async def test_forgotten_given_the_address_of_an_account_when_asked_then_a_link_comes_that_sets_the_password(
    mailing: House, peer: SmtpPeer
) -> None:
    elsewhere = await mailing.signed_in()
    browser = mailing.browser(Host="evil.example")
    told = await browser.fill("/forgotten", email=EMAIL.upper())
    link = await mailed_link(peer)
    came = await browser.fill(link, password=NEW)

    assert told.path == "/forgotten/asked"
    assert came.path == "/"
    assert await has_password(mailing, NEW)
    assert (await elsewhere.get("/account")).path.startswith("/sign-in")


async def test_forgotten_given_any_address_when_asked_then_the_same_is_said_and_nobody_is_flooded(
    mailing: House, peer: SmtpPeer
) -> None:
    other = await mailing.database.write(person, "bea@scuola.example", "Bea", mailing.now)
    known = await mailing.browser().fill("/forgotten", email=EMAIL)
    unknown = await mailing.browser().fill("/forgotten", email="nessuno@scuola.example")
    first = await mailed_link(peer)
    await mailing.browser().fill("/forgotten", email=EMAIL)
    await mailing.browser().fill("/forgotten", email="bea@scuola.example")
    await mailed_link(peer, 2)
    assert peer.recipients == [EMAIL, "bea@scuola.example"]

    mailing.now += PAUSE
    await mailing.browser().fill("/forgotten", email=EMAIL)
    newer = await mailed_link(peer, 3)

    assert _of_page(known.text) == _of_page(unknown.text)
    assert (await mailing.browser().get(first)).status == 404
    assert (await mailing.browser().get(newer)).status == 200
    assert other


def _of_page(text: str) -> str:
    return unescape(text.partition("<main")[2].partition("</main>")[0])


async def test_forgotten_given_somebody_who_asks_again_and_again_when_they_go_on_then_they_wait(mailing: House) -> None:
    browser = mailing.browser()
    for _ in range(FREE_OF_ACCOUNT + 1):
        last = await browser.fill("/forgotten", email="nessuno@scuola.example")
    waits = await browser.fill("/forgotten", email="nessuno@scuola.example")
    wrong = await browser.fill("/forgotten", email="niente")

    assert (last.path, waits.status, wrong.status) == ("/forgotten/asked", 429, 422)
    assert "nome@comune.example" in wrong.text


async def test_forgotten_given_no_mail_server_when_opened_then_it_says_so_and_whom_to_ask(build: Build) -> None:
    house = await build(more="")
    page = await house.browser().get("/forgotten")

    assert "Da qui non parte posta" in page.text
    assert [form.action for form in page.forms] == ["/wishes"]


async def test_link_given_an_account_that_was_closed_when_opened_then_it_is_good_no_more(house: House) -> None:
    link = await link_of(house, LinkKind.RESET)
    await house.database.write(close_account, house.ada, house.now)

    assert (await house.browser().get(link)).status == 404
