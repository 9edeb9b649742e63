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
    assert "Incontro" in shown.words  # confidential, and her own
    assert "Assemblea sindacale" not in shown.text
    assert "10:00–12:00 Occupato" in shown.words
    assert not shown.offers(f"/bookings/{house.bookings['Assemblea sindacale riunioni +0'][:12]}")


async def test_week_given_the_desk_when_it_is_seen_then_all_but_confidential_words_are_there(house: House) -> None:
    luca = await house.visitor(house.people.luca)
    shown = await luca.get("/bookings")

    assert "Assemblea sindacale" in shown.words
    assert "Colloquio" not in shown.text.replace("Colloqui,", "")
    assert shown.offers(f"/bookings/{house.bookings['Colloquio consiliare +0'][:12]}")  # its time and number


async def test_week_given_a_technician_when_it_is_seen_then_there_are_times_and_presets(house: House) -> None:
    paolo = await house.visitor(house.people.paolo)
    shown = await paolo.get("/bookings")

    assert "Assemblea delle famiglie" not in shown.text
    assert "17:30–19:30 Riunione" in shown.words
    assert not shown.offers("/bookings/new")


async def test_week_given_free_time_when_it_is_followed_then_the_form_knows_hall_day_and_hours(house: House) -> None:
    maria = await house.visitor(house.people.maria)
    shown = await maria.get(FRIDAY)

    assert "10:00–11:00 Libera" in shown.words
    assert shown.offers("/bookings/new?room=conferenze&amp;day=2026-11-27&amp;from=10:00&amp;to=11:00")
    assert shown.offers("/bookings/new?room=conferenze&amp;day=2026-11-27&amp;from=19:30&amp;to=20:00")


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


async def test_week_given_confidential_words_of_ones_own_when_it_is_printed_then_paper_says_no_more_than_taken(
    house: House,
) -> None:
    maria = await house.visitor(house.people.maria)
    shown = await maria.get("/bookings?week=2026-W48")
    row = shown.text.partition("Incontro</a>")[0].rpartition("<li")[2]

    assert '<span class="printed">Occupato</span>' in row
    assert 'class="on-screen"' in row


async def test_week_given_a_closure_when_it_is_seen_then_it_is_told_in_words(house: House) -> None:
    luca, maria = await house.visitor(house.people.luca), await house.visitor(house.people.maria)

    assert "08:00–20:00 Pulizia dei tendaggi Chiusa" in (await luca.get("/bookings")).words
    assert "08:00–20:00 Chiusa" in (await maria.get("/bookings")).words


async def test_door_given_the_desk_when_it_is_seen_then_it_says_what_passers_by_may_read_and_until_when(
    house: House,
) -> None:
    luca = await house.visitor(house.people.luca)
    shown = await luca.get("/bookings/door/riunioni?week=2026-W48")

    assert "10:00–12:00 Assemblea sindacale" in shown.words
    assert "10:00–12:00 Occupato" in shown.words  # confidential
    assert "Incontro con le famiglie" in shown.words
    assert "Valido alle 09:41 di venerdì 27 novembre 2026" in shown.words
    assert "Giorgio Rossi" not in shown.text


async def test_door_given_a_closed_day_when_it_is_seen_then_it_says_so(house: House) -> None:
    luca = await house.visitor(house.people.luca)

    assert "Chiusa: Pulizia dei tendaggi" in (await luca.get("/bookings/door/consiliare?day=2026-11-28")).words
    assert (await luca.get("/bookings/door/nessuna")).status == 404


@pytest.mark.parametrize(("who", "hall"), [("maria", "riunioni"), ("paolo", "riunioni"), ("luca", "lettura")])
async def test_door_given_who_does_not_book_it_for_all_when_it_is_asked_for_then_it_is_not_theirs(
    house: House, who: str, hall: str
) -> None:
    visitor = await house.visitor(getattr(house.people, who))

    assert (await visitor.get(f"/bookings/door/{hall}")).status == 404
    assert not (await visitor.get("/bookings?site=biblioteca")).offers(f"/bookings/door/{hall}")


@pytest.mark.parametrize("path", ["/bookings", "/bookings/door/aula"])
async def test_days_given_nobody_who_signed_in_when_they_are_asked_for_then_one_signs_in_first(
    house: House, path: str
) -> None:
    answer = await house.client.get(path, headers={"Accept": "text/html"}, allow_redirects=False)

    assert (answer.status, answer.headers["Location"]) == (303, f"/sign-in?then={path}")
