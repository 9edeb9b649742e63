"""The pages of the entrance in a real browser: for everybody, at any width, without scripts, and to a provider and back."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.async_api import Page, expect

from orchestrator.accounts.links import LinkKind, make_link
from orchestrator.accounts.roles import Staff, StaffRole
from orchestrator.accounts.sign_ins import PROVED_FOR, open_sign_in
from orchestrator.outbox.post_office import post_office_of
from tests.orchestrator.entrance.conftest import EMAIL, PASSWORD, Build, House
from tests.orchestrator.entrance.test_provider_pages import PROVIDER
from tests.orchestrator.entrance.test_second_factor_asked import give_factor
from tests.support import oidc_provider as real
from tests.support.chromium import Tab, chromium_running, tab_open
from tests.support.faults import Look, faults, overflowing_at, poor_contrasts
from tests.support.processes import free_port

MORE = (
    PROVIDER.replace("ISSUER", "http://127.0.0.1:9").replace(
        'url = "http://127.0.0.1:9"\n', 'url = "http://127.0.0.1:9"\nsecond_factor = "required"\n', 1
    )
    + '[mail]\nhost = "127.0.0.1"\nsecurity = "none"\nsender = "sale@comune.example"\n'
)
WIDTHS = (320, 390, 800, 1440)


async def house_of(build: Build) -> House:
    return await build(
        Staff(StaffRole.TECHNICIAN, "casa"),
        more=MORE,
        post_office_of=lambda installation: post_office_of(installation, {}, None),
    )


async def sign_in(page: Page, base: str, password: str = PASSWORD) -> None:
    await page.goto(f"{base}/sign-in?then=/account")
    await page.locator("#field-email").fill(EMAIL)
    await page.locator("#field-password").fill(password)
    await page.locator("main .form .primary").click()


async def states(house: House, tab: Tab, base: str) -> AsyncIterator[str]:
    """Lead the page from state to state, and name each."""
    page, send = tab.page, tab.page.locator("main .form .primary")
    await page.goto(f"{base}/sign-in")
    yield "sign in"
    await send.click()
    yield "nothing typed"
    await sign_in(page, base, "tre gatti neri")
    yield "wrong password"
    await page.goto(f"{base}/sign-in?trouble=provider_uninvited&provider=scuola")
    yield "turned away"
    await page.goto(f"{base}/forgotten")
    yield "forgotten"
    await send.click()
    yield "forgotten, no address"
    await page.locator("#field-email").fill("nessuno@scuola.example")
    await send.click()
    yield "asked"
    for kind in LinkKind:
        secret = await house.database.write(make_link, house.ada, kind, house.now)
        await page.goto(f"{base}/links/{secret}")
        yield kind.value
        await page.locator("#field-password").fill("breve")
        await send.click()
        yield f"{kind.value}, refused"
    await page.goto(f"{base}/links/niente")
    yield "link over"
    await sign_in(page, base)
    yield "obliged"
    await page.locator("main .primary").click()
    yield "obliged, set up"
    await page.locator("#field-code").fill("000000")
    await send.click()
    yield "obliged, wrong code"
    secret = (await page.locator(".spelt").inner_text()).replace(" ", "")
    await page.locator("#field-code").fill(pyotp.TOTP(secret).at(house.now))
    await send.click()
    yield "paper codes"
    async for state in states_inside(house, tab, base):
        yield state


async def states_inside(house: House, tab: Tab, base: str) -> AsyncIterator[str]:
    """Those of who is signed in, with a second factor."""
    page, send = tab.page, tab.page.locator("main .form .primary")
    await house.database.write(open_sign_in, house.ada, "scuola", "Chrome, Android", "192.0.2.1", house.now)
    await page.goto(f"{base}/account")
    yield "account"
    await page.locator("#field-name").fill("")
    await send.first.click()
    yield "account, no name"
    await page.goto(f"{base}/account")
    await page.locator("#field-old_password").fill("tre gatti neri")
    await page.locator("#field-new_password").fill("quattro gatti rossi")
    await send.last.click()
    yield "account, wrong password"
    await page.goto(f"{base}/sign-in")
    yield "already"
    await page.goto(f"{base}/sign-in/done")
    yield "done"
    await page.goto(f"{base}/account")
    house.now += PROVED_FOR
    await page.locator('form[action="/account/second-factor/papers"] button').click()
    yield "held for a proof"
    await page.locator("#field-proof_password").fill("tre gatti neri")
    await send.click()
    yield "held, wrong password"
    await page.goto(f"{base}/sign-in/again?then=/account")
    yield "again"
    await page.goto(f"{base}/account")
    await page.context.clear_cookies(name="regia_account")
    await page.locator('form[action="/account/second-factor/papers"] button').click()
    yield "held, signed out"
    await sign_in(page, base)
    yield "code"
    await send.click()
    yield "code, none"


@pytest.mark.parametrize(("locale", "scheme", "look"), [("it-IT", "light", faults), ("en-GB", "dark", poor_contrasts)])
async def test_pages_given_each_state_when_looked_at_then_axe_finds_no_fault_and_nothing_is_pushed_sideways(
    build: Build, locale: str, scheme: Any, look: Look
) -> None:
    house, seen = await house_of(build), []
    base = str(house.client.make_url("")).rstrip("/")
    async with chromium_running() as browser, tab_open(browser, locale=locale, color_scheme=scheme) as tab:
        await tab.page.context.add_cookies([{"name": "regia_language", "value": locale[:2], "url": base}])
        async for state in states(house, tab, base):
            await tab.page.wait_for_load_state()
            assert await look(tab.page) == [], state
            assert await overflowing_at(tab.page, WIDTHS) == [], state
            assert await tab.page.locator("html").get_attribute("lang") == locale[:2], state
            seen.append(state)
        assert [said for said in tab.console if "status of 4" not in said] == []
        assert len(tab.hosts) == 1

    assert len(seen) == 27


async def test_entrance_given_no_scripts_when_somebody_comes_in_by_code_and_leaves_then_all_works(build: Build) -> None:
    house = await build()
    secret = await give_factor(house)
    base = str(house.client.make_url("")).rstrip("/")
    async with chromium_running() as browser, tab_open(browser, java_script_enabled=False) as tab:
        await sign_in(tab.page, base)
        await tab.page.get_by_label("Codice").fill(pyotp.TOTP(secret).at(house.now))
        await tab.page.get_by_role("button", name="Accedi").click()
        await expect(tab.page.get_by_role("heading", level=1)).to_have_text("Il mio accesso")
        await tab.page.get_by_label("Nome e cognome").fill("Ada Bianchi")
        await tab.page.locator("#field-language").select_option("en")
        await tab.page.get_by_role("button", name="Salva").click()
        await expect(tab.page.get_by_text("Done: name and language are changed.")).to_be_visible()
        await expect(tab.page.get_by_role("link", name="Ada Bianchi")).to_be_visible()
        await tab.page.locator("details.confirm summary").click()
        await tab.page.locator('form[action="/account/second-factor/off"] button').click()
        await expect(tab.page.get_by_text("Done: the password is enough again")).to_be_visible()
        await tab.page.get_by_role("main").get_by_role("button", name="Sign out").click()
        await expect(tab.page).to_have_url(f"{base}/sign-in")


async def test_form_given_a_sign_in_that_ended_when_it_is_sent_then_another_tab_lets_it_go_on(house: House) -> None:
    base = str(house.client.make_url("")).rstrip("/")
    async with chromium_running() as browser, tab_open(browser) as tab:
        await sign_in(tab.page, base)
        await tab.page.get_by_label("Nome e cognome").fill("Ada Bianchi")
        await tab.page.context.clear_cookies(name="regia_account")
        await tab.page.get_by_role("button", name="Salva").click()
        async with tab.page.context.expect_page() as opened:
            await tab.page.get_by_role("link", name="si apre un’altra scheda").click()
        beside = await opened.value
        await beside.get_by_label("Indirizzo di posta").fill(EMAIL)
        await beside.get_by_label("Password").fill(PASSWORD)
        await beside.get_by_role("button", name="Accedi").click()
        await expect(beside.get_by_text("Chiudi questa scheda")).to_be_visible()
        await tab.page.get_by_role("button", name="Invia di nuovo").click()
        await expect(tab.page.get_by_text("Fatto: nome e lingua sono cambiati.")).to_be_visible()
        await expect(tab.page.get_by_label("Nome e cognome")).to_have_value("Ada Bianchi")


@pytest.mark.parametrize("scripts", [True, False])
async def test_real_provider_given_a_browser_that_obeys_the_policy_when_somebody_goes_there_and_back_then_they_are_in(
    build: Build,
    scripts: bool,  # noqa: FBT001
) -> None:
    people, port = {"ada": {"email": EMAIL, "email_verified": True, "name": "Ada"}}, free_port()
    base = f"http://127.0.0.1:{port}"
    async with real.provider_running(people, f"{base}/sign-in/back") as issuer:
        more = PROVIDER.replace("ISSUER", issuer).replace('url = "http://127.0.0.1:9"', f'url = "{base}"')
        house = await build(more=more, port=port, secret_of=lambda _: real.SECRET)
        assert urlsplit(str(house.client.make_url(""))).port == port
        async with chromium_running() as browser, tab_open(browser, java_script_enabled=scripts) as tab:
            await tab.page.goto(f"{base}/sign-in?then=/account")
            await tab.page.get_by_role("button", name="Entra con la Scuola").click()
            await tab.page.locator("input[name=login]").fill("ada")
            await tab.page.locator("input[name=password]").fill("x")
            await tab.page.locator("button[type=submit]").click()
            await tab.page.locator("button[type=submit]").click()
            await expect(tab.page).to_have_url(f"{base}/account")
            await expect(tab.page.get_by_role("heading", level=1)).to_have_text("Il mio accesso")
            assert [said for said in tab.console if "Content Security Policy" in said and base in said] == []
