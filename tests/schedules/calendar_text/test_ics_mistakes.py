"""Calendars with mistakes: one bad event never takes the others with it, and rubbish is never an empty calendar."""

import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.calendar_text.contentlines import unfolded
from schedules.calendar_text.ics import BrokenCalendar, read_calendar
from schedules.events import CalendarContents
from schedules.reasons import Reason

SAMPLE = (Path(__file__).parent / "data" / "officine-ottobre-2026.ics").read_bytes()
TIMES = ["DTSTART:20261005T080000Z", "DTEND:20261005T090000Z"]
DAILY = [*TIMES, "RRULE:FREQ=DAILY"]
MISTAKES = {
    "no DTSTART": ("no-start", ["DTEND:20261005T090000Z"]),
    "DTSTART cannot be read": ("bad-start", ["DTSTART:domani", "DURATION:PT1H"]),
    "DTEND cannot be read": ("bad-end", ["DTSTART:20261005T080000Z", "DTEND:20261332T090000Z"]),
    "DURATION cannot be read": ("bad-duration", ["DTSTART:20261005T080000Z", "DURATION:un'ora"]),
    "EXDATE cannot be read": ("bad-exdate", [*DAILY, "EXDATE:mai"]),
    "RDATE cannot be read": ("bad-rdate", [*DAILY, "RDATE;VALUE=PERIOD:20261005T080000Z/sempre"]),
    "RDATE has a period without length": ("bad-period", [*DAILY, "RDATE;VALUE=PERIOD:20261005T080000Z/PT0S"]),
    "RECURRENCE-ID cannot be read": ("bad-recurrence", [*TIMES, "RECURRENCE-ID:ieri"]),
    "unknown time zone 'Boh/Nulla'": ("bad-zone", ["DTSTART;TZID=Boh/Nulla:20261005T100000", "DURATION:PT1H"]),
    "unknown time zone 'localtime'": ("machine-zone", ["DTSTART;TZID=localtime:20261005T100000", "DURATION:PT1H"]),
    "unknown time zone 'Rotta'": ("broken-zone", ["DTSTART;TZID=Rotta:20261005T100000", "DURATION:PT1H"]),
    "unknown time zone '../../etc/passwd'": ("path", ["DTSTART;TZID=../../etc/passwd:20261005T100000", "DURATION:PT1H"]),
    "ends before it starts": ("backwards", ["DTSTART:20261005T080000Z", "DTEND:20261005T070000Z"]),
    "has no length": ("no-length", ["DTSTART:20261005T080000Z"]),
    "its times are out of range": ("endless", ["DTSTART:20261005T080000Z", "DURATION:P999999999W"]),
    "rule refused: FREQ=SECONDLY": ("seconds", [*TIMES, "RRULE:FREQ=SECONDLY"]),
    "rule refused: FREQ=HOURLY": ("exrule", [*DAILY, "EXRULE:FREQ=HOURLY"]),
    "rule refused: more than 10 rules": ("rules", [*TIMES, *["RRULE:FREQ=DAILY"] * 11]),
    "rule refused: it takes too long to work out": ("ages", ["DTSTART:10000101T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYDAY=MO;COUNT=10000"]),
}  # fmt: skip
BROKEN_ZONE = ["BEGIN:VTIMEZONE", "TZID:Rotta", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0100", "RRULE:FREQ=SECONDLY", "END:STANDARD", "END:VTIMEZONE"]  # fmt: skip
GOOD = ["BEGIN:VEVENT", "UID:good", *TIMES, "END:VEVENT"]


def read(text: bytes) -> CalendarContents:
    window = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    return read_calendar(text, calendar="c", zone=ZoneInfo("Europe/Rome"), start=window[0], end=window[1])


def calendar(*blocks: list[str]) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", *(line for block in blocks for line in block), "END:VCALENDAR", ""]).encode()


def vevent(uid: str, lines: list[str]) -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"]


def test_given_one_of_every_mistake_when_read_then_each_is_named_and_the_good_event_counts() -> None:
    contents = read(calendar(BROKEN_ZONE, *(vevent(*told) for told in MISTAKES.values()), GOOD))

    assert {(event.uid, event.reason) for event in contents.quarantined} == {
        (uid, why) for why, (uid, _) in MISTAKES.items()
    }
    assert [event.key.uid for event in contents.events] == ["good"]


@pytest.mark.parametrize(
    "cut", [["BEGIN:VEVENT", "UID:cut", *TIMES], ["BEGIN:VEVENT", "UID:cut", *TIMES, "BEGIN:VALARM", "END:VEVENT"]]
)
def test_given_an_event_whose_end_is_missing_when_read_then_it_is_out_and_treated_as_private(cut: list[str]) -> None:
    contents = read(calendar(cut, GOOD))

    assert [(event.uid, event.reason[:7], event.confidential) for event in contents.quarantined] == [
        ("cut", "has no ", True)
    ]
    assert [event.key.uid for event in contents.events] == ["good"]


@pytest.mark.parametrize(
    ("lines", "start", "until"),
    [
        (["DTSTART:20261005T080000Z", "DTEND:boh"], "2026-10-05T08", "2026-10-07T08"),
        (["DTSTART;TZID=Boh/Nulla:20261005T100000", "DURATION:PT1H"], "2026-10-05T08", "2026-10-07T08"),
        (["DTSTART:20201005T080000Z", "DTEND:boh", "RRULE:FREQ=WEEKLY"], "2020-10-05T08", None),
        (
            ["DTSTART:20201005T080000Z", "DTEND:boh", "RRULE:FREQ=DAILY;UNTIL=20201231"],
            "2020-10-05T08",
            "2021-01-01T23",
        ),
        (["DTSTART:20201005T080000Z", "DTEND:boh", "RDATE:20261005T080000Z"], "2020-10-05T08", None),
        ([*TIMES, "RRULE:FREQ=SECONDLY;UNTIL=mai"], "2026-10-05T08", None),
        (["DTSTART:99991231T230000Z", "DTEND:boh"], "9999-12-31T23", "9999-12-31T23"),
        (["DTSTART:domani"], None, None),
    ],
)
def test_given_an_event_that_cannot_be_read_when_read_then_it_is_known_about_when_it_is(
    lines: list[str], start: str | None, until: str | None
) -> None:
    (told,) = read(calendar(vevent("a", lines))).quarantined

    assert [one and one.isoformat()[:13] for one in (told.start, told.until)] == [start, until]


@pytest.mark.parametrize(
    ("lines", "kind", "about"),
    [
        (["DTSTART;TZID=Boh/Nulla:20261005T100000", "DURATION:PT1H"], Reason.ZONE, "Boh/Nulla"),
        (["DTSTART:domani", "DURATION:PT1H"], Reason.VALUE, "DTSTART: domani"),
        ([*TIMES, "EXDATE:20261005T080000Z,mai", "RRULE:FREQ=DAILY"], Reason.VALUE, "EXDATE: mai"),
        (
            ["DTSTART:20261005T080000Z", "DURATION:un'ora e \tmezza " + "x" * 90],
            Reason.VALUE,
            "DURATION: un'ora e mezza " + "x" * 24,
        ),
        ([*TIMES, "RRULE:FREQ=SECONDLY"], Reason.RULE, "FREQ=SECONDLY"),
        ([*TIMES, *["RRULE:FREQ=DAILY"] * 11], Reason.TOO_MUCH, ""),
        (["DTSTART:19750101T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=10000;BYMONTH=1"], Reason.TOO_MUCH, ""),
        (["DTEND:20261005T090000Z"], Reason.NO_START, ""),
    ],
)
def test_given_an_event_that_cannot_be_read_when_read_then_what_of_it_is_quoted(
    lines: list[str], kind: Reason, about: str
) -> None:
    (told,) = read(calendar(vevent("a", lines))).quarantined

    assert (told.kind, told.about) == (kind, about)


def test_given_an_event_whose_lines_are_lost_when_read_then_its_words_are_marked_as_not_all() -> None:
    cut = ["BEGIN:VEVENT", "UID:cut", "CLASS:PUBLIC", *TIMES]
    long = vevent("long", [*TIMES, "CATEGORIES:" + "x" * 70_000])
    wrong = vevent("wrong", ["DTSTART:domani"])

    told = {event.uid: event.partial for event in read(calendar(cut, long, wrong)).quarantined}

    assert told == {"cut": True, "long": True, "wrong": False}


def test_given_a_bad_private_event_when_read_then_its_quarantine_is_private() -> None:
    contents = read(calendar(vevent("secret", ["CLASS:PRIVATE", "SUMMARY:Colloquio"])))

    assert contents.quarantined[0].confidential
    assert "Colloquio" not in repr(contents)


def test_given_a_bad_override_of_a_private_series_when_read_then_its_quarantine_is_private() -> None:
    contents = read(calendar(vevent("a", [*DAILY, "CLASS:PRIVATE"]), vevent("a", ["RECURRENCE-ID:20261006T080000Z"])))

    assert [(event.reason, event.confidential) for event in contents.quarantined] == [("no DTSTART", True)]


def test_given_a_series_that_is_refused_when_read_then_its_overrides_stand() -> None:
    endless = ["DTSTART:10000101T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=10000;BYMONTH=1", "CLASS:PRIVATE"]
    moved = ["RECURRENCE-ID:20261006T080000Z", "DTSTART:20261006T100000Z", "DURATION:PT1H"]

    contents = read(calendar(vevent("a", endless), vevent("a", moved)))

    assert [(event.uid, event.confidential) for event in contents.quarantined] == [("a", True)]
    assert [(event.start.hour, event.public) for event in contents.events] == [(10, False)]


def test_given_a_file_of_series_that_cost_all_they_may_when_read_then_its_budget_ends_and_single_events_count() -> None:
    costly = ["DTSTART:19750101T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYMONTHDAY=13;BYDAY=FR;COUNT=5000"]
    series = [vevent(str(number), costly) for number in range(200)]

    contents = read(calendar(*series, vevent("weekly", [*TIMES, "RRULE:FREQ=WEEKLY"]), vevent("single", TIMES)))

    told = Counter(event.reason for event in contents.quarantined)
    itself, its_file = (f"rule refused: {whose} takes too long to work out" for whose in ("it", "its calendar"))
    assert told == {itself: 30, its_file: 171}
    assert [event.key.uid for event in contents.events] == ["single"]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"   \r\n ",
        b"<!DOCTYPE html><html><body>Accedi</body></html>",
        b"\x00\xff\xfe binary \x80" * 100,
        b"BEGIN:VCALENDAR",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n<!-- proxy -->",
        "BEGIN:VCALENDAR\r\nEND:VCALEN".encode("utf-16"),
        b'{"error": "unauthorised"}',
    ],
)
def test_given_rubbish_when_read_then_it_is_a_broken_calendar_and_not_an_empty_one(text: bytes) -> None:
    with pytest.raises(BrokenCalendar):
        read(text)


def test_given_an_empty_calendar_when_read_then_it_is_empty() -> None:
    assert read(b"BEGIN:VCALENDAR\nEND:VCALENDAR") == CalendarContents(events=())


def test_given_the_sample_cut_at_every_tenth_line_when_read_then_it_is_broken() -> None:
    lines = SAMPLE.splitlines(keepends=True)
    for kept in range(0, len(lines) - 1, 10):
        with pytest.raises(BrokenCalendar):
            read(b"".join(lines[:kept]))


def test_given_the_sample_cut_and_closed_when_read_then_only_the_cut_event_is_out() -> None:
    lines = SAMPLE.splitlines(keepends=True)
    for kept in range(1, len(lines) - 1):
        contents = read(b"".join(lines[:kept]) + b"END:VCALENDAR\r\n")
        open_events = sum(line.startswith(b"BEGIN:VEVENT") for line in lines[:kept]) - sum(
            line.startswith(b"END:VEVENT") for line in lines[:kept]
        )
        assert [event.reason for event in contents.quarantined] == ["has no END:VEVENT"] * open_events


@given(order=st.randoms(use_true_random=False))
def test_given_the_sample_in_any_order_when_read_then_it_says_the_same(order: random.Random) -> None:
    head, *events = SAMPLE.removesuffix(b"END:VCALENDAR\r\n").split(b"BEGIN:VEVENT")
    order.shuffle(events)

    shuffled = read(b"BEGIN:VEVENT".join([head, *events]) + b"END:VCALENDAR\r\n")

    assert shuffled == read(SAMPLE)


@given(noise=st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.binary(max_size=8)), max_size=12))
def test_given_the_sample_with_noise_in_it_when_read_then_nothing_but_a_broken_calendar_is_raised(
    noise: list[tuple[int, bytes]],
) -> None:
    text = bytearray(SAMPLE)
    for place, bytes_there in noise:
        text[place : place + len(bytes_there)] = bytes_there
    try:
        contents = read(bytes(text))
    except BrokenCalendar:
        return
    assert all(event.start < event.end for event in contents.events)


@given(
    lines=st.lists(
        st.sampled_from([*SAMPLE.splitlines(), b"END:X", b"BEGIN:VCALENDAR", b"BEGIN:VALARM", b"RRULE:FREQ=DAILY"])
    )
)
def test_given_lines_in_any_nesting_when_read_then_every_event_is_told_or_named(lines: list[bytes]) -> None:
    contents = read(b"\n".join([b"BEGIN:VCALENDAR", b"VERSION:2.0", *lines, b"END:VCALENDAR"]))

    assert len(contents.quarantined) <= lines.count(b"BEGIN:VEVENT")


@pytest.mark.parametrize(
    "noise",
    [
        b"\r" * 300_000,
        b"BEGIN:VEVENT\n" * 20_000,
        b"BEGIN:X\n" * 50_000 + b"END:Y\n" * 50_000,
        b"ATTENDEE" + b";A=b" * 50_000,
        b"A:" + b"\\" * 300_000,
        b"B" * 300_000,
    ],
)
def test_given_a_text_made_to_take_long_when_read_then_it_ends(noise: bytes) -> None:
    contents = read(b"BEGIN:VCALENDAR\n" + noise + b"\nEND:VCALENDAR")

    assert contents.events == ()


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_calendar_given_it_is_cut_off_when_read_then_the_line_where_it_ends_is_told(ending: str, encoding: str) -> None:
    text = ending.join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY:Assem", ""]).encode(encoding)

    with pytest.raises(BrokenCalendar, match="ends at line 3 without") as caught:
        unfolded(text)

    assert caught.value.value == "3"
