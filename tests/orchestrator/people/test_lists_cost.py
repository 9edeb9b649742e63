"""Lists cost as many queries with a thousand rows as with ten, and what they seek is found at either size."""

import pytest

from orchestrator.accounts.organisations import make_organisation
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from orchestrator.people.directory import Sought, people
from orchestrator.people.organisations import SoughtMembers, SoughtOrganisations, members, organisations
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.orchestrator.people.conftest import NOW, Browse
from tests.support.people import SCHOOL, person
from tests.support.queries import counted

FEW, MANY = 10, 1_000
PAGES = (
    "/people",
    "/people?sort=-email&state=invited&role=organiser&q=p",
    "/organisations",
    f"/organisations/{SCHOOL}",
)


def fill(db: Transaction, first: int, last: int) -> None:
    for number in range(first, last):
        held = (Membership(SCHOOL, OrganisationRole.ORGANISER), Staff(StaffRole.DESK, "casa"))
        person(db, f"p{number:04}@x.example", f"Persona {number:04}", NOW, *held)
        make_organisation(db, f"o{number:04}", f"Organizzazione {number:04}", NOW)


@pytest.mark.parametrize("path", PAGES)
async def test_page_given_a_thousand_rows_when_opened_then_it_asks_as_often_as_with_ten(
    browse: Browse, database: Database, path: str
) -> None:
    admin = await browse("administrator")
    asked: list[int] = []
    for first, last in ((0, FEW), (FEW, MANY)):
        await database.write(fill, first, last)
        await admin.get(path)  # whoever asks is believed for a moment, and is not looked up again
        with counted(database) as statements:
            text = await admin.text(path)
        asked.append(len(statements))
        assert text.count("<tr") <= 51

    assert asked[0] == asked[1] <= 12


async def test_people_given_more_than_a_page_when_turned_over_then_each_stands_on_one_page(database: Database) -> None:
    await database.write(fill, 0, 120)
    found: list[str | None] = []
    for page in (1, 2, 3):
        shown, total = await database.read(people, Sought(sort="email", page=page))
        found += [seen.account.email for seen in shown]
        assert total == 120

    assert found == [f"p{number:04}@x.example" for number in range(120)]
    beyond, _ = await database.read(people, Sought(sort="email", descending=True, page=99))
    assert [seen.account.email for seen in beyond] == [f"p{number:04}@x.example" for number in range(19, -1, -1)]


async def test_lists_given_marks_that_databases_know_when_sought_then_they_are_letters(database: Database) -> None:
    await database.write(person, "p_1@x.example", "100% Ada", NOW, Membership(SCHOOL, OrganisationRole.VIEWER))
    await database.write(fill, 0, 5)

    for words in ("100%", "p_1", "% A"):
        assert (await database.read(people, Sought(words)))[1] == 1
        assert (await database.read(members, SoughtMembers(SCHOOL, words)))[1] == 1
    assert (await database.read(organisations, SoughtOrganisations("%")))[1] == 0


async def test_organisations_given_their_members_when_sorted_by_them_then_the_largest_comes_last_or_first(
    database: Database,
) -> None:
    await database.write(fill, 0, 5)

    for descending in (False, True):
        shown, _ = await database.read(organisations, SoughtOrganisations(sort="members", descending=descending))
        largest = shown[0 if descending else -1]
        assert (largest.organisation.id, largest.members, largest.managers) == (SCHOOL, 5, 0)
