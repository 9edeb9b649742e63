"""The form that changes a booking: what stands in it, and two people who change one at the same time."""

import pytest

from tests.support.house_pages import House, Visitor, filled

COLLEGE = "Collegio dei docenti conferenze +0"


async def opened(house: House, who: str, title: str = COLLEGE) -> tuple[Visitor, str, dict[str, list[str]]]:
    visitor = await house.visitor(getattr(house.people, who))
    change = f"/bookings/{house.bookings[title]}/change"
    return visitor, change, (await visitor.get(change)).fields(change)


async def test_change_given_a_booking_when_the_form_opens_then_it_says_what_the_booking_does(house: House) -> None:
    _, _, fields = await opened(house, "maria", "Convegno sulla lettura conferenze+riunioni +1")
    told = {name: fields[name] for name in ("title", "room", "day", "since", "until", "category")}

    assert told == {
        "title": ["Convegno sulla lettura"],
        "room": ["conferenze", "riunioni"],
        "day": ["2026-11-28"],
        "since": ["09:00"],
        "until": ["12:30"],
        "category": ["RIUNIONE"],
    }


async def test_change_given_new_times_when_it_is_saved_then_they_are_the_bookings(house: House) -> None:
    maria, change, fields = await opened(house, "maria")
    saved = await maria.post(change, filled(fields, since="14", until="1530", title="Collegio, seconda data"))

    assert saved.path == change.removesuffix("/change")
    assert "Salvata." in saved.words
    assert "Collegio, seconda data" in saved.words
    assert "Venerdì 27 novembre 2026, 14:00–15:30" in saved.words


async def test_change_given_a_kind_that_is_taken_away_when_it_is_saved_then_the_usual_one_is_left(house: House) -> None:
    maria, change, fields = await opened(house, "maria", "Collegio dei docenti conferenze +4")
    saved = await maria.post(change, filled(fields, category=""))

    assert fields["category"] == ["COLLEGIO"]
    assert "Tipo Riunione" in saved.words


async def test_change_given_a_taken_time_when_it_is_saved_then_all_is_kept_and_others_are_offered(house: House) -> None:
    maria, change, fields = await opened(house, "maria")
    back = await maria.post(change, filled(fields, since="18", until="19", notes="Sedie"))

    assert back.status == 409
    assert "La sala è già presa a quell’ora" in back.words
    assert back.fields(change)["notes"] == ["Sedie"]
    longer = await maria.post(change, filled(fields, until="13:30"))  # its own time is in nobody's way
    assert "11:00–13:30" in longer.words


async def test_change_given_mistakes_when_it_is_saved_then_they_stand_beside_what_was_typed(house: House) -> None:
    maria, change, fields = await opened(house, "maria")
    back = await maria.post(change, filled(fields, title="", day="2026-11-20"))

    assert back.status == 422
    assert "Scrivi un titolo." in back.words
    assert back.fields(change)["revision"] == fields["revision"]


async def test_change_given_two_editors_of_different_fields_when_the_second_saves_then_they_are_told_and_both_stay(
    house: House,
) -> None:
    maria, change, fields = await opened(house, "maria")
    luca, _, others = await opened(house, "luca")
    await luca.post(change, filled(others, until="12:30"))

    told = await maria.post(change, filled(fields, notes="Tre microfoni"))

    assert told.status == 409
    assert "Nel frattempo Luca Ferri ha cambiato questa prenotazione." in told.words
    assert "Alle 12:30 non toccato: resta com’è adesso" in told.words
    saved = await maria.post(change, told.fields(change))
    assert "11:00–12:30" in saved.words
    assert "Tre microfoni" in saved.words


async def test_change_given_two_editors_of_one_field_when_the_second_saves_then_they_choose(house: House) -> None:
    maria, change, fields = await opened(house, "maria")
    luca, _, others = await opened(house, "luca")
    await luca.post(change, filled(others, title="Collegio straordinario"))

    told = await maria.post(change, filled(fields, title="Collegio d’autunno"))
    assert told.status == 409
    assert "Titolo Collegio straordinario Collegio d’autunno" in told.words
    assert (
        "Collegio straordinario" in (await maria.get(change.removesuffix("/change"))).words
    )  # nothing is lost unasked
    saved = await maria.post(change, told.fields(change))

    assert "Collegio d’autunno" in saved.words
    assert "Cronologia" in saved.words
    assert "Luca Ferri" in saved.words.partition("Cronologia")[2]


async def test_change_given_a_booking_that_was_cancelled_meanwhile_when_it_is_saved_then_its_page_says_so(
    house: House,
) -> None:
    maria, change, fields = await opened(house, "maria")
    here = change.removesuffix("/change")
    luca = await house.visitor(house.people.luca)
    await luca.post(f"{here}/cancel", (await luca.get(here)).fields(f"{here}/cancel"))

    saved = await maria.post(change, fields)

    assert (saved.path, "È stata annullata." in saved.words) == (here, True)


@pytest.mark.parametrize("field", ["confidential"])
async def test_change_given_a_booking_made_confidential_when_others_look_then_its_words_are_gone(
    house: House, field: str
) -> None:
    maria, change, fields = await opened(house, "maria")
    await maria.post(change, filled(fields, **{field: "on"}))
    luca = await house.visitor(house.people.luca)

    assert "Collegio dei docenti" not in (await luca.get(change.removesuffix("/change"))).text
    assert (await luca.get(change)).status == 403
