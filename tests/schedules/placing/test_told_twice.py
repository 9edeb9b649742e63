"""One event in two calendars: of copies the newest telling counts, whatever it says and wherever it lies; else the first."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rooms import Calendar, Installation, Preset, Room, Site
from schedules.calendar_text.ics import read_calendar
from schedules.events import Placed
from schedules.placing.places import place

ROME = ZoneInfo("Europe/Rome")
INSTALLATION = Installation(
    sites=(Site(id="qui", name="Qui", timezone="Europe/Rome", default_preset="riunione"),),
    calendars=(Calendar(id="a", path="a.ics"), Calendar(id="b", path="b.ics", copy_of="a")),
    rooms=(Room(id="sala-1", name="Sala 1"), Room(id="sala-2", name="Sala 2")),
    presets={"riunione": Preset(title="Riunione")},
)
STRANGERS = INSTALLATION.model_copy(
    update={"calendars": (Calendar(id="a", path="a.ics"), Calendar(id="b", path="b.ics"))}
)
EIGHTH, NINTH = datetime(2026, 10, 8, tzinfo=UTC), datetime(2026, 10, 9, tzinfo=UTC)
YEAR_END = datetime(2026, 12, 31, tzinfo=UTC)
ONCE = "DTSTART:20261008T100000"
WEEKLY = "DTSTART:20261001T100000\nRRULE:FREQ=WEEKLY;COUNT=4"
THIRD_OF_THEM = "RECURRENCE-ID:20261008T100000\nDTSTART:{}T100000"


def calendar(*events: str) -> str:
    blocks = "\n".join(
        f"BEGIN:VEVENT\nUID:u\nDURATION:PT1H\n{event if 'LOCATION' in event else event + chr(10) + 'LOCATION:Sala 1'}"
        "\nEND:VEVENT"
        for event in events
    )
    return f"BEGIN:VCALENDAR\n{blocks}\nEND:VCALENDAR"


def placed(
    a: str, b: str, start: datetime = EIGHTH, end: datetime = NINTH, installation: Installation = INSTALLATION
) -> Placed:
    told = zip(installation.calendars, (a, b), strict=True)
    return place(
        [
            (one, read_calendar(text.encode(), calendar=one.id, zone=ROME, start=start, end=end).within(start, end))
            for one, text in told
        ],
        installation,
    )


@pytest.mark.parametrize(
    ("other", "prepared"),
    [
        ("DTSTART:20261008T140000\nSUMMARY:Coro", ["a", "b"]),
        ("DTSTART:20261008T140000\nSUMMARY:COLLEGIO\nSEQUENCE:9", ["a"]),  # moved, which no other calendar may
        ("DTSTART:20261008T100000\nSUMMARY:Coro", ["a"]),
        ("DTSTART:20261008T140000\nSUMMARY:Coro\nLOCATION:Sala 2", ["a", "b"]),
    ],
)
def test_uid_given_calendars_that_are_no_copies_when_both_have_it_then_time_or_title_says_whether_it_is_one_event(
    other: str, prepared: list[str]
) -> None:
    answer = placed(calendar(f"{ONCE}\nSUMMARY:Collegio"), calendar(other), installation=STRANGERS)

    assert [occurrence.key.calendar for occurrence in answer.occurrences] == prepared
    assert [(event.key.calendar, event.reason) for event in answer.ignored] == (
        [] if "b" in prepared else [("b", "repeated")]
    )


@pytest.mark.parametrize(
    ("says", "reason"),
    [("STATUS:CANCELLED", "cancelled"), ("STATUS:TENTATIVE", "tentative"), ("TRANSP:TRANSPARENT", "transparent")],
)
@pytest.mark.parametrize(
    ("told", "changed"), [(ONCE, ONCE), (WEEKLY, WEEKLY), (WEEKLY, THIRD_OF_THEM.format("20261008"))]
)
def test_given_a_newer_copy_that_takes_no_room_when_placed_then_the_older_one_takes_none_either(
    told: str, changed: str, says: str, reason: str
) -> None:
    answer = placed(calendar(f"{told}\nSEQUENCE:1"), calendar(f"{changed}\nSEQUENCE:2\n{says}"))

    assert answer.occurrences == ()
    assert [(event.key.calendar, event.reason) for event in answer.ignored] == [("b", reason)]


def test_given_an_older_cancelled_copy_when_placed_then_the_newer_one_has_the_room_and_nothing_is_ignored() -> None:
    answer = placed(calendar(f"{ONCE}\nSEQUENCE:1\nSTATUS:CANCELLED"), calendar(f"{ONCE}\nSEQUENCE:2"))

    assert [occurrence.key.calendar for occurrence in answer.occurrences] == ["b"]
    assert answer.ignored == ()


def test_given_a_newer_cancelled_copy_in_another_room_when_placed_then_the_older_one_keeps_its_own() -> None:
    cancelled = f"{ONCE}\nSEQUENCE:2\nSTATUS:CANCELLED\nLOCATION:Sala 2"

    answer = placed(calendar(f"{ONCE}\nSEQUENCE:1\nLOCATION:Sala 1; Sala 2"), calendar(cancelled))

    assert [occurrence.rooms for occurrence in answer.occurrences] == [("sala-1",)]
    assert [event.key.calendar for event in answer.ignored] == ["b"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ONCE, "DTSTART:20261208T100000"),
        (WEEKLY, THIRD_OF_THEM.format("20261208")),
        (THIRD_OF_THEM.format("20261008"), THIRD_OF_THEM.format("20260908")),
    ],
)
def test_given_a_newer_copy_that_was_moved_far_when_placed_then_every_window_says_the_same(old: str, new: str) -> None:
    told = calendar(f"{old}\nSEQUENCE:1"), calendar(f"{new}\nSEQUENCE:2")

    near, whole = placed(*told), placed(*told, end=YEAR_END)

    assert near.occurrences == ()
    assert all(occurrence.start > NINTH for occurrence in whole.occurrences)


@given(
    days=st.lists(st.integers(1, 28), min_size=2, max_size=2),
    sequences=st.lists(st.integers(0, 2), min_size=2, max_size=2),
    window=st.lists(st.integers(1, 30), min_size=2, max_size=2, unique=True).map(sorted),
    extra=st.sampled_from(["", "\nSTATUS:CANCELLED"]),
)
def test_given_any_window_when_a_single_event_stands_in_two_calendars_then_it_is_the_whole_cut_to_it(
    days: list[int], sequences: list[int], window: list[int], extra: str
) -> None:
    told = [f"DTSTART:202610{day:02}T100000\nSEQUENCE:{number}" for day, number in zip(days, sequences, strict=True)]
    start, end = (datetime(2026, 10, day, tzinfo=UTC) for day in window)

    cut = placed(calendar(told[0]), calendar(told[1] + extra), start, end).occurrences
    whole = placed(calendar(told[0]), calendar(told[1] + extra), datetime(2026, 9, 1, tzinfo=UTC), YEAR_END).occurrences

    assert cut == tuple(one for one in whole if one.start < end and one.end > start)


@pytest.mark.parametrize("says", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "LOCATION:Sala 1", "CLASS:PRIVATE"])
@pytest.mark.parametrize(
    ("told", "changed"),
    [
        (ONCE, ONCE),
        (ONCE, "DTSTART:20261008T150000"),
        (WEEKLY, WEEKLY),
        (WEEKLY, THIRD_OF_THEM.format("20261008")),
    ],
)
def test_told_twice_given_calendars_that_are_no_copies_when_the_second_says_more_then_the_first_stands_and_it_is_listed(
    told: str, changed: str, says: str
) -> None:
    first = calendar(f"{told}\nSEQUENCE:1")

    answer = placed(first, calendar(f"{changed}\nSEQUENCE:2\n{says}"), installation=STRANGERS)

    assert answer.occurrences == placed(first, calendar(), installation=STRANGERS).occurrences
    assert len(answer.occurrences) == 1
    assert [(event.key.calendar, event.reason, event.confidential) for event in answer.ignored] == [
        ("b", "repeated", says == "CLASS:PRIVATE")
    ]


def test_told_twice_given_a_repetition_in_one_more_room_when_placed_then_it_has_that_one_and_is_listed() -> None:
    both = calendar(f"{ONCE}\nSEQUENCE:2\nLOCATION:Sala 1; Sala 2")

    answer = placed(calendar(f"{ONCE}\nSEQUENCE:1"), both, installation=STRANGERS)

    assert [(occurrence.key.calendar, occurrence.rooms) for occurrence in answer.occurrences] == [
        ("a", ("sala-1",)),
        ("b", ("sala-2",)),
    ]
    assert [(event.key.calendar, event.reason) for event in answer.ignored] == [("b", "repeated")]
