"""The pages of who is expected: typed, pasted, invited, sent again and taken off, in both languages, for who may change the booking."""

import re

from tests.orchestrator.invitations.conftest import Browse
from tests.support.inviting import ADA, BEA, Inviting
from tests.support.page_forms import hidden
from tests.support.waiting import wait_for


def said(page: str) -> str:
    """What a page says, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


async def test_list_given_people_typed_and_pasted_when_invited_by_one_act_then_each_gets_a_mail(
    inviting: Inviting, browse: Browse
) -> None:
    organiser, booking = await browse("organiser"), await inviting.booked()
    here = f"/bookings/{booking}/people"
    empty = said(await organiser.text(here))
    assert f'href="{here}"' in await organiser.text(f"/bookings/{booking}")

    wrong = await organiser.send(here, {"email": "ada", "name": "Ada"})
    typed = await organiser.send(here, {"email": ADA["email"], "name": "Ada Neri", "moderator": "on", "language": "it"})
    shown = await organiser.send(
        f"{here}/paste", {"text": "Bea <bea@x.example>; carla@x\nADA@scuola.example", "language": "en"}
    )
    preview = await shown.text()
    pasted = await organiser.post(f"{here}/paste", hidden(preview, f"{here}/paste"))
    listed = await organiser.text(here)
    invited = await organiser.send(here, {}, f"{here}/invite")
    await inviting.arrived(2)
    sent = await wait_for(lambda: organiser.text(here), lambda page: "Inviato: 2" in page)

    assert "Nessuno in elenco." in empty
    assert (wrong.status, typed.status, shown.status, pasted.status, invited.status) == (422, 303, 200, 303, 303)
    assert "Scrivi un indirizzo come nome@scuola.it." in await wrong.text()
    assert re.findall(r'data-fate="(\w+)"', preview) == ["added", "mistake", "there"]
    assert "Ada Neri" in listed
    assert "Invita 2 persone" in listed
    assert "Invita" not in re.findall(r"<button[^>]*>([^<]*)", sent)
    assert sorted(inviting.peer.recipients) == ["ada@scuola.example", "bea@x.example"]


async def test_person_given_a_mail_that_failed_when_looked_at_then_their_page_says_why_and_sends_it_again(
    inviting: Inviting, browse: Browse
) -> None:
    inviting.peer.refuses.add("ada@scuola.example")
    organiser, booking = await browse("organiser"), await inviting.booked()
    await inviting.ask("POST", f"bookings/{booking}/people", {"people": [ADA, BEA]})
    await inviting.ask("POST", f"bookings/{booking}/invitations", {})
    people = await wait_for(lambda: inviting.listed(booking), lambda those: those[0]["state"] == "failed")
    here, own = f"/bookings/{booking}/people", f"/bookings/{booking}/people/{people[0]['id']}"

    page = said(await organiser.text(own))
    inviting.peer.refuses.clear()
    again = await organiser.send(own, {}, f"{own}/again")
    await inviting.arrived(2)
    changed = await organiser.send(own, {"name": "Ada Bianchi", "language": "en"})
    removed = await organiser.send(own, {}, f"{own}/remove")
    await inviting.arrived(3)

    assert "Il server di posta rifiuta questo indirizzo (550)." in page
    assert (again.status, changed.status, removed.status) == (303, 303, 303)
    assert removed.headers["Location"] == here
    assert inviting.peer.taken[-1]["Subject"].startswith("Cancelled: ")
    assert "ada@scuola.example" not in await organiser.text(here)
    assert (await organiser.get(own)).status == 404


async def test_list_given_a_confidential_booking_when_invited_without_being_asked_then_the_page_asks(
    inviting: Inviting, browse: Browse
) -> None:
    organiser, booking = await browse("organiser"), await inviting.booked(confidential=True)
    here = f"/bookings/{booking}/people"
    await organiser.send(here, {"email": "ada@scuola.example"})

    unasked = await organiser.send(here, {}, f"{here}/invite")
    asked = await organiser.send(here, {"expressly": "on"}, f"{here}/invite")
    (mail,) = await inviting.arrived(1)

    assert (unasked.status, asked.status) == (422, 303)
    assert "È riservata: nessuno riceve messaggi se non lo chiedi qui." in await unasked.text()
    assert mail["Subject"] == "Appuntamento: Officine Municipali"


async def test_list_given_those_who_may_not_change_the_booking_when_they_ask_for_it_then_they_read_nothing(
    inviting: Inviting, browse: Browse
) -> None:
    booking, hidden_booking = await inviting.booked(), await inviting.booked(confidential=True, room="sala-2")
    await inviting.ask("POST", f"bookings/{booking}/people", {"people": [ADA]})
    here = f"/bookings/{booking}/people"

    assert (await (await browse("viewer")).get(here)).status == 403
    assert (await (await browse("manager elsewhere")).get(here)).status == 404
    assert (await (await browse("desk")).get(here)).status == 200
    assert (await (await browse("desk")).get(f"/bookings/{hidden_booking}/people")).status == 403
    assert "Persone attese" not in await (await browse("viewer")).text(f"/bookings/{booking}")


async def test_list_given_a_full_list_in_english_when_looked_at_then_it_comes_in_pages(
    inviting: Inviting, browse: Browse
) -> None:
    organiser, booking = await browse("organiser"), await inviting.booked()
    organiser.shown["Accept-Language"] = "en"
    organiser.shown["Cookie"] += "; regia_language=en"
    for half in range(2):
        many = [{"email": f"p{number}@x.example"} for number in range(500 * half, 500 * half + 500)]
        assert (await inviting.ask("POST", f"bookings/{booking}/people", {"people": many}))[0] == 200

    page = await organiser.text(f"/bookings/{booking}/people")
    full = await organiser.send(f"/bookings/{booking}/people", {"email": "ada@scuola.example"})

    assert "To be invited: 1000" in said(page)
    assert page.count("@x.example") == 50
    assert full.status == 422
    assert "The list is full: 1000 people at most." in await full.text()
