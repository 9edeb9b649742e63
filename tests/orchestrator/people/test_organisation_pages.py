"""Organisations by pages: administrators keep all of them, managers their own and no other."""

import re

import pytest

from orchestrator.accounts.accounts import account_by_email, close_account, memberships_of
from orchestrator.accounts.organisations import find_organisation, list_organisations
from orchestrator.accounts.passwords import set_password
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from schedules.store.database import Database
from tests.orchestrator.people.conftest import NOW, Browse
from tests.orchestrator.people.test_people_pages import mails
from tests.support.people import SCHOOL, UNION, person

HERE = f"/organisations/{SCHOOL}"
ADA = {"email": "ada@x.example", "name": "Ada", "language": "it", "roles": "organiser"}


async def test_organisation_given_a_name_when_made_then_its_id_is_shown_first_and_a_form_sent_twice_makes_one(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")

    shown = await admin.send("/organisations/new", {"name": "Liceo  Varrone"})
    text = await shown.text()
    assert shown.status == 200
    assert 'value="liceo-varrone"' in text
    fields = {**await admin.opened("/organisations/new"), "name": "Liceo Varrone", "id": "liceo-varrone"}
    answers = [await admin.post("/organisations/new", fields) for _ in range(2)]

    assert [answer.headers.get("Location") for answer in answers] == ["/organisations/liceo-varrone"] * 2
    assert [each.id for each in await database.read(list_organisations)] == [SCHOOL, "liceo-varrone", UNION]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": " "}, "Scrivi il nome."),
        ({"name": "a" * 121}, "al massimo 120 caratteri"),
        ({"name": "Liceo", "id": "Liceo Varrone"}, "Usa lettere minuscole"),
        ({"name": "Liceo", "id": SCHOOL}, "Un’altra organizzazione si chiama già così."),
    ],
)
async def test_organisation_given_a_mistake_when_made_then_it_is_told(
    browse: Browse, fields: dict[str, str], words: str
) -> None:
    admin = await browse("administrator")

    answer = await admin.send("/organisations/new", fields)

    assert answer.status == 422
    assert words in await answer.text()


async def test_organisation_given_its_life_when_renamed_closed_and_opened_then_it_is_so_and_the_second_editor_is_told(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    fields = await admin.opened(f"{HERE}/change")

    first = await admin.post(f"{HERE}/change", {**fields, "name": "Liceo"})
    second = await admin.post(f"{HERE}/change", {**fields, "name": "Scuola"})
    closed = await admin.send(f"{HERE}/close", {})
    after = await admin.text(HERE)
    opened = await admin.send(f"{HERE}/reopen", {})

    assert [answer.status for answer in (first, second, closed, opened)] == [303, 422, 303, 303]
    assert "Questa organizzazione è chiusa" in after
    known = await database.read(find_organisation, SCHOOL)
    assert known is not None
    assert (known.name, known.closed_at) == ("Liceo", None)


async def test_organisations_given_a_manager_when_they_open_the_list_then_they_come_to_their_own(
    browse: Browse,
) -> None:
    manager = await browse("manager")

    answer = await manager.get("/organisations")
    text = await manager.text(HERE)

    assert (answer.status, answer.headers["Location"]) == (303, HERE)
    assert "La mia organizzazione" in text
    assert f"{HERE}/close" not in text
    assert "/people" not in text


async def test_organisations_given_a_manager_of_two_when_they_open_the_list_then_those_stand_there_and_no_other(
    browse: Browse, database: Database
) -> None:
    manager = await browse("manager")
    await browse("administrator")
    await database.write(person, manager.who.email, "Manager", NOW, Membership(UNION, OrganisationRole.MANAGER))

    text = await manager.text("/organisations")

    assert {f"/organisations/{SCHOOL}", f"/organisations/{UNION}"} <= set(re.findall(r'href="([^"?]+)"', text))
    assert "/organisations/new" not in text


@pytest.mark.parametrize("known", ["new", "invited", "elsewhere", "administrator", "closed"])
async def test_manager_given_an_address_of_any_kind_when_they_invite_it_then_the_answer_is_the_same(
    browse: Browse, database: Database, known: str
) -> None:
    manager = await browse("manager")
    held: dict[str, Staff | Membership] = {
        "elsewhere": Membership(UNION, OrganisationRole.MANAGER),
        "administrator": Staff(StaffRole.ADMINISTRATOR),
    }
    if known != "new":
        ada = await database.write(person, "ada@x.example", "Ada", NOW, *([held[known]] if known in held else []))
        if known != "invited":
            await database.write(set_password, ada, "a hash")
        if known == "closed":
            await database.write(close_account, ada, NOW)

    answer = await manager.send(f"{HERE}/invite", ADA)
    text = await manager.text(HERE)

    assert (answer.status, answer.headers["Location"], await answer.text()) == (303, HERE, "")
    assert answer.cookies["regia_notice"].value.startswith("Fatto%3A%20ada%40x.example")
    (row,) = [row for row in text.partition("<tbody")[2].split("<tr") if "ada@x.example" in row]
    assert re.sub(r"<[^>]*>", " ", row).split()[1:] == ["Ada", "ada@x.example", "Organizzatore"]
    account = await database.read(account_by_email, "ada@x.example")
    assert account is not None
    assert Membership(SCHOOL, OrganisationRole.ORGANISER) in await database.read(memberships_of, account.id)
    expected = {"new": "invitation", "invited": "invitation", "closed": None}.get(known, "joined")
    assert [kind for kind, _ in await database.read(mails)] == ([expected] if expected else [])


async def test_manager_given_no_mail_when_they_invite_then_no_link_is_shown_to_them(
    browse_silent: Browse,
) -> None:
    manager = await browse_silent("manager")

    answer = await manager.send(f"{HERE}/invite", ADA)

    assert answer.status == 303
    assert "links" not in answer.cookies["regia_notice"].value


@pytest.mark.parametrize("page", ["", "/change", "/close", "/invite", "/paste", "/members/x", "/members/x/remove"])
async def test_manager_given_a_foreign_organisation_when_asked_for_then_it_looks_like_one_that_there_is_not(
    browse: Browse, page: str
) -> None:
    manager = await browse("manager")

    foreign, unknown = [await manager.get(f"/organisations/{name}{page}") for name in (UNION, "nessuna")]

    texts = [(await answer.text()).replace(name, "") for answer, name in ((foreign, UNION), (unknown, "nessuna"))]
    status = 403 if page in ("/change", "/close") else 404  # what no manager may do is refused of any organisation
    assert (foreign.status, unknown.status) == (status, status)
    assert texts[0] == texts[1]


async def test_member_given_one_of_another_organisation_when_a_manager_asks_then_404_as_for_nobody(
    browse: Browse,
) -> None:
    manager, other = await browse("manager"), await browse("manager elsewhere")

    for account in (other.who.account, "nobody"):
        assert (await manager.get(f"{HERE}/members/{account}")).status == 404
        assert (await manager.post(f"{HERE}/members/{account}/remove", {})).status in (403, 422)


async def test_member_given_roles_when_changed_then_they_are_those_and_the_second_editor_is_told(
    browse: Browse, database: Database
) -> None:
    manager, organiser = await browse("manager"), await browse("organiser")
    path = f"{HERE}/members/{organiser.who.account}"
    fields = await manager.opened(path)

    first = await manager.post(path, {**fields, "roles": ["viewer", "confidential"]})
    second = await manager.post(path, {**fields, "roles": "manager"})
    empty = await manager.send(path, {})

    assert [answer.status for answer in (first, second, empty)] == [303, 422, 422]
    assert "Nel frattempo qualcun altro ha cambiato i ruoli" in await second.text()
    assert "Scegli almeno un ruolo" in await empty.text()
    held = await database.read(memberships_of, organiser.who.account)
    assert [membership.role for membership in held] == ["confidential", "viewer"]


async def test_member_given_one_who_is_taken_out_when_looked_at_then_they_are_nothing_there_any_more(
    browse: Browse, database: Database
) -> None:
    manager, organiser = await browse("manager"), await browse("organiser")

    answer = await manager.send(f"{HERE}/members/{organiser.who.account}/remove", {})

    assert (answer.status, answer.headers["Location"]) == (303, HERE)
    assert await database.read(memberships_of, organiser.who.account) == []
    assert organiser.who.email not in await manager.text(HERE)


async def test_last_manager_given_themself_when_they_leave_then_it_is_refused_until_there_is_another(
    browse: Browse, database: Database
) -> None:
    manager, organiser = await browse("manager"), await browse("organiser")
    path = f"{HERE}/members/{manager.who.account}"

    leaves = await manager.send(f"{path}/remove", {})
    steps_down = await manager.send(path, {"roles": "viewer"})
    await database.write(person, organiser.who.email, "x", NOW, Membership(SCHOOL, OrganisationRole.MANAGER))
    then = await manager.send(path, {"roles": "viewer"})

    for answer in (leaves, steps_down):
        assert answer.status == 422
        assert "Sei l’ultimo responsabile" in await answer.text()
    assert (then.status, then.headers["Location"]) == (303, "/")
