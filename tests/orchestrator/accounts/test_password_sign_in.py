"""Signing in by password while somebody else guesses at the same account."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime

import pytest

from orchestrator.accounts.accounts import Account, make_account
from orchestrator.accounts.delays import FREE_OF_ACCOUNT, Delays, Wait
from orchestrator.accounts.known_devices import KnownDevice
from orchestrator.accounts.password_sign_in import try_password
from orchestrator.accounts.passwords import Passwords, set_password
from schedules.store.database import Database

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
EMAIL = "ada@scuola.example"
GOOD, BAD = "tre gatti blu", "tre gatti neri"
Trying = Callable[..., Awaitable[Account | Wait | None]]


@pytest.fixture
async def ada(database: Database, passwords: Passwords) -> Account:
    made = await database.write(make_account, EMAIL, "Ada Neri", "it", NOW)
    await database.write(set_password, made.id, await passwords.choose(GOOD, EMAIL, "Ada Neri"))
    return made


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    made = Passwords()
    yield made
    made.close()


@pytest.fixture
def trying(database: Database, passwords: Passwords) -> Trying:
    """``await trying(text)`` in the first second; from an address of its own unless another is given."""
    delays = Delays()

    async def try_it(
        text: str, *, email: str = EMAIL, address: str = "192.0.2.7", device: KnownDevice | None = None
    ) -> Account | Wait | None:
        return await try_password(database, passwords, delays, email, text, address, device, 0.0)

    return try_it


@pytest.mark.parametrize("email", [EMAIL, "nessuno@scuola.example"])
async def test_sign_in_given_a_guesser_when_tried_again_then_they_wait_alike_whether_the_account_is_there(
    ada: Account, trying: Trying, email: str
) -> None:
    assert ada.email == EMAIL
    answers = [await trying(BAD, email=email) for _ in range(FREE_OF_ACCOUNT + 2)]

    assert answers == [None] * (FREE_OF_ACCOUNT + 1) + [Wait(1.0)]
    assert await trying(GOOD, email=email) == Wait(1.0)


async def test_sign_in_given_a_guesser_elsewhere_when_the_owner_comes_from_a_known_browser_then_they_get_in(
    ada: Account, trying: Trying
) -> None:
    for _ in range(FREE_OF_ACCOUNT + 2):
        await trying(BAD, address="198.51.100.1")

    assert await trying(GOOD) == Wait(1.0)
    assert await trying(GOOD, device=KnownDevice("altro", ("bea",))) == Wait(1.0)
    found = await trying(GOOD, device=KnownDevice("portatile", (ada.id,)))
    assert isinstance(found, Account)
    assert found.id == ada.id


async def test_sign_in_given_a_right_password_when_given_often_then_nobody_waits(ada: Account, trying: Trying) -> None:
    found = [await trying(GOOD) for _ in range(FREE_OF_ACCOUNT + 3)]

    assert {account.id for account in found if isinstance(account, Account)} == {ada.id}
    assert all(isinstance(account, Account) for account in found)
