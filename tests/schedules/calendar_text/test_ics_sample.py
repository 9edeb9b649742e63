"""The centre's real month, its occurrences from 19 October to 2 November 2026 worked out by hand."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.rooms import Calendar, Installation, Preset, Room, Site
from schedules.calendar_text.ics import read_calendar
from schedules.events import CalendarContents
from schedules.placing.places import place

SAMPLE = Path(__file__).parent / "data" / "officine-ottobre-2026.ics"
EXPECTED = """
2026-10-20T14:00Z 2026-10-20T16:00Z formazione-digitale   sala-1        formazione
2026-10-21T07:00Z 2026-10-21T07:45Z sportello-psicologico sala-2        riservato
2026-10-22T15:00Z 2026-10-22T17:00Z formazione-digitale   sala-2        formazione
2026-10-24T07:30Z 2026-10-24T11:00Z convegno-smartworking sala-1        riunione
2026-10-24T11:00Z 2026-10-24T12:30Z assemblea-sindacale   sala-1        riunione
2026-10-24T20:00Z 2026-10-25T03:00Z notte-ricerca         sala-2        riunione
2026-10-26T14:00Z 2026-10-26T17:00Z collegio-ic-pignataro sala-1,sala-2 collegio
2026-10-27T14:30Z 2026-10-27T16:00Z avvocati-udienza      sala-1        formazione
2026-10-27T15:00Z 2026-10-27T17:00Z formazione-digitale   sala-1        formazione
2026-10-28T08:00Z 2026-10-28T08:45Z sportello-psicologico sala-2        riservato
2026-10-28T09:00Z 2026-10-28T10:00Z outlook-caf           sala-1        riunione
2026-10-29T09:00Z 2026-10-29T10:30Z con-link              sala-1        riunione
2026-10-30T10:00Z 2026-10-30T11:30Z cda-consorzio         sala-2        riunione
2026-10-30T16:00Z 2026-10-30T17:30Z floating-donna        sala-1        riservato
2026-10-31T23:00Z 2026-11-01T23:00Z chiusura-ognissanti   sala-1,sala-2 -
"""
INSTALLATION = Installation(
    sites=(
        Site(id="prova", name="P", timezone="Europe/Rome", default_preset="riunione", confidential_preset="riservato"),
    ),
    calendars=(Calendar(id="sale", path="sale.ics"),),
    rooms=(Room(id="sala-1", name="Sala Conferenze 1"), Room(id="sala-2", name="Sala Conferenze 2")),
    presets={
        "collegio": Preset(title="Collegio", categories=("COLLEGIO",)),
        "formazione": Preset(title="Formazione", categories=("FORMAZIONE",)),
        "riunione": Preset(title="Riunione"),
        "riservato": Preset(title="Occupato", confidential=True),
    },
)


@pytest.fixture
def contents() -> CalendarContents:
    window = datetime(2026, 10, 18, 22, tzinfo=UTC), datetime(2026, 11, 2, 23, tzinfo=UTC)
    rome = ZoneInfo("Europe/Rome")
    return read_calendar(SAMPLE.read_bytes(), calendar="sale", zone=rome, start=window[0], end=window[1])


def test_given_the_sample_when_read_and_placed_then_it_is_as_worked_out_by_hand(contents: CalendarContents) -> None:
    placed = place([(INSTALLATION.calendars[0], contents)], INSTALLATION)

    told = [
        (
            f"{occurrence.start:%FT%RZ}",
            f"{occurrence.end:%FT%RZ}",
            occurrence.key.uid,
            ",".join(occurrence.rooms),
            occurrence.preset or "-",
        )
        for occurrence in placed.occurrences
    ]
    wanted = [line.split() for line in EXPECTED.strip().splitlines()]
    assert told == [(start, end, f"{uid}@officine.example", rooms, preset) for start, end, uid, rooms, preset in wanted]
    assert [occurrence.key.uid for occurrence in placed.occurrences if occurrence.closure] == [
        "chiusura-ognissanti@officine.example"
    ]
    assert placed.quarantined == ()


def test_given_the_sample_when_placed_then_what_takes_no_room_is_named(contents: CalendarContents) -> None:
    placed = place([(INSTALLATION.calendars[0], contents)], INSTALLATION)

    assert [(event.key.uid, event.location) for event in placed.unplaced] == [
        ("sconosciuta@officine.example", "Piazza del Municipio")
    ]
    assert [(event.key.uid, event.reason) for event in placed.ignored] == [
        ("trasparente@officine.example", "transparent"),
        ("annullato@officine.example", "cancelled"),
        ("provvisorio@officine.example", "tentative"),
    ]


def test_given_the_moved_lesson_when_read_then_its_key_is_where_it_was_first(contents: CalendarContents) -> None:
    moved = next(event for event in contents.events if event.sequence == 3)

    assert moved.key.recurrence == datetime(2026, 10, 22, 14, tzinfo=UTC)
    assert moved.start == datetime(2026, 10, 22, 15, tzinfo=UTC)


def test_given_the_sample_when_read_then_its_fields_are_told(contents: CalendarContents) -> None:
    by_name = {event.key.uid.partition("@")[0]: event for event in contents.events}

    assert by_name["con-link"].link == "https://meet.regione.example/ConciliazioneVitaLavoro"
    assert by_name["collegio-ic-pignataro"].organiser == "Dirigente scolastico"
    assert by_name["collegio-ic-pignataro"].summary.endswith("Pignataro Interamna")
    assert by_name["convegno-smartworking"].summary.endswith("🎤")
    assert {name for name, event in by_name.items() if not event.public} == {"sportello-psicologico", "floating-donna"}
