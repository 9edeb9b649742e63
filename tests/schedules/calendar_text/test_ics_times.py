"""When events are: zones, lengths, nights when the clock changes, series and the changes made to them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from schedules.calendar_text.ics import read_calendar
from schedules.events import CalendarContents

ROME = "TZID=Europe/Rome"
OWN_ZONE = """BEGIN:VTIMEZONE
TZID:Casa Mia
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""
LESSONS = f"DTSTART;{ROME}:20261005T100000\nDTEND;{ROME}:20261005T110000\nSUMMARY:m\nRRULE:FREQ=WEEKLY;COUNT=6"


def read(*components: str, start: str = "2026-10-01", end: str = "2026-12-01") -> CalendarContents:
    lines = ["BEGIN:VCALENDAR", *"\n".join(components).splitlines(), "END:VCALENDAR"]
    window = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (start, end)]
    text = "\r\n".join(lines).encode()
    return read_calendar(text, calendar="c", zone=ZoneInfo("Europe/Rome"), start=window[0], end=window[1])


def event(lines: str, uid: str = "a") -> str:
    return f"BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20260101T000000Z\n{lines}\nEND:VEVENT"


def times(contents: CalendarContents) -> list[str]:
    assert contents.quarantined == ()
    return [
        f"{event.start:%m-%d %H:%M} {event.end:%m-%d %H:%M}{' ' + event.summary if event.summary else ''}"
        for event in contents.events
    ]


@pytest.mark.parametrize(
    ("written", "begins"),
    [
        (f"DTSTART;{ROME}:20261024T100000", "10-24 08:00"),
        ('DTSTART;TZID="Europe/Rome":20261024T100000', "10-24 08:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20261024T100000", "10-24 08:00"),
        ("DTSTART;TZID=/mozilla.org/20070129_1/Europe/Rome:20261024T100000", "10-24 08:00"),
        ("DTSTART;TZID=/x/America/Argentina/Buenos_Aires:20261024T100000", "10-24 13:00"),
        ("DTSTART;TZID=Casa Mia:20261024T100000", "10-24 08:00"),
        ("DTSTART;TZID=Casa Mia:20261026T100000", "10-26 09:00"),
        ("DTSTART;TZID=America/New_York:20261024T100000", "10-24 14:00"),
        ("DTSTART:20261024T100000Z", "10-24 10:00"),
        ("DTSTART:20261024T100000", "10-24 08:00"),
    ],
)
def test_given_a_zone_however_written_when_read_then_the_instant_is_right(written: str, begins: str) -> None:
    contents = read(OWN_ZONE, event(f"{written}\nDURATION:PT1H"))

    assert [one[:11] for one in times(contents)] == [begins]


@pytest.mark.parametrize("zone", ["Europe/Rome", "Casa Mia"])
@pytest.mark.parametrize(
    ("wall", "begins"),
    [
        ("20260329T013000", "03-29 00:30"),
        ("20260329T023000", "03-29 01:30"),  # the gap: the offset before it counts, so 03:30 CEST
        ("20260329T033000", "03-29 01:30"),
        ("20261025T013000", "10-24 23:30"),
        ("20261025T023000", "10-25 00:30"),  # the fold: the first
        ("20261025T033000", "10-25 02:30"),
    ],
)
def test_given_the_night_the_clock_changes_when_read_then_rfc_5545_decides(zone: str, wall: str, begins: str) -> None:
    contents = read(OWN_ZONE, event(f"DTSTART;TZID={zone}:{wall}\nDURATION:PT10M"), start="2026-01-01")

    assert [one[:11] for one in times(contents)] == [begins]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (f"DTSTART;{ROME}:20261025T010000\nDURATION:PT3H", "10-24 23:00 10-25 02:00"),  # exact, RFC 5545 3.3.6
        (f"DTSTART;{ROME}:20261025T010000\nDTEND;{ROME}:20261025T040000", "10-24 23:00 10-25 03:00"),
        (f"DTSTART;{ROME}:20261024T120000\nDURATION:P1D", "10-24 10:00 10-25 11:00"),  # nominal
        (f"DTSTART;{ROME}:20261024T120000\nDURATION:P1DT2H", "10-24 10:00 10-25 13:00"),
        (f"DTSTART;{ROME}:20261024T120000\nDURATION:P1W", "10-24 10:00 10-31 11:00"),
        (f"DTSTART;{ROME}:20261024T220000\nDTEND;TZID=America/New_York:20261025T000000", "10-24 20:00 10-25 04:00"),
        ("DTSTART;VALUE=DATE:20261025", "10-24 22:00 10-25 23:00"),
        ("DTSTART;VALUE=DATE:20261025\nDTEND;VALUE=DATE:20261025", "10-24 22:00 10-25 23:00"),
        ("DTSTART;VALUE=DATE:20261024\nDTEND;VALUE=DATE:20261027", "10-23 22:00 10-26 23:00"),
        ("DTSTART;VALUE=DATE:20261024\nDURATION:P2D", "10-23 22:00 10-25 23:00"),
    ],
)
def test_given_an_end_or_a_duration_when_read_then_the_end_is_right(written: str, told: str) -> None:
    assert times(read(event(written))) == [told]


def test_given_a_series_in_the_gap_when_the_wall_would_end_it_first_then_it_keeps_its_length() -> None:
    weekly = f"DTSTART;{ROME}:20260322T023000\nDTEND;{ROME}:20260322T030000\nRRULE:FREQ=WEEKLY;COUNT=2"

    assert times(read(event(weekly), start="2026-03-01")) == ["03-22 01:30 03-22 02:00", "03-29 01:30 03-29 02:00"]


def test_given_two_wall_times_about_the_gap_when_they_are_one_instant_then_it_is_told_once() -> None:
    night = f"DTSTART;{ROME}:20260329T023000\nDURATION:PT1H\nRDATE;{ROME}:20260329T033000"

    assert times(read(event(night), start="2026-03-01")) == ["03-29 01:30 03-29 02:30"]


@pytest.mark.parametrize(
    ("start", "end", "seen"),
    [("10-05", "10-06", 1), ("10-06", "10-07", 1), ("10-07", "10-08", 0), ("10-04", "10-05", 0)],
)
def test_given_an_event_when_the_window_is_touched_then_it_is_seen(start: str, end: str, seen: int) -> None:
    contents = read(event("DTSTART:20261005T000000Z\nDTEND:20261007T000000Z"), start=f"2026-{start}", end=f"2026-{end}")

    assert len(contents.events) == seen


@pytest.mark.parametrize(
    "exdate",
    [
        f"EXDATE;{ROME}:20261012T100000",
        "EXDATE:20261012T080000Z",
        "EXDATE;VALUE=DATE:20261012",
        "EXDATE:20261012T100000",
    ],
)
def test_given_an_exdate_however_written_when_read_then_that_day_is_out(exdate: str) -> None:
    contents = read(event(f"{LESSONS}\n{exdate},{exdate.partition(':')[2].replace('1012', '1019')}"))

    assert [one[:5] for one in times(contents)] == ["10-05", "10-26", "11-02", "11-09"]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20261019", "10-19"),  # as a date: to the end of that local day
        ("20261019T080000Z", "10-19"),
        ("20261019T075959Z", "10-12"),
        ("20261019T100000", "10-19"),
        ("20261019T095959", "10-12"),
    ],
)
def test_given_an_until_however_written_when_read_then_the_last_lesson_is_right(until: str, last: str) -> None:
    assert times(read(event(LESSONS.replace("COUNT=6", f"UNTIL={until}"))))[-1][:5] == last


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20270331", "03-31"),
        ("20270330T220000Z", "03-31"),  # local midnight, which begins the 31st
        ("20270330T230000Z", "03-31"),  # the same by the offset of DTSTART, in winter
        ("20270331T000000Z", "03-31"),  # a date with a midnight appended to it
        ("20270331T000000", "03-31"),
        ("20270331T215959Z", "03-31"),  # a local day's last second
        ("20270331T235959Z", "03-31"),
    ],
)
def test_given_whole_days_until_an_instant_when_read_then_the_last_is_the_day_it_means(until: str, last: str) -> None:
    days = event(f"DTSTART;VALUE=DATE:20270301\nRRULE:FREQ=DAILY;UNTIL={until}\nSUMMARY:m")

    last_day = read(days, start="2027-03-01", end="2027-05-01").events[-1]

    assert f"{last_day.start.astimezone(ZoneInfo('Europe/Rome')):%m-%d %H:%M}" == f"{last} 00:00"


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=2", ["10-12", "10-26", "11-02", "11-09"]),
        ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20261019T080000Z", ["10-12", "10-26", "11-02", "11-09"]),
        ("FREQ=WEEKLY;UNTIL=20261018", ["10-19", "10-26", "11-02", "11-09"]),
        ("FREQ=MONTHLY;BYDAY=1MO", ["10-12", "10-19", "10-26", "11-09"]),
        ("FREQ=DAILY;INTERVAL=7", []),
    ],
)
def test_given_an_exrule_when_read_then_what_it_makes_does_not_take_place(rule: str, days: list[str]) -> None:
    assert [one[:5] for one in times(read(event(f"{LESSONS}\nEXRULE:{rule}")))] == days


def test_given_a_change_that_repeats_its_series_rule_when_read_then_it_takes_place_once() -> None:
    moved = f"RECURRENCE-ID;{ROME}:20261012T100000\nDTSTART;{ROME}:20261013T100000\nDURATION:PT1H\nRRULE:FREQ=HOURLY"

    assert [one[:5] for one in times(read(event(LESSONS), event(moved)))][:3] == ["10-05", "10-13", "10-19"]


def test_given_a_series_cut_off_before_it_began_when_read_then_nothing_is_left() -> None:
    assert times(read(event(LESSONS.replace("COUNT=6", "UNTIL=20260930T220000Z")))) == []


def test_given_rdates_when_read_then_dtstart_stays_and_periods_have_their_own_length() -> None:
    single = LESSONS.partition("\nRRULE")[0]
    periods = "RDATE;VALUE=PERIOD:20261007T080000Z/PT3H,20261008T080000Z/20261008T093000Z"

    contents = read(event(f"{single}\n{periods}\nRDATE:20261009T080000Z\nRDATE;VALUE=DATE:20261010"))

    assert times(contents) == [
        "10-05 08:00 10-05 09:00 m",
        "10-07 08:00 10-07 11:00 m",
        "10-08 08:00 10-08 09:30 m",
        "10-09 08:00 10-09 09:00 m",
        "10-10 08:00 10-10 09:00 m",  # a date takes the hour of DTSTART
    ]


def test_given_a_period_in_utc_when_the_local_clock_changes_within_then_it_ends_when_it_says() -> None:
    night = f"DTSTART;{ROME}:20261001T100000\nDURATION:PT1H\nRDATE;VALUE=PERIOD:20261024T230000Z/20261025T020000Z"

    assert times(read(event(night))) == ["10-01 08:00 10-01 09:00", "10-24 23:00 10-25 02:00"]


def test_given_a_change_onwards_in_utc_when_the_local_clock_changes_then_each_lasts_as_long_as_it_says() -> None:
    nights = f"DTSTART;{ROME}:20261017T230000\nDTEND;{ROME}:20261018T010000\nRRULE:FREQ=WEEKLY;COUNT=3"
    longer = "RECURRENCE-ID;RANGE=THISANDFUTURE:20261017T210000Z\nDTSTART:20261017T210000Z\nDTEND:20261018T020000Z"

    assert times(read(event(nights), event(longer))) == [
        "10-17 21:00 10-18 02:00",
        "10-24 21:00 10-25 02:00",
        "10-31 22:00 11-01 03:00",
    ]


@pytest.mark.parametrize(
    "recurrence",
    [f"RECURRENCE-ID;{ROME}:20261012T100000", "RECURRENCE-ID:20261012T080000Z", "RECURRENCE-ID;VALUE=DATE:20261012"],
)
def test_given_an_override_however_addressed_when_read_then_it_replaces_its_lesson(recurrence: str) -> None:
    moved = f"{recurrence}\nDTSTART:20261013T120000Z\nDTEND:20261013T130000Z\nSUMMARY:moved"

    contents = read(event(LESSONS), event(moved), end="2026-10-20")

    assert times(contents) == [
        "10-05 08:00 10-05 09:00 m",
        "10-13 12:00 10-13 13:00 moved",
        "10-19 08:00 10-19 09:00 m",
    ]
    assert contents.events[1].key.recurrence == datetime(2026, 10, 12, 8, tzinfo=UTC)


def test_given_overrides_across_the_window_when_read_then_only_what_lies_in_it_is_told() -> None:
    away = f"RECURRENCE-ID;{ROME}:20261012T100000\nDTSTART:20270112T080000Z\nDTEND:20270112T090000Z"
    here = f"RECURRENCE-ID;{ROME}:20261109T100000\nDTSTART:20261006T080000Z\nDTEND:20261006T090000Z\nSUMMARY:here"
    orphan = f"RECURRENCE-ID;{ROME}:20200101T100000\nDTSTART:20261007T080000Z\nDTEND:20261007T090000Z\nSUMMARY:orphan"

    contents = read(event(LESSONS), event(away), event(here), event(orphan), end="2026-10-18")

    assert times(contents) == [
        "10-05 08:00 10-05 09:00 m",
        "10-06 08:00 10-06 09:00 here",
        "10-07 08:00 10-07 09:00 orphan",
    ]


def test_given_changes_onwards_when_read_then_each_shifts_what_follows_and_a_single_one_wins() -> None:
    first = f"RECURRENCE-ID;RANGE=THISANDFUTURE;{ROME}:20261012T100000\nDTSTART;{ROME}:20261013T120000\nDURATION:PT2H\nSUMMARY:f"
    second = "RECURRENCE-ID;RANGE=THISANDFUTURE:20261102T090000Z\nDTSTART:20261102T080000Z\nDURATION:PT30M\nSUMMARY:s"
    single = f"RECURRENCE-ID;{ROME}:20261026T100000\nDTSTART;{ROME}:20261026T180000\nDURATION:PT1H\nSUMMARY:single"

    assert times(read(event(LESSONS), event(second), event(single), event(first))) == [
        "10-05 08:00 10-05 09:00 m",
        "10-13 10:00 10-13 12:00 f",
        "10-20 10:00 10-20 12:00 f",
        "10-26 17:00 10-26 18:00 single",
        "11-02 08:00 11-02 08:30 s",
        "11-09 08:00 11-09 08:30 s",
    ]


def test_given_a_cancelled_lesson_when_read_then_it_is_told_as_cancelled() -> None:
    cancelled = f"RECURRENCE-ID;{ROME}:20261012T100000\nDTSTART;{ROME}:20261012T100000\nDURATION:PT1H\nSTATUS:CANCELLED"

    contents = read(event(LESSONS), event(cancelled), end="2026-10-20")

    assert [event.status for event in contents.events] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]


def test_given_one_event_told_three_times_when_read_then_sequence_then_stamp_decides() -> None:
    def told(sequence: int, stamp: str, summary: str) -> str:
        lines = "DTSTART:20261005T080000Z\nDTEND:20261005T090000Z"
        return f"BEGIN:VEVENT\nUID:a\nSEQUENCE:{sequence}\nDTSTAMP:{stamp}\nSUMMARY:{summary}\n{lines}\nEND:VEVENT"

    late, newest, old = (
        told(2, "20260101T000000Z", "late"),
        told(2, "20260102T000000Z", "newest"),
        told(1, "20270101T000000Z", "old"),
    )

    assert times(read(late, newest, old)) == times(read(old, newest, late)) == ["10-05 08:00 10-05 09:00 newest"]


def test_given_a_cancelled_lesson_without_an_end_when_read_then_that_lesson_alone_is_cancelled() -> None:
    series = event("DTSTART:20261006T100000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3")
    gone = event("STATUS:CANCELLED\nRECURRENCE-ID:20261013T100000Z\nDTSTART:20261013T100000Z")

    contents = read(series, gone)

    assert not contents.quarantined
    assert sorted((event.start.day, event.status) for event in contents.events if event.status == "CANCELLED") == [
        (13, "CANCELLED")
    ]


def test_given_an_end_at_24_hours_when_read_then_it_is_midnight_of_the_day_after() -> None:
    contents = read(event("DTSTART:20261006T200000Z\nDTEND:20261006T240000Z"))

    assert [event.end for event in contents.events] == [datetime(2026, 10, 7, tzinfo=UTC)]
