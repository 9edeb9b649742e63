"""Bookings over HTTP by people: for whom they book, what they see of whose bookings, what they may change and take back."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from config.site_file.loading import Loaded
from orchestrator.access.identities import IDENTITIES
from orchestrator.access.permissions import Role
from orchestrator.access.tokens import Grant, make_token
from orchestrator.accounts.accounts import give_membership, take_membership
from orchestrator.accounts.roles import Membership, OrganisationRole
from orchestrator.audit.tables import ActRow
from schedules.store.transaction import Transaction
from tests.support.booking_people import BOOKING, NINE, TEN, People, code_of
from tests.support.credentials import bearer
from tests.support.people import SCHOOL, UNION
from tests.support.town import Json, event, hour

ELEVEN = hour("11:00")


@pytest.fixture
def town_site(two_sites: Loaded) -> Loaded:
    return two_sites


@pytest.mark.parametrize("who", ["organiser", "manager"])
async def test_booking_given_a_member_when_they_book_then_it_is_their_organisations_and_says_who_booked_it(
    people: People, who: str
) -> None:
    booked = await people.book(who, notes="24 sedie\n  e un leggio ")

    assert (booked["organisation"], booked["booked_by"], booked["made_by"]) == (SCHOOL, who.capitalize(), None)
    assert (booked["notes"], booked["revision"]) == ("24 sedie\ne un leggio", 0)


async def test_booking_given_the_desk_when_it_books_for_an_organisation_then_at_its_own_site_alone(
    people: People,
) -> None:
    await people.headers("organiser")

    booked = await people.book("desk", organisation=SCHOOL)
    elsewhere = await people.ask("desk", "POST", "bookings", json={**BOOKING, "room": "sala-2"})
    for_nobody = await people.ask("desk", "POST", "bookings", json={**BOOKING, "organisation": "comune"})

    assert booked["organisation"] == SCHOOL
    assert await code_of(elsewhere) == (403, "forbidden")
    assert await code_of(for_nobody) == (404, "no_such_organisation")


async def test_booking_given_an_organisation_that_is_foreign_when_named_then_it_is_told_like_one_that_there_is_not(
    people: People,
) -> None:
    await people.headers("organiser")

    answers = [
        await people.ask("organiser", "POST", "bookings", json={**BOOKING, "organisation": organisation})
        for organisation in (UNION, "nessuna")
    ]

    assert [await code_of(answer) for answer in answers] == [(404, "no_such_organisation")] * 2


@pytest.mark.parametrize("who", ["viewer", "technician", "nobody"])
async def test_booking_given_somebody_who_may_not_when_they_book_then_it_is_refused(people: People, who: str) -> None:
    answer = await people.ask(who, "POST", "bookings", json=BOOKING)

    assert answer.status == 403


async def test_booking_given_members_when_they_close_a_room_then_that_is_refused(people: People) -> None:
    for who in ("manager", "organiser", "desk"):
        answer = await people.ask(who, "POST", "bookings", json={**BOOKING, "category": "CHIUSURA"})
        assert await code_of(answer) == (403, "forbidden"), who
    closed = await people.book("administrator", category="CHIUSURA")
    assert (await people.ask("desk", "DELETE", f"bookings/{closed['id']}")).status == 403
    assert (await people.ask("administrator", "DELETE", f"bookings/{closed['id']}")).status == 204


async def test_booking_given_the_same_uuid_again_when_booked_then_it_is_booked_once(people: People) -> None:
    own = str(uuid4())
    booked = await people.book("organiser", id=own)

    assert await people.book("organiser", status=200, id=own, title="Altro") == booked
    assert len(await people.listed("organiser")) == 1
    taken = await people.ask("manager", "POST", "bookings", json={**BOOKING, "id": own, "room": "sala-3"})
    assert await code_of(taken) == (409, "booking_id_used")
    await people.ask("organiser", "DELETE", f"bookings/{booked['id']}")
    again = await people.ask("organiser", "POST", "bookings", json={**BOOKING, "id": own})
    assert await code_of(again) == (409, "booking_id_used")


@pytest.mark.parametrize(
    ("who", "title", "organiser", "preset"),
    [
        ("manager", "Collegio", "Ada", "riunione"),
        ("viewer", "Collegio", None, "riunione"),
        ("desk", "Collegio", "Ada", "riunione"),
        ("administrator", "Collegio", "Ada", "riunione"),
        ("admin token", "Collegio", "Ada", "riunione"),
        ("technician", "Occupato", None, "riunione"),
    ],
)
async def test_booking_given_those_who_may_know_of_it_when_they_look_then_each_sees_their_part(
    people: People, who: str, title: str, organiser: str | None, preset: str
) -> None:
    booked = await people.book("organiser", organiser="Ada")

    seen = await people.see(who, booked["id"])

    assert isinstance(seen, dict)
    assert (seen["title"], seen["organiser"], seen["preset"]) == (title, organiser, preset)
    (listed,) = await people.listed(who)
    assert listed == seen


@pytest.mark.parametrize("who", ["manager elsewhere", "organiser elsewhere", "desk elsewhere", "technician elsewhere"])
async def test_booking_given_somebody_elsewhere_when_they_look_then_the_room_is_taken_and_nothing_more(
    people: People, who: str
) -> None:
    booked = await people.book("organiser", organiser="Ada")

    (listed,) = await people.listed(who)

    assert (listed["title"], listed["organiser"], listed["organisation"], listed["preset"]) == ("Occupato", *[None] * 3)
    unknown = await people.ask(who, "GET", "bookings/000000000000000000000000")
    foreign = await people.ask(who, "GET", f"bookings/{booked['id']}")
    assert (foreign.status, await foreign.text()) == (unknown.status, await unknown.text())
    if not who.startswith("technician"):
        for method, body in (("PATCH", {"revision": 0, "title": "x"}), ("DELETE", None)):
            answer = await people.ask(who, method, f"bookings/{booked['id']}", json=body)
            assert await code_of(answer) == (404, "not_found")


async def test_booking_given_a_confidential_one_when_looked_at_then_who_booked_it_and_the_grant_alone_read_it(
    people: People,
) -> None:
    booked = await people.book("organiser", confidential=True, notes="due sedie", organiser="Viewer@example.it")
    assert (booked["title"], booked["notes"]) == ("Collegio", "due sedie")

    for who in ("organiser", "confidential", "viewer"):  # the viewer is its named organiser
        seen = await people.see(who, booked["id"])
        assert isinstance(seen, dict)
        assert (seen["title"], seen["notes"]) == ("Collegio", "due sedie"), who
    for who in ("manager", "desk", "administrator", "technician", "admin token"):
        seen = await people.see(who, booked["id"])
        assert isinstance(seen, dict)
        assert (seen["title"], seen["notes"], seen["booked_by"]) == ("Occupato", None, None), who


async def test_booking_given_the_desk_when_it_enters_a_confidential_one_then_its_own_eyes_read_it_and_it_cancels_by_number(
    people: People,
) -> None:
    await people.headers("organiser")
    booked = await people.book("desk", confidential=True, organisation=SCHOOL)
    by_another = await people.book("organiser", confidential=True, room="sala-3")

    assert booked["title"] == "Collegio"  # who booked it
    assert (await people.see("desk", by_another["id"])) != 404
    changed = await people.ask("desk", "PATCH", f"bookings/{by_another['id']}", json={"revision": 0, "title": "x"})
    assert await code_of(changed) == (403, "confidential_unseen")
    assert (await people.ask("desk", "DELETE", f"bookings/{by_another['id']}")).status == 204


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("organiser", 200),
        ("manager", 200),
        ("desk", 200),
        ("administrator", 200),
        ("admin token", 200),
        ("viewer", 403),
        ("technician", 403),
        ("confidential", 403),  # an organiser too, of their own bookings
    ],
)
async def test_change_given_a_booking_of_the_school_when_somebody_changes_it_then_as_the_table_says(
    people: People, who: str, status: int
) -> None:
    booked = await people.book("organiser")

    body = {"revision": 0, "title": "Giunta"}
    answer = await people.ask(who, "PATCH", f"bookings/{booked['id']}", json=body)

    assert answer.status == status


async def test_change_given_another_hall_and_hour_when_said_then_the_rest_stays(people: People) -> None:
    booked = await people.book("organiser", organiser="Ada", phone="112")
    body = {"rooms": ["sala-3"], "start": TEN.isoformat(), "end": ELEVEN.isoformat(), "phone": None}

    answer = await people.ask("organiser", "PATCH", f"bookings/{booked['id']}", headers={"If-Match": '"0"'}, json=body)

    told = await answer.json()
    expected = {**booked, "room": "sala-3", "rooms": ["sala-3"], "phone": None, "revision": 1}
    assert told == {**expected, "start": "2026-10-20T10:00:00Z", "end": "2026-10-20T11:00:00Z"}
    assert answer.headers["ETag"] == '"1"'
    assert await people.see("organiser", booked["id"]) == told


async def test_change_given_a_second_editor_when_said_then_they_are_told_how_it_is_and_who_changed_it(
    people: People,
) -> None:
    booked = await people.book("organiser")
    await people.ask("manager", "PATCH", f"bookings/{booked['id']}", json={"revision": 0, "title": "Giunta"})

    late = await people.ask("organiser", "PATCH", f"bookings/{booked['id']}", json={"revision": 0, "title": "x"})
    tagged = await people.ask(
        "organiser", "PATCH", f"bookings/{booked['id']}", headers={"If-Match": '"0"'}, json={"title": "x"}
    )
    silent = await people.ask("organiser", "PATCH", f"bookings/{booked['id']}", json={"title": "x"})

    details = (await late.json())["error"]["details"]
    assert (late.status, details["by"], details["booking"]["title"]) == (409, "Manager", "Giunta")
    assert await code_of(tagged) == (412, "booking_changed")
    assert await code_of(silent) == (428, "revision_missing")


async def test_change_given_a_room_of_another_site_when_the_desk_says_it_then_it_is_refused(people: People) -> None:
    booked = await people.book("organiser")

    desk = await people.ask("desk", "PATCH", f"bookings/{booked['id']}", json={"revision": 0, "rooms": ["sala-2"]})
    organiser = await people.ask(
        "organiser", "PATCH", f"bookings/{booked['id']}", json={"revision": 0, "rooms": ["sala-2"]}
    )

    assert (desk.status, organiser.status) == (403, 200)


async def test_change_given_a_taken_room_when_said_then_what_is_in_the_way_is_told_as_the_asker_may_see_it(
    people: People,
) -> None:
    await people.book("organiser elsewhere", title="Assemblea", room="sala-3")
    booked = await people.book("organiser")

    answer = await people.ask(
        "organiser", "PATCH", f"bookings/{booked['id']}", json={"revision": 0, "rooms": ["sala-3"]}
    )

    assert [each["title"] for each in (await answer.json())["error"]["details"]["blocking"]] == ["Occupato"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"title": "x"}, "booking_live"),
        ({"end": hour("09:10").isoformat()}, "in_the_past"),
        ({"rooms": ["sala-9"]}, "no_such_room"),
        ({"start": TEN.isoformat()}, "invalid"),
        ({"category": "NESSUNA"}, "no_such_category"),
    ],
)
async def test_change_given_what_cannot_be_when_said_of_a_live_booking_then_the_reason_is_told(
    people: People, said: Json, code: str
) -> None:
    booked = await people.book("organiser")
    await people.town.at(hour("09:15"))

    answer = await people.ask("organiser", "PATCH", f"bookings/{booked['id']}", json={"revision": 0, **said})

    assert (await code_of(answer))[1] == code


async def test_change_given_words_that_are_confidential_when_said_then_nobody_reads_them_nor_the_earlier_ones(
    people: People,
) -> None:
    booked = await people.book("organiser", title="Collegio")

    await people.ask("organiser", "PATCH", f"bookings/{booked['id']}", json={"revision": 0, "confidential": True})
    await people.ask("organiser", "PATCH", f"bookings/{booked['id']}", json={"revision": 1, "title": "Ricorso"})

    def read(db: Transaction) -> list[tuple[str, Any]]:
        return [(row.action, row.changes) for row in db.scalars(select(ActRow).order_by(ActRow.number))]

    acts = await people.database.read(read)
    assert [action for action, _ in acts] == ["booking_made", "booking_changed", "booking_changed"]
    assert "Collegio" not in repr(acts)
    assert "Ricorso" not in repr(acts)
    assert acts[1][1] == {"confidential": [False, True]}


async def test_acts_given_a_booking_that_is_made_changed_and_taken_back_when_read_then_each_says_who_and_what(
    people: People,
) -> None:
    booked = await people.book("organiser")
    await people.ask("manager", "PATCH", f"bookings/{booked['id']}", json={"revision": 0, "title": "Giunta"})
    await people.ask("desk", "DELETE", f"bookings/{booked['id']}")

    def read(db: Transaction) -> list[tuple[str, str, str | None, Any]]:
        rows = db.scalars(select(ActRow).where(ActRow.object_id == booked["id"]).order_by(ActRow.number))
        return [(row.action, row.who, row.organisation, row.changes) for row in rows]

    made, changed, cancelled = await people.database.read(read)
    accounts = [people.known[who].account for who in ("organiser", "manager", "desk")]
    assert [act[:3] for act in (made, changed, cancelled)] == [
        (action, account, SCHOOL)
        for action, account in zip(("booking_made", "booking_changed", "booking_cancelled"), accounts, strict=True)
    ]
    assert changed[3] == {"title": ["Collegio", "Giunta"]}


async def test_take_back_given_a_calendars_booking_when_its_organisation_asks_then_it_is_told_whose_it_is(
    people: People,
) -> None:
    await people.headers("manager")
    await people.town.calendar_says(event("uno", NINE, TEN, title="Corso"))
    (told,) = await people.listed("manager")
    assert (told["title"], told["organisation"]) == ("Corso", SCHOOL)

    manager = await people.ask("manager", "DELETE", f"bookings/{told['id']}")
    viewer = await people.ask("viewer", "DELETE", f"bookings/{told['id']}")

    assert await code_of(manager) == (409, "calendar_owned")
    assert viewer.status == 403


async def test_program_given_an_organisation_when_it_books_then_for_that_one_and_changes_what_is_its(
    people: People,
) -> None:
    await people.headers("organiser")
    grant = Grant(Role.PROGRAM, scopes=(Role.BOOKINGS_READ, Role.BOOKINGS_WRITE), organisation=SCHOOL)
    text = await people.database.write(make_token, grant, people.town.now)

    answer = await people.town.client.post("/api/v1/bookings", json=BOOKING, headers=bearer(text))

    told = await answer.json()
    assert (answer.status, told["organisation"], told["booked_by"]) == (201, SCHOOL, None)
    assert told["made_by"] is not None


async def test_change_given_an_organiser_who_has_left_when_they_ask_then_what_they_booked_there_is_not_theirs_to_change(
    people: People,
) -> None:
    booked = await people.book("organiser")
    account = people.known["organiser"].account

    def leave(db: Transaction) -> None:
        take_membership(db, account, Membership(SCHOOL, OrganisationRole.ORGANISER))
        give_membership(db, account, Membership(UNION, OrganisationRole.ORGANISER))

    await people.database.write(leave)
    people.town.client.app[IDENTITIES].forget_all()

    answer = await people.ask("organiser", "DELETE", f"bookings/{booked['id']}")
    assert answer.status == 403
    assert isinstance(await people.see("organiser", booked["id"]), dict)  # they booked it, and know what it is
