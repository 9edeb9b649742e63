"""What proves that somebody is who they say: links that are good once, and signed-in browsers."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.accounts.accounts import Account, close_account, give_staff, make_account
from orchestrator.accounts.hashing import hash_of
from orchestrator.accounts.links import LASTS, LinkKind, make_link, open_link, spend_link
from orchestrator.accounts.roles import Staff, StaffRole
from orchestrator.accounts.sign_ins import (
    IDLE,
    IDLE_OF_TECHNICAL,
    LONGEST,
    MOST,
    PROVED_FOR,
    end_all_sign_ins,
    end_sign_in,
    list_sign_ins,
    note_proof,
    note_use,
    open_sign_in,
    verify_sign_in,
)
from schedules.store.database import Database

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def ada(database: Database) -> Account:
    return await database.write(make_account, "ada@scuola.example", "Ada Neri", "it", NOW)


@pytest.fixture
def sign_in(database: Database, ada: Account) -> Callable[[datetime], Awaitable[str]]:
    async def sign_in(at: datetime = NOW) -> str:
        cookie, _ = await database.write(open_sign_in, ada.id, "password", "Firefox, Linux", "192.0.2.7", at)
        return cookie

    return sign_in


@pytest.mark.parametrize("kind", list(LinkKind))
async def test_link_given_its_time_when_opened_and_spent_then_it_is_good_once(
    database: Database, ada: Account, kind: LinkKind
) -> None:
    secret = await database.write(make_link, ada.id, kind, NOW)
    last = NOW + LASTS[kind] - SECOND

    assert await database.read(open_link, secret, last) == (ada, kind)
    assert await database.read(open_link, secret, last) == (ada, kind)  # who only looks spends nothing
    assert await database.read(open_link, secret, last + SECOND) is None
    assert await database.write(spend_link, secret, last) == (ada, kind)
    assert await database.write(spend_link, secret, last) is None
    assert await database.read(open_link, secret, last) is None


async def test_link_given_a_newer_one_of_its_kind_when_opened_then_only_the_newer_is_good(
    database: Database, ada: Account
) -> None:
    older = await database.write(make_link, ada.id, LinkKind.INVITATION, NOW)
    reset = await database.write(make_link, ada.id, LinkKind.RESET, NOW)
    newer = await database.write(make_link, ada.id, LinkKind.INVITATION, NOW)

    assert await database.read(open_link, older, NOW) is None
    assert await database.read(open_link, newer, NOW) == (ada, LinkKind.INVITATION)
    assert await database.read(open_link, reset, NOW) == (ada, LinkKind.RESET)


@pytest.mark.parametrize("secret", ["", "x", "\udcff", "a" * 10_000])
async def test_link_given_what_is_none_when_opened_then_it_is_nobodys(database: Database, secret: str) -> None:
    assert await database.read(open_link, secret, NOW) is None


async def test_account_given_links_and_browsers_when_closed_then_none_lets_anybody_in(
    database: Database, ada: Account, sign_in: Callable[[], Awaitable[str]]
) -> None:
    cookie, secret = await sign_in(), await database.write(make_link, ada.id, LinkKind.RESET, NOW)

    await database.write(close_account, ada.id, NOW)

    assert await database.read(verify_sign_in, hash_of(cookie), NOW) is None
    assert await database.read(open_link, secret, NOW) is None


async def test_browser_given_nobody_uses_it_when_its_idle_time_is_over_then_it_is_signed_out(
    database: Database, ada: Account, sign_in: Callable[[], Awaitable[str]]
) -> None:
    cookie = await sign_in()

    person = await database.read(verify_sign_in, hash_of(cookie), NOW + IDLE - SECOND)
    assert person is not None
    assert person.account == ada
    assert await database.read(verify_sign_in, hash_of(cookie), NOW + IDLE) is None
    assert not await database.read(list_sign_ins, ada.id, NOW + IDLE)

    await database.write(give_staff, ada.id, Staff(StaffRole.TECHNICIAN, "casa"))
    assert await database.read(verify_sign_in, hash_of(cookie), NOW + IDLE_OF_TECHNICAL) is None


async def test_browser_given_somebody_uses_it_daily_when_thirty_days_are_over_then_it_is_signed_out(
    database: Database, sign_in: Callable[[], Awaitable[str]]
) -> None:
    cookie, now = await sign_in(), NOW
    while now + IDLE - SECOND < NOW + LONGEST:
        now += IDLE - SECOND
        person = await database.read(verify_sign_in, hash_of(cookie), now)
        assert person is not None
        await database.write(note_use, person.sign_in.id, "192.0.2.8", now)

    assert await database.read(verify_sign_in, hash_of(cookie), NOW + LONGEST) is None


async def test_browser_given_a_use_just_now_when_it_is_used_again_then_nothing_is_written(
    database: Database, ada: Account, sign_in: Callable[[], Awaitable[str]]
) -> None:
    await sign_in()
    (before,) = await database.read(list_sign_ins, ada.id, NOW)

    await database.write(note_use, before.id, "192.0.2.8", NOW + 59 * SECOND)
    assert await database.read(list_sign_ins, ada.id, NOW) == [before]

    await database.write(note_use, before.id, "192.0.2.8", NOW + 60 * SECOND)
    (after,) = await database.read(list_sign_ins, ada.id, NOW)
    assert (after.used_at, after.address) == (NOW + 60 * SECOND, "192.0.2.8")


async def test_browser_given_the_password_again_when_a_dangerous_act_is_asked_for_then_it_may_and_the_old_cookie_is_dead(
    database: Database, sign_in: Callable[[], Awaitable[str]]
) -> None:
    cookie, later = await sign_in(), NOW + PROVED_FOR
    person = await database.read(verify_sign_in, hash_of(cookie), later)
    assert person is not None
    assert person.has_proved(later - SECOND)
    assert not person.has_proved(later)

    renewed = await database.write(note_proof, person.sign_in.id, later)

    again = await database.read(verify_sign_in, hash_of(renewed), later)
    assert again is not None
    assert again.has_proved(later)
    assert await database.read(verify_sign_in, hash_of(cookie), later) is None


async def test_browsers_given_several_when_ended_then_each_its_own_or_all_but_one(
    database: Database, ada: Account, sign_in: Callable[[], Awaitable[str]]
) -> None:
    first, second, third = [await sign_in() for _ in range(3)]
    other = await database.write(make_account, "b@scuola.example", "B", "it", NOW)
    (newest, *_rest) = await database.read(list_sign_ins, ada.id, NOW)

    assert not await database.write(end_sign_in, other.id, newest.id)
    person = await database.read(verify_sign_in, hash_of(first), NOW)
    assert person is not None
    assert await database.write(end_sign_in, ada.id, person.sign_in.id)
    assert await database.read(verify_sign_in, hash_of(first), NOW) is None

    kept = await database.read(verify_sign_in, hash_of(second), NOW)
    assert kept is not None
    await database.write(end_all_sign_ins, ada.id, kept.sign_in.id)
    assert await database.read(verify_sign_in, hash_of(third), NOW) is None
    assert await database.read(verify_sign_in, hash_of(second), NOW) == kept


async def test_browsers_given_more_than_there_may_be_when_another_signs_in_then_the_one_unused_longest_gives_way(
    database: Database, ada: Account, sign_in: Callable[[datetime], Awaitable[str]]
) -> None:
    cookies = [await sign_in(NOW + number * SECOND) for number in range(MOST + 1)]
    good = [await database.read(verify_sign_in, hash_of(cookie), NOW + 60 * SECOND) is not None for cookie in cookies]

    assert good == [False] + [True] * MOST
    assert len(await database.read(list_sign_ins, ada.id, NOW + 60 * SECOND)) == MOST
