"""People in the store: accounts, organisations, and what each may be in them."""

from datetime import UTC, datetime

import pytest

from orchestrator.accounts.accounts import (
    Account,
    Changed,
    EmailTaken,
    account_by_email,
    blank_account,
    change_account,
    close_account,
    find_account,
    give_membership,
    give_staff,
    make_account,
    memberships_of,
    reopen_account,
    staff_of,
    take_membership,
    take_staff,
)
from orchestrator.accounts.emails import NotAnAddress, address_of
from orchestrator.accounts.organisations import (
    OrganisationTaken,
    change_organisation,
    find_organisation,
    list_organisations,
    make_organisation,
)
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from schedules.store.database import Database
from schedules.store.transaction import Transaction

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def ada(db: Transaction, email: str = "ada@scuola.example") -> Account:
    return make_account(db, email, "Ada Neri", "it", NOW)


async def test_account_given_one_that_was_made_when_looked_for_then_it_is_found_by_its_address_whatever_the_case(
    database: Database,
) -> None:
    made = await database.write(ada)

    assert await database.read(find_account, made.id) == made
    assert await database.read(account_by_email, "Ada@Scuola.example") == made
    assert await database.read(account_by_email, "altra@scuola.example") is None
    assert not made.has_password


async def test_account_given_an_address_that_another_has_when_made_then_it_is_refused(database: Database) -> None:
    made = await database.write(ada)

    with pytest.raises(EmailTaken):
        await database.write(ada, "ADA@scuola.example")
    assert await database.read(account_by_email, "ada@scuola.example") == made


async def test_account_given_two_editors_when_both_change_it_then_the_second_is_told(database: Database) -> None:
    made = await database.write(ada)

    changed = await database.write(change_account, made.id, made.revision, "Ada Bianchi", "en")

    with pytest.raises(Changed):
        await database.write(change_account, made.id, made.revision, "Ada Verdi", "it")
    assert await database.read(find_account, made.id) == changed
    assert (changed.name, changed.language) == ("Ada Bianchi", "en")


async def test_account_given_one_that_was_closed_when_opened_again_then_it_has_its_roles(database: Database) -> None:
    made = await database.write(ada)
    await database.write(give_staff, made.id, Staff(StaffRole.DESK, "casa"))

    assert await database.write(close_account, made.id, NOW)
    assert not await database.write(close_account, made.id, NOW)
    closed = await database.read(find_account, made.id)
    assert closed is not None
    assert closed.closed_at == NOW

    assert await database.write(reopen_account, made.id)
    assert not await database.write(reopen_account, made.id)
    assert await database.read(staff_of, made.id) == [Staff(StaffRole.DESK, "casa")]


async def test_account_given_one_that_is_blanked_when_looked_at_then_only_its_number_is_left(
    database: Database,
) -> None:
    made = await database.write(ada)
    await database.write(give_staff, made.id, Staff(StaffRole.ADMINISTRATOR))

    await database.write(blank_account, made.id, NOW)

    left = await database.read(find_account, made.id)
    assert left is not None
    assert (left.email, left.name, left.closed_at) == (None, "", NOW)
    assert not await database.read(staff_of, made.id)
    assert await database.read(account_by_email, "ada@scuola.example") is None
    assert not await database.write(reopen_account, made.id)
    assert (await database.write(ada)).id != made.id


async def test_roles_given_and_taken_when_looked_at_then_each_is_there_once_or_gone(database: Database) -> None:
    made = await database.write(ada)
    await database.write(make_organisation, "liceo", "Liceo Varrone", NOW)
    organiser, manager = (Membership("liceo", role) for role in (OrganisationRole.ORGANISER, OrganisationRole.MANAGER))
    for membership in (organiser, organiser, manager):
        await database.write(give_membership, made.id, membership)

    assert await database.read(memberships_of, made.id) == [manager, organiser]

    await database.write(take_membership, made.id, manager)
    await database.write(give_staff, made.id, Staff(StaffRole.TECHNICIAN, "casa"))
    await database.write(take_staff, made.id, Staff(StaffRole.TECHNICIAN, "casa"))
    assert await database.read(memberships_of, made.id) == [organiser]
    assert not await database.read(staff_of, made.id)


def test_role_given_an_administrator_of_one_site_when_made_then_there_is_none() -> None:
    with pytest.raises(ValueError, match="whole installation"):
        Staff(StaffRole.ADMINISTRATOR, "casa")


async def test_organisation_given_its_life_when_changed_then_it_is_as_it_was_last_left(database: Database) -> None:
    made = await database.write(make_organisation, "liceo", "Liceo", NOW)
    with pytest.raises(OrganisationTaken):
        await database.write(make_organisation, "liceo", "Un altro", NOW)

    closed = await database.write(change_organisation, "liceo", made.revision, "Liceo Varrone", NOW)
    with pytest.raises(Changed):
        await database.write(change_organisation, "liceo", made.revision, "Liceo", None)

    assert await database.read(find_organisation, "liceo") == closed
    assert await database.read(list_organisations) == [closed]
    assert (closed.name, closed.closed_at) == ("Liceo Varrone", NOW)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("ada@scuola.example", "ada@scuola.example"),
        (" Ada.Neri+orario@SCUOLA.Example ", "Ada.Neri+orario@scuola.example"),
        ("ada@città.example", "ada@xn--citt-3na.example"),
        ("d'amico@scuola.example", "d'amico@scuola.example"),
    ],
)
def test_address_given_a_good_one_when_read_then_its_domain_is_in_ascii_and_small(written: str, address: str) -> None:
    assert address_of(written) == address


@pytest.mark.parametrize(
    "written",
    [
        *("", "ada", "ada@", "@scuola.example", "ada@scuola", "ada neri@scuola.example", "a@b@scuola.example"),
        *("ada@scuola..example", "ada@-scuola.example", ".ada@scuola.example", "a..da@scuola.example"),
        *("ada@scuola.example\nBcc: tutti@scuola.example", "<ada@scuola.example>", "ada@scuola.example, b@c.example"),
        *(f"{'a' * 65}@scuola.example", f"ada@{'a' * 64}.example", f"ada@{'a.' * 130}example"),
    ],
)
def test_address_given_what_is_none_when_read_then_it_is_refused(written: str) -> None:
    with pytest.raises(NotAnAddress):
        address_of(written)
