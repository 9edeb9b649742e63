"""Times as people type them: many ways to write them, one meaning."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.bookings.typed_times import Stretch, clock_text, day_of_text, minutes_of, stretch

ROME = ZoneInfo("Europe/Rome")
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    "text", ["9:30", "09:30", "9.30", "930", "0930", " 9,30 ", "9 30", "ore 9.30", "9h30", "h 9:30"]
)
def test_time_given_any_way_of_writing_it_when_it_is_read_then_it_is_the_same(text: str) -> None:
    assert minutes_of(text) == 9 * 60 + 30


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("9", "09:00"),
        ("14:00", "14:00"),
        ("14", "14:00"),
        ("0", "00:00"),
        ("24", "24:00"),
        ("2400", "24:00"),
        ("ore 9", "09:00"),
    ],
)
def test_time_given_hours_alone_when_it_is_read_then_they_are_full(text: str, shown: str) -> None:
    minutes = minutes_of(text)

    assert minutes is not None
    assert clock_text(minutes) == shown


@pytest.mark.parametrize(
    "text", ["", "25", "9:60", "24:01", "mezzogiorno", "9:3", "-9", "9:30:00", "99999", "９", "9..30"]
)
def test_time_given_what_is_none_when_it_is_read_then_nothing_is_guessed(text: str) -> None:
    assert minutes_of(text) is None


@given(st.integers(0, 1440))
def test_time_given_any_that_is_shown_when_it_is_read_then_it_is_the_same(minutes: int) -> None:
    assert minutes_of(clock_text(minutes)) == minutes


@pytest.mark.parametrize("text", ["2026-11-27", "27/11/2026", " 27.11.2026 ", "27-11-2026"])
def test_day_given_as_browsers_or_people_write_it_when_it_is_read_then_it_is_that_day(text: str) -> None:
    assert day_of_text(text) == FRIDAY


@pytest.mark.parametrize("text", ["", "domani", "2026-02-30", "31/02/2026", "27/11/26", "20261127", "2026-W48-5"])
def test_day_given_what_is_none_when_it_is_read_then_nothing_is_guessed(text: str) -> None:
    assert day_of_text(text) is None


def test_stretch_given_a_morning_when_it_is_meant_then_it_is_by_the_clock_on_the_wall() -> None:
    assert stretch(FRIDAY, 9 * 60, 10 * 60, ROME) == Stretch(
        datetime(2026, 11, 27, 8, tzinfo=UTC), datetime(2026, 11, 27, 9, tzinfo=UTC)
    )


def test_stretch_given_an_evening_that_ends_in_the_night_when_it_is_meant_then_it_ends_on_the_day_after() -> None:
    assert stretch(FRIDAY, 21 * 60, 60, ROME).end == datetime(2026, 11, 28, 0, tzinfo=UTC)
    assert stretch(FRIDAY, 21 * 60, 24 * 60, ROME).end == datetime(2026, 11, 27, 23, tzinfo=UTC)


def test_stretch_given_an_end_before_a_morning_when_it_is_meant_then_no_night_is_guessed() -> None:
    found = stretch(FRIDAY, 14 * 60, 9 * 60, ROME)

    assert found.end < found.start
