"""Wrong tokens: counted by address, told to wait, logged now and then; and what is logged of the right ones."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.access.guesses import ALLOWED, REMEMBERED, WITHIN_S, Guesses
from orchestrator.access.permissions import Role
from orchestrator.access.token_watch import look
from orchestrator.access.tokens import Grant, Token, list_tokens, make_token, revoke_token, verify_token
from orchestrator.access.web_sessions import LONGEST, MOST, open_web_session, renew_web_session, verify_web_session
from orchestrator.accounts.hashing import hash_of
from orchestrator.web.keys import DATABASE
from schedules.store.database import Database
from tests.support.credentials import bearer
from tests.support.town import Client

MakeToken = Callable[[str], Awaitable[str]]
WRONG = bearer("regia_admin_" + "x" * 43)
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_guesses_given_many_of_one_address_when_counted_then_that_one_waits_and_only_for_the_rest_of_its_minute() -> (
    None
):
    clock = Clock()
    guesses = Guesses(clock)

    waits = [guesses.wrong("10.0.0.5")[1] for _ in range(ALLOWED + 1)]
    clock.now_s = 20.0

    assert waits == [0.0] * ALLOWED + [WITHIN_S]
    assert guesses.wrong("10.0.0.5")[1] == WITHIN_S - 20.0
    assert guesses.wrong("10.0.0.6")[1] == 0.0
    clock.now_s = WITHIN_S
    assert guesses.wrong("10.0.0.5")[1] == 0.0


def test_guesses_given_addresses_of_one_network_of_version_6_when_counted_then_they_are_one() -> None:
    guesses = Guesses(Clock())

    waits = [guesses.wrong(f"2001:db8:1:2::{number:x}")[1] for number in range(ALLOWED + 1)]

    assert waits[-1] == WITHIN_S
    assert guesses.wrong("2001:db8:1:3::1")[1] == 0.0


def test_guesses_given_more_addresses_than_are_remembered_when_counted_then_the_silent_ones_give_way() -> None:
    guesses = Guesses(Clock())
    for _ in range(ALLOWED):
        guesses.wrong("10.0.0.5")

    for number in range(REMEMBERED):
        guesses.wrong(f"10.1.{number // 256}.{number % 256}")

    assert guesses.wrong("10.0.0.5")[1] == 0.0


async def test_service_given_a_guesser_when_a_right_token_comes_from_the_same_address_then_that_is_taken(
    client: Client, token: MakeToken, capsys: pytest.CaptureFixture[str]
) -> None:
    right = bearer(await token("admin"))

    answers = [await client.get("/api/v1/rooms", headers=WRONG) for _ in range(ALLOWED + 30)]
    told = await answers[-1].json()
    good = await client.get("/api/v1/rooms", headers=right)

    assert [answer.status for answer in answers] == [401] * ALLOWED + [429] * 30
    assert told["error"]["code"] == "too_many_guesses"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= WITHIN_S
    assert good.status == 200
    logged = capsys.readouterr().out
    assert logged.count("access.refused") == 1
    assert "xxxx" not in logged


async def test_service_given_nothing_or_an_old_cookie_when_asked_often_then_it_never_has_to_wait(
    client: Client,
) -> None:
    answers = [await client.get("/api/v1/rooms", headers={"Cookie": "regia=alt"}) for _ in range(ALLOWED + 5)]

    assert {answer.status for answer in answers} == {401}


async def test_token_given_its_end_when_the_instant_comes_then_it_and_its_sessions_are_over(database: Database) -> None:
    lasts = timedelta(days=1)
    text = await database.write(make_token, Grant(Role.ADMIN), NOON, "prova", lasts)
    identity = await database.read(verify_token, hash_of(text), NOON + lasts - timedelta(milliseconds=1))
    assert identity is not None
    cookie, _ = await database.write(open_web_session, identity.who, Role.ADMIN, NOON + lasts - timedelta(hours=1))

    assert await database.read(verify_token, hash_of(text), NOON + lasts) is None
    assert await database.read(verify_web_session, hash_of(cookie), NOON + lasts) is None


async def test_sessions_given_more_than_a_token_may_have_when_opened_then_the_oldest_ends(database: Database) -> None:
    text = await database.write(make_token, Grant(Role.PANEL, ("sala-1",)), NOON)
    identity = await database.read(verify_token, hash_of(text), NOON)
    assert identity is not None
    opened = [
        (await database.write(open_web_session, identity.who, Role.PANEL, NOON + timedelta(minutes=number)))[0]
        for number in range(MOST + 1)
    ]

    later = NOON + timedelta(hours=1)
    good = [await database.read(verify_web_session, hash_of(cookie), later) for cookie in opened]

    assert [one is not None for one in good] == [False] + [True] * MOST


async def test_session_given_that_it_is_used_for_ever_when_renewed_then_it_ends_at_its_longest(
    database: Database,
) -> None:
    text = await database.write(make_token, Grant(Role.ADMIN), NOON)
    identity = await database.read(verify_token, hash_of(text), NOON)
    assert identity is not None
    cookie, end = await database.write(open_web_session, identity.who, Role.ADMIN, NOON)

    while end < NOON + LONGEST[Role.ADMIN]:
        end = await database.write(renew_web_session, hash_of(cookie), Role.ADMIN, end - timedelta(hours=1))

    assert end == NOON + LONGEST[Role.ADMIN]


async def test_watch_given_tokens_that_come_are_used_and_go_when_it_looks_then_each_is_logged_once(
    client: Client, token: MakeToken, capsys: pytest.CaptureFixture[str]
) -> None:
    app = client.app
    assert app is not None
    database = app[DATABASE]
    known: Mapping[str, Token] = {token.id: token for token in await database.read(list_tokens)}
    text = await token("admin")
    await client.get("/api/v1/rooms", headers=bearer(text))
    known = await look(app, known)
    known = await look(app, known)
    (made,) = [one for one in known.values() if one.last_used_at is not None]
    await database.write(revoke_token, made.id, datetime.now(UTC))
    await look(app, known)

    logged = capsys.readouterr().out
    assert [logged.count(f"token.{event}") for event in ("made", "first_used", "revoked")] == [1, 1, 1]
    assert text not in logged


async def test_forbidden_given_a_panel_that_asks_again_and_again_for_what_it_may_not_then_the_log_has_a_line(
    client: Client, token: MakeToken, capsys: pytest.CaptureFixture[str]
) -> None:
    text = await token("panel:sala-1")

    answers = [await client.get("/api/v1/site", headers=bearer(text)) for _ in range(5)]

    assert {answer.status for answer in answers} == {403}
    assert capsys.readouterr().out.count("access.forbidden") == 1
