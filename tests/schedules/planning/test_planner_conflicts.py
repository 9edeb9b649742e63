"""The planner: who has the room where two want it, and who is told of it."""

import itertools
from datetime import datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from schedules.bookings import Session
from schedules.planning.planner import Timeline
from tests.support.planned import at, booking, of, phases, planned


def met(timeline: Timeline) -> list[tuple[str, str, datetime, datetime]]:
    """Who conflicts with whom, best rank first, and when."""
    return [
        (conflict.keys[0].uid, conflict.keys[1].uid, conflict.start, conflict.end) for conflict in timeline.conflicts
    ]


def test_given_two_that_overlap_when_planned_then_the_later_gets_what_is_left_and_both_are_named() -> None:
    timeline = planned(booking("b", 9.5, 11), booking("a", 9, 10))

    assert [phase[1:] for phase in phases(timeline) if phase[0] == "live"] == [(9, 10, "a"), (10, 11, "b")]
    assert met(timeline) == [("a", "b", at(9.5), at(10))]


def test_given_two_that_both_lose_to_a_third_when_planned_then_they_are_named_with_each_other_too() -> None:
    timeline = planned(booking("a", 9, 12), booking("b", 9.5, 10.5), booking("c", 10, 11))

    assert met(timeline) == [
        ("a", "b", at(9.5), at(10.5)),
        ("a", "c", at(10), at(11)),
        ("b", "c", at(10), at(10.5)),
    ]


def test_given_one_cut_in_two_when_a_third_meets_it_all_along_then_the_pair_is_named_once() -> None:
    timeline = planned(booking("a", 10, 11), booking("b", 9, 12, holds=False), booking("c", 9.5, 11.5, holds=False))

    assert met(timeline) == [
        ("b", "c", at(9.5), at(11.5)),
        ("a", "b", at(10), at(11)),
        ("a", "c", at(10), at(11)),
    ]


def test_given_a_thousand_at_once_when_planned_then_each_is_named_with_the_best_and_not_with_all() -> None:
    timeline = planned(*(booking(f"{number:04}", 9, 10) for number in range(1_000)))

    told = met(timeline)
    assert {worse for better, worse, *_ in told if better == "0000"} == {f"{number:04}" for number in range(1, 1_000)}
    assert len(told) < 20_000


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8), st.booleans()), max_size=8), st.randoms())
def test_given_any_bookings_when_planned_then_each_two_that_overlap_are_named_once(
    spans: list[tuple[int, int, bool]], chance: Random
) -> None:
    wanted = [booking(f"{at}", start, start + hours, holds=holds) for at, (start, hours, holds) in enumerate(spans)]
    chance.shuffle(wanted)

    named = [(*sorted(pair), start, end) for *pair, start, end in met(planned(*wanted, until=48))]

    assert sorted(named) == sorted(
        (
            *sorted((combination.key.uid, other.key.uid)),
            max(combination.start, other.start),
            min(combination.end, other.end),
        )
        for combination, other in itertools.combinations(wanted, 2)
        if combination.start < other.end and other.start < combination.end
    )


def test_given_one_that_does_not_hold_the_room_when_it_starts_earlier_then_the_holder_goes_first() -> None:
    timeline = planned(booking("late", 9, 11, holds=False), booking("holder", 10, 12))

    assert [phase[1:] for phase in phases(timeline) if phase[0] == "live"] == [(9, 10, "late"), (10, 12, "holder")]


def test_given_a_long_one_of_lower_rank_when_another_stands_within_then_it_has_both_ends() -> None:
    timeline = planned(booking("late", 9, 13, holds=False), booking("holder", 10, 11))

    assert [phase[1:] for phase in phases(timeline) if phase[0] == "live"] == [
        (9, 10, "late"),
        (10, 11, "holder"),
        (11, 13, "late"),
    ]


def test_given_a_session_when_a_closure_comes_then_the_session_runs_on() -> None:
    running = booking("a", 9, 11)
    session = Session("sala", running.key, running.start, running.end, "a", "riunione")

    timeline = planned(booking("chiuso", 10, 12, None, closure=True), sessions=[session])

    assert phases(timeline)[1:3] == [("live", 9, 11, "a"), ("blocked", 11, 12, None)]


def test_given_a_closure_when_a_booking_is_no_session_then_it_is_blocked_with_idle_wishes_and_named() -> None:
    timeline = planned(booking("chiuso", 8, 12, None, closure=True), booking("a", 9, 10))

    assert phases(timeline) == [("blocked", 8, 12, None)]
    assert of(timeline, 9).wishes["video"] == {"scene": "Riposo"}
    assert {key.uid for key in timeline.conflicts[0].keys} == {"chiuso", "a"}
