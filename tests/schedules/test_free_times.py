"""When rooms are free: held against a reckoning that looks at every five minutes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.contacts import parse_hours
from schedules.free_times import STEP, Span, free_stretches, opening_days, whole_step, within_all

ROME, NEW_YORK = ZoneInfo("Europe/Rome"), ZoneInfo("America/New_York")
SINCE = datetime(2026, 10, 24, 10, tzinfo=UTC)
"""The clocks go back in Rome on the night after."""
UNTIL = SINCE + timedelta(days=3)


def steps(span: Span) -> set[datetime]:
    """The five-minute steps that lie wholly within."""
    return {SINCE + number * STEP for number in range(3 * 288) if span[0] <= SINCE + number * STEP < span[1]}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC)


SPANS = st.tuples(st.integers(0, 3 * 288), st.integers(1, 200)).map(
    lambda drawn: (SINCE + drawn[0] * STEP, SINCE + (drawn[0] + drawn[1]) * STEP)
)


@given(taken=st.lists(SPANS, max_size=12), within=st.lists(SPANS, max_size=4), steps_long=st.integers(1, 60))
def test_free_given_any_bookings_when_reckoned_step_by_step_then_the_stretches_are_the_same(
    taken: list[Span], within: list[Span], steps_long: int
) -> None:
    within = sorted(within)
    within = [span for number, span in enumerate(within) if not any(one[1] >= span[0] for one in within[:number])]
    length = steps_long * STEP

    found = free_stretches(taken, within, length, 100)

    free = {step for span in within for step in steps(span)} - {step for span in taken for step in steps(span)}
    stretches = {step for span in found for step in steps(span)}
    assert stretches <= free
    assert all(end - start >= length for start, end in found)
    for step in free - stretches:  # what is left out is too short
        first = step
        while first - STEP in free:
            first -= STEP
        assert not {first + number * STEP for number in range(steps_long)} <= free or any(
            first < span[0] < first + length for span in within
        )
    assert free_stretches(taken, within, length, 2) == found[:2]


def test_days_given_the_hours_of_a_house_when_the_clocks_go_back_then_each_day_is_by_the_clock_on_the_wall() -> None:
    days = list(opening_days(parse_hours("08:00-20:00"), ROME, SINCE, UNTIL))

    assert days == [
        (SINCE, at(24, 18)),
        (at(25, 7), at(25, 19)),
        (at(26, 7), at(26, 19)),
        (at(27, 7), at(27, 10)),
    ]


def test_days_given_hours_that_pass_midnight_when_laid_out_then_each_belongs_to_the_day_on_which_it_begins() -> None:
    days = list(opening_days(parse_hours("22:00-02:00"), ROME, at(26, 0), at(27, 0)))

    assert days == [(at(26, 0), at(26, 1)), (at(26, 21), at(27, 0))]


def test_days_given_houses_in_two_zones_when_both_have_to_be_open_then_the_hours_that_they_share_are_left() -> None:
    hours = parse_hours("08:00-20:00")
    each = [opening_days(hours, zone, at(26, 0), at(27, 0)) for zone in (ROME, NEW_YORK)]

    assert within_all(each) == [(at(26, 12), at(26, 19))]


@pytest.mark.parametrize(("instant", "step"), [((9, 0), (9, 0)), ((9, 1), (9, 5)), ((9, 59), (10, 0))])
def test_step_given_an_instant_when_told_then_it_is_the_next_whole_five_minutes(
    instant: tuple[int, int], step: tuple[int, int]
) -> None:
    assert whole_step(at(26, *instant)) == at(26, *step)
