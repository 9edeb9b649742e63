"""The first administrator: made once, with a link by which they choose a password."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from config.words.sentences import Language
from orchestrator.accounts.links import LinkKind, new_secret
from orchestrator.accounts.roles import Staff, StaffRole
from orchestrator.accounts.tables import AccountRow, StaffRow
from orchestrator.installing.answers import name_of
from orchestrator.people.added import add_by_command
from orchestrator.people.changes import hand_link
from orchestrator.people.directory import PersonSeen, people_of
from orchestrator.people.doer import Doer
from orchestrator.people.inviting import Standing, Wanted
from orchestrator.people.letters import Handed
from schedules.store.transaction import Transaction


class AccountClosed(Exception):
    """The account of that address is closed."""


@dataclass(frozen=True, slots=True)
class First:
    """The first administrator, by their address."""

    email: str
    link: str | None
    """The secret of their link; None where they have come by their account before."""


def administrators(db: Transaction) -> Sequence[PersonSeen]:
    """Those whose account is open, the one that was made first before the others."""
    ids = db.scalars(
        select(AccountRow.id)
        .join(StaffRow, StaffRow.account_id == AccountRow.id)
        .where(StaffRow.role == StaffRole.ADMINISTRATOR, AccountRow.closed_at.is_(None))
        .order_by(AccountRow.created_at, AccountRow.id)
    )
    return people_of(db, ids.all())


def first_administrator(db: Transaction, email: str, language: Language, by: Doer) -> First | None:
    """Make somebody the first administrator; None where there is one already. Raises AccountClosed.

    An account that has the address becomes it.
    """
    if administrators(db):
        return None
    secret = new_secret()
    wanted = Wanted(email, name_of(email), language, staff=(Staff(StaffRole.ADMINISTRATOR),))
    added = add_by_command(db, wanted, secret, by)
    if added.standing is Standing.CLOSED:
        raise AccountClosed(email)
    return First(email, secret if added.standing in {Standing.NEW, Standing.WAITS} else None)


def link_again(db: Transaction, by: Doer) -> First | None:
    """Another link for the first administrator in place of the one before; None where nobody waits for one."""
    waiting = [seen.account for seen in administrators(db) if not seen.has_come]
    if not waiting:
        return None
    secret = new_secret()
    hand_link(db, waiting[0].id, LinkKind.INVITATION, Handed(secret, None), by)
    return First(waiting[0].email or waiting[0].id, secret)
