"""Lists cost as many queries with a thousand rows as with ten, and what they seek is found at either size."""

from orchestrator.accounts.organisations import make_organisation
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from orchestrator.people.directory import Sought, people
from orchestrator.people.organisations import SoughtMembers, SoughtOrganisations, members, organisations
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.orchestrator.people.conftest import NOW, Browse
from tests.support.page_forms import Browser
from tests.support.people import SCHOOL, person
from tests.support.queries import counted

FEW, MANY = 10, 1_000
TRIES = 5
"""Of which the fewest count: what the service asks by its own clock meanwhile is not the page's."""
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


async def asked_for(database: Database, who: Browser, path: str) -> int:
    """How many statements the page asks."""
    with counted(database) as statements:
        text = await who.text(path)
    assert text.count("<tr") <= 51
    return len(statements)


async def test_pages_given_a_thousand_rows_when_opened_then_they_ask_as_often_as_with_ten(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    asked: list[dict[str, int]] = []
    for first, last in ((0, FEW), (FEW, MANY)):
        await database.write(fill, first, last)
        asked.append({path: min([await asked_for(database, admin, path) for _ in range(TRIES)]) for path in PAGES})

    assert asked[0] == asked[1]
    assert max(asked[0].values()) <= 12


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


async def test_people_given_capitals_and_accents_when_sought_and_sorted_then_they_make_no_difference(
    database: Database,
) -> None:
    for number, name in enumerate(("Zoe", "Èlia Niccolò", "de Santis", "Ada", "Eva")):
        await database.write(person, f"p{number}@x.example", name, NOW, Membership(SCHOOL, OrganisationRole.VIEWER))

    for words in ("elia niccolo", "ÈLIA", "niccolò"):
        found, _ = await database.read(people, Sought(words))
        assert [seen.account.name for seen in found] == ["Èlia Niccolò"]
        assert (await database.read(members, SoughtMembers(SCHOOL, words)))[1] == 1
    in_order, _ = await database.read(people, Sought())
    assert [seen.account.name for seen in in_order] == ["Ada", "de Santis", "Èlia Niccolò", "Eva", "Zoe"]


async def test_people_given_that_they_are_sorted_when_a_page_is_asked_for_then_an_index_has_them_in_order(
    database: Database,
) -> None:
    for sort in ("name", "email"):
        for descending in (False, True):
            with counted(database) as statements:
                await database.read(people, Sought(sort=sort, descending=descending, page=3))
            (ordered,) = [statement for statement in statements if "ORDER BY" in statement]
            plan = await database.read(plan_of, ordered)
            assert "TEMP B-TREE FOR ORDER BY" not in plan, (sort, descending)


def plan_of(db: Transaction, statement: str) -> str:
    """How SQLite would go about it."""
    rows = db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")
    return "\n".join(str(row[-1]) for row in rows)


async def test_organisations_given_their_members_when_sorted_by_them_then_the_largest_comes_last_or_first(
    database: Database,
) -> None:
    await database.write(fill, 0, 5)

    for descending in (False, True):
        shown, _ = await database.read(organisations, SoughtOrganisations(sort="members", descending=descending))
        largest = shown[0 if descending else -1]
        assert (largest.organisation.id, largest.members, largest.managers) == (SCHOOL, 5, 0)
