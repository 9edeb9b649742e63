"""Somebody is added by a command: with a link that is printed, and no mail."""

from dataclasses import dataclass
from secrets import token_hex

from sqlalchemy import select

from orchestrator.accounts.tables import OrganisationRow
from orchestrator.people.doer import Doer
from orchestrator.people.inviting import Invitee, Standing, Wanted, invite, look
from schedules.store.transaction import Transaction


class NoSuchOrganisation(Exception):
    """There is no organisation of that id."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of it."""

    standing: Standing
    """How it stood with them before."""
    secret: str
    """Of the link, which is good where they had not come."""


def add_by_command(db: Transaction, wanted: Wanted, secret: str, by: Doer) -> Added:
    """Do it, unless they are there already or closed. Raises NoSuchOrganisation."""
    for organisation in sorted({held.organisation for held in wanted.memberships}):
        if db.scalar(select(OrganisationRow.id).where(OrganisationRow.id == organisation)) is None:
            raise NoSuchOrganisation(organisation)
    (found,) = look(db, [wanted])
    standing = found.standing
    if standing is Standing.THERE and found.person is not None and not found.person.has_come:
        standing = Standing.WAITS
    if standing is Standing.JOINS and not wanted.staff and not wanted.memberships:
        standing = Standing.THERE
    if standing in {Standing.CLOSED, Standing.THERE}:
        return Added(standing, secret)
    link = secret if standing in {Standing.NEW, Standing.WAITS} else None
    invite(db, [Invitee(wanted, found, token_hex(8), link)], by)
    return Added(standing, secret)
