"""A calendar of ten thousand events costs twelve times one of a thousand at most, whatever they are; counted in calls."""

import pytest

from tests.support.costly_calendars import KINDS, calendar_of, calls

pytestmark = pytest.mark.chaos

MANY, TEN_TIMES = 1_000, 10_000


@pytest.mark.parametrize("kind", KINDS)
def test_calendar_given_ten_thousand_events_when_read_then_it_costs_no_more_than_twelve_times_a_thousand(
    kind: str,
) -> None:
    few, many = calls(calendar_of(kind, MANY)), calls(calendar_of(kind, TEN_TIMES))

    print(f"\n{kind}: {few:,} and {many:,} calls, {many / few:.1f} times")  # noqa: T201 - the figures
    assert many <= 12 * few
