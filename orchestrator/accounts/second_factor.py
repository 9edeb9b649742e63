"""The second factor of an account in the store: set up, shown until it is proved, tried, turned off.

It counts from the moment a code has proved that the authenticator knows the secret, which is sealed with keys that are not in the
database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from orchestrator.accounts.codes import new_paper_codes, new_secret, paper_hash, step_of
from orchestrator.accounts.tables import PaperCodeRow, SecondFactorRow
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction

NEVER = -1
"""In place of the last step of which a code was used."""


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What its owner sees of it."""

    since: datetime
    paper_codes: int
    """How many are left."""


def second_factor_of(db: Transaction, account: str) -> SecondFactor | None:
    """The one that has to be given with a password; None where there is none, or it was not proved."""
    row = db.get(SecondFactorRow, account)
    if row is None or row.proved_at is None:
        return None
    left = db.scalar(select(func.count()).where(PaperCodeRow.account_id == account)) or 0
    return SecondFactor(row.proved_at, left)


def set_up(db: Transaction, keys: Keys, account: str) -> str:
    """A new secret for an authenticator, which counts once it is proved. One that counts is left as it is until then."""
    secret = new_secret()
    row = db.get(SecondFactorRow, account) or SecondFactorRow(account_id=account, last_step=NEVER)
    row.offered = keys.seal(secret, _place(account, "offered"))
    db.add(row)
    db.flush()
    return secret


def offered(db: Transaction, keys: Keys, account: str) -> str | None:
    """The secret that was set up last and is not proved yet; None where there is none.

    Raises Unreadable, of `schedules.store.sealing`.
    """
    row = db.get(SecondFactorRow, account)
    if row is None or row.offered is None:
        return None
    return keys.open(row.offered, _place(account, "offered"))


def prove(db: Transaction, keys: Keys, account: str, code: str, now: datetime) -> Sequence[str] | None:
    """From now on the secret that was set up last counts; its ten codes for paper, which are shown this once.

    None where *code* is none of that secret's. Raises Unreadable, of `schedules.store.sealing`.
    """
    row = db.get(SecondFactorRow, account)
    if row is None or row.offered is None:
        return None
    secret = keys.open(row.offered, _place(account, "offered"))
    step = step_of(secret, code, now, NEVER)
    if step is None:
        return None
    row.secret, row.offered = keys.seal(secret, _place(account, "secret")), None
    row.proved_at, row.last_step = now, step
    db.flush()
    return new_papers(db, account)


def spend_code(db: Transaction, keys: Keys, account: str, code: str, now: datetime) -> bool:
    """Whether *code* is one of the authenticator's or of the paper's; it is good no more then.

    A guesser is slowed by `delays`, with the account's id as the name. Raises Unreadable, of `schedules.store.sealing`.
    """
    row = db.get(SecondFactorRow, account)
    if row is None or row.proved_at is None or row.secret is None:
        return False
    mine = (PaperCodeRow.account_id == account) & (PaperCodeRow.hash == paper_hash(account, code))
    if db.scalar(delete(PaperCodeRow).where(mine).returning(PaperCodeRow.hash)) is not None:
        return True
    step = step_of(keys.open(row.secret, _place(account, "secret")), code, now, row.last_step)
    if step is None:
        return False
    db.execute(update(SecondFactorRow).where(SecondFactorRow.account_id == account).values(last_step=step))
    return True


def new_papers(db: Transaction, account: str) -> Sequence[str]:
    """Ten other codes for paper, which are shown this once; the old ones are good no more."""
    codes = new_paper_codes()
    db.execute(delete(PaperCodeRow).where(PaperCodeRow.account_id == account))
    db.add_all(PaperCodeRow(account_id=account, hash=paper_hash(account, code)) for code in codes)
    db.flush()
    return codes


def turn_off(db: Transaction, account: str) -> None:
    """A password is enough again."""
    for table in (PaperCodeRow, SecondFactorRow):
        db.execute(delete(table).where(table.account_id == account))


def _place(account: str, column: str) -> str:
    return f"{SecondFactorRow.__tablename__}:{account}:{column}"
