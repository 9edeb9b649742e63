"""Lists that an organisation keeps, and all of whose people are put on the list of a booking."""

import re

from tests.orchestrator.invitations.conftest import Browse
from tests.orchestrator.invitations.test_people_pages import said
from tests.support.inviting import ADA, BEA, Inviting
from tests.support.people import SCHOOL, UNION

LISTS = f"/organisations/{SCHOOL}/lists"


async def test_list_given_pasted_people_when_made_filled_and_shortened_then_its_page_says_who_is_on_it(
    browse: Browse,
) -> None:
    manager = await browse("manager")
    form = {"name": "Collegio docenti", "text": "Ada Neri <ada@scuola.example>\nBea; bea@scuola.example"}

    wrong = await manager.send(LISTS, {"name": "", "text": "Ada\nbea@scuola.example"})
    filled = {**await manager.opened(LISTS), **form}
    made, twice = await manager.post(LISTS, filled), await manager.post(LISTS, filled)
    here = made.headers["Location"]
    added = await manager.send(here, {"text": "carla@scuola.example\nADA@scuola.example"})
    first = re.search(f"{here}/people/[^/]+/remove", await manager.text(here))
    assert first is not None
    removed = await manager.post(first[0], await manager.opened(here))
    page, index = said(await manager.text(here)), said(await manager.text(LISTS))

    assert (wrong.status, made.status, added.status, removed.status) == (422, 303, 303, 303)
    assert "Riga 1: Manca l’indirizzo di posta." in await wrong.text()
    assert twice.headers["Location"] == here
    assert "ada@scuola.example" not in page
    assert "carla@scuola.example" in page
    assert "Collegio docenti 2" in index
    assert (await manager.send(here, {}, f"{here}/delete")).headers["Location"] == LISTS
    assert (await manager.get(here)).status == 404


async def test_list_given_a_booking_of_its_organisation_when_chosen_then_all_of_it_are_expected(
    inviting: Inviting, browse: Browse
) -> None:
    body = {"name": "Docenti", "people": [{name: ADA[name] for name in ("email", "name")}, BEA]}
    status, made = await inviting.ask("POST", f"organisations/{SCHOOL}/lists", body, who="manager")
    _, foreign = await inviting.ask("POST", f"organisations/{UNION}/lists", body, who="manager elsewhere")
    booking, organiser = await inviting.booked(), await browse("organiser")
    here = f"/bookings/{booking}/people"

    page = await organiser.text(here)
    refused = await inviting.ask("POST", f"bookings/{booking}/people", {"list": foreign["id"]})
    chosen = await organiser.send(here, {"list": made["id"]}, f"{here}/list")
    again = await inviting.ask("POST", f"bookings/{booking}/people", {"list": made["id"]})

    assert (status, made["people"]) == (201, 2)
    assert "Docenti (2)" in page
    assert foreign["id"] not in page
    assert refused[0] == 404
    assert chosen.status == 303
    assert [(person["name"], person["language"]) for person in again[1]["people"]] == [
        ("Ada Neri", "it"),
        ("Bea", "en"),
    ]
    assert (await inviting.ask("GET", f"organisations/{SCHOOL}/lists", who="organiser"))[0] == 403
