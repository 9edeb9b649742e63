"""People and organisations by the API: what is answered, what is refused, and what is stored."""

import re
from typing import Any

import pytest
from aiohttp import ClientResponse

from orchestrator.accounts.passwords import set_password
from orchestrator.accounts.roles import Staff, StaffRole
from orchestrator.accounts.sign_ins import list_sign_ins
from schedules.store.database import Database
from tests.orchestrator.people.conftest import NOW, Browse
from tests.orchestrator.people.test_people_pages import mails
from tests.support.page_forms import Browser
from tests.support.people import SCHOOL, UNION, person

ADA: dict[str, Any] = {"email": "ada@x.example", "name": "Ada Neri"}
MEMBERS = f"/organisations/{SCHOOL}/members"


async def ask(who: Browser, method: str, path: str, body: dict[str, Any] | None = None) -> ClientResponse:
    return await who.client.request(method, f"/api/v1{path}", json=body, headers=who.who.headers)


async def told(who: Browser, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """The answer, which must be a good one."""
    answer = await ask(who, method, path, body)
    assert answer.status in (200, 201), await answer.text()
    read: dict[str, Any] = await answer.json()
    return read


async def refused(who: Browser, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
    answer = await ask(who, method, path, body)
    return answer.status, (await answer.json())["error"]["code"]


async def test_people_given_one_when_invited_then_they_are_shown_listed_and_mailed(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    wanted = {
        **ADA,
        "language": "en",
        "staff": [{"role": "technician", "site": "casa"}],
        "memberships": [{"organisation": SCHOOL, "role": "manager"}],
    }

    made = await told(admin, "POST", "/people", wanted)
    shown = await told(admin, "GET", f"/people/{made['person']['id']}")
    listed = await told(admin, "GET", "/people?q=neri&state=invited&role=technician")

    assert made["link"] is None
    assert shown == made["person"] == listed["people"][0]
    assert (shown["state"], shown["language"], shown["revision"]) == ("invited", "en", 1)
    assert shown["staff"] == [{"role": "technician", "site": "casa"}]
    assert shown["memberships"] == [{"organisation": SCHOOL, "role": "manager"}]
    assert (listed["total"], listed["page"], listed["pages"]) == (1, 1, 1)
    assert await database.read(mails) == [("invitation", "ada@x.example")]


async def test_people_given_no_mail_when_invited_then_the_answer_has_the_link(browse_silent: Browse) -> None:
    admin = await browse_silent("administrator")

    made = await told(admin, "POST", "/people", ADA)
    again = await told(admin, "POST", f"/people/{made['person']['id']}/invitation")

    assert re.fullmatch(r"https://regia\.example/links/[\w-]{43}", made["link"])
    assert again["link"] not in (None, made["link"])


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({**ADA, "email": "ada"}, (422, "invalid")),
        ({**ADA, "name": "  "}, (422, "invalid")),
        ({**ADA, "staff": [{"role": "administrator", "site": "casa"}]}, (422, "invalid")),
        ({**ADA, "staff": [{"role": "manager"}]}, (422, "invalid")),
        ({**ADA, "staff": [{"role": "desk", "site": "luna"}]}, (404, "no_such_site")),
        ({**ADA, "memberships": [{"organisation": "luna", "role": "viewer"}]}, (404, "no_such_organisation")),
        ({**ADA, "email": "administrator@example.it"}, (409, "email_taken")),
        ({**ADA, "password": "x"}, (422, "invalid")),
    ],
)
async def test_people_given_a_mistake_when_invited_then_it_is_refused(
    browse: Browse, database: Database, body: dict[str, Any], refusal: tuple[int, str]
) -> None:
    admin = await browse("administrator")

    assert await refused(admin, "POST", "/people", body) == refusal
    assert await database.read(mails) == []


async def test_person_given_two_programs_when_both_change_it_then_the_second_is_refused(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    ada = await database.write(person, "ada@x.example", "Ada", NOW)

    changed = await told(admin, "PATCH", f"/people/{ada}", {"revision": 1, "name": "Ada Neri"})
    late = await refused(admin, "PATCH", f"/people/{ada}", {"revision": 1, "email": "b@x.example"})
    taken = {"revision": changed["revision"], "email": "administrator@example.it"}

    assert (changed["name"], changed["email"]) == ("Ada Neri", "ada@x.example")
    assert late == (409, "changed")
    assert await refused(admin, "PATCH", f"/people/{ada}", taken) == (409, "email_taken")


async def test_person_given_its_end_when_closed_and_opened_then_it_is_so_and_nothing_else_may_be_done_meanwhile(
    browse: Browse, database: Database
) -> None:
    admin, desk = await browse("administrator"), await browse("desk")
    path = f"/people/{desk.who.account}"

    assert (await told(admin, "POST", f"{path}/close"))["state"] == "closed"
    assert await database.read(list_sign_ins, desk.who.account, NOW) == []
    for method, more, body in (
        ("POST", "/invitation", None),
        ("PUT", "/staff/desk/casa", None),
        ("PATCH", "", {"revision": 3, "name": "x"}),
    ):
        assert await refused(admin, method, f"{path}{more}", body) == (409, "account_closed")
    assert (await told(admin, "POST", f"{path}/reopen"))["state"] == "active"


async def test_staff_given_roles_when_given_and_taken_then_they_are_those_and_the_last_administrator_stays(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    ada = await database.write(person, "ada@x.example", "Ada", NOW)
    await database.write(set_password, ada, "a hash")
    path = f"/people/{ada}/staff"

    given = await told(admin, "PUT", f"{path}/administrator/*")
    own = f"/people/{admin.who.account}"
    taken = await told(admin, "DELETE", f"{path}/administrator/*")

    assert given["staff"] == [{"role": "administrator", "site": "*"}]
    assert taken["staff"] == []
    assert await refused(admin, "DELETE", f"{own}/staff/administrator/*") == (409, "last_administrator")
    assert await refused(admin, "POST", f"{own}/close") == (409, "last_administrator")
    assert await refused(admin, "PUT", f"{path}/desk/luna") == (404, "no_such_site")
    assert await refused(admin, "PUT", f"{path}/king/casa") == (404, "not_found")
    assert await refused(admin, "PUT", f"{path}/administrator/casa") == (404, "not_found")


async def test_organisations_given_their_life_when_made_changed_and_listed_then_they_are_so(browse: Browse) -> None:
    admin, manager = await browse("administrator"), await browse("manager")

    made = await told(admin, "POST", "/organisations", {"name": "Liceo Varrone"})
    path = f"/organisations/{made['id']}"
    closed = await told(admin, "PATCH", path, {"revision": 1, "name": "Liceo", "closed": True})
    late = await refused(admin, "PATCH", path, {"revision": 1, "closed": False})
    all_of_them, theirs = [await told(who, "GET", "/organisations") for who in (admin, manager)]

    assert made["id"] == "liceo-varrone"
    assert (closed["name"], closed["closed_at"] is not None, late) == ("Liceo", True, (409, "changed"))
    assert [each["id"] for each in all_of_them["organisations"]] == [SCHOOL, "liceo-varrone", UNION]
    assert [each["id"] for each in theirs["organisations"]] == [SCHOOL]
    assert await refused(admin, "POST", "/organisations", {"name": "x", "id": SCHOOL}) == (409, "organisation_taken")


async def test_members_given_a_manager_when_they_invite_change_and_remove_then_it_is_so_in_theirs_alone(
    browse: Browse,
) -> None:
    manager, other = await browse("manager"), await browse("manager elsewhere")

    joined = await told(manager, "POST", MEMBERS, {**ADA, "roles": ["viewer"]})
    known = await told(manager, "POST", MEMBERS, {**ADA, "email": other.who.email, "roles": ["viewer"]})
    listed = await told(manager, "GET", f"{MEMBERS}?role=viewer")
    (ada,) = [each["account"] for each in listed["members"] if each["email"] == "ada@x.example"]
    changed = await told(manager, "PUT", f"{MEMBERS}/{ada}", {"roles": ["organiser", "confidential"]})
    removed = await ask(manager, "DELETE", f"{MEMBERS}/{ada}")

    assert joined == {"email": "ada@x.example", "roles": ["viewer"]}
    assert known == {"email": other.who.email, "roles": ["viewer"]}
    assert listed["total"] == 2
    assert changed["roles"] == ["organiser", "confidential"]
    assert removed.status == 204
    assert await refused(manager, "GET", f"{MEMBERS}/{ada}") == (404, "not_found")
    assert await refused(manager, "PUT", f"{MEMBERS}/{ada}", {"roles": ["viewer"]}) == (404, "not_found")
    assert await refused(manager, "GET", f"/organisations/{UNION}/members") == (404, "not_found")
    own = f"{MEMBERS}/{manager.who.account}"
    assert await refused(manager, "DELETE", own) == (409, "last_manager")
    assert await refused(manager, "PUT", own, {"roles": ["viewer"]}) == (409, "last_manager")


async def test_member_given_an_administrator_when_they_name_anybody_then_that_one_is_in_it(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    ada = await database.write(person, "ada@x.example", "Ada", NOW, Staff(StaffRole.DESK))

    member = await told(admin, "PUT", f"{MEMBERS}/{ada}", {"roles": ["manager"]})

    assert member == {"account": ada, "name": "Ada", "email": "ada@x.example", "roles": ["manager"]}
