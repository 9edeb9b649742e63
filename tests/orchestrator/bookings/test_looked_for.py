"""Looking for bookings: by room, site, organisation, words and whose they are; and nobody finds by a word what they may not read."""

import pytest

from config.site_file.loading import Loaded
from tests.support.booking_people import People, code_of
from tests.support.people import SCHOOL, UNION
from tests.support.town import Json, hour


@pytest.fixture
def town_site(two_sites: Loaded) -> Loaded:
    return two_sites


@pytest.fixture
async def booked(people: People) -> People:
    """The school has a council at nine, a secret at ten and, in the library, a course at nine; the union an assembly at nine."""
    await people.book("organiser", title="Consiglio d’istituto", organiser="Ada", notes="24 sedie")
    times: Json = {"start": hour("10:00").isoformat(), "end": hour("11:00").isoformat()}
    await people.book("organiser", title="Ricorso Rossi", confidential=True, **times)
    await people.book("manager", title="Corso", room="sala-2", organiser="Organiser@Example.it")
    await people.book("organiser elsewhere", title="Assemblea", room="sala-3")
    return people


def titles(listed: list[Json]) -> list[str]:
    return sorted(booking["title"] for booking in listed)


ALL = ["Assemblea", "Consiglio d’istituto", "Corso", "Occupato"]


@pytest.mark.parametrize(
    ("who", "query", "found"),
    [
        ("administrator", {}, ALL),
        ("administrator", {"site": "casa"}, ["Assemblea", "Consiglio d’istituto", "Occupato"]),
        ("administrator", {"site": "biblioteca"}, ["Corso"]),
        ("administrator", {"site": "biblioteca", "room": "sala-1"}, []),
        ("administrator", {"organisation": SCHOOL}, ["Consiglio d’istituto", "Corso"]),
        ("administrator", {"organisation": UNION}, ["Assemblea"]),
        ("desk", {"organisation": SCHOOL}, ["Consiglio d’istituto"]),
        ("manager", {"organisation": SCHOOL}, ["Consiglio d’istituto", "Corso", "Occupato"]),
        ("confidential", {"organisation": SCHOOL}, ["Consiglio d’istituto", "Corso", "Ricorso Rossi"]),
        ("viewer", {"organisation": SCHOOL}, ["Consiglio d’istituto", "Corso", "Occupato"]),
        ("organiser", {"mine": "true"}, ["Consiglio d’istituto", "Corso", "Ricorso Rossi"]),
        ("manager", {"mine": "true"}, ["Corso"]),
        ("desk", {"mine": "true"}, []),
        ("manager", {"q": "CONSIGLIO ada"}, ["Consiglio d’istituto"]),
        ("manager", {"q": "sedie"}, ["Consiglio d’istituto"]),
        ("viewer", {"q": "sedie"}, []),
        ("viewer", {"q": "consiglio"}, ["Consiglio d’istituto"]),
        ("manager", {"q": "ricorso"}, []),
        ("organiser", {"q": "ricorso"}, ["Ricorso Rossi"]),
        ("organiser elsewhere", {"q": "consiglio"}, []),
        ("technician", {"q": "consiglio"}, []),
        ("organiser elsewhere", {}, ["Assemblea", "Occupato", "Occupato", "Occupato"]),
        ("technician", {"site": "casa"}, ["Occupato", "Occupato", "Occupato"]),
    ],
)
async def test_search_given_filters_when_somebody_looks_then_they_find_what_they_may_know(
    booked: People, who: str, query: dict[str, str], found: list[str]
) -> None:
    assert titles(await booked.listed(who, **query)) == sorted(found)


async def test_search_given_the_number_of_a_booking_when_it_is_looked_for_then_it_is_found(booked: People) -> None:
    (secret,) = [each for each in await booked.listed("desk") if each["start"].startswith("2026-10-20T10")]

    assert await booked.listed("desk", q=secret["id"][:8]) == [secret]


@pytest.mark.parametrize("organisation", [SCHOOL, "nessuna"])
@pytest.mark.parametrize("who", ["organiser elsewhere", "technician"])
async def test_search_given_an_organisation_that_is_not_theirs_when_named_then_it_is_as_if_there_were_none(
    booked: People, who: str, organisation: str
) -> None:
    window = {"from": hour("00:00").isoformat(), "to": hour("23:00").isoformat(), "organisation": organisation}
    answer = await booked.ask(who, "GET", "bookings", params=window)

    assert await code_of(answer) == (404, "no_such_organisation")


async def test_search_given_a_site_that_there_is_not_when_named_then_it_is_told(booked: People) -> None:
    window = {"from": hour("00:00").isoformat(), "to": hour("23:00").isoformat(), "site": "nessuna"}

    assert await code_of(await booked.ask("desk", "GET", "bookings", params=window)) == (404, "no_such_site")


@pytest.mark.parametrize("query", [{}, {"q": "o"}, {"mine": "true"}])
async def test_search_given_small_pages_when_gone_through_then_nothing_is_missed_or_told_twice(
    booked: People, query: dict[str, str]
) -> None:
    whole = await booked.listed("organiser", **query)
    window = {"from": hour("00:00").isoformat(), "to": hour("00:00", 7).isoformat(), "limit": "1", **query}
    pages: list[Json] = []

    for _ in range(10):
        page = await (await booked.ask("organiser", "GET", "bookings", params=window)).json()
        pages += page["bookings"]
        if page["next"] is None:
            break
        window["next"] = page["next"]

    assert pages == whole
    assert len(whole) >= 3
