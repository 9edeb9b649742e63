"""What administrators and managers ask of people and organisations, by pages and by the API."""

from collections.abc import Mapping
from typing import Any

from orchestrator.accounts.accounts import close_account
from orchestrator.audit.acts import ActKind
from orchestrator.outbox.tables import OutboxRow
from schedules.store.transaction import Transaction
from tests.support.changing.world import HERE, Call, Calls, World
from tests.support.page_forms import hidden
from tests.support.people import SCHOOL

CARLA = {"email": "carla@x.example", "name": "Carla"}


def page(path: str, fields: Mapping[str, str] | None = None, *, who: str = "administrator") -> Call:
    """Fills in the form of that page; the path may name {bea}."""

    async def send(world: World) -> int:
        browser = await world.browser(who)
        return (await browser.send(path.format(bea=await world.somebody()), fields or {})).status

    return send


def of_closed(path: str) -> Call:
    """The same where Bea's account is closed."""

    async def send(world: World) -> int:
        bea = await world.somebody()
        await world.database.write(close_account, bea, world.now)
        return (await (await world.browser("administrator")).send(path.format(bea=bea), {})).status

    return send


def pasting(path: str, fields: Mapping[str, str]) -> Call:
    """Pastes a list, and does what the preview says."""

    async def paste(world: World) -> int:
        admin = await world.browser("administrator")
        shown = await admin.send(path, {**fields, "text": "Carla <carla@x.example>"})
        return (await admin.post(path, hidden(await shown.text(), path))).status

    return paste


def api(method: str, path: str, body: Mapping[str, Any] | None = None) -> Call:
    """Asks the API; the path may name {bea}."""

    async def ask(world: World) -> int:
        admin = await world.browser("administrator")
        return (await world.ask(admin, method, path.format(bea=await world.somebody()), body)).status

    return ask


def after(first: Call, second: Call) -> Call:
    """One after the other."""

    async def both(world: World) -> int:
        assert await first(world) < 400
        return await second(world)

    return both


async def sign_out_everywhere(world: World) -> int:
    await world.adas()
    return (await (await world.browser("administrator")).send(f"/people/{world.ada}/sign-out", {})).status


async def reopen_organisation(world: World) -> int:
    admin = await world.browser("administrator")
    assert (await admin.send(f"{HERE}/close", {})).status == 303
    return (await admin.send(f"{HERE}/reopen", {})).status


async def turn_factor_off(world: World) -> int:
    await world.authenticator()
    return (await (await world.browser("administrator")).send(f"/people/{world.ada}/second-factor", {})).status


async def retry_mail(world: World) -> int:
    admin = await world.browser("administrator")

    def have_failed(db: Transaction) -> None:
        db.add(
            OutboxRow(
                id="mail",
                kind="invitation",
                recipient="carla@x.example",
                language="it",
                caused_by=admin.who.account,
                created_at=world.now,
                failed_at=world.now,
                error="recipient",
            )
        )

    await world.database.write(have_failed)
    return (await admin.post("/mails/mail/retry", await admin.opened("/people/new"))).status


PEOPLE, ORGANISATIONS, MEMBERS = (
    "/api/v1/people",
    "/api/v1/organisations",
    "/api/v1/organisations/{organisation}/members",
)
STAFF = f"{PEOPLE}/{{account}}/staff/{{role}}/{{site}}"
ROLE = "/people/{bea}/staff/desk/casa"
MEMBER = f"{HERE}/members/{{bea}}"
BY_PAGES: Calls = {
    ("POST", "/people/new"): (page("/people/new", CARLA), ActKind.INVITED),
    ("POST", "/people/paste"): (pasting("/people/paste", {"organisation": SCHOOL, "roles": "viewer"}), ActKind.INVITED),
    ("POST", "/people/{account}/change"): (
        page("/people/{bea}/change", {"email": "bea@y.example", "name": "Bea", "language": "en"}),
        ActKind.ACCOUNT_CHANGED,
    ),
    ("POST", "/people/{account}/roles"): (
        page("/people/{bea}/roles", {"staff": "desk:casa", f"member.{SCHOOL}": "viewer"}),
        ActKind.STAFF_GIVEN,
    ),
    ("POST", "/people/{account}/link"): (page("/people/{bea}/link"), ActKind.INVITED),
    ("POST", "/people/{account}/sign-out"): (sign_out_everywhere, ActKind.SIGN_INS_ENDED),
    ("POST", "/people/{account}/close"): (page("/people/{bea}/close"), ActKind.ACCOUNT_CLOSED),
    ("POST", "/people/{account}/reopen"): (of_closed("/people/{bea}/reopen"), ActKind.ACCOUNT_REOPENED),
    ("POST", "/people/{account}/forget"): (of_closed("/people/{bea}/forget"), ActKind.ACCOUNT_BLANKED),
    ("POST", "/people/{account}/second-factor"): (turn_factor_off, ActKind.SECOND_FACTOR_REMOVED),
    ("POST", "/organisations/new"): (
        page("/organisations/new", {"name": "Liceo", "id": "liceo"}),
        ActKind.ORGANISATION_MADE,
    ),
    ("POST", "/organisations/{organisation}/change"): (
        page(f"{HERE}/change", {"name": "Scuola media"}),
        ActKind.ORGANISATION_CHANGED,
    ),
    ("POST", "/organisations/{organisation}/close"): (page(f"{HERE}/close"), ActKind.ORGANISATION_CLOSED),
    ("POST", "/organisations/{organisation}/reopen"): (reopen_organisation, ActKind.ORGANISATION_REOPENED),
    ("POST", "/organisations/{organisation}/invite"): (
        page(f"{HERE}/invite", {**CARLA, "roles": "viewer"}, who="manager"),
        ActKind.INVITED,
    ),
    ("POST", "/organisations/{organisation}/paste"): (pasting(f"{HERE}/paste", {"roles": "viewer"}), ActKind.INVITED),
    ("POST", "/organisations/{organisation}/members/{account}"): (
        page(MEMBER, {"roles": "organiser"}, who="manager"),
        ActKind.MEMBERSHIP_TAKEN,
    ),
    ("POST", "/organisations/{organisation}/members/{account}/remove"): (
        page(f"{MEMBER}/remove", who="manager"),
        ActKind.MEMBERSHIP_TAKEN,
    ),
    ("POST", "/mails/{mail}/retry"): (retry_mail, ActKind.MAIL_RETRIED),
}
BY_API: Calls = {
    ("POST", PEOPLE): (api("POST", "/people", CARLA), ActKind.INVITED),
    ("PATCH", f"{PEOPLE}/{{account}}"): (
        api("PATCH", "/people/{bea}", {"revision": 1, "name": "Beatrice"}),
        ActKind.ACCOUNT_CHANGED,
    ),
    ("POST", f"{PEOPLE}/{{account}}/close"): (api("POST", "/people/{bea}/close"), ActKind.ACCOUNT_CLOSED),
    ("POST", f"{PEOPLE}/{{account}}/reopen"): (
        after(api("POST", "/people/{bea}/close"), api("POST", "/people/{bea}/reopen")),
        ActKind.ACCOUNT_REOPENED,
    ),
    ("POST", f"{PEOPLE}/{{account}}/invitation"): (api("POST", "/people/{bea}/invitation"), ActKind.INVITED),
    ("PUT", STAFF): (api("PUT", ROLE), ActKind.STAFF_GIVEN),
    ("DELETE", STAFF): (after(api("PUT", ROLE), api("DELETE", ROLE)), ActKind.STAFF_TAKEN),
    ("POST", ORGANISATIONS): (
        api("POST", "/organisations", {"id": "liceo", "name": "Liceo"}),
        ActKind.ORGANISATION_MADE,
    ),
    ("PATCH", f"{ORGANISATIONS}/{{organisation}}"): (
        api("PATCH", HERE, {"revision": 1, "name": "Scuola media"}),
        ActKind.ORGANISATION_CHANGED,
    ),
    ("POST", MEMBERS): (api("POST", f"{HERE}/members", {**CARLA, "roles": ["viewer"]}), ActKind.INVITED),
    ("PUT", f"{MEMBERS}/{{account}}"): (api("PUT", MEMBER, {"roles": ["organiser"]}), ActKind.MEMBERSHIP_TAKEN),
    ("DELETE", f"{MEMBERS}/{{account}}"): (api("DELETE", MEMBER), ActKind.MEMBERSHIP_TAKEN),
}
CALLS: Calls = {**BY_PAGES, **BY_API}
