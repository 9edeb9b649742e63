"""The gate before every rule, and that no rule past it costs more than its bound."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from schedules.calendar_text.moments import Length, Moment
from schedules.calendar_text.recurrence import Series, expand
from schedules.calendar_text.rule_days import MAX_DAYS, Effort, walls
from schedules.calendar_text.rules import RuleRefused, read_rule

ROME = ZoneInfo("Europe/Rome")
START = Moment(datetime(2026, 1, 5, 10), ROME)  # noqa: DTZ001 - wall time
LOW, HIGH = datetime(2026, 10, 1), datetime(2026, 12, 1)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it has no FREQ"),
        ("INTERVAL=2", "it has no FREQ"),
        ("FREQ=SECONDLY", "FREQ=SECONDLY"),
        ("FREQ=MINUTELY", "FREQ=MINUTELY"),
        ("FREQ=HOURLY", "FREQ=HOURLY"),
        ("FREQ=OGNITANTO", "FREQ=OGNITANTO"),
        ("FREQ=DAILY;FREQ=WEEKLY", "FREQ=WEEKLY"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL=-1"),
        ("FREQ=DAILY;INTERVAL=x", "INTERVAL=X"),
        (f"FREQ=DAILY;INTERVAL={'9' * 40}", f"INTERVAL={'9' * 30}"),
        ("FREQ=DAILY;COUNT=0", "COUNT=0"),
        ("FREQ=DAILY;COUNT=10001", "COUNT=10001"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20261231", "COUNT and UNTIL together"),
        ("FREQ=DAILY;UNTIL=mai", "UNTIL=MAI"),
        ("FREQ=DAILY;UNTIL=20261301", "UNTIL=20261301"),
        ("FREQ=DAILY;BYHOUR=9,10", "BYHOUR=9,10"),
        ("FREQ=DAILY;BYHOUR=9", "BYHOUR=9"),
        ("FREQ=DAILY;BYMINUTE=0,30", "BYMINUTE=0,30"),
        ("FREQ=DAILY;BYSECOND=1", "BYSECOND=1"),
        ("FREQ=DAILY;BYEASTER=0", "BYEASTER=0"),
        ("RSCALE=GREGORIAN;FREQ=DAILY", "RSCALE=GREGORIAN"),
        ("FREQ=MONTHLY;BYDAY=6MO", "BYDAY=6MO with FREQ=MONTHLY"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY=0MO with FREQ=MONTHLY"),
        ("FREQ=YEARLY;BYDAY=54MO", "BYDAY=54MO with FREQ=YEARLY"),
        ("FREQ=YEARLY;BYMONTH=2;BYDAY=6MO", "BYDAY=6MO with FREQ=YEARLY"),
        ("FREQ=WEEKLY;BYDAY=LU", "BYDAY=LU with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY=0"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32"),
        ("FREQ=YEARLY;BYMONTH=-1", "BYMONTH=-1"),
        ("FREQ=WEEKLY;WKST=XX", "WKST=XX"),
        ("FREQ=YEARLY;BYYEARDAY=" + ",".join(["1"] * 2_000), "it is too long"),
    ],
)
def test_given_a_rule_nobody_books_by_when_read_then_it_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(RuleRefused) as refusal:
        read_rule(text, START)

    assert str(refusal.value) == f"rule refused: {why}"


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;",
        "freq=weekly;byday=mo,tu",
        "FREQ=MONTHLY;BYDAY=+1MO,-1FR",
        " FREQ=DAILY ",
        "FREQ=WEEKLY; BYDAY=MO, TU",
    ],
)
def test_given_a_rule_written_loosely_when_read_then_it_passes(text: str) -> None:
    rule = read_rule(text, START)

    assert rule.frequency in text.upper()


@pytest.mark.parametrize(
    ("text", "the_same"),
    [
        ("FREQ=MONTHLY;BYYEARDAY=-1;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("FREQ=MONTHLY;BYYEARDAY=-1", "FREQ=MONTHLY"),
        ("FREQ=MONTHLY;BYWEEKNO=1,2;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=1MO"),
        ("FREQ=WEEKLY;BYWEEKNO=20;BYMONTHDAY=13;BYYEARDAY=1", "FREQ=WEEKLY"),
        ("FREQ=DAILY;BYYEARDAY=1,2", "FREQ=DAILY"),
        ("FREQ=WEEKLY;BYDAY=1MO,-1FR", "FREQ=WEEKLY;BYDAY=MO,FR"),
        ("FREQ=DAILY;BYDAY=+2TU", "FREQ=DAILY;BYDAY=TU"),
        ("FREQ=YEARLY;BYWEEKNO=2;BYDAY=1MO", "FREQ=YEARLY;BYWEEKNO=2;BYDAY=MO"),
        ("FREQ=MONTHLY;BYSETPOS=1", "FREQ=MONTHLY"),
        ("FREQ=WEEKLY;BYMONTHDAY=1;BYSETPOS=2", "FREQ=WEEKLY"),
        ("FREQ=DAILY;BYHOUR=10;BYMINUTE=00;BYSECOND=0", "FREQ=DAILY"),
    ],
)
def test_given_parts_that_must_not_be_there_when_read_then_they_are_passed_over(text: str, the_same: str) -> None:
    assert read_rule(text, START) == read_rule(the_same, START)


def test_given_an_hour_in_a_rule_of_whole_days_when_read_then_it_counts_for_nothing() -> None:
    whole_day = replace(START, wall=datetime(2026, 1, 5), all_day=True)  # noqa: DTZ001

    assert read_rule("FREQ=DAILY;BYHOUR=9;BYMINUTE=30", whole_day) == read_rule("FREQ=DAILY", whole_day)


@pytest.mark.parametrize("begin", [datetime(1, 1, 1, 10), datetime(1601, 2, 28, 10), datetime(2026, 1, 31, 10)])  # noqa: DTZ001
@pytest.mark.parametrize(
    "text",
    [
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30,31",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=11;BYMONTHDAY=31",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=YEARLY;BYYEARDAY=366;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=366",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=99991231T235959Z",
        "FREQ=YEARLY;INTERVAL=999999999;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_given_a_rule_that_never_matches_when_expanded_then_only_the_window_s_days_are_looked_at(
    text: str, begin: datetime
) -> None:
    start, effort = Moment(begin, UTC), Effort()

    found = list(walls(read_rule(text, start), begin, LOW, HIGH, effort))

    assert found == []
    assert effort.days < 1_000


@pytest.mark.parametrize("count", ["COUNT=1", "COUNT=9999"])
@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY", "FREQ=YEARLY;BYDAY=53MO", "FREQ=DAILY"]
)
def test_given_a_counted_rule_from_the_year_1_when_expanded_then_it_ends_or_is_refused_within_the_bound(
    rule: str, count: str
) -> None:
    start, effort = Moment(datetime(1, 1, 1, 10), UTC), Effort()  # noqa: DTZ001

    try:
        found = list(walls(read_rule(f"{rule};{count}", start), start.wall, LOW, HIGH, effort))
    except RuleRefused as refusal:
        assert "too long" in str(refusal)  # noqa: PT017 - either end is right, and both are bounded
        found = []

    assert found == []
    assert effort.days <= MAX_DAYS + 367


@pytest.mark.parametrize("interval", [1, 7, 999_999_999])
@pytest.mark.parametrize("frequency", ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
def test_given_a_far_past_start_when_expanded_then_the_phase_is_kept_without_walking_there(
    frequency: str, interval: int
) -> None:
    begin, effort = datetime(1601, 1, 1, 10), Effort()  # noqa: DTZ001
    rule = read_rule(f"FREQ={frequency};INTERVAL={interval}", Moment(begin, UTC))

    near = list(walls(rule, begin, LOW, HIGH, effort))

    walked = read_rule(f"FREQ={frequency};INTERVAL={interval};UNTIL=20261201T000000Z", Moment(begin, UTC))
    bound = Effort(days=-10_000_000)
    assert near == [wall for wall in walls(walked, begin, begin, HIGH, bound) if wall >= LOW]
    assert effort.days < 1_000


def test_given_many_rules_in_a_series_when_expanded_then_the_bound_is_the_series_own() -> None:
    begin, effort = Moment(datetime(1900, 1, 1, 10), UTC), Effort()  # noqa: DTZ001
    rules = tuple(read_rule(f"FREQ=DAILY;BYDAY=MO;COUNT={9_000 + more}", begin) for more in range(10))
    series = Series(begin, Length(exact=timedelta(hours=1)), "", rules=rules)

    with pytest.raises(RuleRefused):
        expand(series, [], LOW.replace(tzinfo=UTC), HIGH.replace(tzinfo=UTC), effort)

    assert effort.days <= MAX_DAYS + 367


def test_given_more_occurrences_than_a_room_is_booked_for_when_expanded_then_the_series_is_refused() -> None:
    begin = Moment(datetime(2000, 1, 1, 10), UTC)  # noqa: DTZ001
    series = Series(begin, Length(nominal=timedelta(days=9_000)), "", rules=(read_rule("FREQ=DAILY", begin),))

    with pytest.raises(RuleRefused, match="more than 5000 occurrences"):
        expand(series, [], LOW.replace(tzinfo=UTC), HIGH.replace(tzinfo=UTC), Effort())


@pytest.mark.parametrize(
    "text",
    ["FREQ=DAILY;COUNT=9999", "FREQ=DAILY;INTERVAL=3;COUNT=400", "FREQ=WEEKLY;COUNT=9999",
     "FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=SU,MO,FR;COUNT=215", "FREQ=MONTHLY;BYMONTHDAY=-1,1,30;COUNT=900"],
)  # fmt: skip
def test_given_a_count_when_expanded_then_its_days_are_those_that_walking_from_the_start_gives(text: str) -> None:
    begin, effort = datetime(2024, 1, 3, 10), Effort()  # noqa: DTZ001
    rule = read_rule(text, Moment(begin, UTC))

    near = list(walls(rule, begin, LOW, HIGH, effort))

    every = walls(replace(rule, count=None), begin, begin, HIGH, Effort())
    assert near == [wall for wall in islice(every, rule.count) if wall >= LOW]
    assert effort.days < 400


def test_given_a_file_s_budget_when_its_series_have_spent_it_then_the_next_one_is_refused() -> None:
    file, rule = Effort(most=300), read_rule("FREQ=DAILY", START)

    found = [[*walls(rule, START.wall, LOW, HIGH, Effort(whole=file))] for _ in range(2)]

    assert [len(walls_of_one) for walls_of_one in found] == [61, 61]
    with pytest.raises(RuleRefused, match="too long"):
        list(walls(rule, START.wall, LOW, HIGH, Effort(whole=file)))
