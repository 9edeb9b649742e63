"""Links by which somebody chooses a password: 256 random bits, kept as a hash, good once and for a time.

Looking at one spends nothing, for scanners of mail open links.
"""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select, update

from orchestrator.accounts.accounts import Account, find_account
from orchestrator.accounts.hashing import hash_of
from orchestrator.accounts.tables import LinkRow
from schedules.store.transaction import Transaction


class LinkKind(StrEnum):
    """What a link is for."""

    INVITATION = "invitation"
    RESET = "reset"


LASTS = {LinkKind.INVITATION: timedelta(days=7), LinkKind.RESET: timedelta(hours=1)}


def make_link(db: Transaction, account: str, kind: LinkKind, now: datetime) -> str:
    """Store a new link, and give its secret. Earlier ones of the same kind are good no more: the newest mail counts."""
    secret = new_secret()
    keep_link(db, account, kind, secret, now)
    return secret


def new_secret() -> str:
    """What a new link ends with, for who writes a mail before it is stored."""
    return secrets.token_urlsafe(32)


def keep_link(db: Transaction, account: str, kind: LinkKind, secret: str, now: datetime) -> None:
    """Store a link of that secret. Earlier ones of the same kind are good no more: the newest mail counts."""
    db.execute(delete(LinkRow).where(LinkRow.account_id == account, LinkRow.kind == kind))
    db.add(LinkRow(hash=hash_of(secret), account_id=account, kind=kind, created_at=now, expires_at=now + LASTS[kind]))
    db.flush()


def last_link_at(db: Transaction, account: str, kind: LinkKind) -> datetime | None:
    """When the newest of that kind was made, whether it is good or not; None where there is none."""
    made = select(LinkRow.created_at).where(LinkRow.account_id == account, LinkRow.kind == kind)
    return db.scalar(made.order_by(LinkRow.created_at.desc()).limit(1))


def open_link(db: Transaction, secret: str, now: datetime) -> tuple[Account, LinkKind] | None:
    """Whose link it is and for what; None for one unknown, over or spent, or whose account is closed."""
    good = (LinkRow.hash == hash_of(secret), LinkRow.spent_at.is_(None), LinkRow.expires_at > now)
    row = db.scalar(select(LinkRow).where(*good))
    account = find_account(db, row.account_id) if row is not None else None
    if row is None or account is None or account.closed_at is not None:
        return None
    return account, LinkKind(row.kind)


def spend_link(db: Transaction, secret: str, now: datetime) -> tuple[Account, LinkKind] | None:
    """The same, and the link is good no more."""
    found = open_link(db, secret, now)
    if found is not None:
        db.execute(update(LinkRow).where(LinkRow.hash == hash_of(secret)).values(spent_at=now))
    return found
