"""Passwords: which may be chosen, how they are kept, and that a wrong one and an unknown address are one to who asks."""

import threading
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher, extract_parameters

from orchestrator.accounts import passwords as module
from orchestrator.accounts.accounts import Account, close_account, make_account
from orchestrator.accounts.password_rules import LONGEST, WORDS, PasswordRefused, PasswordTrouble, check_choice
from orchestrator.accounts.passwords import (
    AT_ONCE,
    Passwords,
    PasswordsBusy,
    check_password,
    has_password,
    set_password,
)
from orchestrator.accounts.sign_ins import list_sign_ins, open_sign_in
from orchestrator.accounts.tables import AccountRow
from schedules.store.database import Database
from schedules.store.transaction import Transaction

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
EMAIL, NAME = "ada.neri@scuola.example", "Ada Neri"
GOOD = "tre gatti blu"


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    made = Passwords()
    yield made
    made.close()


@pytest.fixture
async def ada(database: Database, passwords: Passwords) -> Account:
    """With the password GOOD."""
    made = await database.write(make_account, EMAIL, NAME, "it", NOW)
    await database.write(set_password, made.id, await passwords.choose(GOOD, EMAIL, NAME))
    return made


def hash_of(db: Transaction, account: str) -> str | None:
    row = db.get(AccountRow, account)
    return None if row is None else row.password


def set_hash(db: Transaction, account: str, hashed: str) -> None:
    row = db.get(AccountRow, account)
    assert row is not None
    row.password = hashed


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("gatti blu", PasswordTrouble.SHORT),
        ("e\u0301" * 9, PasswordTrouble.SHORT),  # nine letters, however they are composed
        ("x" * (LONGEST + 1), PasswordTrouble.LONG),
        ("PassWord123", PasswordTrouble.COMMON),
        ("1234567890", PasswordTrouble.COMMON),
        ("Ada.Neri@scuola.example", PasswordTrouble.OWN),
        ("adanéri.scuola", None),
        (GOOD, None),
        ("          ", None),
        ("x" * LONGEST, None),
    ],
)
def test_password_given_a_text_when_it_is_chosen_then_only_what_guessers_try_is_refused(
    text: str, trouble: PasswordTrouble | None
) -> None:
    if trouble is None:
        check_choice(text, EMAIL, NAME)
        return
    with pytest.raises(PasswordRefused) as refused:
        check_choice(text, EMAIL, NAME)
    assert refused.value.trouble is trouble
    assert text not in str(refused.value)


def test_password_given_ones_own_name_in_other_dress_when_it_is_chosen_then_it_is_refused() -> None:
    for own in ("Maria Rossi", "MARIAROSSI", "maria_rossi", " Maria.Rossi! "):
        with pytest.raises(PasswordRefused) as refused:
            check_choice(own, "maria@scuola.example", "Maria Rossi")
        assert refused.value.trouble is PasswordTrouble.OWN


def test_password_troubles_given_all_when_they_are_told_then_there_are_words_in_both_languages() -> None:
    assert {trouble: set(words) for trouble, words in WORDS.items()} == {
        trouble: {"it", "en"} for trouble in PasswordTrouble
    }


async def test_password_given_one_that_was_chosen_when_it_is_given_then_whose_it_is_is_known(
    database: Database, passwords: Passwords, ada: Account
) -> None:
    hashed = await database.read(hash_of, ada.id)
    found = await check_password(database, passwords, EMAIL.upper(), GOOD)

    assert found is not None
    assert found.id == ada.id
    assert hashed is not None
    parameters = extract_parameters(hashed)
    assert (parameters.type.name, parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (
        "ID",
        19456,
        2,
        1,
    )
    assert await database.read(hash_of, ada.id) == hashed
    assert await has_password(database, passwords, ada.id, GOOD)
    assert not await has_password(database, passwords, ada.id, "tre gatti neri")


async def test_password_given_a_wrong_one_or_nobodys_address_when_it_is_given_then_the_answer_is_the_same(
    database: Database, passwords: Passwords, ada: Account
) -> None:
    assert ada.email == EMAIL
    invited = await database.write(make_account, "bea@scuola.example", "Bea", "it", NOW)
    closed = await database.write(make_account, "carlo@scuola.example", "Carlo", "it", NOW)
    await database.write(set_password, closed.id, await passwords.choose(GOOD, "carlo@scuola.example", "Carlo"))
    await database.write(close_account, closed.id, NOW)

    tries = [(EMAIL, "tre gatti neri"), (EMAIL, ""), (EMAIL, GOOD + "x" * LONGEST), ("nessuno@scuola.example", GOOD)]
    tries += [(account.email or "", GOOD) for account in (invited, closed)]

    assert [await check_password(database, passwords, email, text) for email, text in tries] == [None] * 6
    assert not await has_password(database, passwords, invited.id, GOOD)


async def test_password_given_nobodys_when_it_is_checked_then_it_is_hashed_with_the_same_parameters(
    passwords: Passwords,
) -> None:
    nobodys, somebodys = module._hash_of_nothing(), await passwords.choose(GOOD, EMAIL, NAME)

    assert extract_parameters(nobodys) == extract_parameters(somebodys)
    assert len(nobodys) == len(somebodys)
    assert not await passwords.is_right(None, GOOD)
    assert nobodys != module._hash_of_nothing()


async def test_password_given_another_way_to_type_its_accents_and_spaces_when_it_is_given_then_it_is_right(
    database: Database, passwords: Passwords, ada: Account
) -> None:
    composed = "perché così è"
    await database.write(set_password, ada.id, await passwords.choose(composed, EMAIL, NAME))

    for typed in (unicodedata.normalize("NFD", composed), composed.replace(" ", "\u00a0")):
        assert await check_password(database, passwords, EMAIL, typed) is not None


async def test_password_given_half_a_pair_of_surrogates_when_it_is_chosen_and_given_then_it_is_right(
    database: Database, passwords: Passwords, ada: Account
) -> None:
    odd = "tre gatti \ud83d"
    await database.write(set_password, ada.id, await passwords.choose(odd, EMAIL, NAME))

    assert await check_password(database, passwords, EMAIL, odd) is not None


async def test_password_given_a_hash_of_older_parameters_when_it_is_given_then_it_is_hashed_anew(
    database: Database, passwords: Passwords, ada: Account
) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash("corta")  # no rule of today would take it
    await database.write(set_hash, ada.id, old)
    await database.write(open_sign_in, ada.id, "password", "Firefox, Linux", "192.0.2.7", NOW)

    assert await check_password(database, passwords, EMAIL, "corta") is not None

    new = await database.read(hash_of, ada.id)
    assert new is not None
    assert extract_parameters(new).memory_cost == 19456
    assert await check_password(database, passwords, EMAIL, "corta") is not None
    assert await database.read(list_sign_ins, ada.id, NOW)  # it is the same password


async def test_password_given_a_hash_that_is_none_when_a_password_is_given_then_it_is_wrong(
    database: Database, passwords: Passwords, ada: Account
) -> None:
    await database.write(set_hash, ada.id, "argon2 o qualcosa")

    assert await check_password(database, passwords, EMAIL, GOOD) is None


async def test_password_given_a_new_one_when_it_is_set_then_what_was_signed_in_ends_but_for_this_browser(
    database: Database, passwords: Passwords, ada: Account
) -> None:
    _, mine = await database.write(open_sign_in, ada.id, "password", "Firefox, Linux", "192.0.2.7", NOW)
    await database.write(open_sign_in, ada.id, "password", "Safari, iPhone", "192.0.2.8", NOW)
    hashed = await passwords.choose("quattro cani", EMAIL, NAME)

    await database.write(set_password, ada.id, hashed, mine.id)
    assert [sign_in.id for sign_in in await database.read(list_sign_ins, ada.id, NOW)] == [mine.id]

    await database.write(set_password, ada.id, hashed)
    assert not await database.read(list_sign_ins, ada.id, NOW)
    assert await check_password(database, passwords, EMAIL, GOOD) is None


async def test_passwords_given_two_being_hashed_when_a_third_is_asked_then_it_is_told_to_come_again() -> None:
    passwords, done = Passwords(within_s=0.05), threading.Event()
    threads = [passwords._threads.submit(done.wait) for _ in range(AT_ONCE)]

    with pytest.raises(PasswordsBusy):
        await passwords.is_right(None, GOOD)

    done.set()
    assert [thread.result() for thread in threads] == [True] * AT_ONCE
    passwords.close()
