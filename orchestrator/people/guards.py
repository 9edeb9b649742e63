"""What must not be done to people, lest nobody could undo it: looked at in the transaction that would do it."""

from sqlalchemy import exists, select

from orchestrator.accounts.roles import OrganisationRole, StaffRole
from orchestrator.accounts.tables import AccountRow, MembershipRow, StaffRow
from orchestrator.people.directory import has_come
from schedules.store.transaction import Transaction


class LastAdministrator(Exception):
    """Nobody would administer the installation any more."""


class LastManager(Exception):
    """Nobody would manage the organisation any more."""


def keep_an_administrator(db: Transaction, account_id: str) -> None:
    """Another administrator is left without this one. Raises LastAdministrator.

    Somebody who never came may never come: without one who did, nobody takes their place.
    """
    if not is_administrator(db, account_id):
        return
    others = db.execute(
        select(AccountRow.id, has_come())
        .join(StaffRow, StaffRow.account_id == AccountRow.id)
        .where(StaffRow.role == StaffRole.ADMINISTRATOR, AccountRow.closed_at.is_(None), AccountRow.id != account_id)
    ).all()
    came = db.scalar(select(AccountRow.id).where(AccountRow.id == account_id, has_come())) is not None
    if not others or (came and not any(has for _, has in others)):
        raise LastAdministrator(account_id)


def keep_a_manager(db: Transaction, account_id: str, organisation: str) -> None:
    """Another manager of the organisation is left without this one. Raises LastManager."""
    managers = (
        select(AccountRow.id)
        .join(MembershipRow, MembershipRow.account_id == AccountRow.id)
        .where(
            MembershipRow.organisation_id == organisation,
            MembershipRow.role == OrganisationRole.MANAGER,
            AccountRow.closed_at.is_(None),
        )
    )
    known = set(db.scalars(managers))
    if account_id in known and len(known) == 1:
        raise LastManager(organisation)


def is_administrator(db: Transaction, account_id: str) -> bool:
    """Whether it is open and administers the installation."""
    held = select(AccountRow.id).where(
        AccountRow.id == account_id,
        AccountRow.closed_at.is_(None),
        exists().where(StaffRow.account_id == AccountRow.id, StaffRow.role == StaffRole.ADMINISTRATOR),
    )
    return db.scalar(held) is not None
