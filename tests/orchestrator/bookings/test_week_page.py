"""The pages of days: who sees what of the week, where free time leads, and what hangs on a door."""

import pytest

from tests.support.house_pages import House

FRIDAY = "/bookings?site=casa&day=2026-11-27"


async def test_week_given_an_organiser_when_it_is_seen_then_own_bookings_have_words_and_others_are_taken(
    house: House,
) -> None:
    maria = await house.visitor(house.people.maria)
    shown = await maria.get("/bookings")

    assert shown.status == 200
    assert "Settimana dal 23 al 29 novembre" in shown.words
    assert "11:00–13:00 Collegio dei docenti" in shown.words
    assert "10:00–12:00 Incontro" in shown.words  # confidential, and her own
    assert "Assemblea sindacale" not in shown.text
    assert "10:00–12:00 Occupato" in shown.words
    assert f'"/bookings/{house.bookings["Assemblea sindacale riunioni +0"]}"' not in shown.text


async def test_week_given_the_desk_when_it_is_seen_then_all_but_confidential_words_are_there(house: House) -> None:
    luca = await house.visitor(house.people.luca)
    shown = await luca.get("/bookings")

    assert "Assemblea sindacale" in shown.words
    assert "Colloquio" not in shown.text.replace("Colloqui,", "")
    assert shown.offers(f"/bookings/{house.bookings['Colloquio consiliare +0']}")  # its time and number


async def test_week_given_a_technician_when_it_is_seen_then_there_are_times_and_no_title(house: House) -> None:
    paolo = await house.visitor(house.people.paolo)
    shown = await paolo.get("/bookings")

    assert "Collegio dei docenti" not in shown.text
    assert not shown.offers("/bookings/new")


async def test_week_given_free_time_when_it_is_followed_then_the_form_knows_hall_day_and_hours(house: House) -> None:
    maria = await house.visitor(house.people.maria)
    shown = await maria.get(FRIDAY)

    assert "10:00–11:00 Libera" in shown.words
    assert shown.offers("/bookings/new?room=conferenze&amp;day=2026-11-27&amp;from=10%3A00&amp;to=11%3A00")
    assert shown.offers("/bookings/new?room=conferenze&amp;day=2026-11-27&amp;from=19%3A30&amp;to=20%3A00")


async def test_week_given_the_desk_of_one_site_when_another_is_seen_then_its_free_time_is_not_offered(
    house: House,
) -> None:
    luca = await house.visitor(house.people.luca)
    shown = await luca.get("/bookings?site=biblioteca")

    assert "Sala di lettura" in shown.words
    assert "Libera" in shown.words
    assert not shown.offers("/bookings/new?room=lettura")
    assert "Gruppo di lettura" not in shown.text


async def test_week_given_another_language_when_it_is_seen_then_all_of_it_is_in_it(house: House) -> None:
    maria = await house.visitor(house.people.maria, "en")
    shown = await maria.get("/bookings?site=casa&week=2026-W48")

    assert "Week from 23 to 29 November" in shown.words
    assert "10:00–12:00 Taken" in shown.words
    assert "Occupato" not in shown.text


async def test_days_given_their_links_when_they_are_followed_then_the_days_beside_come(house: House) -> None:
    maria = await house.visitor(house.people.maria)
    shown = await maria.get(FRIDAY)

    assert shown.offers("/bookings?site=casa&amp;day=2026-11-26")
    assert shown.offers("/bookings?site=casa&amp;day=2026-11-28")
    assert shown.offers("/bookings?site=casa&amp;week=2026-W48")
    assert shown.offers("/bookings?site=biblioteca&amp;day=2026-11-27")


async def test_door_given_any_reader_when_it_is_seen_then_it_says_what_passers_by_may_read_and_until_when(
    house: House,
) -> None:
    maria = await house.visitor(house.people.maria)
    shown = await maria.get("/bookings/door/riunioni?week=2026-W48")

    assert "10:00–12:00 Assemblea sindacale" in shown.words
    assert "10:00–12:00 Occupato" in shown.words  # her own, but confidential
    assert "Incontro con le famiglie" in shown.words
    assert "Valido alle 09:41 di venerdì 27 novembre 2026" in shown.words
    assert "Giorgio Rossi" not in shown.text


async def test_door_given_a_closed_day_when_it_is_seen_then_it_says_so(house: House) -> None:
    maria = await house.visitor(house.people.maria)

    assert "Chiusa: Pulizia dei tendaggi" in (await maria.get("/bookings/door/consiliare?day=2026-11-28")).words
    assert (await maria.get("/bookings/door/nessuna")).status == 404


@pytest.mark.parametrize("path", ["/bookings", "/bookings/door/aula"])
async def test_days_given_nobody_who_signed_in_when_they_are_asked_for_then_one_signs_in_first(
    house: House, path: str
) -> None:
    answer = await house.client.get(path, headers={"Accept": "text/html"}, allow_redirects=False)

    assert (answer.status, answer.headers["Location"]) == (303, f"/sign-in?then={path}")
