"""The list of bookings: who finds what in it, by which words, and that nobody finds by a word what they may not read."""

from datetime import timedelta

import pytest

from orchestrator.access.identity import Actor, identity_of_person
from orchestrator.accounts.hashing import hash_of
from orchestrator.accounts.sign_ins import open_sign_in, verify_sign_in
from orchestrator.bookings.asking import Asker
from orchestrator.bookings.listed import Sought, list_bookings
from schedules.fields import Audience
from schedules.store.changing import find_booking
from schedules.store.transaction import Transaction
from tests.support.busy_house import HALLS, NOW, SHELVES
from tests.support.house_pages import House
from tests.support.people import ROLES, person

LIST = "/bookings/list"
ALL = "/bookings/list?from=2026-11-01"


async def test_list_given_who_looks_when_it_is_seen_then_there_is_what_they_may_know_of(house: House) -> None:
    maria, luca = await house.visitor(house.people.maria), await house.visitor(house.people.luca)
    hers, his = await maria.get(LIST), await luca.get(LIST)

    assert "Convegno sulla lettura" in hers.words
    assert "Colloquio riservato" in hers.words
    assert "Assemblea sindacale" not in hers.text
    assert "Assemblea sindacale" in his.words
    assert "Colloquio riservato" not in his.text
    assert "Corso sicurezza" in his.words
    assert "Gruppo di lettura" not in his.text  # of another site


@pytest.mark.parametrize(
    ("query", "found", "others"),
    [
        ("q=collegio", "Collegio dei docenti", "Convegno"),
        ("q=COLLEGIO", "Collegio dei docenti", "Convegno"),
        ("room=riunioni", "Incontro con le famiglie", "Collegio dei docenti"),
        ("site=biblioteca", "Compiti insieme", "Convegno"),
        ("mine=yes", "Convegno", "Assemblea delle famiglie"),
        ("from=2026-12-01&to=2026-12-02", "Collegio dei docenti", "Convegno"),
        ("from=2026-11-23&to=2026-11-23", "Incontro", "Convegno"),
    ],
)
async def test_list_given_something_to_look_for_when_it_is_seen_then_only_that_is_there(
    house: House, query: str, found: str, others: str
) -> None:
    maria = await house.visitor(house.people.maria)
    shown = await maria.get(f"{LIST}?{query}")

    assert found in shown.words
    assert others not in shown.words


async def test_list_given_the_number_of_a_confidential_booking_when_the_desk_looks_for_it_then_it_is_there(
    house: House,
) -> None:
    luca = await house.visitor(house.people.luca)
    booking = house.bookings["Colloquio riservato riunioni +6"]
    shown = await luca.get(f"{LIST}?q={booking[:4].upper()}-{booking[4:8].upper()}")

    assert shown.offers(f"/bookings/{booking}")
    assert "Occupato" in shown.words


@pytest.mark.parametrize("who", ["luca", "anna", "paolo"])
async def test_list_given_words_of_a_confidential_booking_when_others_look_for_them_then_they_find_nothing(
    house: House, who: str
) -> None:
    visitor = await house.visitor(getattr(house.people, who))

    for words in ("Colloquio riservato", "Incontro", "Maria Grazia"):
        shown = await visitor.get(f"{ALL}&q={words.replace(' ', '+')}")
        assert not shown.offers(f"/bookings/{house.bookings['Colloquio riservato riunioni +6']}")
        assert not shown.offers(f"/bookings/{house.bookings['Incontro riunioni -4']}")


async def test_list_given_more_than_a_page_when_it_is_turned_over_then_each_is_there_once(house: House) -> None:
    luca = await house.visitor(house.people.luca)
    form = (await luca.get("/bookings/new")).fields("/bookings/new")
    start = NOW + timedelta(days=30)
    for number in range(60):
        day = (start + timedelta(days=number)).date().isoformat()
        fields = {
            **form,
            "title": [f"Prova {number:02}"],
            "room": ["aula"],
            "day": [day],
            "since": ["9"],
            "until": ["10"],
        }
        fields["form_id"] = [f"00000000-0000-4000-8000-{number:012}"]
        assert (await luca.post("/bookings/new", fields)).status == 200
    first, second = await luca.get(f"{LIST}?q=Prova"), await luca.get(f"{LIST}?q=Prova&page=2")
    last = await luca.get(f"{LIST}?q=Prova&sort=-start")

    assert "1–50 di 60" in first.words
    assert [first.words.count(f"Prova {number:02}") for number in (0, 49, 50)] == [1, 1, 0]
    assert "51–60 di 60" in second.words
    assert "Prova 59" in last.words
    assert "Prova 09" not in last.words


async def test_list_given_nothing_found_when_it_is_seen_then_it_says_what_to_do(house: House) -> None:
    maria = await house.visitor(house.people.maria)

    assert "Nessuna prenotazione corrisponde." in (await maria.get(f"{LIST}?q=xyzzy")).words
    assert (await maria.get(f"{LIST}?page=9999&sort=x&from=ieri&room=nessuna")).status == 200


async def test_list_given_every_role_and_word_when_it_is_looked_through_then_the_database_agrees_with_what_each_sees(
    house: House,
) -> None:
    """What is found by a word is just what `audience_of` lets somebody read of it."""
    sites = {"casa": frozenset(HALLS), "biblioteca": frozenset(SHELVES)}

    def wrong(db: Transaction) -> list[object]:
        found: list[object] = []
        whole = [find_booking(db, booking, lambda _: Audience.OWNER) for booking in house.bookings.values()]
        for who, held in ROLES.items():
            account = person(db, f"{who.replace(' ', '-')}@example.it", who, NOW, *held)
            cookie, _ = open_sign_in(db, account, "password", "x", "", NOW)
            signed_in = verify_sign_in(db, hash_of(cookie), NOW)
            assert signed_in is not None
            asker = Asker(
                identity_of_person(signed_in), Actor("account", account), lambda site: sites.get(site, frozenset())
            )
            listed, total = list_bookings(db, asker, Sought(NOW - timedelta(days=90), per_page=500))
            known = {entry.id for entry in whole if asker.audience(entry.booking) is not Audience.OTHERS}
            found += [(who, "known", known ^ {entry.id for entry in listed})] * (
                known != {entry.id for entry in listed}
            )
            found += [(who, "total")] * (total != len(listed))
            for entry in whole:
                words = entry.booking.title
                hits, _ = list_bookings(db, asker, Sought(NOW - timedelta(days=90), words=words, per_page=500))
                seen = next((each.booking.title for each in listed if each.id == entry.id), None)
                if (entry.id in {each.id for each in hits}) != (seen == words):
                    found.append((who, words))
        return found

    assert await house.database.write(wrong) == []
