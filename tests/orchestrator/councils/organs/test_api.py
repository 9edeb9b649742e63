"""Organs over HTTP: for managers of their organisation alone, under a revision, with what a law fixes."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from orchestrator.councils.organs.store import find_organ, roll_at, versions_of
from schedules.store.database import Database
from tests.orchestrator.conftest import Start
from tests.support.people import ROLES, SCHOOL, UNION, sign_in
from tests.support.town import Client, Json

COLLEGIO = {"title": "Collegio dei docenti", "preset": "collegio"}
ADA = {"name": "Ada Neri", "email": "ada@scuola.example", "code": "D1", "since": "2026-09-01"}
BEA = {"name": "Bea Bo", "ex_officio": True}


class Asking:
    """The API, asked by people of any role."""

    def __init__(self, client: Client, database: Database) -> None:
        self.client, self.database = client, database

    async def __call__(
        self, method: str, path: str = "", body: Mapping[str, Any] | None = None, who: str = "manager"
    ) -> tuple[int, Json]:
        headers = (await sign_in(self.database, who)).headers
        where = f"/api/v1/organisations/{SCHOOL}/councils{path}"
        answer = await self.client.request(method, where, json=body, headers=headers)
        return answer.status, await answer.json()

    async def made(self) -> Json:
        """The collegio of the school, with two members."""
        _, organ = await self("POST", "", COLLEGIO)
        status, organ = await self("POST", f"/{organ['id']}/members", {"revision": 1, "members": [ADA, BEA]})
        assert status == 200, organ
        return organ


@pytest.fixture
async def asking(start: Start, database: Database) -> Asking:
    return Asking(await start(), database)


async def test_organ_given_a_preset_and_members_when_read_then_it_has_their_seats_and_its_rules_in_words(
    asking: Asking, database: Database
) -> None:
    organ = await asking.made()

    status, told = await asking("GET", f"/{organ['id']}")
    _, those = await asking("GET")
    roll = await database.read(roll_at, organ["id"], datetime(2026, 10, 1, tzinfo=UTC), "Europe/Rome")

    assert (status, told["revision"], told["version"]) == (200, 2, 1)
    assert [(seat["code"], seat["ex_officio"], seat["holders"][0]["name"]) for seat in told["seats"]] == [
        ("D1", False, "Ada Neri"),
        ("", True, "Bea Bo"),
    ]
    quorum = next(rule for rule in told["told"] if rule["name"] == "quorum")
    assert quorum["locked"]
    assert quorum["reference"] == "D.Lgs. 297/1994, art. 37 c. 2"
    assert [(each["title"], each["revision"]) for each in those["councils"]] == [("Collegio dei docenti", 2)]
    assert [seat.id for seat in roll] == [seat["id"] for seat in told["seats"]]
    assert roll[0].holders[0].since == datetime(2026, 8, 31, 22, tzinfo=UTC)


async def test_rules_given_a_change_when_made_then_they_are_another_version_and_the_first_is_kept(
    asking: Asking, database: Database
) -> None:
    organ = await asking.made()
    here = f"/{organ['id']}"
    lawful = {**organ["rules"], "notice_days": 8}
    unlawful = {**organ["rules"], "quorum": {"part": "1/3", "rounding": "at_least"}}

    status, changed = await asking("PATCH", here, {"revision": 2, "rules": lawful})
    stale = await asking("PATCH", here, {"revision": 2, "title": "Collegio"})
    refused = await asking("PATCH", here, {"revision": 3, "rules": unlawful})
    broken = await asking("PATCH", here, {"revision": 3, "rules": {"quorum": "all"}})
    same = await asking("PATCH", here, {"revision": 3, "rules": lawful})

    assert (status, changed["version"], changed["rules"]["notice_days"]) == (200, 2, 8)
    assert (stale[0], stale[1]["error"]["code"]) == (409, "changed")
    assert (refused[0], broken[0]) == (422, 422)
    assert refused[1]["error"]["details"]["mistakes"][0]["path"] == "rules.quorum"
    assert (same[0], same[1]["revision"], same[1]["version"]) == (200, 3, 2)
    assert [(each.number, each.rules.notice_days) for each in await database.read(versions_of, organ["id"])] == [
        (2, 8),
        (1, 5),
    ]


async def test_members_given_a_namesake_without_a_code_when_put_then_nobody_is_and_it_is_said(asking: Asking) -> None:
    organ = await asking.made()
    members = [{"name": "Carla"}, {"name": "Ada Neri", "email": "altra@scuola.example"}]

    status, told = await asking("POST", f"/{organ['id']}/members", {"revision": 2, "members": members})
    _, after = await asking("GET", f"/{organ['id']}")

    assert status == 422
    assert [mistake["path"] for mistake in told["error"]["details"]["mistakes"]] == ["members.1"]
    assert len(after["seats"]) == 2


async def test_officers_given_a_member_and_somebody_outside_when_named_then_they_are_told(asking: Asking) -> None:
    organ = await asking.made()
    ada = organ["seats"][0]["holders"][0]["person"]
    officers = [{"office": "secretary", "email": "ufficio@scuola.example"}, {"office": "chair", "person": ada}]

    status, told = await asking("PUT", f"/{organ['id']}/officers", {"revision": 2, "officers": officers})
    nobody = [{"office": "chair", "person": "nobody"}]
    refused = await asking("PUT", f"/{organ['id']}/officers", {"revision": 3, "officers": nobody})

    assert status == 200
    assert [(each["office"], each["person"], each["email"]) for each in told["officers"]] == [
        ("chair", ada, ""),
        ("secretary", None, "ufficio@scuola.example"),
    ]
    two = [{"office": "chair", "email": f"{name}@scuola.example"} for name in ("ada", "bea")]
    assert refused[0] == 422
    assert (await asking("PUT", f"/{organ['id']}/officers", {"revision": 3, "officers": two}))[0] == 422


@pytest.mark.parametrize("who", sorted(ROLES.keys() - {"manager"}))
async def test_organ_given_anybody_but_the_manager_when_asked_for_then_it_is_not_to_be_seen(
    asking: Asking, who: str
) -> None:
    organ = await asking.made()

    answers = [
        await asking("GET", "", who=who),
        await asking("GET", f"/{organ['id']}", who=who),
        await asking("PATCH", f"/{organ['id']}", {"revision": 2, "title": "Altro"}, who=who),
    ]

    assert {status for status, _ in answers} <= {403, 404}
    assert "Collegio" not in str(answers)


async def test_organ_given_that_of_another_organisation_when_asked_for_by_its_id_then_there_is_none(
    asking: Asking, database: Database
) -> None:
    organ = await asking.made()
    headers = (await sign_in(database, "manager elsewhere")).headers

    answer = await asking.client.get(f"/api/v1/organisations/{UNION}/councils/{organ['id']}", headers=headers)

    assert answer.status == 404
    assert (await database.read(find_organ, SCHOOL, organ["id"])).title == "Collegio dei docenti"


async def test_acts_given_what_was_done_to_an_organ_when_the_administrator_reads_them_then_nobody_is_named(
    asking: Asking, database: Database
) -> None:
    await asking.made()
    headers = (await sign_in(database, "administrator")).headers

    answer = await asking.client.get("/api/v1/audit", headers=headers)
    told = await answer.text()

    assert "organ_roll_changed" in told
    assert not [word for word in ("Collegio", "Ada Neri", "scuola.example") if word in told]
    assert date(2026, 9, 1).isoformat() not in told
