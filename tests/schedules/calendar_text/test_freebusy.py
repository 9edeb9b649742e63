"""Busy times (RFC 5545 3.6.4): each is a confidential event, and what is free, tentative or unreadable is not taken."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from config.rooms import Calendar, Installation, Preset, Room, Site
from schedules.calendar_text.freebusy import MAX_TIMES
from schedules.calendar_text.ics import read_calendar
from schedules.events import CalendarContents, Placed
from schedules.placing.places import place

ROOM_S, HOUSE_S = Calendar(id="una", path="una.ics", room="sala-2"), Calendar(id="tutte", path="tutte.ics")
INSTALLATION = Installation(
    sites=(Site(id="qui", name="Qui", timezone="Europe/Rome", confidential_preset="riservato"),),
    calendars=(ROOM_S, HOUSE_S),
    rooms=(Room(id="sala-1", name="Sala 1"), Room(id="sala-2", name="Sala 2")),
    presets={"riservato": Preset(title="Occupato", confidential=True)},
)


def read(*lines: str) -> CalendarContents:
    whole = ("BEGIN:VCALENDAR", "BEGIN:VFREEBUSY", "UID:new-each-time", *lines, "END:VFREEBUSY", "END:VCALENDAR")
    window = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
    return read_calendar(
        "\r\n".join(whole).encode(), calendar="una", zone=ZoneInfo("Europe/Rome"), start=window[0], end=window[1]
    )


def placed(*lines: str, calendar: Calendar = ROOM_S) -> Placed:
    return place([(calendar, read(*lines))], INSTALLATION)


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("FREEBUSY:20270316T080000Z/20270316T090000Z", "08:00-09:00"),
        ("FREEBUSY;FBTYPE=BUSY:20270316T080000Z/PT1H30M", "08:00-09:30"),
        ("FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20270316T080000Z/20270316T090000Z", "08:00-09:00"),
        ("freebusy;fbtype=busy:20270316T080000Z/PT1H", "08:00-09:00"),
        ("FREEBUSY;FBTYPE=X-ALTRO:20270316T080000Z/PT1H", "08:00-09:00"),
        ("FREEBUSY;TZID=Europe/Rome:20270316T090000/20270316T100000", "08:00-09:00"),
        ("FREEBUSY:20270316T080000Z/PT1H,20270316T120000Z/PT1H", "08:00-09:00 12:00-13:00"),
        ("FREEBUSY:20270316T080000Z/PT1H,20270316T090000Z/PT1H", "08:00-09:00 09:00-10:00"),
        ("FREEBUSY:20270316T080000Z/PT2H,20270316T090000Z/PT2H,20270316T080000Z/PT1H", "08:00-11:00"),
        ("FREEBUSY;FBTYPE=FREE:20270316T080000Z/PT1H", ""),
        ("FREEBUSY:20270516T080000Z/PT1H", ""),
        ("FREEBUSY:", ""),
    ],
)
def test_busy_times_given_a_calendar_of_one_room_when_placed_then_they_hold_it_without_a_word(
    line: str, times: str
) -> None:
    answer = placed(line)

    assert " ".join(f"{occurrence.start:%H:%M}-{occurrence.end:%H:%M}" for occurrence in answer.occurrences) == times
    assert all(
        (occurrence.rooms, occurrence.confidential, occurrence.preset, occurrence.title)
        == (("sala-2",), True, "riservato", "")
        for occurrence in answer.occurrences
    )
    assert (answer.ignored, answer.unplaced, answer.quarantined) == ((), (), ())


def test_busy_times_given_a_new_uid_and_another_order_when_read_then_they_are_the_same_events() -> None:
    one, other = "FREEBUSY:20270316T080000Z/PT1H", "FREEBUSY:20270317T080000Z/20270317T100000Z"

    assert read(one, other) == read("UID:another", f"{other},20270316T080000Z/PT60M")


def test_busy_times_given_a_tentative_one_when_placed_then_it_is_listed_as_ignored() -> None:
    answer = placed("FREEBUSY;FBTYPE=BUSY-TENTATIVE:20270316T080000Z/PT1H")

    assert [(event.reason, event.confidential) for event in answer.ignored] == [("tentative", True)]
    assert not answer.occurrences


@pytest.mark.parametrize(
    "bad", ["20270316T080000Z", "x/PT1H", "20270316T080000Z/PT0S", "20270316T080000Z/-PT1H", "20270316T090000Z/20270316T080000Z", "99991231T230000Z/P9999W"]
)  # fmt: skip
def test_busy_times_given_one_that_cannot_be_read_when_placed_then_it_is_told_and_the_others_count(bad: str) -> None:
    answer = placed(f"FREEBUSY:{bad},20270316T100000Z/PT1H")

    assert [f"{occurrence.start:%H}" for occurrence in answer.occurrences] == ["10"]
    assert [(event.reason, event.confidential) for event in answer.quarantined] == [("FREEBUSY cannot be read", True)]


def test_busy_times_given_more_than_the_most_when_read_then_the_earliest_count_and_it_is_told() -> None:
    minutes = (f"202703{1 + at // 1440:02}T{at // 60 % 24:02}{at % 60:02}00Z/PT1M" for at in range(MAX_TIMES + 1))
    answer = read(*(f"FREEBUSY:{minute}" for minute in minutes))

    assert len(answer.events) == MAX_TIMES
    assert [event.reason for event in answer.quarantined] == [f"more than {MAX_TIMES} busy times"]


def test_busy_times_given_a_calendar_of_many_rooms_when_placed_then_they_are_told_once_as_unplaced() -> None:
    answer = placed("FREEBUSY:20270316T080000Z/PT1H,20270317T080000Z/PT1H", calendar=HOUSE_S)

    assert [(event.title, event.confidential) for event in answer.unplaced] == [("", True)]
    assert not answer.occurrences
