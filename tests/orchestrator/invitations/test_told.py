"""Who is invited is told by mail, and told again what changes, is called off, or was asked for once more; and nothing else."""

import pytest
from sqlalchemy import select

from orchestrator.conferences.links import MeetingLinkKind
from orchestrator.conferences.tables import MeetingLinkRow
from orchestrator.invitations.store import find_due
from orchestrator.invitations.telling import tell_due
from tests.support.inviting import ADA, BEA, ELEVEN, NOON, Inviting, event_in, text_of
from tests.support.smtp_peer import Fault
from tests.support.town import hour
from tests.support.waiting import wait_for


async def test_invitation_given_two_people_when_invited_then_each_gets_their_own_link_and_event_in_their_language(
    inviting: Inviting,
) -> None:
    booking = await inviting.invited(ADA, BEA)
    mails = {str(mail["To"]): mail for mail in inviting.peer.taken}
    ada, bea = mails["ada@scuola.example"], mails["bea@scuola.example"]
    links = [next(line for line in text_of(mail).splitlines() if "/m/" in line) for mail in (ada, bea)]
    calendar, event = event_in(ada)
    again = await inviting.ask("POST", f"bookings/{booking}/invitations", {})

    assert [part.get_content_type() for part in ada.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert ada["Subject"] == "Invito: Collegio docenti, martedì 20 ottobre 2026, 11:00–12:00"
    assert bea["Subject"] == "Invitation: Collegio docenti, Tuesday 20 October 2026, 11:00–12:00"
    assert "Istituto comprensivo Alighieri ti invita:" in text_of(ada)
    assert "Sala 1, Officine Municipali, Via Roma 3, Pignataro" in text_of(ada)
    assert len(set(links)) == 2
    assert all(link.startswith("https://regia.example/m/") for link in links)
    assert calendar["METHOD"] == "REQUEST"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Rome"]
    assert (event.start.isoformat(), event.end.isoformat()) == (
        "2026-10-20T11:00:00+02:00",
        "2026-10-20T12:00:00+02:00",
    )
    assert event["UID"] == f"{booking}@regia"
    assert (event["SEQUENCE"], event["STATUS"], event["CLASS"]) == (0, "CONFIRMED", "PUBLIC")
    assert event["URL"] == links[0]
    assert links[0] in event["DESCRIPTION"]
    assert event["LOCATION"] == "Sala 1, Officine Municipali, Via Roma 3, Pignataro"
    assert event["ORGANIZER"] == "mailto:sale@comune.example"
    assert event["ORGANIZER"].params["CN"] == "Officine Municipali"
    assert event["ATTENDEE"] == "mailto:ada@scuola.example"
    assert dict(event["ATTENDEE"].params) == {
        "CN": "Ada Neri",
        "CUTYPE": "INDIVIDUAL",
        "PARTSTAT": "NEEDS-ACTION",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "TRUE",
    }
    assert "bea" not in ada.as_string()
    assert again == (202, {"invited": 0})
    assert await inviting.states(booking) == ["sent", "sent"]


async def test_invitation_given_another_hour_and_hall_when_the_booking_is_changed_then_the_event_is_updated_once(
    inviting: Inviting,
) -> None:
    booking = await inviting.invited(ADA)

    await inviting.changed(booking, start=ELEVEN.isoformat(), end=NOON.isoformat(), rooms=["sala-2"])
    await inviting.arrived(2)
    await inviting.changed(booking, notes="servono due sedie")
    await inviting.changed(booking, title="Consiglio")
    before, moved, renamed = (await inviting.arrived(3))[:3]
    events = [event_in(mail)[1] for mail in (before, moved, renamed)]

    assert [event["SEQUENCE"] for event in events] == [0, 1, 3]
    assert len({event["UID"] for event in events}) == 1
    assert len({event["URL"] for event in events}) == 1
    assert events[1].start.isoformat() == "2026-10-20T13:00:00+02:00"
    assert events[1]["LOCATION"].startswith("Sala 2, ")
    assert moved["Subject"] == "Cambia: Collegio docenti, martedì 20 ottobre 2026, 13:00–14:00"
    assert str(events[2]["SUMMARY"]) == "Consiglio"
    assert len(inviting.peer.taken) == 3


async def test_invitation_given_a_booking_taken_back_when_its_people_know_of_it_then_it_is_cancelled_in_their_calendars(
    inviting: Inviting,
) -> None:
    booking = await inviting.invited(ADA)

    assert (await inviting.ask("DELETE", f"bookings/{booking}"))[0] == 204
    mail = (await inviting.arrived(2))[1]
    calendar, event = event_in(mail)

    assert mail["Subject"].startswith("Annullato: Collegio docenti")
    assert calendar["METHOD"] == "CANCEL"
    assert (event["STATUS"], event["SEQUENCE"], event["UID"]) == ("CANCELLED", 1, f"{booking}@regia")
    assert "/m/" not in mail.as_string()
    assert event.start.isoformat() == "2026-10-20T11:00:00+02:00"
    assert await inviting.ask("POST", f"bookings/{booking}/invitations", {}) == (
        409,
        {"error": inviting_error("booking_over")},
    )


async def test_invitation_given_a_person_removed_and_added_again_when_invited_then_only_they_hear_of_it(
    inviting: Inviting,
) -> None:
    booking = await inviting.invited(ADA, BEA)
    ada = (await inviting.listed(booking))[0]

    assert (await inviting.ask("DELETE", f"bookings/{booking}/people/{ada['id']}"))[0] == 204
    await inviting.arrived(3)
    alone = [person["name"] for person in await inviting.listed(booking)]
    await inviting.ask("POST", f"bookings/{booking}/people", {"people": [ADA]})
    listed = await inviting.states(booking)
    await inviting.ask("POST", f"bookings/{booking}/invitations", {"people": [ada["id"]]})
    off, back = (await inviting.arrived(4))[2:]

    assert alone == ["Bea"]
    assert listed == ["listed", "sent"]
    assert [str(mail["To"]) for mail in (off, back)] == ["ada@scuola.example"] * 2
    assert [event_in(mail)[0]["METHOD"] for mail in (off, back)] == ["CANCEL", "REQUEST"]
    assert [event_in(mail)[1]["SEQUENCE"] for mail in (off, back)] == [1, 2]


async def test_invitation_given_a_server_that_refuses_when_sent_again_then_it_says_why_and_the_same_goes_out(
    inviting: Inviting,
) -> None:
    inviting.peer.refuses.add("ada@scuola.example")
    booking = await inviting.booked()
    await inviting.ask("POST", f"bookings/{booking}/people", {"people": [ADA]})
    await inviting.ask("POST", f"bookings/{booking}/invitations", {})

    (failed,) = await wait_for(lambda: inviting.listed(booking), lambda people: people[0]["state"] == "failed")
    inviting.peer.refuses.clear()
    again = await inviting.ask("POST", f"bookings/{booking}/people/{failed['id']}/invitation")
    (mail,) = await inviting.arrived(1)

    assert failed["trouble"] == "The mail server refuses this address (550). See that the address is written right."
    assert again == (202, {})
    assert event_in(mail)[1]["SEQUENCE"] == 0
    await wait_for(lambda: inviting.states(booking), lambda states: states == ["sent"])


async def test_invitation_given_mails_that_wait_when_the_booking_is_changed_or_taken_back_then_what_is_old_never_goes_out(
    inviting: Inviting,
) -> None:
    inviting.peer.faults = [Fault.BUSY_RECIPIENT] * 20
    booking = await inviting.booked()
    await inviting.ask("POST", f"bookings/{booking}/people", {"people": [ADA]})
    await inviting.ask("POST", f"bookings/{booking}/invitations", {})
    await wait_for(lambda: inviting.listed(booking), lambda people: people[0]["trouble"] is not None)

    inviting.peer.faults = []
    await inviting.changed(booking, title="Consiglio")
    (mail,) = await inviting.arrived(1)

    assert str(event_in(mail)[1]["SUMMARY"]) == "Consiglio"
    inviting.town.now = hour("06:30")  # what waited would be due
    await inviting.changed(booking, title="Collegio")
    await inviting.arrived(2)
    assert [str(event_in(mail)[1]["SUMMARY"]) for mail in inviting.peer.taken] == ["Consiglio", "Collegio"]


async def test_invitation_given_a_change_that_is_refused_when_rolled_back_then_nobody_is_told_anything(
    inviting: Inviting,
) -> None:
    booking = await inviting.invited(ADA)
    await inviting.people.book("organiser", room="sala-2", start=ELEVEN.isoformat(), end=NOON.isoformat())
    told = await inviting.people.see("organiser", booking)
    assert isinstance(told, dict)

    body = {"revision": told["revision"], "rooms": ["sala-2"], "start": ELEVEN.isoformat(), "end": NOON.isoformat()}
    refused, _ = await inviting.ask("PATCH", f"bookings/{booking}", body)
    due = await inviting.database.read(find_due, inviting.town.now)

    assert refused == 409
    assert due == []
    assert len(inviting.peer.taken) == 1


async def test_invitation_given_a_confidential_booking_when_not_asked_expressly_then_nobody_is_written_to(
    inviting: Inviting,
) -> None:
    booking = await inviting.booked(confidential=True)
    await inviting.ask("POST", f"bookings/{booking}/people", {"people": [ADA]})

    refused = await inviting.ask("POST", f"bookings/{booking}/invitations", {})

    assert refused == (409, {"error": inviting_error("confidential_invitation")})
    assert await inviting.database.read(find_due, inviting.town.now) == []


async def test_invitation_given_a_confidential_booking_when_asked_expressly_then_no_byte_says_what_it_is_or_whose(
    inviting: Inviting,
) -> None:
    booking = await inviting.invited(ADA, confidential=True)
    await inviting.changed(booking, title="Sportello", rooms=["sala-2"])
    await inviting.changed(booking, start=ELEVEN.isoformat(), end=NOON.isoformat())
    first, moved = (await inviting.arrived(2))[:2]
    await inviting.ask("DELETE", f"bookings/{booking}")
    off = (await inviting.arrived(3))[2]

    assert [event_in(mail)[0]["METHOD"] for mail in (first, moved, off)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [str(mail["Subject"]) for mail in (first, moved, off)] == [
        "Appuntamento: Officine Municipali",
        "Appuntamento cambiato: Officine Municipali",
        "Appuntamento annullato: Officine Municipali",
    ]
    for mail in (first, moved, off):
        _, event = event_in(mail)
        said = "\n".join((mail.as_string(), *(str(part.get_payload(decode=True)) for part in mail.walk())))
        assert not [word for word in ("Collegio", "Sportello", "Alighieri", "Sala", "Via Roma", "/m/") if word in said]
        assert (event["SUMMARY"], event["LOCATION"], event["CLASS"]) == (
            "Appuntamento",
            "Officine Municipali",
            "PRIVATE",
        )


async def test_invitation_given_a_booking_made_confidential_when_it_changes_then_nothing_more_is_told(
    inviting: Inviting,
) -> None:
    booking = await inviting.invited(ADA)

    await inviting.changed(booking, confidential=True, title="Sportello")

    assert await inviting.database.read(find_due, inviting.town.now) == []
    assert len(inviting.peer.taken) == 1


async def test_invitation_given_hostile_names_when_invited_then_headers_and_lines_stay_what_they_are(
    inviting: Inviting,
) -> None:
    names = [
        "A\r\nBcc: tutti@x.example",
        '"; DROP "x":\nATTENDEE:mailto:evil@x.example',
        "\u202ebidi<b>,;=",
        "=?utf-8?q?x?=",
    ]
    people = [{"email": f"p{number}@x.example", "name": name} for number, name in enumerate(names)]

    await inviting.invited(*people)

    for mail in inviting.peer.taken:
        _, event = event_in(mail)
        assert "Bcc" not in mail
        assert event["ATTENDEE"].startswith("mailto:p")
        assert "\u202e" not in str(event["ATTENDEE"].params["CN"])
    refused = await inviting.ask(
        "POST",
        f"bookings/{await inviting.booked(start=ELEVEN.isoformat(), end=NOON.isoformat())}/people",
        {"people": [{"email": "ada@x.example\r\nBcc: b@x.example"}]},
    )
    assert refused[0] == 422


async def test_invitation_given_five_hundred_people_when_invited_then_each_is_written_to_once(
    inviting: Inviting,
) -> None:
    inviting.peer.hold("MAIL")  # sending them all is the outbox's
    everybody = [{"email": f"persona{number}@scuola.example", "name": f"Persona {number}"} for number in range(500)]
    booking = await inviting.booked()
    await inviting.ask("POST", f"bookings/{booking}/people", {"people": everybody})
    await inviting.ask("POST", f"bookings/{booking}/invitations", {})

    mails = await wait_for(inviting.recipients, lambda recipients: len(recipients) >= 500)
    await tell_due(inviting.telling)
    links = await inviting.database.read(
        lambda db: db.scalars(select(MeetingLinkRow.hash).where(MeetingLinkRow.kind == MeetingLinkKind.PERSONAL)).all()
    )

    assert sorted(mails) == sorted(str(person["email"]) for person in everybody)
    assert await inviting.recipients() == mails
    assert len(set(links)) == 500


async def test_invitations_given_two_that_tell_at_once_when_something_is_due_then_each_person_is_told_once(
    inviting: Inviting,
) -> None:
    inviting.peer.hold("MAIL")
    booking = await inviting.booked()
    await inviting.ask("POST", f"bookings/{booking}/people", {"people": [ADA, BEA]})
    await inviting.ask("POST", f"bookings/{booking}/invitations", {})

    await inviting.told_by_several()

    assert sorted(await inviting.recipients()) == ["ada@scuola.example", "bea@scuola.example"]


async def test_invitation_given_a_mail_that_waits_when_the_store_is_read_then_no_secret_of_a_link_is_in_it(
    inviting: Inviting, caplog: pytest.LogCaptureFixture
) -> None:
    inviting.peer.hold("MAIL")
    booking = await inviting.booked()
    await inviting.ask("POST", f"bookings/{booking}/people", {"people": [ADA]})
    await inviting.ask("POST", f"bookings/{booking}/invitations", {})
    await wait_for(inviting.recipients)
    path = inviting.database.path
    stored = path.read_bytes() + path.with_name(f"{path.name}-wal").read_bytes()

    inviting.peer.release()
    (mail,) = await inviting.arrived(1)
    secret = str(event_in(mail)[1]["URL"]).rpartition("/")[2]

    assert len(secret) == 43
    assert secret.encode() not in stored
    assert b"BEGIN:VEVENT" not in stored
    assert secret not in caplog.text


def inviting_error(code: str) -> object:
    class Coded:
        def __eq__(self, other: object) -> bool:
            return isinstance(other, dict) and other["code"] == code

        def __hash__(self) -> int:
            return hash(code)

    return Coded()
