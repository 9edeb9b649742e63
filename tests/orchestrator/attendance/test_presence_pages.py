"""The page, the file and the API of who was at a booking: right to the second by the clock of the house, for who may know it, without harm by names."""

import csv
import io
import re
from datetime import timedelta

import pytest

from orchestrator.conferences.entrants import entrant_id
from orchestrator.conferences.guest_list import Expected, ExpectedPerson, add_people
from orchestrator.conferences.link_store import make_links, note_use
from orchestrator.conferences.links import Came
from orchestrator.web.keys import FACTS
from schedules.store.sealing import KEY_BYTES, Keys
from schedules.store.transaction import Transaction
from tests.orchestrator.attendance.conftest import END, HARMFUL, NINE, START, TEN, Meeting, held, occupant
from tests.support.booking_people import People

KEYS = Keys.of(b"k" * KEY_BYTES)


async def test_presence_given_a_meeting_that_was_held_when_its_organiser_looks_then_it_is_right_to_the_second(
    meeting: Meeting,
) -> None:
    await held(meeting)
    page = await (await meeting.browser("organiser")).text(meeting.here)

    cells = [re.sub(r"<[^>]+>|\s+", " ", row) for row in re.findall(r'<tr role="row">(.*?)</tr>', page, re.DOTALL)[1:]]
    assert [re.findall(r"\b\d\d:\d\d:\d\d\b|\b\d+:\d\d\b", cell)[:3] for cell in cells] == [
        ["11:05:07", "12:00:00", "54:53"],
        ["11:00:00", "12:00:00", "60:00"],
    ]
    assert "Dalle 11:30:00 alle 11:30:30 la connessione è caduta ed è tornata." in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


async def test_presence_given_who_came_by_a_link_when_looked_at_then_they_are_the_invited_and_sit_where_they_said(
    meeting: Meeting,
) -> None:
    """One came with two devices at once, one sits in the hall, and one who was expected never came."""

    def invite(db: Transaction) -> list[ExpectedPerson]:
        names = ("Anna Neri", "Bea Bruni", "Carlo Blu")
        people = add_people(db, meeting.booking, [Expected(f"{name[0]}@example.it", name) for name in names], NINE)
        links = make_links(db, KEYS, meeting.booking, [person.holder for person in people], NINE)
        for person in people[:2]:
            came = Came(id_of(person), person.name, in_hall=person.name == "Bea Bruni")
            note_use(db, links[person.holder], came, NINE)
        return list(people)

    def id_of(person: ExpectedPerson) -> str:
        key = meeting.town.client.app[FACTS].conferences_key
        return entrant_id(key, meeting.booking, person.holder, person.called)

    anna, bea, _ = await meeting.database.write(invite)
    devices = [
        occupant("a1", id_of(anna), "Anna", START, START + 1_800),
        occupant("a2", id_of(anna), "Anna dal telefono", START + 1_200, END),
        occupant("b1", id_of(bea), "Bea", START, END),
    ]
    await meeting.tell("room/created", created_at=START)
    await meeting.tell("room/destroyed", created_at=START, destroyed_at=END, all_occupants=devices)

    file = await (await (await meeting.browser("organiser")).get(f"{meeting.here}.csv")).text()

    assert [row[:5] for row in csv.reader(io.StringIO(file), delimiter=";")][1:] == [
        ["Anna Neri", "invitato, su più dispositivi", "11:00:00", "12:00:00", "60:00"],
        ["Bea Bruni", "invitato, in sala", "11:00:00", "12:00:00", "60:00"],
        ["Carlo Blu", "invitato", "", "", "0:00"],
    ]


async def test_presence_as_a_file_given_a_name_that_is_a_formula_when_it_is_opened_then_nothing_is_carried_out(
    meeting: Meeting,
) -> None:
    await held(meeting)
    answer = await (await meeting.browser("organiser")).get(f"{meeting.here}.csv")

    rows = list(csv.reader(io.StringIO((await answer.text()).lstrip("\ufeff")), delimiter=";"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert [row[:5] for row in rows[1:]] == [
        [f"'{HARMFUL}", "ospite", "11:05:07", "12:00:00", "54:53"],
        ["Anna", "ospite", "11:00:00", "12:00:00", "60:00"],
    ]


async def test_presence_by_the_api_when_a_message_of_leaving_is_missing_then_the_gap_is_declared(
    meeting: Meeting,
) -> None:
    await meeting.tell("room/created", created_at=START)
    await meeting.tell("occupant/joined", occupant=occupant("a1", "anna", "Anna", START))
    await meeting.town.at(TEN + timedelta(hours=20))

    told = await People(meeting.town, meeting.database).ask("manager", "GET", f"bookings/{meeting.booking}/presence")
    body = await told.json()

    (anna,) = body["people"]
    assert (anna["seconds"], [span["gap"] for span in anna["spans"]]) == (0, ["no_end"])
    assert [gap["gap"] for gap in body["gaps"]] == ["no_list"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("organiser", 200),
        ("manager", 200),
        ("desk", 403),
        ("technician", 403),
        ("viewer", 403),
        ("administrator", 403),
        ("manager elsewhere", 404),
    ],
)
async def test_presence_given_somebody_when_they_look_then_who_booked_and_manages_alone_may(
    meeting: Meeting, who: str, status: int
) -> None:
    browser = await meeting.browser(who)

    assert (await browser.get(meeting.here)).status == status
    assert (await browser.get(f"{meeting.here}.csv")).status == status
    booking = await browser.get(f"/bookings/{meeting.booking}")
    assert ("/presence" in await booking.text()) == (status == 200)


async def test_presence_given_a_running_meeting_when_it_is_looked_at_then_it_says_until_when(meeting: Meeting) -> None:
    await meeting.town.at(NINE + timedelta(minutes=20))
    empty = await (await meeting.browser("organiser")).text(meeting.here)
    await meeting.tell("room/created", created_at=START)
    await meeting.tell("occupant/joined", occupant=occupant("a1", "anna", "Anna", START))

    page = await (await meeting.browser("organiser")).text(meeting.here)

    assert "Nessuno, finora." in empty
    assert "È in corso: alle 11:20:00 c’è una persona." in page
    assert "Anna, dalle 11:00:00" in page
    assert "C’è ancora." in page


async def test_who_is_in_given_a_running_meeting_when_it_is_asked_for_again_then_it_is_as_it_is_now_until_it_is_over(
    meeting: Meeting,
) -> None:
    await meeting.town.at(NINE + timedelta(minutes=20))
    await meeting.tell("room/created", created_at=START)
    await meeting.tell("occupant/joined", occupant=occupant("a1", "anna", "Anna", START))
    browser = await meeting.browser("organiser")

    first = await browser.text(f"{meeting.here}/now")
    await meeting.tell("occupant/joined", occupant=occupant("b1", "bea", "Bea", START + 600))
    second = await browser.text(f"{meeting.here}/now")
    people = [occupant("a1", "anna", "Anna", START), occupant("b1", "bea", "Bea", START + 600)]
    await meeting.tell("room/destroyed", created_at=START, destroyed_at=END, all_occupants=people)
    await meeting.town.at(TEN + timedelta(hours=1))
    over = await browser.get(f"{meeting.here}/now")

    assert "c’è una persona" in first
    assert "Bea, dalle 11:10:00" in second
    assert (over.status, "È finita." in await over.text()) == (286, True)


async def test_presence_given_somebody_who_came_back_since_when_it_is_looked_at_again_then_their_line_says_so(
    meeting: Meeting,
) -> None:
    await held(meeting)
    browser = await meeting.browser("organiser")
    before = await browser.text(meeting.here)

    await meeting.tell("occupant/left", occupant=occupant("a3", "anna", "Anna", END + 100, END + 160))
    after = await browser.text(meeting.here)

    assert "61:00" not in before
    assert "61:00" in after
    assert after.count("54:53") == before.count("54:53") > 0
    assert before != after
