"""The form of a new booking, without any script: what it offers whom, what it refuses, and that it books once."""

import asyncio

import pytest

from tests.support.house_pages import House, Shown, Visitor, filled

NEW = "/bookings/new"
GOOD = {"title": "Prova del coro", "room": "laboratorio", "day": "2026-11-30", "since": "930", "until": "11"}


async def opened(house: House, who: str = "maria") -> tuple[Visitor, dict[str, list[str]]]:
    visitor = await house.visitor(getattr(house.people, who))
    shown = await visitor.get(NEW)
    assert shown.status == 200
    return visitor, shown.fields(NEW)


async def test_form_given_an_organiser_when_it_is_filled_then_it_books_for_them_and_says_what(house: House) -> None:
    maria, fields = await opened(house)
    booked = await maria.post(NEW, filled(fields, **GOOD, category="CORSO", notes="Due leggii\r\nGrazie"))

    assert booked.status == 200
    assert booked.path.startswith("/bookings/")
    assert "Prenotata: Laboratorio di ceramica, lunedì 30 novembre 2026, 09:30–11:00." in booked.words
    for told in ("Corso", "Istituto comprensivo Alighieri", "Maria Grazia De Santis", "Due leggii", "Prova del coro"):
        assert told in booked.words
    assert "organizzazione «Istituto comprensivo Alighieri»" in booked.words.partition("Cronologia")[2]


async def test_form_given_what_it_offers_when_it_is_seen_then_each_role_finds_what_it_may(house: House) -> None:
    maria, fields = await opened(house)
    luca, others = await opened(house, "luca")

    assert fields["organiser"] == ["Maria Grazia De Santis"]
    assert fields["day"] == ["2026-11-27"]
    assert "organisation" not in fields
    assert "phone" not in fields
    assert (others["organiser"], others["phone"]) == ([""], [""])
    assert "Sala ragazzi" in (await maria.get(NEW)).words
    assert "Sala ragazzi" not in (await luca.get(NEW)).words  # of another site
    assert "Sportello psicologico (riservata)" in (await luca.get(NEW)).words


@pytest.mark.parametrize("who", ["paolo"])
async def test_form_given_somebody_who_books_nothing_when_it_is_asked_for_then_they_may_not(
    house: House, who: str
) -> None:
    visitor = await house.visitor(getattr(house.people, who))

    assert (await visitor.get(NEW)).status == 403


async def test_form_given_mistakes_when_it_is_sent_then_they_stand_beside_what_was_typed(house: House) -> None:
    maria, fields = await opened(house)
    back = await maria.post(NEW, filled(fields, title=" ", since="9.7", until="domani", day="32/1/2026", notes="Resto"))

    assert back.status == 422
    for words in ("Scrivi un titolo.", "Scegli almeno una sala.", "Scrivi l’ora, come 9:30.", "Scrivi il giorno"):
        assert words in back.words
    kept = back.fields(NEW)
    assert (kept["since"], kept["notes"], kept["form_id"]) == (["9.7"], ["Resto"], fields["form_id"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"until": "9"}, "La fine deve essere dopo l’inizio."),
        ({"day": "2026-11-20"}, "Quell’orario è già passato."),
        ({"title": "x" * 201}, "È troppo lungo"),
        ({"notes": "x" * 2001}, "È troppo lungo"),
        ({"phone": "abc"}, "telefono"),
    ],
)
async def test_form_given_what_cannot_be_booked_when_it_is_sent_then_it_says_why(
    house: House, change: dict[str, str], words: str
) -> None:
    luca, fields = await opened(house, "luca")
    back = await luca.post(NEW, filled(fields, **{**GOOD, **change}))

    assert back.status == 422
    assert words in back.words


async def test_form_given_a_taken_hall_when_it_is_sent_then_all_is_kept_and_other_times_and_halls_are_offered(
    house: House,
) -> None:
    maria, fields = await opened(house)
    taken = {**GOOD, "room": "conferenze", "day": "2026-11-27", "since": "10:30", "until": "12"}
    back = await maria.post(NEW, filled(fields, **taken, notes="Acqua"))

    assert back.status == 409
    assert "Nel frattempo la sala è stata presa" in back.words
    assert "11:00–13:00 «Collegio dei docenti»" in back.words
    assert 'value="2026-11-27 13:00 14:30"' in back.text
    assert 'value="consiliare"' in back.text
    assert back.fields(NEW)["notes"] == ["Acqua"]
    again = filled(back.fields(NEW), pick="2026-11-27 13:00 14:30")
    chosen = await maria.post(NEW, again)
    assert chosen.status == 200
    assert "Libera: ven 27 nov, 13:00–14:30." in chosen.words
    booked = await maria.post(NEW, chosen.fields(NEW))
    assert "Prenotata: Sala conferenze, venerdì 27 novembre 2026, 13:00–14:30." in booked.words


async def test_form_given_a_taken_hall_of_others_when_it_is_looked_up_then_they_are_not_told_whose(
    house: House,
) -> None:
    maria = await house.visitor(house.people.maria)
    part = await maria.get("/bookings/new/free?room=riunioni&day=2026-11-27&since=11&until=12")

    assert "È già presa" in part.words
    assert "10:00–12:00 Occupato" in part.words
    assert "sindacale" not in part.text
    assert "<html" not in part.text


async def test_form_given_it_is_sent_twice_at_once_when_it_comes_then_it_books_once(house: House) -> None:
    maria, fields = await opened(house)
    sent = filled(fields, **GOOD)
    first, second = await asyncio.gather(maria.post(NEW, sent), maria.post(NEW, sent))
    again = await maria.post(NEW, filled(sent, since="14", until="15"))  # went back, and changed it

    assert {first.status, second.status, again.status} == {200}
    assert len({shown.path for shown in (first, second, again)}) == 1
    assert "Era già prenotata" in again.words
    assert await titles(house, "Prova del coro") == 1


async def test_form_given_a_night_when_it_is_sent_the_day_after_from_another_sign_in_then_it_books(
    house: House,
) -> None:
    _, fields = await opened(house)
    later = await house.visitor(house.people.maria)

    assert "Prenotata" in (await later.post(NEW, filled(fields, **GOOD))).words


async def test_form_given_somebody_elses_page_when_it_is_sent_then_nothing_is_booked(house: House) -> None:
    _, fields = await opened(house, "luca")
    maria = await house.visitor(house.people.maria)

    assert (await maria.post(NEW, filled(fields, **GOOD))).status == 403
    assert await titles(house, "Prova del coro") == 0


async def test_form_given_an_evening_when_it_ends_after_midnight_then_it_is_that_night(house: House) -> None:
    maria, fields = await opened(house)
    booked = await maria.post(NEW, filled(fields, **{**GOOD, "since": "21", "until": "1"}))

    assert "lunedì 30 novembre 2026, 21:00 – martedì 1 dicembre 2026, 01:00" in booked.words


async def test_form_given_several_halls_when_one_is_taken_then_none_is_booked_and_that_one_is_named(
    house: House,
) -> None:
    maria, fields = await opened(house)
    several = filled(fields, **{**GOOD, "day": "2026-11-27", "since": "11", "until": "12"})
    several["room"] = ("conferenze", "laboratorio")
    back = await maria.post(NEW, several)

    assert back.status == 409
    assert "Sala conferenze, 11:00–13:00 «Collegio dei docenti»" in back.words


async def test_form_given_a_confidential_booking_when_it_is_made_then_only_those_who_may_read_its_words(
    house: House,
) -> None:
    maria, fields = await opened(house)
    booked = await maria.post(NEW, filled(fields, **GOOD, confidential="on"))
    luca, anna = await house.visitor(house.people.luca), await house.visitor(house.people.anna)

    assert "Prova del coro" in booked.words
    for other in (luca, anna):
        seen = await other.get(booked.path)
        assert seen.status == 200
        assert "Prova del coro" not in seen.text
        assert "Occupato" in seen.words


async def titles(house: House, title: str) -> int:
    """How many bookings are called that on the page of that week."""
    shown: Shown = await (await house.visitor(house.people.maria)).get("/bookings?week=2026-W49")
    return shown.words.count(title)
