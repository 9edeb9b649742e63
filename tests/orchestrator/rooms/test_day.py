"""The room's today: blocks that never cover one another, free stretches between them, and days of 23 and 25 hours."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.rooms.day import SHORTEST, day_view
from room_agents.plan import PhaseName, WireBooking, WireSegment
from room_agents.view import DayView
from schedules.bookings import Entry, Key, Occurrence
from schedules.days import day_of

ROME = ZoneInfo("Europe/Rome")
ZONES = [
    *("Europe/Rome", "America/New_York", "America/St_Johns", "America/Santiago", "Asia/Kathmandu", "Africa/Cairo"),
    *("America/Havana", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia", "UTC"),
]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def at(local: str, zone: ZoneInfo = ROME) -> datetime:
    """``"09:30"`` of a Tuesday there, or a whole local time."""
    written = local if "T" in local else f"2026-10-20T{local}"
    return datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(UTC)


def stretch(phase: PhaseName, start: str, end: str, booking: str | None = None, **more: Any) -> WireSegment:
    booked = WireBooking(id=booking, title=booking.upper(), start=at(start), end=at(end)) if booking else None
    return WireSegment(phase=phase, start=at(start), end=at(end), booking=booked, **more)


def wanted(start: str, end: str) -> Entry:
    return waiting(at(start), at(end))


def waiting(start: datetime, end: datetime) -> Entry:
    return Entry("w", "sala", Occurrence(Key("c", "w", start), start, end, "W", ("sala",), None, holds=False))


def day(
    *segments: WireSegment, now: str = "10:00", wanting: Sequence[Entry] = (), takes_back: Sequence[str] = ()
) -> DayView:
    return day_view(segments, wanting, takes_back, ROME, at(now), "it")


def local(*times: datetime) -> str:
    return "–".join(f"{time.astimezone(ROME):%H:%M}" for time in times)


def blocks(seen: DayView) -> list[tuple[str, str]]:
    return [(local(block.start, block.end), block.title) for block in seen.blocks]


def free(seen: DayView) -> list[str]:
    return [local(stretch.start, stretch.end) for stretch in seen.free]


def test_day_given_bookings_a_closure_and_a_hold_when_shown_then_each_is_one_block_and_the_rest_is_free() -> None:
    seen = day(
        stretch("live", "08:00", "09:00", "a"),
        stretch("closing", "09:00", "09:05", "a"),
        stretch("idle", "09:05", "10:50"),
        stretch("preparing", "10:50", "11:00", "b"),
        stretch("live", "11:00", "11:30", "b"),
        stretch("live", "11:30", "12:00", "b", desired={"video": {"scene": "Pausa"}}),
        stretch("live", "12:00", "13:00", "c"),
        stretch("blocked", "13:00", "14:00"),
        stretch("blocked", "14:00", "15:00", held=True),
        stretch("idle", "15:00", "2026-10-21T09:00"),
    )

    assert blocks(seen) == [
        ("08:00–09:00", "A"),
        ("11:00–12:00", "B"),
        ("12:00–13:00", "C"),
        ("13:00–15:00", "Chiusa"),
    ]
    assert [(block.id, block.closed) for block in seen.blocks] == [
        ("a", False),
        ("b", False),
        ("c", False),
        (None, True),
    ]
    assert free(seen) == ["09:00–11:00", "15:00–00:00"]
    assert local(seen.start, seen.end) == "08:00–20:00"


def test_day_given_a_booking_that_was_ended_and_reopened_when_shown_then_it_is_two_blocks() -> None:
    seen = day(
        stretch("live", "09:00", "09:20", "a"),
        stretch("closing", "09:20", "09:40", "a"),
        stretch("live", "09:40", "10:30", "a"),
    )

    assert [(block.id, local(block.start, block.end)) for block in seen.blocks] == [
        ("a", "09:00–09:20"),
        ("a", "09:40–10:30"),
    ]


def test_day_given_bookings_that_wait_when_shown_then_they_are_no_blocks_and_their_time_is_not_free() -> None:
    seen = day(
        stretch("live", "11:00", "12:00", "a"),
        wanting=[wanted("11:10", "11:20"), wanted("11:30", "12:30"), wanted("14:00", "14:10")],
    )

    assert blocks(seen) == [("11:00–12:00", "A")]
    assert free(seen) == ["08:00–11:00", "12:30–14:00", "14:10–00:00"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("10:44", ["09:00–11:00", "11:15–12:00", "13:00–00:00"]),
        ("10:45", ["09:00–11:00", "11:15–12:00", "13:00–00:00"]),
        ("10:46", ["11:15–12:00", "13:00–00:00"]),
        ("12:30", ["13:00–00:00"]),
        ("19:50", ["13:00–00:00"]),
        ("23:45", ["13:00–00:00"]),
        ("23:46", []),
    ],
)
def test_free_given_the_time_when_shown_then_at_least_a_quarter_of_an_hour_is_still_to_come(
    now: str, expected: list[str]
) -> None:
    taken = (("08:00", "09:00", "a"), ("11:00", "11:15", "b"), ("12:00", "12:50", "c"), ("12:50", "13:00", "d"))

    assert free(day(*(stretch("live", *one) for one in taken), now=now)) == expected


def test_free_given_a_gap_of_less_than_a_quarter_of_an_hour_when_shown_then_it_is_offered_to_nobody() -> None:
    seen = day(stretch("live", "10:00", "11:00", "a"), stretch("live", "11:14", "2026-10-21T00:00", "b"))

    assert free(seen) == []


@pytest.mark.parametrize(
    ("now", "block", "shown"),
    [
        ("10:00", ("07:30", "08:30"), "07:00–20:00"),
        ("10:00", ("19:00", "20:01"), "08:00–21:00"),
        ("06:15", ("09:00", "10:00"), "06:00–20:00"),
        ("18:30", ("09:00", "10:00"), "08:00–20:00"),
        ("18:31", ("09:00", "10:00"), "08:00–21:00"),
        ("20:00", ("09:00", "10:00"), "08:00–22:00"),
        ("22:31", ("09:00", "10:00"), "08:00–00:00"),
        ("23:59", ("09:00", "10:00"), "08:00–00:00"),
        ("10:00", ("2026-10-19T22:00", "02:00"), "00:00–20:00"),
        ("10:00", ("22:00", "2026-10-21T02:00"), "08:00–00:00"),
        ("10:00", ("2026-10-21T09:00", "2026-10-21T10:00"), "08:00–20:00"),
        ("00:00", ("09:00", "10:00"), "00:00–20:00"),
    ],
)
def test_day_given_something_beyond_the_usual_hours_when_shown_then_it_is_wider_by_whole_hours_and_never_another_day(
    now: str, block: tuple[str, str], shown: str
) -> None:
    seen = day(stretch("live", *block, "a"), now=now)

    assert local(seen.start, seen.end) == shown
    assert all(seen.start <= one.start < one.end <= seen.end for one in seen.blocks)


@pytest.mark.parametrize(("now", "cancels"), [("10:59", True), ("11:00", False), ("11:30", False)])
def test_block_given_a_booking_of_the_panel_when_it_has_not_begun_then_it_may_be_cancelled_there(
    now: str, *, cancels: bool
) -> None:
    seen = day(
        stretch("live", "11:00", "12:00", "a"), stretch("live", "13:00", "14:00", "b"), now=now, takes_back=["a"]
    )

    assert [block.cancels for block in seen.blocks] == [cancels, False]


@pytest.mark.parametrize(
    ("zone", "now", "hours"),
    [
        ("Europe/Rome", "2026-03-29T12:00", 23),
        ("Europe/Rome", "2026-10-25T12:00", 25),
        ("Australia/Lord_Howe", "2026-10-04T12:00", 23.5),
        ("America/Santiago", "2026-09-06T12:00", 23),  # without a midnight
        ("America/Havana", "2026-11-01T00:30", 25),  # with two
        ("Asia/Kathmandu", "2026-10-25T12:00", 24),
    ],
)
def test_day_given_a_day_on_which_the_clocks_are_changed_when_measured_then_it_is_as_long_as_it_is(
    zone: str, now: str, hours: float
) -> None:
    start, end = day_of(at(now, ZoneInfo(zone)), ZoneInfo(zone))

    assert (end - start) / HOUR == hours


@pytest.mark.parametrize(
    ("zone", "now", "start", "end"),
    [
        ("Europe/Rome", "2026-10-25T00:30Z", "2026-10-25T00:00Z", "2026-10-25T19:00Z"),  # 2:30, for the first time
        ("Europe/Rome", "2026-10-25T01:30Z", "2026-10-25T01:00Z", "2026-10-25T19:00Z"),  # and again
        ("Europe/Rome", "2026-03-29T01:30Z", "2026-03-29T01:00Z", "2026-03-29T18:00Z"),  # 3:30, half an hour after 1:59
        ("Australia/Lord_Howe", "2026-10-03T15:40Z", "2026-10-03T14:30Z", "2026-10-04T09:00Z"),  # 2:40, and no 2:00
        ("Asia/Kathmandu", "2026-10-25T20:00Z", "2026-10-25T19:15Z", "2026-10-26T14:15Z"),  # 1:45 of the 26th
    ],
)
def test_day_given_a_change_of_the_clocks_when_it_is_wider_for_now_then_by_hours_as_the_clock_strikes_them(
    zone: str, now: str, start: str, end: str
) -> None:
    seen = day_view((), (), (), ZoneInfo(zone), datetime.fromisoformat(now), "it")

    assert (seen.start, seen.end) == (datetime.fromisoformat(start), datetime.fromisoformat(end))


@st.composite
def days(draw: st.DrawFn) -> tuple[ZoneInfo, datetime, list[WireSegment], list[Entry]]:
    """A zone, a moment (often around a change of the clocks), what is planned around it, and what wants the room."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    middle = draw(
        st.sampled_from(
            ["2026-03-08", "2026-03-29", "2026-04-05", "2026-09-06", "2026-10-04", "2026-10-25", "2026-11-01"]
        )
    )
    noon = datetime.fromisoformat(f"{middle}T12:00+00:00")
    now = noon + draw(st.integers(-40 * 60, 40 * 60)) * MINUTE
    lengths = draw(st.lists(st.integers(1, 400), min_size=1, max_size=25))
    phases: st.SearchStrategy[PhaseName] = st.sampled_from(["idle", "preparing", "live", "live", "closing", "blocked"])
    start, segments = now - draw(st.integers(0, 30 * 60)) * MINUTE, []
    for number, length in enumerate(lengths):
        phase, end = draw(phases), start + length * MINUTE
        name = f"b{draw(st.integers(number, number + 1))}"
        booked = (
            WireBooking(id=name, title=name, start=start, end=end)
            if phase in {"preparing", "live", "closing"}
            else None
        )
        segments.append(WireSegment(phase=phase, start=start, end=end, booking=booked))
        start = end
    spans = draw(st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 300)), max_size=4))
    wanting = [waiting(now + since * MINUTE, now + (since + length) * MINUTE) for since, length in spans]
    return zone, now, segments, wanting


@given(days())
def test_day_given_anything_planned_when_shown_then_blocks_are_disjoint_and_every_moment_is_taken_free_or_too_short(
    drawn: tuple[ZoneInfo, datetime, list[WireSegment], list[Entry]],
) -> None:
    zone, now, segments, wanting = drawn

    seen = day_view(segments, wanting, (), zone, now, "it")

    first, last = day_of(now, zone)
    assert first <= seen.start <= now < seen.end <= last
    assert all(is_whole_hour(one, zone) or one in {first, last} for one in (seen.start, seen.end))
    spans = [(block.start, block.end) for block in seen.blocks]
    assert spans == sorted(spans)
    assert all(seen.start <= start < end <= seen.end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    offered = [(stretch.start, stretch.end) for stretch in seen.free]
    taken = [*spans, *((entry.start, entry.end) for entry in wanting)]
    for minute in minutes(first, last):
        planned = any(
            segment.start <= minute < segment.end and segment.phase in {"live", "blocked"} for segment in segments
        )
        assert covers(spans, minute) == planned
        assert not (covers(offered, minute) and covers(taken, minute))
    assert all(end - max(start, now) >= SHORTEST for start, end in offered)
    for start, end in gaps([*taken, *offered], now, last):
        assert end - start < SHORTEST


@given(days(), st.integers(1, 59), st.integers(1, 59))
def test_day_given_a_minute_when_its_seconds_go_by_then_the_picture_does_not_change(
    drawn: tuple[ZoneInfo, datetime, list[WireSegment], list[Entry]], second: int, other: int
) -> None:
    zone, now, segments, wanting = drawn

    one, two = (day_view(segments, wanting, (), zone, now + timedelta(seconds=some), "it") for some in (second, other))

    assert one == two


def is_whole_hour(instant: datetime, zone: ZoneInfo) -> bool:
    return instant.astimezone(zone).minute == 0


def covers(spans: Sequence[tuple[datetime, datetime]], instant: datetime) -> bool:
    return any(start <= instant < end for start, end in spans)


def minutes(first: datetime, last: datetime) -> Iterator[datetime]:
    """Every seventh, in the middle of it: all boundaries are whole minutes."""
    moment = first + MINUTE / 2
    while moment < last:
        yield moment
        moment += 7 * MINUTE


def gaps(
    spans: Sequence[tuple[datetime, datetime]], since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """What of [since, until) none of them covers."""
    for start, end in sorted(spans):
        if since < min(start, until):
            yield since, min(start, until)
        since = max(since, end)
    if since < until:
        yield since, until
