"""People who are signed in ask the service: who gets in where, what is foreign to them, and which credentials count."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from sqlalchemy import select
from yarl import URL

from config.site_file.loading import Loaded, load_texts
from orchestrator.access.auth import may
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.access.token_watch import look
from orchestrator.accounts.accounts import close_account
from orchestrator.accounts.sign_ins import PROVED_FOR
from orchestrator.accounts.tables import SignInRow
from orchestrator.app import all_routes
from orchestrator.web.shell.viewer import VIEWER
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import SITE, Start
from tests.support.credentials import bearer
from tests.support.people import SCHOOL, UNION, sign_in
from tests.support.waiting import wait_for

MakeToken = Callable[[str], Awaitable[str]]
TWO_SITES = SITE.replace('id = "sala-2"', 'id = "sala-2"\nsite = "biblioteca"').replace(
    'id = "sala-1"', 'id = "sala-1"\nsite = "casa"'
)
TWO_SITES += '[[sites]]\nid = "biblioteca"\nname = "Biblioteca"\ntimezone = "Europe/Rome"\n'


async def who_looks(request: web.Request) -> web.Response:
    viewer = request.get(VIEWER)
    school = may(request, Action.MANAGE_MEMBERS, organisation=SCHOOL)
    return web.json_response({"name": viewer and viewer.name, "manages the school": school})


PROBES = (
    Route("GET", "/probe", who_looks, scope=Scope.PUBLIC, page=True),
    Route("GET", "/probe/own", who_looks, scope=Scope.OWN, action=Action.KEEP_ACCOUNT, page=True),
    Route("POST", "/probe/own", who_looks, scope=Scope.OWN, action=Action.KEEP_ACCOUNT, page=True),
    Route("GET", "/probe/of/{organisation}", who_looks, scope=Scope.ORGANISATION, action=Action.MANAGE_MEMBERS),
    Route("GET", "/probe/danger", who_looks, scope=Scope.OWN, action=Action.KEEP_ACCOUNT, proof=True, page=True),
    Route("POST", "/probe/danger", who_looks, scope=Scope.OWN, action=Action.KEEP_ACCOUNT, proof=True, page=True),
)


@pytest.fixture
def site() -> Loaded:
    """Two sites with a room each."""
    return load_texts((("sito.toml", TWO_SITES),))


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("administrator", {"sala-1": 200, "sala-2": 200, "sala-9": 404}),
        ("technician", {"sala-1": 200, "sala-2": 404, "sala-9": 404}),
        ("desk elsewhere", {"sala-1": 404, "sala-2": 200, "sala-9": 404}),
        ("organiser", {"sala-1": 403, "sala-2": 403, "sala-9": 403}),
    ],
)
async def test_rooms_given_staff_of_a_site_when_they_ask_then_foreign_and_unknown_ones_look_the_same(
    start: Start, database: Database, who: str, statuses: dict[str, int]
) -> None:
    client, person = await start(), await sign_in(database, who)

    answers = {room: await client.get(f"/api/v1/rooms/{room}", headers=person.headers) for room in statuses}

    assert {room: answer.status for room, answer in answers.items()} == statuses
    assert len({await answer.text() for answer in answers.values() if answer.status == 404}) <= 1


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("administrator", {SCHOOL: 200, UNION: 200}),
        ("manager", {SCHOOL: 200, UNION: 404, "nessuna": 404}),
        ("organiser", {SCHOOL: 403, UNION: 403, "nessuna": 403}),
    ],
)
async def test_organisations_given_their_people_when_they_ask_then_foreign_and_unknown_ones_look_the_same(
    start: Start, database: Database, who: str, statuses: dict[str, int]
) -> None:
    client, person = await start(routes=PROBES), await sign_in(database, who)

    answers = {name: await client.get(f"/probe/of/{name}", headers=person.headers) for name in statuses}

    assert {name: answer.status for name, answer in answers.items()} == statuses
    assert len({await answer.text() for answer in answers.values() if answer.status == 404}) <= 1


async def test_page_given_nobody_signed_in_when_opened_then_they_sign_in_first_and_come_back(start: Start) -> None:
    client = await start(routes=PROBES)

    opened = await client.get("/probe/own?week=2026-W48&q=a%26b", allow_redirects=False)
    sent = await client.post("/probe/own", allow_redirects=False)

    sign_in_page = URL(opened.headers["Location"])
    assert (opened.status, sign_in_page.path) == (303, "/sign-in")
    assert sign_in_page.query == {"then": "/probe/own?week=2026-W48&q=a%26b"}
    assert sent.status == 401


async def test_public_page_given_somebody_signed_in_when_opened_then_it_knows_who_looks(
    start: Start, database: Database
) -> None:
    client, person = await start(routes=PROBES), await sign_in(database, "manager")

    greeted = await (await client.get("/probe", headers=person.headers)).json()
    anybody = await (await client.get("/probe")).json()
    wrong = await (await client.get("/probe", headers={"Cookie": "regia_account=no"})).json()

    assert greeted == {"name": "Manager", "manages the school": True}
    assert anybody == wrong == {"name": None, "manages the school": False}


async def test_dangerous_page_given_a_proof_of_long_ago_when_opened_then_it_is_asked_for_again(
    start: Start, database: Database
) -> None:
    now = datetime.now(UTC)
    client = await start(routes=PROBES)
    fresh = await sign_in(database, "manager", now)
    old = await sign_in(database, "manager", now - PROVED_FOR)

    assert (await client.get("/probe/danger", headers=fresh.headers)).status == 200
    opened = await client.get("/probe/danger", headers=old.headers, allow_redirects=False)
    assert (opened.status, opened.headers["Location"]) == (303, "/sign-in/again?then=/probe/danger")
    sent = await client.post("/probe/danger", headers=old.headers)
    assert (sent.status, (await sent.json())["error"]["code"]) == (403, "proof_needed")


async def test_cookie_given_a_form_of_another_site_when_it_is_sent_then_it_is_refused(
    start: Start, database: Database
) -> None:
    client, person = await start(routes=PROBES), await sign_in(database, "manager")

    sent = await client.post("/probe/own", headers={**person.headers, "Sec-Fetch-Site": "cross-site"})

    assert (sent.status, (await sent.json())["error"]["code"]) == (403, "cross_origin")


async def test_panel_given_that_somebody_signed_in_in_its_browser_when_it_asks_then_it_is_still_the_panel(
    start: Start, database: Database, token: MakeToken
) -> None:
    client, person = await start(), await sign_in(database, "organiser")  # who may see no room
    opened = await client.post("/api/v1/rooms/sala-1/session", headers=bearer(await token("panel:sala-1")))
    both = f"{person.headers['Cookie']}; regia-sala-1={opened.cookies['regia-sala-1'].value}"
    client.session.cookie_jar.clear()

    own = await client.get("/api/v1/rooms/sala-1", headers={"Cookie": both})
    other = await client.get("/api/v1/rooms/sala-2", headers={"Cookie": both})

    assert (own.status, other.status) == (200, 403)


async def test_session_given_somebody_signed_in_when_they_ask_for_one_of_a_token_then_there_is_none(
    start: Start, database: Database
) -> None:
    client, person = await start(), await sign_in(database, "administrator")

    assert (await client.post("/api/v1/session", headers=person.headers)).status == 403


async def test_sign_in_given_a_closed_account_when_it_asks_again_then_it_is_over_within_moments(
    start: Start, database: Database
) -> None:
    client, person = await start(), await sign_in(database, "administrator")
    assert (await client.get("/api/v1/site", headers=person.headers)).status == 200

    await database.write(close_account, person.account, datetime.now(UTC))

    async def status() -> int:
        return (await client.get("/api/v1/site", headers=person.headers)).status

    await wait_for(status, lambda found: found == 401)


async def test_sign_in_given_its_uses_when_the_service_looks_then_they_are_written_down(
    start: Start, database: Database
) -> None:
    later = datetime.now(UTC) + timedelta(minutes=5)
    client, person = await start(clock=lambda: later), await sign_in(database, "administrator")
    await client.get("/api/v1/site", headers=person.headers)
    assert client.app is not None

    await look(client.app, {})

    assert await database.read(_used_at, person.account) == later.replace(microsecond=later.microsecond // 1000 * 1000)


def _used_at(db: Transaction, account: str) -> datetime | None:
    return db.scalar(select(SignInRow.used_at).where(SignInRow.account_id == account))


def test_table_of_routes_given_each_page_when_read_then_none_of_it_belongs_to_the_api() -> None:
    assert [route.path for route in all_routes() if route.page and route.path.startswith("/api/")] == []
