"""Passwords as they are kept: hashed by Argon2id (RFC 9106), off the event loop, at most two at once.

Whoever asks for the password of somebody unknown waits as long as for a wrong one, and is told the same.
"""

import asyncio
import base64
import os
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update

from orchestrator.accounts.accounts import Account, find_account
from orchestrator.accounts.emails import key_of
from orchestrator.accounts.password_rules import LONGEST, check_choice, prepared
from orchestrator.accounts.sign_ins import end_all_sign_ins
from orchestrator.accounts.tables import AccountRow
from schedules.store.database import Database
from schedules.store.transaction import Transaction

T = TypeVar("T")

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
"""The least that OWASP's Password Storage Cheat Sheet asks for: about 50 ms of a core."""
AT_ONCE = 2
"""Each takes MEMORY_KIB."""
NICENESS = 19
WITHIN_S = 15.0
"""For one, with its wait for a turn: some 500 before it."""
_HASHER = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


class PasswordsBusy(Exception):
    """So many passwords are being checked that this one's turn did not come in time."""


class Passwords:
    """The threads that hash passwords: AT_ONCE of them, so that a wait that is given up never lets in a third."""

    def __init__(self, within_s: float = WITHIN_S) -> None:
        """*within_s* is how long one may take, with its wait for a turn."""
        self._within_s = within_s
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password", initializer=_step_back)
        self._nobodys = _hash_of_nothing()

    def close(self) -> None:
        """Take no more; those that wait are forgotten."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def choose(self, text: str, email: str, name: str) -> str:
        """The hash of a password for the owner of that address and name. Raises PasswordRefused, PasswordsBusy."""

        def checked() -> str:
            check_choice(text, email, name)
            return _hash(text)

        return await self._in_turn(checked)

    async def is_right(self, hashed: str | None, text: str) -> bool:
        """Whether *text* is the password of that hash; None, of nobody, costs the same. Raises PasswordsBusy."""
        against = hashed or self._nobodys
        return await self._in_turn(lambda: _matches(against, text)) and hashed is not None

    async def rehash(self, text: str) -> str:
        """Hash a right password anew, which no rule refuses any more. Raises PasswordsBusy."""
        return await self._in_turn(lambda: _hash(text))

    async def _in_turn(self, work: Callable[[], T]) -> T:
        try:
            async with asyncio.timeout(self._within_s):
                return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except TimeoutError as error:
            raise PasswordsBusy from error


async def check_password(database: Database, passwords: Passwords, email: str, text: str) -> Account | None:
    """Whose account that is, if its password is *text*; None as well for one unknown, closed or without a password.

    Raises PasswordsBusy.
    """
    account, hashed = await database.read(_find, email)
    if not await passwords.is_right(hashed, text) or account is None or hashed is None:
        return None
    if _HASHER.check_needs_rehash(hashed):
        await database.write(_replace, account.id, hashed, await passwords.rehash(text))
    return account


async def has_password(database: Database, passwords: Passwords, account: str, text: str) -> bool:
    """Whether *text* is the password of an account, asked again before something dangerous. Raises PasswordsBusy."""
    return await passwords.is_right(await database.read(_password_of, account), text)


def set_password(db: Transaction, account: str, hashed: str, but: str | None = None) -> None:
    """Keep what `Passwords.choose` gave, and end what is signed in with the old one, all *but* one."""
    chosen = update(AccountRow).where(AccountRow.id == account)
    db.execute(chosen.values(password=hashed, revision=AccountRow.revision + 1))
    end_all_sign_ins(db, account, but)


def _find(db: Transaction, email: str) -> tuple[Account | None, str | None]:
    """The account and the hash of its password, none of a closed one."""
    of_email = select(AccountRow.id).where(AccountRow.email_key == key_of(email), AccountRow.closed_at.is_(None))
    account_id = db.scalar(of_email)
    return (None, None) if account_id is None else (find_account(db, account_id), _password_of(db, account_id))


def _password_of(db: Transaction, account: str) -> str | None:
    return db.scalar(select(AccountRow.password).where(AccountRow.id == account))


def _replace(db: Transaction, account: str, was: str, hashed: str) -> None:
    """Keep another hash of the same password, unless another was chosen meanwhile."""
    the_same = (AccountRow.id == account) & (AccountRow.password == was)
    db.execute(update(AccountRow).where(the_same).values(password=hashed))


def _step_back() -> None:
    """Leave the processor to presses and pages: where threads have a priority of their own, as on Linux, this one's is low."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def _hash(text: str) -> str:
    return _HASHER.hash(_bytes(text))


def _matches(hashed: str, text: str) -> bool:
    """Whether they match; what nobody could have chosen is hashed too, cut off, so that it takes as long."""
    try:
        return _HASHER.verify(hashed, _bytes(text[:LONGEST])) and len(text) <= LONGEST
    except (VerificationError, InvalidHashError):
        return False


def _bytes(text: str) -> bytes:
    return prepared(text).encode(errors="surrogatepass")  # JSON may hold half a pair


def _hash_of_nothing() -> str:
    """A hash with our parameters that no password has but by a chance of 1 in 2^256."""
    salt, tag = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${tag}"
