"""What one UID, or none, comes to where exporters are careless, and what calendar objects with METHOD:CANCEL take back."""

from datetime import UTC, datetime
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.calendar_text.ics import read_calendar
from schedules.events import CalendarContents

WEEKLY = ("RRULE:FREQ=WEEKLY;COUNT=4",)


def read(*objects: list[str]) -> CalendarContents:
    window = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC)
    text = "\r\n".join(line for lines in objects for line in lines).encode()
    return read_calendar(text, calendar="c", zone=ZoneInfo("Europe/Rome"), start=window[0], end=window[1])


def calendar(*events: list[str], method: str = "PUBLISH") -> list[str]:
    return ["BEGIN:VCALENDAR", f"METHOD:{method}", *(line for event in events for line in event), "END:VCALENDAR"]


def event(
    at: str | None = "0302T09",
    *lines: str,
    uid: str | None = "a",
    title: str = "m",
    room: str = "Sala 1",
    sequence: int = 0,
    stamp: str = "0101",
) -> list[str]:
    """One that begins at that hour of 2027, UTC."""
    told = [f"UID:{uid}"] if uid else []
    told += [f"DTSTART:2027{at}0000Z", "DURATION:PT1H"] if at else []
    told += [f"SUMMARY:{title}", f"LOCATION:{room}"]
    return ["BEGIN:VEVENT", *told, f"SEQUENCE:{sequence}", f"DTSTAMP:2027{stamp}T080000Z", *lines, "END:VEVENT"]


def told(contents: CalendarContents) -> list[str]:
    """Each event as its begin, title and room, with what it is if it does not take place; times are those it began with."""
    assert contents.quarantined == ()
    keys = [(event.key, event.replaced) for event in contents.events]
    assert len({*keys}) == len(keys)
    return [
        " ".join(filter(None, [
            f"{event.start:%m%dT%H}", event.summary, event.location.removeprefix("Sala "),
            "replaced" if event.replaced else event.status.lower().removeprefix("confirmed"),
            f"without {','.join(event.declined)}" if event.declined else "",
        ]))
        for event in contents.events
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        ([event(title="x"), event("0303T09", title="y")], ["0302T09 x 1", "0303T09 y 1"]),
        # A later stamp is no rescheduling: that raises SEQUENCE.
        ([event(title="x"), event("0303T09", title="y", stamp="0102")], ["0302T09 x 1", "0303T09 y 1"]),
        ([event(), event("0303T09", sequence=1)], ["0302T09 m 1 replaced", "0303T09 m 1"]),
        ([event(title="x"), event(title="y", sequence=1)], ["0302T09 y 1"]),
        ([event(title="x"), event(title="y", stamp="0102")], ["0302T09 y 1"]),
        ([event(room="Sala 1"), event(room="Sala 2")], ["0302T09 m 1", "0302T09 m 2"]),
        ([event(room="Sala 1"), event(room="Sala 2", stamp="0102")], ["0302T09 m 1 replaced", "0302T09 m 2"]),
        ([event(title="x"), event(title="y")], ["0302T09 x 1", "0302T09 y 1 replaced"]),
        ([event(), event()], ["0302T09 m 1"]),
        ([event(), event(None, "DTSTART;TZID=Europe/Rome:20270302T100000", "DURATION:PT1H")], ["0302T09 m 1"]),
        ([event(), event(None, "DTSTART:20270302T090000Z", "STATUS:CANCELLED", "DURATION:PT1H")], ["0302T09 m 1", "0302T09 m 1 cancelled"]),
        ([event(title="x", room=""), event("0302T09", title="x", uid="b", room="")], ["0302T09 x", "0302T09 x"]),
        # A series beside single events, and two series.
        (
            [event("0302T09", *WEEKLY), event("0309T09", title="x", room="Sala 2")],
            ["0302T09 m 1", "0309T09 m 1", "0309T09 x 2", "0316T09 m 1", "0323T09 m 1"],
        ),
        (
            [event("0302T09", "RRULE:FREQ=WEEKLY;COUNT=2"), event("0303T09", "RRULE:FREQ=WEEKLY;COUNT=2")],
            ["0302T09 m 1", "0303T09 m 1", "0309T09 m 1", "0310T09 m 1"],
        ),
        (
            [event("0302T09", "RRULE:FREQ=WEEKLY;COUNT=2"), event("0302T09", "RRULE:FREQ=DAILY;COUNT=2", title="d")],
            ["0302T09 d 1", "0302T09 m 1", "0303T09 d 1", "0309T09 m 1"],
        ),
        # A change belongs to the series.
        (
            [event("0302T09", *WEEKLY), event("0303T09", title="x"), event("0310T15", "RECURRENCE-ID:20270309T090000Z")],
            ["0302T09 m 1", "0303T09 x 1", "0310T15 m 1", "0316T09 m 1", "0323T09 m 1"],
        ),
        (
            [event("0302T09"), event("0303T09"), event("0304T09", "RECURRENCE-ID:20270303T090000Z", title="x")],
            ["0302T09 m 1", "0304T09 x 1"],
        ),
        (
            [event("0304T09", "RECURRENCE-ID:20270303T090000Z"), event("0305T09", "RECURRENCE-ID:20270303T090000Z")],
            ["0304T09 m 1", "0305T09 m 1 replaced"],
        ),
    ],
)  # fmt: skip
def test_given_one_uid_for_several_when_read_then_each_that_can_be_told_apart_is_kept_and_none_is_unlisted(
    events: list[list[str]], outcome: list[str]
) -> None:
    for order in permutations(events):
        if outcome[-1].startswith("0305"):  # of two changes alike in all the first counts
            order = tuple(events)
        assert sorted(told(read(calendar(*order)))) == sorted(outcome)


def test_given_events_without_uid_when_read_twice_then_each_is_kept_and_keeps_its_key() -> None:
    events = [event(uid=None), event("0303T09", uid=None), event(uid=None, title="x"), event(uid=None)]

    first, then = read(calendar(*events)), read(calendar(*reversed(events)))

    assert sorted(told(first)) == ["0302T09 m 1", "0302T09 x 1", "0303T09 m 1"]
    assert {(event.key, event.summary) for event in first.events} == {
        (event.key, event.summary) for event in then.events
    }
    assert all(event.single for event in first.events)


@given(
    drawn=st.lists(
        st.tuples(
            st.integers(1, 4), st.sampled_from("xy"), st.sampled_from("12"), st.integers(0, 1), st.integers(1, 2)
        ),
        max_size=8,
    )
)
def test_given_any_events_of_one_uid_when_read_then_the_time_and_place_of_each_are_told(
    drawn: list[tuple[int, str, str, int, int]],
) -> None:
    contents = read(
        calendar(*(
            event(f"030{day}T09", title=title, room=f"Sala {room}", sequence=sequence, stamp=f"010{stamp}")
            for day, title, room, sequence, stamp in drawn
        ))
    )  # fmt: skip

    assert {(event.start.day, event.location) for event in contents.events} == {
        (day, f"Sala {room}") for day, _, room, *_ in drawn
    }
    assert bool(drawn) == any(not event.replaced for event in contents.events)


CHANGED = event("0310T09", "RECURRENCE-ID:20270309T090000Z", title="x")
SERIES = [event("0302T09", *WEEKLY)]


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ([event("0302T09", *WEEKLY, "EXDATE:20270309T090000Z", sequence=1)], ["0302", "0316", "0323"]),
        ([event("0302T09", *WEEKLY, "EXDATE:20270309T090000Z", stamp="0102")], ["0302", "0316", "0323"]),
        ([event("0302T09", *WEEKLY, "EXDATE;VALUE=DATE:20270309", sequence=1)], ["0302", "0316", "0323"]),
        ([event("0302T09", *WEEKLY, "EXDATE;TZID=Europe/Rome:20270309T100000", sequence=1)], ["0302", "0316", "0323"]),
        # Some exclude what they have moved.
        ([event("0302T09", *WEEKLY, "EXDATE:20270309T090000Z")], ["0302", "0310", "0316", "0323"]),
        ([event("0302T09", *WEEKLY, "EXDATE:20270316T090000Z", sequence=1)], ["0302", "0310", "0323"]),
    ],
)
def test_given_a_series_that_excludes_a_change_when_it_is_newer_then_that_does_not_take_place(
    changes: list[list[str]], days: list[str]
) -> None:
    for order in permutations([CHANGED, *changes]):
        assert [one[:4] for one in told(read(calendar(*order)))] == days


NO_MORE = "0302T09 m 1 cancelled"
ROOMS = ("ATTENDEE;CUTYPE=ROOM;CN=Sala 1:mailto:s1@x.example", "ATTENDEE;CN=Anna:mailto:anna@x.example")
AT_9 = "RECURRENCE-ID:20270309T090000Z"


@pytest.mark.parametrize(
    ("published", "cancelled", "outcome"),
    [
        ([event()], [event(sequence=1)], [NO_MORE]),
        ([event()], [event()], [NO_MORE]),
        ([event(stamp="0102")], [event(stamp="0101")], ["0302T09 m 1"]),  # it was published again
        ([event(sequence=2)], [event(sequence=1)], ["0302T09 m 1"]),
        ([event()], [event(sequence=1, uid="b")], ["0302T09 m 1", NO_MORE]),
        ([event()], [event(None, sequence=1)], [NO_MORE]),  # which need not say when it was
        ([event()], [event("0302T09", "STATUS:CANCELLED", *ROOMS, sequence=1)], [NO_MORE]),
        ([event()], [event(sequence=1, room="", title="")], [NO_MORE]),
        ([event(), event("0303T09", title="x")], [event("0303T09", sequence=1)], ["0302T09 m 1", "0303T09 x 1 cancelled"]),
        ([event(), event("0303T09")], [event(None, sequence=1)], [NO_MORE, "0303T09 m 1 cancelled"]),
        ([event(), event("0303T09", sequence=1)], [event("0303T09", sequence=2)], ["0302T09 m 1 replaced", "0303T09 m 1 cancelled"]),
        ([], [event(sequence=1)], [NO_MORE]),
        ([], [event(None, sequence=1)], []),
        # Of a series: all, one, those from one on.
        (SERIES, [event(sequence=1)], [f"03{day}T09 m 1 cancelled" for day in ("02", "09", "16", "23")]),
        ([*SERIES, CHANGED], [event(sequence=1)], [f"03{day} cancelled" for day in ("02T09 m 1", "10T09 x 1", "16T09 m 1", "23T09 m 1")]),
        (SERIES, [event("0309T09", AT_9, sequence=1)], ["0302T09 m 1", "0309T09 m 1 cancelled", "0316T09 m 1", "0323T09 m 1"]),
        (SERIES, [event(None, AT_9, sequence=1)], ["0302T09 m 1", "0309T09 m 1 cancelled", "0316T09 m 1", "0323T09 m 1"]),
        (SERIES, [event(None, "RECURRENCE-ID;TZID=Europe/Rome:20270309T100000", sequence=1)], ["0302T09 m 1", "0309T09 m 1 cancelled", "0316T09 m 1", "0323T09 m 1"]),
        ([*SERIES, CHANGED], [event(None, AT_9, sequence=1)], ["0302T09 m 1", "0310T09 x 1 cancelled", "0316T09 m 1", "0323T09 m 1"]),
        (SERIES, [event(None, AT_9.replace(":", ";RANGE=THISANDFUTURE:"), sequence=1)], ["0302T09 m 1", "0309T09 m 1 cancelled", "0316T09 m 1 cancelled", "0323T09 m 1 cancelled"]),
        ([event("0309T09")], [event(None, AT_9, sequence=1)], ["0309T09 m 1 cancelled"]),
        ([CHANGED], [event(None, AT_9, sequence=1)], ["0310T09 x 1 cancelled"]),
        ([CHANGED], [event("0310T09", "RECURRENCE-ID:20270309T090000Z", title="x", sequence=1)], ["0310T09 x 1 cancelled"]),
        # Without STATUS and with attendees it uninvites these (RFC 5546 3.2.5): a room, or people alone.
        ([event()], [event("0302T09", *ROOMS, sequence=1)], ["0302T09 m 1 without Sala 1,s1@x.example"]),
        ([event()], [event("0302T09", ROOMS[1], sequence=1)], ["0302T09 m 1"]),
    ],
)  # fmt: skip
def test_given_an_object_whose_method_is_cancel_when_read_then_what_it_names_does_not_take_place(
    published: list[list[str]], cancelled: list[list[str]], outcome: list[str]
) -> None:
    objects = [calendar(*published, method="REQUEST"), calendar(*cancelled, method="cancel")]

    assert told(read(*objects)) == outcome
    assert told(read(*reversed(objects))) == outcome


def test_given_two_rooms_when_one_is_uninvited_then_the_other_stays() -> None:
    rooms = ["ATTENDEE;CUTYPE=ROOM;CN=Sala 1:mailto:s1@x.example", "ATTENDEE;CUTYPE=ROOM:mailto:s2@x.example"]

    (left,) = read(
        calendar(event("0302T09", *rooms)), calendar(event("0302T09", rooms[0], sequence=1), method="CANCEL")
    ).events

    assert (left.status, left.resources, left.declined) == ("CONFIRMED", ("s2@x.example",), ("Sala 1", "s1@x.example"))


@pytest.mark.parametrize(
    ("lines", "why"),
    [(event(uid=None), "no UID"), (event(None, "RECURRENCE-ID:ieri"), "RECURRENCE-ID cannot be read"), (event()[:-1], "has no END:VEVENT")],
)  # fmt: skip
def test_given_a_cancellation_that_cannot_be_read_when_read_then_it_is_told_and_takes_nothing_back(
    lines: list[str], why: str
) -> None:
    contents = read(calendar(event()), calendar(lines, method="CANCEL"))

    assert [event.reason for event in contents.quarantined] == [why]
    assert [event.status for event in contents.events] == ["CONFIRMED"]


@pytest.mark.parametrize("at", ["00010101T000000Z", "99991231T235959Z", "00010101T000000"])
@pytest.mark.parametrize("span", ["", ";RANGE=THISANDFUTURE"])
def test_given_a_cancellation_at_the_ends_of_the_calendar_when_read_then_the_series_goes_on(at: str, span: str) -> None:
    of_ages = event(None, "DTSTART:00010101T090000Z", "DURATION:P9999999W", "RRULE:FREQ=YEARLY;COUNT=1")
    cancelled = [event(None, f"RECURRENCE-ID{span}:{at}", uid=uid, sequence=1) for uid in ("a", "b")]

    contents = read(
        calendar(*SERIES, [line.replace("UID:a", "UID:b") for line in of_ages]), calendar(*cancelled, method="CANCEL")
    )

    assert [event.start.day for event in contents.events if event.key.uid == "a" and event.start.year == 2027] == [
        2,
        9,
        16,
        23,
    ]


TIMES = ("20270302T090000Z", "20270302T100000", "20270309T090000Z", "20270302", "00010101T000000Z", "99991231", "x")
PARAMS = ("", ";TZID=Europe/Rome", ";TZID=UTC+14:00", ";TZID=tzone://Microsoft/Custom", ";TZID=Boh", ";VALUE=DATE")
RULES = ("FREQ=DAILY", "FREQ=WEEKLY;COUNT=3", "FREQ=DAILY;UNTIL=20270304", "FREQ=YEARLY;BYMONTHDAY=29", "FREQ=HOURLY")


def at_times(name: str) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(PARAMS), st.sampled_from(TIMES)).map(lambda drawn: f"{name}{drawn[0]}:{drawn[1]}")


def one_of(name: str, *values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(values).map(lambda value: f"{name}:{value}")


lines_of_events = st.tuples(
    st.just("BEGIN:VEVENT"),
    at_times("DTSTART"),
    *(
        st.just("X-NONE:") | lines
        for lines in (
            one_of("UID", "a", "a", "b"),
            one_of("DURATION", "PT1H", "P1D", "P9999999W"),
            at_times("DTEND"),
            one_of("RRULE", *RULES),
            one_of("EXRULE", *RULES),
            at_times("EXDATE"),
            at_times("RDATE"),
            at_times("RECURRENCE-ID"),
            at_times("RECURRENCE-ID;RANGE=THISANDFUTURE"),
            one_of("SEQUENCE", "0", "1", "999999999"),
            at_times("DTSTAMP"),
            one_of("SUMMARY", "x", "y"),
            one_of("LOCATION", "Sala 1", "Sala 2"),
            one_of("CLASS", "PUBLIC", "PRIVATE"),
            one_of("STATUS", "CANCELLED", "TENTATIVE"),
            st.just("ATTENDEE;CUTYPE=ROOM;PARTSTAT=DECLINED;CN=Sala 1:mailto:s@x.example"),
        )
    ),
    st.just("END:VEVENT"),
).map(list)


@given(
    objects=st.lists(
        st.tuples(st.sampled_from(["PUBLISH", "CANCEL"]), st.lists(lines_of_events, max_size=4)), min_size=1, max_size=3
    )
)
def test_given_events_of_any_lines_when_read_then_none_stops_the_others_and_each_has_a_key_of_its_own(
    objects: list[tuple[str, list[list[str]]]],
) -> None:
    contents = read(*(calendar(*events, method=method) for method, events in objects), calendar(event(uid="sound")))

    kept = [event for event in (*contents.events, *contents.elsewhere) if not event.replaced]
    assert "sound" in {event.key.uid for event in contents.events}
    assert len({one.key for one in kept}) == len(kept)
    assert all(event.start < event.end or event.status == "CANCELLED" for event in kept)
