"""Browsers in which somebody is signed in: 256 random bits in a cookie, kept as a hash.

One ends when it was not used for a while, and after thirty days in any case; sooner for those who can do more harm.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from orchestrator.accounts.accounts import Account, find_account, memberships_of, staff_of
from orchestrator.accounts.hashing import hash_of
from orchestrator.accounts.roles import Membership, Staff, StaffRole
from orchestrator.accounts.tables import SignInRow
from schedules.store.transaction import Transaction

IDLE = timedelta(hours=12)
IDLE_OF_TECHNICAL = timedelta(hours=2)
LONGEST = timedelta(days=30)
NOTED_EVERY = timedelta(minutes=1)
"""So seldom a use is written down."""
PROVED_FOR = timedelta(minutes=10)
"""After so long a dangerous act asks for the password again."""
MOST = 20
"""Of one account; the one that was used longest ago gives way."""
_TECHNICAL = {StaffRole.ADMINISTRATOR, StaffRole.TECHNICIAN}


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser as its owner sees it in the list."""

    id: str
    created_at: datetime
    used_at: datetime
    proved_at: datetime
    way: str
    browser: str
    address: str
    level: str | None = None
    """How surely a provider knew who it is, in its own words."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who a cookie stands for, with all that they are."""

    account: Account
    staff: tuple[Staff, ...]
    memberships: tuple[Membership, ...]
    sign_in: SignIn

    def has_proved(self, now: datetime) -> bool:
        """Whether the password was given lately enough for a dangerous act."""
        return now - self.sign_in.proved_at < PROVED_FOR


def open_sign_in(
    db: Transaction, account: str, way: str, browser: str, address: str, now: datetime, level: str | None = None
) -> tuple[str, SignIn]:
    """Store a new one, and give the cookie's value."""
    cookie = secrets.token_urlsafe(32)
    mine = select(SignInRow.hash).where(SignInRow.account_id == account).order_by(SignInRow.used_at.desc())
    db.execute(delete(SignInRow).where(SignInRow.hash.in_(db.scalars(mine.offset(MOST - 1)).all())))
    row = SignInRow(
        hash=hash_of(cookie),
        id=secrets.token_hex(8),
        account_id=account,
        created_at=now,
        used_at=now,
        proved_at=now,
        way=way,
        browser=browser,
        address=address,
        level=level,
    )
    db.add(row)
    db.flush()
    return cookie, _sign_in(row)


def verify_sign_in(db: Transaction, cookie_hash: str, now: datetime) -> Person | None:
    """Who holds the cookie of that hash; None where it is unknown or over, or the account closed."""
    row = db.get(SignInRow, cookie_hash)
    account = find_account(db, row.account_id) if row is not None else None
    if row is None or account is None or account.closed_at is not None:
        return None
    staff = staff_of(db, account.id)
    if now >= _ends_at(row, staff):
        return None
    return Person(account, tuple(staff), tuple(memberships_of(db, account.id)), _sign_in(row))


def note_use(db: Transaction, sign_in: str, address: str, now: datetime) -> None:
    """Write down that it was used; nothing is written where that was less than a minute ago."""
    long_ago = (SignInRow.id == sign_in) & (SignInRow.used_at <= now - NOTED_EVERY)
    db.execute(update(SignInRow).where(long_ago).values(used_at=now, address=address))


def note_proof(db: Transaction, sign_in: str, now: datetime) -> str:
    """The password was given again: give it another cookie, so that one that was stolen before is good no more."""
    cookie = secrets.token_urlsafe(32)
    changed = update(SignInRow).where(SignInRow.id == sign_in).values(hash=hash_of(cookie), proved_at=now, used_at=now)
    db.execute(changed)
    return cookie


def list_sign_ins(db: Transaction, account: str, now: datetime) -> Sequence[SignIn]:
    """Those of an account that are not over, the one used last first."""
    rows = db.scalars(select(SignInRow).where(SignInRow.account_id == account).order_by(SignInRow.used_at.desc()))
    staff = staff_of(db, account)
    return [_sign_in(row) for row in rows if now < _ends_at(row, staff)]


def end_sign_in(db: Transaction, account: str, sign_in: str) -> bool:
    """End one of the account's own. False where it has none of that id."""
    ended = delete(SignInRow).where(SignInRow.account_id == account, SignInRow.id == sign_in).returning(SignInRow.id)
    return db.scalar(ended) is not None


def end_sign_in_of(db: Transaction, cookie_hash: str) -> str | None:
    """End the one whose cookie has that hash. Gives whose it was; None where there is none."""
    return db.scalar(delete(SignInRow).where(SignInRow.hash == cookie_hash).returning(SignInRow.account_id))


def end_all_sign_ins(db: Transaction, account: str, but: str | None = None) -> None:
    """End them all, or all *but* one."""
    db.execute(delete(SignInRow).where(SignInRow.account_id == account, SignInRow.id != (but or "")))


def _ends_at(row: SignInRow, staff: Sequence[Staff]) -> datetime:
    idle = IDLE_OF_TECHNICAL if any(held.role in _TECHNICAL for held in staff) else IDLE
    return min(row.used_at + idle, row.created_at + LONGEST)


def _sign_in(row: SignInRow) -> SignIn:
    return SignIn(row.id, row.created_at, row.used_at, row.proved_at, row.way, row.browser, row.address, row.level)
