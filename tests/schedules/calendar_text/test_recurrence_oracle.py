"""Our recurrence against recurring-ical-events, drawn over rules, zones, days when the clock changes, and changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st

from schedules.calendar_text.ics import read_calendar

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
BASIC = "%Y%m%dT%H%M%S"
FIRST = datetime(2026, 1, 1)  # noqa: DTZ001 - wall time
Told = list[tuple[datetime, datetime, str]]


def ours(text: bytes, start: datetime, end: datetime) -> Told:
    contents = read_calendar(text, calendar="c", zone=ZoneInfo("Europe/Rome"), start=start, end=end)
    assert contents.quarantined == ()
    return sorted((event.start, event.end, event.summary) for event in contents.events)


def theirs(text: bytes, start: datetime, end: datetime) -> Told:
    """As the oracle has it, but for an occurrence in the gap that it ends before it starts: that one keeps its length."""
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(start, end)
    times = [
        (event.start.astimezone(UTC), event.end.astimezone(UTC), event.end - event.start, str(event["SUMMARY"]))
        for event in events
    ]
    return sorted(
        (begin, max(finish, begin + length) if finish <= begin else finish, what)
        for begin, finish, length, what in times
    )


def calendar(*vevents: list[str]) -> bytes:
    lines = [
        line
        for vevent in vevents
        for line in ("BEGIN:VEVENT", "UID:a", "DTSTAMP:20260101T000000Z", *vevent, "END:VEVENT")
    ]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:oracle", *lines, "END:VCALENDAR", ""]).encode()


def some(values: list[int], most: int = 4) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=most).map(lambda chosen: ",".join(map(str, chosen)))


starts = st.one_of(
    st.integers(0, 48 * 330).map(lambda half_hours: FIRST + timedelta(minutes=30 * half_hours)),
    # Half past two, on the days around both nights when the clock changes.
    st.sampled_from([(3, 22), (3, 28), (3, 29), (10, 18), (10, 24), (10, 25)]).map(
        lambda day: datetime(2026, *day, 2, 30)  # noqa: DTZ001 - wall time
    ),
)
windows = st.tuples(st.integers(0, 24 * 700), st.sampled_from([1, 7, 60, 400])).map(
    lambda drawn: (FIRST.replace(tzinfo=UTC) + timedelta(hours=drawn[0]), timedelta(days=drawn[1]))
)


@st.composite
def rules(draw: st.DrawFn, start: datetime) -> str:
    """A rule that both can read. BYSETPOS with WEEKLY is left out: dateutil cuts the first week at DTSTART."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = {"FREQ": frequency, "INTERVAL": str(draw(st.integers(1, 4))), "WKST": draw(st.sampled_from(DAYS))}
    if draw(st.booleans()):
        parts["BYMONTH"] = draw(some([*range(1, 13)]))
    if frequency != "WEEKLY" and draw(st.booleans()):
        parts["BYMONTHDAY"] = draw(some([-31, -3, -2, -1, 1, 2, 15, 28, 29, 30, 31]))
    if frequency == "YEARLY" and draw(st.booleans()):
        parts |= draw(st.sampled_from([{}, {"BYYEARDAY": "1,60,100,366,-1,-366"}, {"BYWEEKNO": "1,20,52,53,-1"}]))
    if draw(st.booleans()):
        counted = frequency in ("MONTHLY", "YEARLY") and "BYWEEKNO" not in parts and draw(st.booleans())
        ordinals = st.sampled_from(["1", "2", "5", "-1", "-2", "-5"]) if counted else st.just("")
        drawn = draw(st.lists(st.tuples(ordinals, st.sampled_from(DAYS)), min_size=1, max_size=4))
        parts["BYDAY"] = ",".join(ordinal + day for ordinal, day in drawn)
    if (
        frequency in ("MONTHLY", "YEARLY")
        and not parts.keys().isdisjoint({"BYDAY", "BYMONTHDAY"})
        and draw(st.booleans())
    ):
        parts["BYSETPOS"] = draw(some([1, 2, 3, -1, -2], most=2))
    until = (start + timedelta(hours=draw(st.integers(24, 24 * 900)))).strftime(f"{BASIC}Z")
    parts |= draw(st.sampled_from([{}, {"COUNT": "7"}, {"COUNT": "30"}, {"UNTIL": until}]))
    return "RRULE:" + ";".join(f"{name}={value}" for name, value in parts.items())


@given(data=st.data(), start=starts, window=windows)
def test_given_any_rule_when_expanded_then_the_oracle_agrees(
    data: st.DataObject, start: datetime, window: tuple[datetime, timedelta]
) -> None:
    zone = data.draw(st.sampled_from(["Europe/Rome", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe"]))
    length = timedelta(minutes=data.draw(st.sampled_from([30, 90, 360, 1440, 4000])))
    rule = data.draw(rules(start))
    vevent = [
        f"DTSTART;TZID={zone}:{start.strftime(BASIC)}",
        f"DTEND;TZID={zone}:{(start + length).strftime(BASIC)}",
        "SUMMARY:m",
        rule,
    ]

    text = calendar(vevent)

    assert ours(text, window[0], sum_of(window)) == theirs(text, window[0], sum_of(window))


@given(
    single=st.lists(
        st.tuples(st.integers(0, 19), st.integers(-400, 400)), max_size=4, unique_by=lambda change: change[0]
    ),
    onwards=st.lists(
        st.tuples(st.integers(0, 19), st.integers(-40, 40)), max_size=2, unique_by=lambda change: change[0]
    ),
    excluded=st.sets(st.integers(0, 19), max_size=4),
    window=windows,
)
def test_given_changes_and_gaps_in_a_series_when_expanded_then_the_oracle_agrees(
    single: list[tuple[int, int]],
    onwards: list[tuple[int, int]],
    excluded: set[int],
    window: tuple[datetime, timedelta],
) -> None:
    first = datetime(2026, 9, 7, 10)  # noqa: DTZ001 - wall time
    changed = {week: (hours, "") for week, hours in single} | {
        week: (hours, ";RANGE=THISANDFUTURE") for week, hours in onwards
    }

    text = calendar(
        vevent_at(
            first,
            "m",
            "RRULE:FREQ=WEEKLY;COUNT=20",
            *(f"EXDATE;{at(first, week)}" for week in excluded - changed.keys()),
        ),
        *(
            vevent_at(
                first + timedelta(weeks=week, hours=hours), f"change {week}", f"RECURRENCE-ID{span};{at(first, week)}"
            )
            for week, (hours, span) in changed.items()
        ),
    )

    assert ours(text, window[0], sum_of(window)) == theirs(text, window[0], sum_of(window))


def sum_of(window: tuple[datetime, timedelta]) -> datetime:
    return window[0] + window[1]


def at(first: datetime, week: int) -> str:
    return f"TZID=Europe/Rome:{(first + timedelta(weeks=week)).strftime(BASIC)}"


def vevent_at(start: datetime, summary: str, *more: str) -> list[str]:
    end = start + timedelta(hours=2)
    return [
        f"DTSTART;TZID=Europe/Rome:{start.strftime(BASIC)}",
        f"DTEND;TZID=Europe/Rome:{end.strftime(BASIC)}",
        f"SUMMARY:{summary}",
        *more,
    ]


WHOLE_AUTUMN = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


def test_given_an_until_that_is_a_date_when_expanded_then_we_keep_the_last_day_the_oracle_loses() -> None:
    text = calendar(vevent_at(datetime(2026, 10, 5, 10), "m", "RRULE:FREQ=WEEKLY;UNTIL=20261019"))  # noqa: DTZ001

    kept, lost = ours(text, *WHOLE_AUTUMN), theirs(text, *WHOLE_AUTUMN)

    assert [start.day for start, _, _ in kept] == [5, 12, 19]
    assert kept[:2] == lost


def test_given_a_duration_over_the_fold_when_expanded_then_ours_is_exact_and_the_oracle_s_is_not() -> None:
    text = calendar(["DTSTART;TZID=Europe/Rome:20261025T010000", "DURATION:PT3H", "SUMMARY:m"])

    ((start, end, _),) = ours(text, *WHOLE_AUTUMN)

    assert end - start == timedelta(hours=3)
    assert theirs(text, *WHOLE_AUTUMN) == [(start, end + timedelta(hours=1), "m")]
