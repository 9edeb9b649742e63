"""The page of one booking: who sees what of it, what it offers whom, and taking it back."""

import pytest

from tests.support.house_pages import House

COLLEGE = "Collegio dei docenti conferenze +0"
SECRET = "Colloquio consiliare +0"
HERS = "Colloquio riservato riunioni +6"
UNION = "Assemblea sindacale riunioni +0"
TWO_HALLS = "Convegno sulla lettura conferenze+riunioni +1"


def page_of(house: House, title: str) -> str:
    return f"/bookings/{house.bookings[title]}"


async def test_booking_given_who_made_it_when_it_is_seen_then_all_is_told_and_may_be_done(house: House) -> None:
    maria = await house.visitor(house.people.maria)
    here = page_of(house, COLLEGE)
    shown = await maria.get(here)

    assert "Venerdì 27 novembre 2026, 11:00–13:00" in shown.words
    assert "Servono due microfoni in più" in shown.words
    assert "Prenotata da Maria Grazia De Santis" in shown.words
    assert shown.offers(f"{here}/change")
    assert shown.offers(f"{here}/cancel")


@pytest.mark.parametrize(
    ("who", "title", "status", "words", "changes", "cancels"),
    [
        ("luca", COLLEGE, 200, "Collegio dei docenti", True, True),
        ("anna", COLLEGE, 200, "Collegio dei docenti", True, True),
        ("paolo", COLLEGE, 200, "11:00–13:00", False, False),
        ("maria", "Assemblea delle famiglie conferenze +0", 200, "Assemblea delle famiglie", False, False),
        ("maria", UNION, 404, "Qui non c’è niente", False, False),
        ("luca", SECRET, 200, "È riservata", False, True),
        ("anna", SECRET, 200, "È riservata", False, True),
        ("paolo", SECRET, 200, "Occupato", False, False),
        ("luca", "Gruppo di lettura lettura +0", 404, "Qui non c’è niente", False, False),
    ],
)
async def test_booking_given_who_looks_when_it_is_seen_then_it_offers_what_they_may(
    house: House, who: str, title: str, status: int, words: str, *, changes: bool, cancels: bool
) -> None:
    visitor = await house.visitor(getattr(house.people, who))
    here = page_of(house, title)
    shown = await visitor.get(here)

    assert (shown.status, words in shown.words) == (status, True)
    assert (shown.offers(f"{here}/change"), shown.offers(f"{here}/cancel")) == (changes, cancels)
    asked = await visitor.get(f"{here}/change")
    assert asked.status == (404 if status == 404 else 200 if changes else 403)


async def test_booking_given_a_confidential_one_when_the_desk_sees_it_then_there_are_time_and_number_alone(
    house: House,
) -> None:
    luca = await house.visitor(house.people.luca)
    shown = await luca.get(page_of(house, HERS))
    number = house.bookings[HERS][:8].upper()

    assert f"Numero {number[:4]}-{number[4:]}" in shown.words
    for secret in ("Colloquio riservato", "Maria Grazia", "Alighieri", "microfoni"):
        assert secret not in shown.text


async def test_booking_given_it_is_over_or_a_closure_when_it_is_seen_then_it_says_why_it_is_not_changed(
    house: House,
) -> None:
    maria = await house.visitor(house.people.maria)
    over = await maria.get(page_of(house, "Incontro riunioni -4"))

    assert "È già finita: non si cambia più." in over.words
    assert not over.offers(f"{page_of(house, 'Incontro riunioni -4')}/c")
    assert over.offers("/bookings/new?like=")


async def test_cancelling_given_who_may_when_it_is_sent_twice_then_it_is_gone_and_can_be_made_again(
    house: House,
) -> None:
    maria = await house.visitor(house.people.maria)
    here = page_of(house, TWO_HALLS)
    fields = (await maria.get(here)).fields(f"{here}/cancel")
    cancelled = await maria.post(f"{here}/cancel", fields)
    again = await maria.post(f"{here}/cancel", fields)

    assert "Annullata: Sala conferenze, Sala riunioni." in cancelled.words
    assert "È stata annullata." in cancelled.words
    assert "Era già annullata." in again.words
    anew = cancelled.text.partition('href="/bookings/new?')[2].partition('"')[0].replace("&amp;", "&")
    form = (await maria.get(f"/bookings/new?{anew}")).fields("/bookings/new")
    told = {name: form[name] for name in ("title", "room", "day", "since", "until", "notes")}
    assert told == {
        "title": ["Convegno sulla lettura"],
        "room": ["conferenze", "riunioni"],
        "day": ["2026-11-28"],
        "since": ["09:00"],
        "until": ["12:30"],
        "notes": ["Servono due microfoni in più e l’acqua per il tavolo."],
    }
    assert "Prenotata" in (await maria.post("/bookings/new", form)).words


async def test_cancelling_given_a_confidential_one_when_the_desk_does_it_then_by_its_number_and_without_a_word(
    house: House,
) -> None:
    luca = await house.visitor(house.people.luca)
    here = page_of(house, HERS)
    shown = await luca.get(here)
    cancelled = await luca.post(f"{here}/cancel", shown.fields(f"{here}/cancel"))

    assert f"Annullare la prenotazione {house.bookings[HERS][:4].upper()}" in shown.words
    assert "È stata annullata." in cancelled.words
    assert not cancelled.offers("/bookings/new?like")
    assert "Colloquio riservato" not in cancelled.text


@pytest.mark.parametrize(
    ("who", "title", "status"),
    [("paolo", COLLEGE, 403), ("maria", UNION, 404), ("maria", "Assemblea delle famiglie conferenze +0", 403)],
)
async def test_cancelling_given_who_may_not_when_it_is_sent_all_the_same_then_it_stays(
    house: House, who: str, title: str, status: int
) -> None:
    visitor, owner = await house.visitor(getattr(house.people, who)), await house.visitor(house.people.luca)
    mine = page_of(house, COLLEGE)
    fields = (await (await house.visitor(house.people.maria)).get(mine)).fields(f"{mine}/cancel")
    token = (await visitor.get("/bookings/new")).fields("/bookings/new")["csrf"] if who != "paolo" else fields["csrf"]

    refused = await visitor.post(f"{page_of(house, title)}/cancel", {**fields, "csrf": token})

    assert refused.status == status
    assert "annullata" not in (await owner.get(page_of(house, title))).words


async def test_booking_given_the_beginning_of_its_id_when_it_is_asked_for_then_it_is_there_if_that_is_long_enough(
    house: House,
) -> None:
    maria = await house.visitor(house.people.maria)
    whole = house.bookings[COLLEGE]

    assert "Collegio dei docenti" in (await maria.get(f"/bookings/{whole[:12]}")).words
    assert (await maria.get(f"/bookings/{whole[:11]}")).status == 404
    assert (await maria.get(f"/bookings/{whole[:12]}zz")).status == 404
