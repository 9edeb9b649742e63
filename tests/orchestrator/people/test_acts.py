"""What is done to people is recorded with it, by whom, and never more than may be told; what is refused is not."""

from typing import Any

from sqlalchemy import select

from orchestrator.accounts.roles import Membership, OrganisationRole
from orchestrator.audit.tables import ActRow
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.orchestrator.people.conftest import NOW, Browse
from tests.support.people import SCHOOL, person

HERE = f"/organisations/{SCHOOL}"


def acts(db: Transaction) -> list[dict[str, Any]]:
    rows = db.scalars(select(ActRow).order_by(ActRow.number))
    return [
        {
            "action": row.action,
            "who": row.who,
            "object": f"{row.object_kind}:{row.object_id}",
            "organisation": row.organisation,
            "changes": row.changes,
        }
        for row in rows
    ]


async def test_acts_given_somebody_from_invitation_to_end_when_read_then_each_is_there_and_words_go_with_them(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    invited = {
        "email": "ada@x.example",
        "name": "Ada",
        "organisation": SCHOOL,
        "roles": "manager",
        "staff": "desk:casa",
    }
    path = (await admin.send("/people/new", invited)).headers["Location"]
    await admin.send(f"{path}/change", {"email": "ada@y.example", "name": "Ada", "language": "en"})
    await admin.send(f"{path}/roles", {f"member.{SCHOOL}": "viewer"})
    for act in ("link", "close", "reopen", "close"):
        await admin.send(f"{path}/{act}", {})
    before = await database.read(acts)
    await admin.send(f"{path}/forget", {})

    kept = await database.read(acts)
    assert [act["action"] for act in kept] == [
        *("account_made", "staff_given", "membership_given", "invited", "account_changed"),
        *("staff_taken", "membership_given", "membership_taken"),
        *("invited", "account_closed", "account_reopened", "account_closed", "account_blanked"),
    ]
    assert {act["who"] for act in kept} == {admin.who.account}
    assert {act["object"] for act in kept} == {f"account:{path.removeprefix('/people/')}"}
    assert before[0]["changes"] == {"email": [None, "ada@x.example"], "name": [None, "Ada"]}
    assert before[4]["changes"] == {"email": ["ada@x.example", "ada@y.example"], "language": ["it", "en"]}
    assert "ada@" not in str(kept)


async def test_acts_given_a_manager_when_they_keep_members_then_managers_may_read_of_roles_and_not_of_accounts(
    browse: Browse, database: Database
) -> None:
    manager = await browse("manager")
    await manager.send(f"{HERE}/invite", {"email": "ada@x.example", "name": "Ada", "roles": "viewer"})

    kept = await database.read(acts)

    assert [(act["action"], act["organisation"]) for act in kept] == [
        ("account_made", None),
        ("membership_given", SCHOOL),
        ("invited", None),
    ]


async def test_acts_given_what_is_refused_or_changes_nothing_when_sent_then_nothing_is_recorded(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    ada = await database.write(person, "ada@x.example", "Ada", NOW, Membership(SCHOOL, OrganisationRole.VIEWER))

    await admin.send(f"/people/{admin.who.account}/close", {})
    await admin.send("/people/new", {"email": "ada@x.example", "name": "Ada"})
    await admin.send(f"/people/{ada}/roles", {f"member.{SCHOOL}": "viewer"})
    await admin.send(f"/people/{ada}/change", {"email": "ada@x.example", "name": "Ada", "language": "it"})
    await admin.send(f"{HERE}/reopen", {})
    await admin.send(f"{HERE}/change", {"name": "Istituto comprensivo Alighieri"})

    assert await database.read(acts) == []


async def test_acts_given_an_organisation_when_made_renamed_closed_and_opened_then_each_is_there(
    browse: Browse, database: Database
) -> None:
    admin = await browse("administrator")
    await admin.send("/organisations/new", {"name": "Liceo", "id": "liceo"})
    await admin.send("/organisations/liceo/change", {"name": "Liceo Varrone"})
    await admin.send("/organisations/liceo/close", {})
    await admin.send("/organisations/liceo/reopen", {})

    kept = await database.read(acts)

    assert [act["action"].removeprefix("organisation_") for act in kept] == ["made", "changed", "closed", "reopened"]
    assert {act["organisation"] for act in kept} == {"liceo"}
    assert kept[1]["changes"] == {"name": ["Liceo", "Liceo Varrone"]}
