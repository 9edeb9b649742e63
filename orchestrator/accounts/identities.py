"""Whose account somebody's identity at a provider opens, and how the two come together for the first time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from config.providers import Provider
from orchestrator.accounts.accounts import (
    Account,
    account_by_email,
    find_account,
    give_membership,
    make_account,
    memberships_of,
    staff_of,
)
from orchestrator.accounts.links import LinkKind, open_link, spend_link
from orchestrator.accounts.provider_words import NotSignedIn, SignInTrouble
from orchestrator.accounts.providers import Told
from orchestrator.accounts.roles import Membership, OrganisationRole
from orchestrator.accounts.tables import IdentityRow, OrganisationRow
from schedules.store.transaction import Transaction


def account_of(db: Transaction, provider: Provider, told: Told, invitation: str | None, now: datetime) -> Account:
    """The account of who was at the *provider*; bound, or made, if that may be. Raises NotSignedIn.

    *invitation* is the secret of a link that was opened before. It binds whoever holds it; and is spent by that.
    """
    row = db.get(IdentityRow, (told.issuer, told.subject))
    invited = open_link(db, invitation, now) if invitation is not None else None
    invitee = invited[0] if invited is not None and invited[1] is LinkKind.INVITATION else None
    if row is not None:
        if invitee is not None and invitee.id != row.account_id:
            raise NotSignedIn(SignInTrouble.ANOTHER)
        return _open(find_account(db, row.account_id))
    if invitation is not None and invitee is not None:
        account = invitee
        _unbind(db, account, told)  # whoever manages people invited them anew, and so means the one who comes
        spend_link(db, invitation, now)
    else:
        account = _by_email(db, provider, told, now)
    db.add(IdentityRow(issuer=told.issuer, subject=told.subject, account_id=account.id, bound_at=now))
    db.flush()
    return account


@dataclass(frozen=True, slots=True)
class Bound:
    """Somebody at a provider, as the owner of their account sees it."""

    issuer: str
    subject: str
    bound_at: datetime


def is_bound(db: Transaction, told: Told) -> bool:
    """Whether some account belongs to who was at the provider."""
    return db.get(IdentityRow, (told.issuer, told.subject)) is not None


def identities_of(db: Transaction, account: str) -> Sequence[Bound]:
    """Those of an account, the oldest first."""
    rows = db.scalars(select(IdentityRow).where(IdentityRow.account_id == account).order_by(IdentityRow.bound_at))
    return [Bound(row.issuer, row.subject, row.bound_at) for row in rows]


def unbind(db: Transaction, account: str, issuer: str, subject: str) -> bool:
    """Let that identity open the account no more. False where it is none of its."""
    mine = (IdentityRow.issuer == issuer, IdentityRow.subject == subject, IdentityRow.account_id == account)
    return db.scalar(delete(IdentityRow).where(*mine).returning(IdentityRow.subject)) is not None


def _by_email(db: Transaction, provider: Provider, told: Told, now: datetime) -> Account:
    """The account of the address that the provider has verified, or a new one where it lets its domains in."""
    if told.email is None:
        raise NotSignedIn(SignInTrouble.UNVERIFIED)
    account = account_by_email(db, told.email)
    if account is None:
        return _let_in(db, provider, told, told.email, now)
    _open(account)
    if not _is_offered(db, provider, account, told.email):
        raise NotSignedIn(SignInTrouble.ELSEWHERE)
    same = select(IdentityRow.subject).where(IdentityRow.issuer == told.issuer, IdentityRow.account_id == account.id)
    if db.scalar(same) is not None:  # the address was given to another person there
        raise NotSignedIn(SignInTrouble.ANOTHER)
    return account


def _is_offered(db: Transaction, provider: Provider, account: Account, email: str) -> bool:
    """Whether what this provider says counts for that account: a school's must not open the mayor's.

    Of those who are on the staff of sites it counts by their domain alone: whoever runs a school's is not to become one.
    """
    if not provider.domains and not provider.organisations:
        return True
    mine = {membership.organisation for membership in memberships_of(db, account.id)}
    is_theirs = not mine.isdisjoint(provider.organisations) and not staff_of(db, account.id)
    return provider.has_domain_of(email) or is_theirs


def _let_in(db: Transaction, provider: Provider, told: Told, email: str, now: datetime) -> Account:
    """A new account of somebody who was not invited."""
    if provider.lets_in == "none" or not provider.has_domain_of(email):
        raise NotSignedIn(SignInTrouble.UNINVITED)
    organisation = db.get(OrganisationRow, provider.organisations[0])
    if organisation is None or organisation.closed_at is not None:
        raise NotSignedIn(SignInTrouble.UNINVITED)
    account = make_account(db, email, told.name or email.rpartition("@")[0], "en" if told.english else "it", now)
    give_membership(db, account.id, Membership(organisation.id, OrganisationRole(provider.lets_in)))
    return account


def _open(account: Account | None) -> Account:
    if account is None or account.closed_at is not None:
        raise NotSignedIn(SignInTrouble.CLOSED)
    return account


def _unbind(db: Transaction, account: Account, told: Told) -> None:
    db.execute(delete(IdentityRow).where(IdentityRow.account_id == account.id, IdentityRow.issuer == told.issuer))
