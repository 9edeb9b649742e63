"""The first page: what is on today as each may see it, how rooms are for the staff, and what waits for whom."""

from uuid import uuid4

from orchestrator.accounts.accounts import give_membership, make_account
from orchestrator.accounts.links import LinkKind, make_link
from orchestrator.accounts.roles import Membership, OrganisationRole
from orchestrator.outbox.store import SIGNAL, failed_of
from orchestrator.outbox.tables import OutboxRow
from orchestrator.web.keys import FACTS
from schedules.bookings import OWN_CALENDAR, Key, Occurrence
from schedules.store.closures import close
from schedules.store.database import SIGNALS
from schedules.store.transaction import Transaction
from tests.support.busy_house import NOW, at
from tests.support.house_pages import House
from tests.support.people import SCHOOL
from tests.support.waiting import wait_for


async def test_home_given_an_organiser_when_it_is_seen_then_the_day_is_there_as_they_may_see_it(house: House) -> None:
    maria = await house.visitor(house.people.maria)
    shown = await maria.get("/")

    assert "Oggi nella casa" in shown.words
    assert "Venerdì 27 novembre 2026" in shown.words
    assert "11:00–13:00 Collegio dei docenti" in shown.words
    assert "Assemblea sindacale" not in shown.text
    assert "Officine Municipali" in shown.words
    assert "Biblioteca comunale" in shown.words
    assert "Occupata fino" not in shown.words  # how rooms are is for the staff
    assert shown.offers("/bookings/new?room=laboratorio&amp;day=2026-11-27")


async def test_home_given_the_desk_when_it_is_seen_then_rooms_are_told_in_words(house: House) -> None:
    luca = await house.visitor(house.people.luca)
    shown = await luca.get("/")

    assert "Sala conferenze Occupata fino alle 10:00" in shown.words
    assert "Aula informatica Libera fino alle 14:00" in shown.words
    assert "Corso sicurezza adesso" in shown.words
    assert not shown.offers("/bookings/new?room=lettura")


async def test_home_given_bookings_of_ones_own_when_it_is_seen_then_the_next_ones_are_listed(house: House) -> None:
    maria, anna = await house.visitor(house.people.maria), await house.visitor(house.people.anna)
    hers, others = (await maria.get("/")).words, (await anna.get("/")).words

    assert "Convegno sulla lettura Sab 28 nov, 09:00–12:30 Sala conferenze, Sala riunioni" in hers
    assert "Colloquio riservato Gio 3 dic" in hers
    assert "Non hai prenotazioni." in others
    assert "Colloquio riservato" not in others


async def test_home_given_a_closure_over_a_booking_when_it_is_seen_then_those_whose_it_is_are_told(
    house: House,
) -> None:
    start, end = at("08:00", 4), at("20:00", 4)
    closure = Occurrence(
        Key(OWN_CALENDAR, str(uuid4()), start), start, end, "Lavori", ("conferenze",), None, closure=True
    )
    await house.database.write(close, house.client.app[FACTS].ids_key, closure, "lavori", NOW)
    told = "«Collegio dei docenti»: a quell’ora la sala è chiusa."

    for who, concerned in (("maria", True), ("anna", True), ("luca", True), ("paolo", False)):
        visitor = await house.visitor(getattr(house.people, who))
        assert (told in (await visitor.get("/")).words) == concerned, who


async def test_home_given_people_who_have_not_come_when_it_is_seen_then_those_who_invite_are_told(
    house: House,
) -> None:
    def invite(db: Transaction) -> None:
        account = make_account(db, "nuova@example.it", "Nuova", "it", NOW)
        give_membership(db, account.id, Membership(SCHOOL, OrganisationRole.VIEWER))
        make_link(db, account.id, LinkKind.INVITATION, NOW)

    await house.database.write(invite)
    anna, maria = await house.visitor(house.people.anna), await house.visitor(house.people.maria)

    assert "Una persona invitata non è ancora venuta." in (await anna.get("/")).words
    assert "invitata" not in (await maria.get("/")).words


async def test_home_given_several_languages_when_it_is_seen_then_the_bar_speaks_the_same_one(house: House) -> None:
    maria = await house.visitor(house.people.maria, "en")
    shown = await maria.get("/")

    assert "Today in the house" in shown.words
    assert "Today Bookings" in shown.words
    assert "Prenotazioni" not in shown.text


async def test_home_given_a_mail_that_did_not_go_out_when_it_is_seen_then_who_caused_it_can_try_again(
    house: House,
) -> None:
    mail = OutboxRow(
        id="mail-1",
        kind="invitation",
        recipient="nuova@example.it",
        language="it",
        subject=b"",
        text=b"",
        html=b"",
        caused_by=house.people.anna,
        created_at=NOW,
        next_try_at=NOW,
    )
    await house.database.write(_put, mail)
    await wait_for(lambda: house.database.read(failed_of, house.people.anna))  # no mail goes out from here
    anna, maria = await house.visitor(house.people.anna), await house.visitor(house.people.maria)
    shown = await anna.get("/")

    assert "Il messaggio a nuova@example.it non è partito: da qui non parte posta" in shown.words
    assert "nuova@example.it" not in (await maria.get("/")).text
    again = await anna.post("/mails/mail-1/retry", shown.fields("/mails/mail-1/retry"))
    assert again.path == "/"
    assert "Il messaggio parte di nuovo tra poco." in again.words


def _put(db: Transaction, mail: OutboxRow) -> None:
    db.add(mail)
    db.info.setdefault(SIGNALS, set()).add(SIGNAL)


async def test_home_given_a_room_in_trouble_when_it_is_seen_then_the_technician_is_told(house: House) -> None:
    paolo, maria = await house.visitor(house.people.paolo), await house.visitor(house.people.maria)
    shown = await paolo.get("/")

    assert "Sala conferenze: " in shown.words
    assert "Da correggere" not in shown.text  # which is of forms
    assert "agente" in shown.words or "computer" in shown.words
    assert "Sala conferenze: " not in (await maria.get("/")).words
