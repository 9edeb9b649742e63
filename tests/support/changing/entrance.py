"""What people ask of their own account and of the door, by pages and by the API."""

from collections.abc import Mapping
from typing import Any

import pyotp

from orchestrator.accounts.links import LinkKind, make_link
from orchestrator.accounts.roles import Staff, StaffRole
from orchestrator.accounts.tables import IdentityRow
from orchestrator.audit.acts import ActKind
from schedules.store.transaction import Transaction
from tests.support.changing.world import EMAIL, NEW, PASSWORD, REQUIRED, Call, Calls, World
from tests.support.people import person
from tests.support.plain_browser import PlainBrowser


async def sign_in(world: World) -> int:
    return await world.signing_in(world.plain())


async def code(world: World) -> int:
    device, browser = await world.authenticator(), world.plain()
    page = await browser.get("/sign-in?then=/account")
    asked = await browser.send(page.form("/sign-in"), email=EMAIL, password=PASSWORD)
    return (await browser.send(asked.form("/sign-in/code"), code=device.at(world.now))).status


async def obliged(world: World) -> int:
    files = {"files": [{"name": "sito.toml", "text": REQUIRED}]}
    await world.client.post("/api/v1/site", json=files, headers=await world.town.as_("admin"))
    await world.database.write(person, EMAIL, "Ada", world.now, Staff(StaffRole.TECHNICIAN, "casa"))
    browser = world.plain()
    page = await browser.get("/sign-in?then=/account")
    told = await browser.send(page.form("/sign-in"), email=EMAIL, password=PASSWORD)
    offered = await browser.send(told.form("/sign-in/second-factor"))
    device = pyotp.TOTP(spelt(offered.text))
    return (await browser.send(offered.form("/sign-in/second-factor/prove"), code=device.at(world.now))).status


def spelt(text: str) -> str:
    """The secret that a page spells."""
    return text.partition('<code class="spelt">')[2].partition("</code>")[0].replace(" ", "")


async def signed_in(world: World) -> PlainBrowser:
    """A browser of Ada's."""
    browser = world.plain()
    assert await world.signing_in(browser) == 200
    return browser


def filling(page: str, action: str = "", /, **values: str) -> Call:
    """Ada opens a page and sends its form that goes to *action*."""

    async def fill(world: World) -> int:
        return (await (await signed_in(world)).fill(page, action, **values)).status

    return fill


async def forgotten(world: World) -> int:
    return (await world.plain().fill("/forgotten", email=EMAIL)).status


async def link(world: World) -> int:
    path = "/links/" + await world.database.write(make_link, world.ada, LinkKind.RESET, world.now)
    return (await world.plain().fill(path, password=NEW)).status


async def end_others(world: World) -> int:
    await signed_in(world)
    return await filling("/account", "/account/browsers/end-others")(world)


async def end_one(world: World) -> int:
    await signed_in(world)
    browser = await signed_in(world)
    page = await browser.get("/account")
    form = next(
        form for form in page.forms if form.action.startswith("/account/browsers/") and "others" not in form.action
    )
    return (await browser.send(form)).status


async def unbind(world: World) -> int:
    def bind(db: Transaction) -> None:
        db.add(IdentityRow(issuer="https://id.example", subject="ada", account_id=world.ada, bound_at=world.now))

    await world.database.write(bind)
    return await filling("/account", "/account/identities/end")(world)


async def prove_factor(world: World) -> int:
    browser = await signed_in(world)
    offered = await browser.fill("/account", "/account/second-factor")
    device = pyotp.TOTP(spelt(offered.text))
    return (await browser.send(offered.form("/account/second-factor/prove"), code=device.at(world.now))).status


def with_factor(action: str) -> Call:
    """Ada has an authenticator, and sends a form of her account's page."""

    async def fill(world: World) -> int:
        browser = await signed_in(world)
        await world.authenticator()
        return (await browser.fill("/account", action)).status

    return fill


def api(method: str, path: str, body: Mapping[str, Any] | None = None, *, factor: bool = False) -> Call:
    """Ada asks the API."""

    async def ask(world: World) -> int:
        if factor:
            await world.authenticator()
        return (await world.ask(await world.adas(), method, path, body)).status

    return ask


async def api_change(world: World) -> int:
    ada = await world.adas()
    known = await (await world.ask(ada, "GET", "/account")).json()
    return (await world.ask(ada, "PATCH", "/account", {"revision": known["revision"], "name": "Ada Bianchi"})).status


async def api_sign_in(world: World) -> int:
    body = {"email": EMAIL, "password": PASSWORD}
    return (await world.client.post("/api/v1/sign-in", json=body, headers={"Sec-Fetch-Site": "same-origin"})).status


async def api_code(world: World) -> int:
    device = await world.authenticator()
    assert await api_sign_in(world) == 200  # the client keeps its cookies
    body = {"code": device.at(world.now)}
    headers = {"Sec-Fetch-Site": "same-origin"}
    return (await world.client.post("/api/v1/sign-in/code", json=body, headers=headers)).status


async def api_end_one(world: World) -> int:
    browser, other = await world.adas(), await world.adas()
    assert other
    listed = (await (await world.ask(browser, "GET", "/account/sign-ins")).json())["sign_ins"]
    ended = next(each["id"] for each in listed if not each["this"])
    return (await world.ask(browser, "DELETE", f"/account/sign-ins/{ended}")).status


async def api_end_all(world: World) -> int:
    await world.adas()
    return (await world.ask(await world.adas(), "DELETE", "/account/sign-ins")).status


async def api_prove_factor(world: World) -> int:
    browser = await world.adas()
    offered = await (await world.ask(browser, "POST", "/account/second-factor")).json()
    shown = pyotp.TOTP(offered["secret"]).at(world.now)
    return (await world.ask(browser, "POST", "/account/second-factor/proof", {"code": shown})).status


async def api_link(world: World) -> int:
    secret = await world.database.write(make_link, world.ada, LinkKind.RESET, world.now)
    body = {"secret": secret, "password": NEW}
    return (await world.client.post("/api/v1/links", json=body, headers={"Sec-Fetch-Site": "same-origin"})).status


async def api_forgotten(world: World) -> int:
    return (await world.client.post("/api/v1/forgotten", json={"email": EMAIL})).status


ACCOUNT, FACTOR = "/api/v1/account", "/api/v1/account/second-factor"
BY_PAGES: Calls = {
    ("POST", "/sign-in"): (sign_in, ActKind.SIGNED_IN),
    ("POST", "/sign-in/code"): (code, ActKind.SIGNED_IN),
    ("POST", "/sign-in/second-factor/prove"): (obliged, ActKind.SIGNED_IN),
    ("POST", "/sign-in/again"): (
        filling("/sign-in/again?then=/account", "/sign-in/again", password=PASSWORD),
        ActKind.PROVED_AGAIN,
    ),
    ("POST", "/sign-out"): (filling("/account", "/sign-out"), ActKind.SIGNED_OUT),
    ("POST", "/forgotten"): (forgotten, ActKind.RESET_ASKED),
    ("POST", "/links/{secret}"): (link, ActKind.SIGNED_IN),
    ("POST", "/account"): (filling("/account", name="Ada Bianchi"), ActKind.ACCOUNT_CHANGED),
    ("POST", "/account/password"): (
        filling("/account", "/account/password", old_password=PASSWORD, new_password=NEW),
        ActKind.PASSWORD_SET,
    ),
    ("POST", "/account/browsers/end-others"): (end_others, ActKind.SIGN_INS_ENDED),
    ("POST", "/account/browsers/{sign_in}/end"): (end_one, ActKind.SIGN_INS_ENDED),
    ("POST", "/account/identities/end"): (unbind, ActKind.IDENTITY_UNBOUND),
    ("POST", "/account/second-factor/prove"): (prove_factor, ActKind.SECOND_FACTOR_SET),
    ("POST", "/account/second-factor/papers"): (with_factor("/account/second-factor/papers"), ActKind.PAPER_CODES_MADE),
    ("POST", "/account/second-factor/off"): (with_factor("/account/second-factor/off"), ActKind.SECOND_FACTOR_REMOVED),
}
BY_API: Calls = {
    ("PATCH", ACCOUNT): (api_change, ActKind.ACCOUNT_CHANGED),
    ("DELETE", f"{ACCOUNT}/sign-ins"): (api_end_all, ActKind.SIGN_INS_ENDED),
    ("DELETE", f"{ACCOUNT}/sign-ins/{{sign_in}}"): (api_end_one, ActKind.SIGN_INS_ENDED),
    ("POST", f"{ACCOUNT}/password"): (
        api("POST", "/account/password", {"old": PASSWORD, "new": NEW}),
        ActKind.PASSWORD_SET,
    ),
    ("POST", f"{ACCOUNT}/proof"): (api("POST", "/account/proof", {"password": PASSWORD}), ActKind.PROVED_AGAIN),
    ("POST", f"{FACTOR}/proof"): (api_prove_factor, ActKind.SECOND_FACTOR_SET),
    ("POST", f"{FACTOR}/paper-codes"): (
        api("POST", "/account/second-factor/paper-codes", factor=True),
        ActKind.PAPER_CODES_MADE,
    ),
    ("DELETE", FACTOR): (api("DELETE", "/account/second-factor", factor=True), ActKind.SECOND_FACTOR_REMOVED),
    ("POST", "/api/v1/sign-in"): (api_sign_in, ActKind.SIGNED_IN),
    ("POST", "/api/v1/sign-in/code"): (api_code, ActKind.SIGNED_IN),
    ("DELETE", "/api/v1/sign-in"): (api("DELETE", "/sign-in"), ActKind.SIGNED_OUT),
    ("POST", "/api/v1/forgotten"): (api_forgotten, ActKind.RESET_ASKED),
    ("POST", "/api/v1/links"): (api_link, ActKind.SIGNED_IN),
}
CALLS: Calls = {**BY_PAGES, **BY_API}
