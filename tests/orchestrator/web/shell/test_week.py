"""A week of rooms: what is taken and free, in order, and where it stands on the strip of a day."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.web.shell.week import BAR, Block, Cell, Taken, monday_of, week_of

ROME = ZoneInfo("Europe/Rome")
MONDAY = date(2026, 11, 30)
BEFORE = datetime(2026, 11, 1, tzinfo=ROME)


def at(clock: str, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ROME)


def cell(*taken: Taken, day: date = MONDAY, now: datetime = BEFORE) -> Cell:
    ((found,),) = (row.cells for row in week_of([("Sala", "", taken)], [day], ROME, now).rows)
    return found


def free(found: Cell) -> list[str]:
    return [f"{gap.start.astimezone(ROME):%H:%M}-{gap.end.astimezone(ROME):%H:%M}" for gap in found.free]


def test_day_given_bookings_that_overlap_when_it_is_drawn_then_free_is_what_none_of_them_takes() -> None:
    found = cell(
        Taken(at("10:00"), at("12:00"), "A"), Taken(at("09:00"), at("10:30"), "B"), Taken(at("19:50"), at("21:00"), "C")
    )

    assert free(found) == ["08:00-09:00", "12:00-19:50"]
    assert [entry.title if isinstance(entry, Taken) else "-" for entry in found.entries] == ["-", "B", "A", "-", "C"]


def test_day_given_gaps_of_minutes_when_it_is_drawn_then_nobody_is_offered_them() -> None:
    assert free(cell(Taken(at("08:10"), at("12:00"), "A"), Taken(at("12:14"), at("20:00"), "B"))) == []


def test_day_given_that_some_of_it_is_over_when_it_is_drawn_then_free_begins_at_the_next_quarter() -> None:
    assert free(cell(now=at("09:41"))) == ["09:45-20:00"]
    assert free(cell(now=at("10:00"))) == ["10:00-20:00"]
    assert free(cell(now=at("19:50"))) == []
    assert free(cell(now=at("09:00", MONDAY + timedelta(days=1)))) == []


def test_day_given_a_booking_through_the_night_when_both_days_are_drawn_then_it_stands_on_both() -> None:
    night = Taken(at("19:00"), at("09:00", MONDAY + timedelta(days=1)), "Festa")

    assert cell(night).blocks == (Block(BAR * 11 // 12 + 1, 83, "booked"),)
    assert cell(night, day=MONDAY + timedelta(days=1)).blocks == (Block(0, 83, "booked"),)
    assert free(cell(night, day=MONDAY + timedelta(days=1))) == ["09:00-20:00"]


def test_day_given_one_with_25_hours_when_it_is_drawn_then_the_strip_goes_by_the_clock_on_the_wall() -> None:
    autumn = date(2026, 10, 25)
    found = cell(Taken(at("14:00", autumn), at("20:00", autumn), "A", "closed"), day=autumn, now=at("00:00", autumn))

    assert found.blocks == (Block(500, 500, "closed"),)
    assert found.ends - found.begins == timedelta(hours=25)


def test_week_given_any_of_its_days_when_its_monday_is_asked_for_then_it_is_the_same() -> None:
    assert {monday_of(MONDAY + timedelta(days=days)) for days in range(7)} == {MONDAY}
    assert [hour for hour, _ in week_of([], [MONDAY], ROME, BEFORE).hours] == list(range(8, 21))


@given(st.lists(st.tuples(st.integers(0, 2880), st.integers(1, 900)), max_size=8))
def test_day_given_any_bookings_when_it_is_drawn_then_free_and_taken_cover_its_hours_and_never_meet(
    spans: list[tuple[int, int]],
) -> None:
    midnight = at("00:00") - timedelta(days=1)
    taken = [
        Taken(midnight + timedelta(minutes=start), midnight + timedelta(minutes=start + lasts), "x")
        for start, lasts in spans
    ]
    found = cell(*taken)

    for gap in found.free:
        assert at("08:00") <= gap.start < gap.end <= at("20:00")
        assert not any(entry.start < gap.end and gap.start < entry.end for entry in taken)
    assert all(one.end < other.start for one, other in pairwise(found.free))
    assert all(0 <= block.left <= BAR and block.width > 0 for block in found.blocks)
