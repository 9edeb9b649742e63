"""What is written by hand about who was there: beside what was seen, signed, with a reason, never changed, and struck out with a reason."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import update

from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction
from tests.orchestrator.attendance.conftest import END, NINE, START, TEN, Meeting, held, occupant
from tests.support.booking_people import People, code_of

WHY = "Era in sala con il mio computer."
CARLA = {"name": "Carla Blu", "since": "11:10", "until": "11:50:30", "present": "yes", "why": WHY}


async def api(meeting: Meeting, who: str = "manager", **body: Any) -> Any:
    said = {"start": NINE.isoformat(), "end": TEN.isoformat(), "why": WHY, "revision": 0, **body}
    path = f"bookings/{meeting.booking}/presence/entries"
    return await People(meeting.town, meeting.database).ask(who, "POST", path, json=said)


async def told(meeting: Meeting) -> Mapping[str, Any]:
    asked = await People(meeting.town, meeting.database).ask("manager", "GET", f"bookings/{meeting.booking}/presence")
    answer: Mapping[str, Any] = await asked.json()
    return answer


async def test_entry_given_somebody_whom_no_machine_saw_when_it_is_written_then_they_stand_there_signed(
    meeting: Meeting,
) -> None:
    await held(meeting)
    browser = await meeting.browser("organiser")

    answer = await browser.send(meeting.here, CARLA)
    page = await browser.text(meeting.here)
    file = await (await browser.get(f"{meeting.here}.csv")).text()

    assert answer.status == 303
    assert f"L’ha scritto Organiser: {WHY}" in page
    (carla,) = [row for row in csv.reader(io.StringIO(file), delimiter=";") if row[0] == "Carla Blu"]
    assert carla[1:5] == ["scritto a mano", "11:10:00", "11:50:30", "40:30"]
    assert WHY in carla[6]


async def test_entry_given_an_absence_when_it_is_written_then_what_was_seen_stands_beside_it(meeting: Meeting) -> None:
    await held(meeting)
    browser = await meeting.browser("organiser")
    key = re.search(r'<option value="(link:anna)">', await browser.text(meeting.here))
    assert key is not None
    away = {"person": key[1], "since": "11:00:00", "until": "11:30:00", "present": "no", "why": "Era uscita."}

    assert (await browser.send(meeting.here, away)).status == 303
    page = await browser.text(meeting.here)

    assert "11:00:00–11:30:00: non c’era. L’ha scritto Organiser: Era uscita." in page
    assert "Senza le scritture a mano: 11:00:00–12:00:00." in page
    anna = next(person for person in (await told(meeting))["people"] if person["key"] == "link:anna")
    assert anna["seconds"] == 1800


async def test_entry_given_that_it_was_wrong_when_it_is_struck_out_then_it_counts_no_more_and_stands_there_still(
    meeting: Meeting,
) -> None:
    browser = await meeting.browser("organiser")
    await browser.send(meeting.here, CARLA)
    link = re.search(rf'href="({meeting.here}/entries/\d+)"', await browser.text(meeting.here))
    assert link is not None

    blank = await browser.send(link[1], {"why": " "})
    struck = await browser.send(link[1], {"why": "Era Clara."})
    page = await browser.text(meeting.here)
    again = await browser.text(link[1])

    assert (blank.status, struck.status) == (422, 303)
    assert "No: depennata da Organiser. Era Clara." in page
    assert "Perché la depenni" not in again
    register = await told(meeting)
    assert register["people"] == []
    assert [entry["struck"]["why"] for entry in register["entries"]] == ["Era Clara."]


async def test_entry_given_a_second_writer_when_they_send_what_they_saw_before_then_they_are_told_and_keep_their_words(
    meeting: Meeting,
) -> None:
    first, second = await meeting.browser("organiser"), await meeting.browser("manager")
    opened = await second.opened(meeting.here)
    await first.send(meeting.here, CARLA)

    refused = await second.post(meeting.here, {**opened, **CARLA, "name": "Dario Verdi"})
    page = await refused.text()
    fresh = {"revision": re.findall(r'name="revision" value="(\d+)"', page)[0]}
    taken = await second.post(meeting.here, {**opened, **fresh, **CARLA, "name": "Dario Verdi"})

    assert refused.status == 409
    assert "Nel frattempo qualcuno ha scritto altro" in page
    assert 'value="Dario Verdi"' in page
    assert taken.status == 303
    assert [entry["name"] for entry in (await told(meeting))["entries"]] == ["Carla Blu", "Dario Verdi"]


async def test_entry_given_a_form_that_is_sent_twice_when_it_comes_again_then_it_is_written_once(
    meeting: Meeting,
) -> None:
    browser = await meeting.browser("organiser")
    form = {**await browser.opened(meeting.here), **CARLA}

    answers = [(await browser.post(meeting.here, form)).status for _ in range(2)]

    assert answers == [303, 303]
    assert len((await told(meeting))["entries"]) == 1


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"name": ""}, "Scegli chi è, o scrivi il nome."),
        ({"name": "x" * 81}, "Il nome è troppo lungo"),
        ({"person": "link:nessuno"}, "Scegli qualcuno che c’è."),
        ({"since": "25:00"}, "Scrivi un’ora, come 09:05."),
        ({"until": "presto"}, "Scrivi un’ora, come 09:05."),
        ({"why": ""}, "Scrivi perché"),
        ({"why": "x" * 301}, "È troppo lungo: al massimo 300 caratteri."),
        ({"until": "12:30"}, "non nel futuro"),
        ({"since": "12:00", "until": "11:00"}, "in ordine"),
    ],
)
async def test_entry_given_a_mistake_when_it_is_sent_then_it_is_told_beside_its_field_and_nothing_is_written(
    meeting: Meeting, fields: Mapping[str, str], word: str
) -> None:
    answer = await (await meeting.browser("organiser")).send(meeting.here, {**CARLA, **fields})

    assert answer.status == 422
    assert word in await answer.text()
    assert (await told(meeting))["entries"] == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("organiser", 201), ("manager", 201), ("desk", 403), ("viewer", 403), ("manager elsewhere", 404)],
)
async def test_entry_by_the_api_given_somebody_when_they_write_then_who_booked_and_manages_alone_may(
    meeting: Meeting, who: str, status: int
) -> None:
    assert (await api(meeting, who, name="Carla")).status == status


async def test_entry_by_the_api_given_an_old_revision_or_a_wrong_time_when_it_is_sent_then_it_is_refused(
    meeting: Meeting,
) -> None:
    assert await code_of(await api(meeting, name="Carla", revision=7)) == (409, "changed")
    assert await code_of(await api(meeting, name="Carla", end=NINE.isoformat())) == (422, "presence_times")
    assert (await api(meeting)).status == 404


async def test_entries_given_a_booking_that_becomes_confidential_when_they_are_asked_for_then_there_are_none(
    meeting: Meeting,
) -> None:
    await meeting.tell("occupant/joined", occupant=occupant("a1", "anna", "Anna", START, END))
    await (await meeting.browser("organiser")).send(meeting.here, CARLA)

    def hide(db: Transaction) -> None:
        db.execute(update(OccurrenceRow).where(OccurrenceRow.id == meeting.booking).values(confidential=True))

    await meeting.database.write(hide)

    assert (await (await meeting.browser("organiser")).get(meeting.here)).status == 404
    assert (await api(meeting, "organiser", name="Carla")).status == 404
