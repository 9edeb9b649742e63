"""Calendars' texts without what is over: all that is still to come is read from them as before."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.calendar_text.ics import read_calendar
from schedules.calendar_text.past_events import without_past, words_of
from tests.support.town import calendar

TODAY = date(2026, 11, 26)
OFFICINE = Path("tests/schedules/calendar_text/data/officine-ottobre-2026.ics").read_bytes()


def lines(*told: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", *told, "SUMMARY:Zibellina", "END:VEVENT"))


OVER = (
    ("UID:a", "DTSTART:20261001T090000Z", "DTEND:20261001T100000Z"),
    ("UID:a", "DTSTART;TZID=Europe/Rome:20261001T090000", "DURATION:PT1H"),
    ("UID:a", "DTSTART;VALUE=DATE:20261001", "DTEND;VALUE=DATE:20261003"),
    ("UID:a", "DTSTART:20261001T090000Z", "DURATION:P2W"),
    ("UID:a", "DTSTART:20260901T090000Z", "DTEND:20260901T100000Z", "RRULE:FREQ=WEEKLY;UNTIL=20261101T090000Z"),
    ("UID:a", "DTSTART:20260901T090000Z", "RDATE:20260908T090000Z,20260915T090000Z"),
    ("UID:a", "DTSTART:20260901T090000Z", "BEGIN:VALARM", "UID:alarm", "TRIGGER:-PT5M", "END:VALARM"),
    ("UID:lunghissimo-", " a", "DTSTART:20260901T0900", " 00Z"),
)
LASTING = (
    ("UID:a", "DTSTART:20261001T090000Z", "DTEND:20261124T100000Z"),
    ("UID:a", "DTSTART:20261001T090000Z", "DURATION:P8W"),
    ("UID:a", "DTSTART:20260901T090000Z", "DTEND:20261001T090000Z", "RRULE:FREQ=YEARLY;UNTIL=20261101T090000Z"),
    ("UID:a", "DTSTART:20260901T090000Z", "RRULE:FREQ=WEEKLY"),
    ("UID:a", "DTSTART:20260901T090000Z", "rrule:FREQ=WEEKLY"),
    ("UID:a", "DTSTART:20260901T090000Z", "RRULE:FREQ=WEEKLY;COUNT=3"),
    ("UID:a", "DTSTART:20260901T090000Z", "RDATE:20260908T090000Z,20271208T090000Z"),
    ("UID:a", "DTSTART:20260901T090000Z", "RDATE;VALUE=PERIOD:20260908T090000Z/P300D"),
    ("UID:a", "DTSTART:20260901T090000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260901T090000Z"),
    ("UID:a", "DTSTART:20260901T090000Z", "DURATION:un'ora"),
    ("UID:a", "DTSTART:20260901T090000Z", "BEGIN:VALARM", "RRULE:FREQ=WEEKLY"),
    ("UID:a", "UID:b", "DTSTART:20260901T090000Z"),
    ("DTSTART:20260901T090000Z",),
    ("UID:a",),
    ("UID:a", "DTSTART:20269999T090000Z"),
)


@pytest.mark.parametrize("told", OVER)
def test_event_given_that_it_is_over_when_the_text_is_shortened_then_it_is_gone(told: tuple[str, ...]) -> None:
    other = lines("UID:b", "DTSTART:20261201T090000Z")

    shorter, gone = without_past(calendar(lines(*told), other), TODAY)

    assert (shorter, len(gone)) == (calendar(other), 1)
    assert "Zibellina" in words_of(gone[0])


@pytest.mark.parametrize("told", LASTING)
def test_event_given_that_something_of_it_may_come_when_the_text_is_shortened_then_it_stays(
    told: tuple[str, ...],
) -> None:
    text = calendar(lines(*told))

    assert without_past(text, TODAY) == (text, [])


def test_series_given_one_day_moved_to_come_when_the_text_is_shortened_then_the_whole_of_it_stays() -> None:
    master = lines("UID:a", "CLASS:PRIVATE", "DTSTART:20260901T090000Z", "RRULE:FREQ=DAILY;UNTIL=20260903T090000Z")
    moved = lines("UID:a", "RECURRENCE-ID:20260902T090000Z", "DTSTART:20261202T090000Z")
    text = calendar(master, moved)

    assert without_past(text, TODAY) == (text, [])
    assert without_past(text, TODAY + timedelta(days=30))[0] == calendar()


@pytest.mark.parametrize(
    "text", [b"", b"ciao", b"BEGIN:VEVENT" * 1000, b"END:VEVENTBEGIN:VEVENT", "BEGIN:VEVENT".encode("utf-16")]
)
def test_text_given_no_calendar_when_shortened_then_it_stays_as_it_is(text: bytes) -> None:
    assert without_past(text, TODAY) == (text, [])


@given(before=st.dates(date(2026, 9, 1), date(2027, 2, 1)))
def test_calendar_given_a_real_one_when_shortened_then_what_is_to_come_is_read_as_before(before: date) -> None:
    start = datetime(before.year, before.month, before.day, tzinfo=UTC)
    window: dict[str, Any] = {
        "calendar": "sale",
        "zone": ZoneInfo("Europe/Rome"),
        "start": start,
        "end": start + timedelta(days=540),
    }

    shorter, gone = without_past(OFFICINE, before)

    short, whole = read_calendar(shorter, **window), read_calendar(OFFICINE, **window)
    assert (short.events, short.quarantined) == (whole.events, whole.quarantined)
    assert len(shorter) < len(OFFICINE) or not gone
