"""Whose account somebody opens who was at a provider: by their identity, an invitation, or a verified address."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from config.providers import LetsIn, Provider, ProviderName
from orchestrator.accounts.accounts import (
    Account,
    blank_account,
    close_account,
    give_membership,
    give_staff,
    make_account,
    memberships_of,
)
from orchestrator.accounts.identities import account_of
from orchestrator.accounts.links import LinkKind, make_link, open_link
from orchestrator.accounts.organisations import change_organisation, make_organisation
from orchestrator.accounts.provider_words import NotSignedIn, SignInTrouble
from orchestrator.accounts.providers import Told
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from orchestrator.accounts.tables import AccountRow, IdentityRow
from schedules.store.database import Database
from schedules.store.transaction import Transaction

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
ISSUER = "https://accesso.scuola.example"
EMAIL = "ada@scuola.example"


@pytest.fixture
async def ada(database: Database) -> Account:
    """Invited, a member of the school."""
    await database.write(make_organisation, "liceo", "Liceo", NOW)
    made = await database.write(make_account, EMAIL, "Ada Neri", "it", NOW)
    await database.write(give_membership, made.id, Membership("liceo", OrganisationRole.MANAGER))
    return made


def provider(**keys: Any) -> Provider:
    return Provider(
        id="scuola",
        name=ProviderName(it="Scuola", en="School"),
        issuer=ISSUER,
        client_id="regia",
        secret="env:REGIA_SECRET_SCUOLA",
        **keys,
    )


def told(subject: str = "ada-1", email: str | None = EMAIL, *, english: bool = False) -> Told:
    return Told(ISSUER, subject, email, "Ada N.", english, None)


async def comes(
    database: Database, who: Told, by: Provider | None = None, invitation: str | None = None
) -> str | SignInTrouble:
    """The id of the account that opens, or why none does; then nothing is left of the try."""
    try:
        account = await database.write(account_of, by or provider(), who, invitation, NOW)
    except NotSignedIn as refused:
        return refused.trouble
    return account.id


def count(db: Transaction) -> tuple[int, int]:
    """How many accounts and identities there are."""
    accounts, identities = (db.scalar(select(func.count()).select_from(table)) for table in (AccountRow, IdentityRow))
    return accounts or 0, identities or 0


async def test_identity_given_a_verified_address_when_it_comes_then_it_is_bound_and_counts_alone_from_then_on(
    database: Database, ada: Account
) -> None:
    assert await comes(database, told(email="ADA@scuola.example")) == ada.id
    assert await comes(database, told(email=None)) == ada.id
    assert await comes(database, told(email="altra@scuola.example")) == ada.id
    assert await comes(database, told("ada-2")) is SignInTrouble.ANOTHER  # her address was given to somebody else
    assert await database.read(count) == (1, 1)


async def test_identity_given_no_invitation_when_it_comes_then_nobody_is_let_in(
    database: Database, ada: Account
) -> None:
    assert await comes(database, told(email=None)) is SignInTrouble.UNVERIFIED
    assert await comes(database, told(email="bea@scuola.example")) is SignInTrouble.UNINVITED
    await database.write(close_account, ada.id, NOW)
    assert await comes(database, told()) is SignInTrouble.CLOSED
    assert await database.read(count) == (1, 0)


async def test_identity_given_an_opened_invitation_when_it_comes_then_whoever_holds_it_is_bound(
    database: Database, ada: Account
) -> None:
    secret = await database.write(make_link, ada.id, LinkKind.INVITATION, NOW)

    assert await comes(database, told(email=None), invitation=secret) == ada.id
    assert await database.read(open_link, secret, NOW) is None
    assert await comes(database, told("bea-2", None), invitation=secret) is SignInTrouble.UNVERIFIED


async def test_identity_given_a_new_invitation_when_another_comes_then_it_takes_the_place_of_the_old(
    database: Database, ada: Account
) -> None:
    assert await comes(database, told()) == ada.id
    secret = await database.write(make_link, ada.id, LinkKind.INVITATION, NOW)

    assert await comes(database, told("ada-2"), invitation=secret) == ada.id
    assert await comes(database, told("ada-1")) is SignInTrouble.ANOTHER


async def test_identity_given_a_reset_or_the_invitation_of_another_when_it_comes_then_neither_is_spent(
    database: Database, ada: Account
) -> None:
    bea = await database.write(make_account, "bea@scuola.example", "Bea", "it", NOW)
    reset = await database.write(make_link, ada.id, LinkKind.RESET, NOW)
    of_bea = await database.write(make_link, bea.id, LinkKind.INVITATION, NOW)

    assert await comes(database, told(email=None), invitation=reset) is SignInTrouble.UNVERIFIED
    assert await comes(database, told()) == ada.id
    assert await comes(database, told(), invitation=of_bea) is SignInTrouble.ANOTHER
    assert await database.read(open_link, reset, NOW) is not None
    assert await database.read(open_link, of_bea, NOW) is not None


@pytest.mark.parametrize(
    ("keys", "trouble"),
    [
        ({}, None),
        ({"domains": ("scuola.example",)}, None),
        ({"domains": ("ola.example", "x.scuola.example")}, SignInTrouble.ELSEWHERE),
        ({"domains": ("altra.example",)}, SignInTrouble.ELSEWHERE),
        ({"organisations": ("liceo",)}, None),
        ({"organisations": ("sindacato",)}, SignInTrouble.ELSEWHERE),
        ({"domains": ("altra.example",), "organisations": ("liceo",)}, None),
    ],
)
async def test_identity_given_a_provider_for_some_when_it_comes_then_it_opens_theirs_alone(
    database: Database, ada: Account, keys: dict[str, Any], trouble: SignInTrouble | None
) -> None:
    assert await comes(database, told(), provider(**keys)) == (trouble or ada.id)


async def test_identity_given_a_school_whose_member_is_an_administrator_when_it_names_them_then_it_opens_nothing(
    database: Database, ada: Account
) -> None:
    await database.write(give_staff, ada.id, Staff(StaffRole.ADMINISTRATOR))

    assert await comes(database, told(), provider(organisations=("liceo",))) is SignInTrouble.ELSEWHERE
    assert await comes(database, told(), provider(domains=("scuola.example",))) == ada.id


@pytest.mark.parametrize("role", ["viewer", "organiser"])
async def test_stranger_given_a_provider_that_lets_its_domain_in_when_they_come_then_they_are_that_and_no_more(
    database: Database, ada: Account, role: LetsIn
) -> None:
    open_one = provider(domains=("scuola.example",), organisations=("liceo",), lets_in=role)

    made = await comes(database, told("bea-2", "bea@scuola.example", english=True), open_one)
    assert isinstance(made, str)
    assert made != ada.id
    assert await database.read(memberships_of, made) == [Membership("liceo", OrganisationRole(role))]
    assert await comes(database, told("bea-2", None), open_one) == made
    assert await comes(database, told("carlo-3", "carlo@altra.example"), open_one) is SignInTrouble.UNINVITED
    assert await comes(database, told("carlo-3", None), open_one) is SignInTrouble.UNVERIFIED


async def test_stranger_given_an_organisation_that_is_not_there_or_closed_when_they_come_then_nobody_is_let_in(
    database: Database, ada: Account
) -> None:
    assert ada.email == EMAIL
    for organisation in ("mai-vista", "liceo"):
        by = provider(domains=("scuola.example",), organisations=(organisation,), lets_in="viewer")
        await database.write(change_organisation, "liceo", 1, "Liceo", NOW) if organisation == "liceo" else None
        assert await comes(database, told("bea-2", "bea@scuola.example"), by) is SignInTrouble.UNINVITED
    assert await database.read(count) == (1, 0)


async def test_identity_given_that_its_owner_was_blanked_when_it_comes_then_it_is_forgotten(
    database: Database, ada: Account
) -> None:
    assert await comes(database, told()) == ada.id
    await database.write(close_account, ada.id, NOW)
    assert await comes(database, told()) is SignInTrouble.CLOSED

    await database.write(blank_account, ada.id, NOW)

    assert await comes(database, told()) is SignInTrouble.UNINVITED
    assert await database.read(count) == (1, 0)
