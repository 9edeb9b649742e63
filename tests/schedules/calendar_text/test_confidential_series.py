"""A change of a confidential series is confidential too, unless it says CLASS:PUBLIC and nothing in it is secret."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from config.rooms import Calendar, Installation, Preset, Room, Site
from schedules.calendar_text.ics import read_calendar
from schedules.events import Placed
from schedules.placing.places import place

CALENDAR = Calendar(id="sale", path="sale.ics")
INSTALLATION = Installation(
    sites=(Site(id="qui", name="Qui", timezone="Europe/Rome", confidential_preset="riservato"),),
    calendars=(CALENDAR,),
    rooms=(Room(id="sala-1", name="Sala 1"),),
    presets={
        "sportello": Preset(title="Sportello", categories=("SPORTELLO",), titles=("colloqui*",), confidential=True),
        "riservato": Preset(title="Occupato", confidential=True),
    },
)
WINDOW = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


def event(day: int, *lines: str) -> str:
    told = ["UID:u", f"DTSTART:202610{day:02}T100000", "DURATION:PT1H", "LOCATION:Sala 1", *lines]
    return "\n".join(["BEGIN:VEVENT", *told, "END:VEVENT"])


def series(*lines: str) -> str:
    return event(1, "RRULE:FREQ=WEEKLY;COUNT=4", *lines)


def change(day: int, *lines: str, onwards: bool = False) -> str:
    of = "RECURRENCE-ID;RANGE=THISANDFUTURE" if onwards else "RECURRENCE-ID"
    return event(day, f"{of}:202610{day:02}T100000", *lines)


def placed(*events: str) -> Placed:
    text = "\n".join(["BEGIN:VCALENDAR", *events, "END:VCALENDAR"]).encode()
    read = read_calendar(text, calendar="sale", zone=ZoneInfo("Europe/Rome"), start=WINDOW[0], end=WINDOW[1])
    return place([(CALENDAR, read)], INSTALLATION)


def confidential(*events: str) -> Mapping[int, bool]:
    return {occurrence.start.day: occurrence.confidential for occurrence in placed(*events).occurrences}


@pytest.mark.parametrize("secret", ["CATEGORIES:SPORTELLO", "SUMMARY:Colloqui", "CLASS:PRIVATE"])
@pytest.mark.parametrize("says", [("SUMMARY:Stanza cambiata",), ("SUMMARY:Formazione", "CATEGORIES:ALTRO"), ()])
def test_given_a_confidential_series_when_one_of_it_is_changed_without_a_class_then_it_stays_confidential(
    secret: str, says: tuple[str, ...]
) -> None:
    assert confidential(series(secret), change(8, *says)) == {1: True, 8: True, 15: True, 22: True}


def test_given_a_confidential_series_when_a_change_says_public_then_its_own_words_decide() -> None:
    told = confidential(
        series("CATEGORIES:SPORTELLO"),
        change(8, "CLASS:PUBLIC"),
        change(15, "CLASS:PUBLIC", "CATEGORIES:SPORTELLO"),
    )

    assert told == {1: True, 8: False, 15: True, 22: True}


@pytest.mark.parametrize("secret", ["CLASS:PRIVATE", "CATEGORIES:SPORTELLO", "SUMMARY:Colloqui"])
def test_given_a_series_confidential_from_one_on_when_a_later_one_is_changed_then_it_is_and_earlier_ones_are_not(
    secret: str,
) -> None:
    told = confidential(series(), change(8, "SUMMARY:Ora"), change(15, secret, onwards=True), change(22, "SUMMARY:Poi"))

    assert told == {1: False, 8: False, 15: True, 22: True}


def test_given_a_private_series_public_from_one_on_when_a_later_one_is_changed_then_it_is_public() -> None:
    told = confidential(series("CLASS:PRIVATE"), change(8, "CLASS:PUBLIC", onwards=True), change(15, "SUMMARY:Poi"))

    assert told == {1: True, 8: False, 15: False, 22: False}


@pytest.mark.parametrize(
    "governor",
    [
        event(1, "RRULE:FREQ=SECONDLY", "CATEGORIES:SPORTELLO"),
        change(8, "CATEGORIES:SPORTELLO", "DTEND:X", onwards=True),
    ],
)
def test_given_what_governs_cannot_be_read_when_a_change_stands_then_it_is_confidential(governor: str) -> None:
    answer = placed(governor, change(15, "SUMMARY:Poi"))

    assert [occurrence.confidential for occurrence in answer.occurrences] == [True]
    assert [event.confidential for event in answer.quarantined] == [True]


def test_given_a_confidential_series_when_a_change_of_it_cannot_be_read_then_nothing_of_it_is_told() -> None:
    broken = change(8, "SUMMARY:G.M.", "DTEND:X")

    (one,) = placed(series("CATEGORIES:SPORTELLO"), broken).quarantined

    assert (one.confidential, one.title, one.inherited) == (True, "", ())
