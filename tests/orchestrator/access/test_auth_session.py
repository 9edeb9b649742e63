"""A browser's session: the cookie it gets for a token, who may use it, and how it ends."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from http.cookies import Morsel, SimpleCookie
from itertools import product
from uuid import uuid4

import pytest
from aiohttp import ClientResponse
from sqlalchemy import update
from yarl import URL

from orchestrator.access.tables import TokenRow, WebSessionRow
from orchestrator.access.tokens import list_tokens, make_token, parse_grant, revoke_token
from orchestrator.access.web_sessions import LIFETIMES, verify_web_session
from orchestrator.accounts.hashing import hash_of
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.support.credentials import bearer
from tests.support.town import Client
from tests.support.waiting import wait_for

MakeToken = Callable[[str], Awaitable[str]]
Start = Callable[..., Awaitable[Client]]
SESSION = "/api/v1/session"
HTTPS = {"X-Forwarded-Proto": "https"}
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def proxied(start: Start) -> Client:
    """A client that is the named proxy."""
    return await start(proxy="127.0.0.1")


async def sign_in(client: Client, token: str, **headers: str) -> ClientResponse:
    return await client.post(SESSION, headers={"Authorization": f"Bearer {token}", **headers})


def nearly_over(db: Transaction) -> None:
    db.execute(update(WebSessionRow).values(expires_at=datetime.now(UTC) + timedelta(minutes=1)))


def end_token(db: Transaction, token_id: str, now: datetime) -> None:
    db.execute(update(TokenRow).where(TokenRow.id == token_id).values(expires_at=now))


def the_cookie(answer: ClientResponse) -> "Morsel[str]":
    (morsel,) = SimpleCookie(answer.headers["Set-Cookie"]).values()
    return morsel


async def test_given_a_panels_token_when_exchanged_then_the_cookie_is_for_this_origin_alone_and_lasts_30_days(
    client: Client, database: Database, token: MakeToken
) -> None:
    answer = await sign_in(client, await token("panel:sala-1"))
    cookie = the_cookie(answer)
    now = datetime.now(UTC)

    assert answer.status == 200
    assert {key: (await answer.json())[key] for key in ("role", "rooms")} == {"role": "panel", "rooms": ["sala-1"]}
    assert cookie.key == "regia-sala-1"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "Strict", "/", "")
    assert cookie["max-age"] == str(30 * 24 * 3600)
    assert await database.read(verify_web_session, hash_of(cookie.value), now + timedelta(days=29)) is not None
    assert await database.read(verify_web_session, hash_of(cookie.value), now + timedelta(days=31)) is None


async def test_given_the_named_proxy_when_it_came_by_tls_then_the_cookie_is_secure_and_of_this_host(
    proxied: Client, token: MakeToken
) -> None:
    cookie = the_cookie(await sign_in(proxied, await token("panel:sala-1"), **HTTPS))

    assert (cookie.key, cookie["secure"], cookie["domain"]) == ("__Host-regia-sala-1", True, "")


async def test_given_no_named_proxy_when_somebody_claims_tls_then_it_is_not_believed(
    client: Client, token: MakeToken
) -> None:
    cookie = the_cookie(await sign_in(client, await token("panel:sala-1"), **HTTPS))

    assert (cookie.key, cookie["secure"]) == ("regia-sala-1", "")


async def test_given_a_cookie_when_shown_then_it_is_worth_its_token(client: Client, token: MakeToken) -> None:
    await sign_in(client, await token("admin"))

    answer = await client.get("/metrics")

    assert answer.status == 200


async def test_given_a_cookie_when_shown_with_a_token_that_is_not_ours_then_the_token_counts(
    client: Client, token: MakeToken
) -> None:
    await sign_in(client, await token("admin"))

    answer = await client.get("/metrics", headers={"Authorization": "Bearer nonsense"})

    assert answer.status == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 204),
        ({"Sec-Fetch-Site": "none"}, 204),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "{own}"}, 403),
        ({"Origin": "{own}"}, 204),
        ({"Origin": "https://altrove.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
async def test_given_a_cookie_when_a_page_changes_something_then_it_must_be_one_of_ours(
    client: Client, token: MakeToken, headers: dict[str, str], status: int
) -> None:
    await sign_in(client, await token("panel:sala-1"))
    own = str(client.make_url("")).rstrip("/")

    answer = await client.delete(SESSION, headers={name: text.format(own=own) for name, text in headers.items()})

    assert answer.status == status
    if status == 403:
        assert (await answer.json())["error"]["code"] == "cross_origin"


async def test_given_a_token_when_a_program_changes_something_then_no_origin_is_asked_for(
    client: Client, token: MakeToken
) -> None:
    answer = await client.delete(SESSION, headers=bearer(await token("admin")))

    assert answer.status == 204


async def test_given_a_session_when_given_back_then_its_cookie_is_worth_nothing_at_once(
    client: Client, database: Database, token: MakeToken, capsys: pytest.CaptureFixture[str]
) -> None:
    cookie = the_cookie(await sign_in(client, await token("admin")))
    before = await client.get("/metrics")
    answer = await client.delete(SESSION, headers=SAME_ORIGIN)

    after = await client.get("/metrics", headers={"Cookie": f"regia={cookie.value}"})

    assert (before.status, answer.status, after.status) == (200, 204, 401)
    assert the_cookie(answer)["max-age"] == "0"
    [stored] = await database.read(list_tokens)
    [told] = [line for line in capsys.readouterr().out.splitlines() if "session.closed" in line]
    assert stored.id in told


async def test_given_one_browser_when_it_opens_two_panels_then_each_presses_in_its_own_room(
    client: Client, token: MakeToken
) -> None:
    for room in ("sala-1", "sala-2"):
        headers = {"Authorization": f"Bearer {await token(f'panel:{room}')}"}
        assert (await client.post(f"/api/v1/rooms/{room}/session", headers=headers)).status == 200

    pressed = [
        await client.post(
            f"/api/v1/rooms/{room}/overrides",
            json={"id": str(uuid4()), "kind": "put_back"},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        for room in ("sala-1", "sala-2")
    ]
    renewed = await client.post("/api/v1/rooms/sala-1/session", headers={"Sec-Fetch-Site": "same-origin"})

    assert [answer.status for answer in pressed] == [201, 201]
    assert (await renewed.json())["rooms"] == ["sala-1"]


async def test_given_a_panels_token_when_exchanged_for_another_room_then_it_is_refused(
    client: Client, token: MakeToken
) -> None:
    headers = {"Authorization": f"Bearer {await token('panel:sala-1')}"}

    assert (await client.post("/api/v1/rooms/sala-2/session", headers=headers)).status == 403


async def test_given_a_session_still_good_when_exchanged_again_then_the_same_cookie_lasts_anew(
    client: Client, database: Database, token: MakeToken
) -> None:
    cookie = the_cookie(await sign_in(client, await token("panel:sala-1"))).value
    await database.write(nearly_over)

    answer = await client.post(SESSION, headers=SAME_ORIGIN)

    renewed, later = the_cookie(answer), datetime.now(UTC) + timedelta(days=29)
    assert answer.status == 200
    assert (renewed.value, renewed["max-age"]) == (cookie, str(30 * 24 * 3600))
    assert await database.read(verify_web_session, hash_of(cookie), later) is not None


async def test_given_a_session_when_its_token_is_revoked_then_it_ends(
    client: Client, database: Database, token: MakeToken
) -> None:
    cookie = the_cookie(await sign_in(client, await token("panel:sala-1")))
    (stored,) = await database.read(list_tokens)

    await database.write(revoke_token, stored.id, datetime.now(UTC))

    assert await database.read(verify_web_session, hash_of(cookie.value), datetime.now(UTC)) is None


async def test_given_an_agents_token_when_exchanged_then_it_is_refused(client: Client, token: MakeToken) -> None:
    answer = await sign_in(client, await token("agent:sala-1"))

    assert answer.status == 403
    assert "Set-Cookie" not in answer.headers


async def test_given_sessions_that_are_over_when_another_is_opened_then_they_are_forgotten(
    start: Start, database: Database, token: MakeToken
) -> None:
    clock = [datetime(2026, 10, 19, 12, tzinfo=UTC)]
    client = await start(clock=lambda: clock[0])
    old = the_cookie(await sign_in(client, await token("panel:sala-1"))).value
    began = clock[0]

    clock[0] = began + max(LIFETIMES.values())
    await sign_in(client, await token("panel:sala-1"))

    assert await database.read(verify_web_session, hash_of(old), began) is None


NO_ROOMS = [
    "a;b",
    "a%20b",
    "sala-3",
    "caff%C3%A8",
    "%00",
    "%0d%0ax",
    "..a",
    "a.b=c",
    "%ff",
    "x" * 4000,
    "sala-1%2f",
    '"',
]


async def test_session_given_a_room_that_there_is_not_when_asked_for_then_404_and_no_cookie(
    client: Client, token: MakeToken
) -> None:
    headers = {"Authorization": f"Bearer {await token('admin')}"}

    for method, room in product(("POST", "DELETE"), NO_ROOMS):
        url = URL(f"/api/v1/rooms/{room}/session", encoded=True)
        async with client.request(method, url, headers=headers) as answer:
            assert (answer.status, dict(answer.cookies)) == (404, {}), room


GUARDED = "max-age=31536000"


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/api/v1/rooms"])
async def test_answer_given_it_goes_out_by_tls_or_not_when_made_then_only_by_tls_browsers_are_told_to_stay_with_it(
    proxied: Client, path: str
) -> None:
    cases: list[tuple[str, bool, str | None]] = [
        ("regia.example", True, GUARDED),
        ("regia.example:8443", True, GUARDED),
        ("[", True, GUARDED),
    ]
    cases += [("regia.example", False, None), ("localhost:8443", True, None)]
    for host, by_tls, told in cases:
        async with proxied.get(path, headers={"Host": host} | (HTTPS if by_tls else {})) as answer:
            assert answer.headers.get("Strict-Transport-Security") == told, host
            assert answer.status in {200, 401, 404}


async def test_given_a_token_that_ended_when_it_or_its_cookie_is_shown_then_its_bearer_is_told_what_became_of_it(
    client: Client, database: Database
) -> None:
    now, hour = datetime.now(UTC), timedelta(hours=1)
    over = await database.write(make_token, parse_grant("panel:sala-1"), now, None, hour)
    revoked = await database.write(make_token, parse_grant("panel:sala-1"), now)
    cookies = [the_cookie(await sign_in(client, token)).value for token in (over, revoked)]
    for token in await database.read(list_tokens):
        await database.write(end_token if token.expires_at else revoke_token, token.id, now)
    shown: dict[str, dict[str, str]] = {
        "token over": bearer(over),
        "token revoked": bearer(revoked),
        "its cookie over": {"Cookie": f"regia-sala-1={cookies[0]}"},
        "its cookie revoked": {"Cookie": f"regia-sala-1={cookies[1]}"},
        "unknown token": bearer(over[:-1]),
        "unknown cookie": {"Cookie": "regia-sala-1=x"},
    }
    client.session.cookie_jar.clear()

    codes: dict[str, str] = {}
    for what, headers in shown.items():
        answer = await wait_for(
            partial(client.get, "/api/v1/rooms", headers=headers), lambda found: found.status == 401
        )
        codes[what] = (await answer.json())["error"]["code"]

    assert codes == {
        "token over": "token_over",
        "token revoked": "token_revoked",
        "its cookie over": "token_over",
        "its cookie revoked": "token_revoked",
        "unknown token": "token_unknown",
        "unknown cookie": "unauthorised",
    }
