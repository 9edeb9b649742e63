"""When an output of OBS counts as on: its answers, its events and what it was asked, at times that are given."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.states import Output
from integrations.drivers.obs_output import STALLED_S, UNDER_WAY_S, OutputWatch, Status

pytestmark = pytest.mark.hypothesis

OFF = Status(active=False, duration_ms=0)
STALE = Status(active=False, duration_ms=0, written=368_249)
"""As OBS answers after a recording: the bytes of the run before."""


def on(duration_ms: float, written: float = 0, *, paused: bool = False, reconnecting: bool = False) -> Status:
    return Status(True, paused, reconnecting, duration_ms, written)  # noqa: FBT003


def seen(*readings: Status, every_s: float = 1.0, watch: OutputWatch | None = None) -> list[bool | Output]:
    watch = watch or OutputWatch()
    return [watch.saw(status, at * every_s) for at, status in enumerate(readings)]


STARTING, STALLED, PAUSED, RECONNECTING = Output.STARTING, Output.STALLED, Output.PAUSED, Output.RECONNECTING


@pytest.mark.parametrize(
    ("readings", "becomes"),
    [
        pytest.param([OFF], [False], id="off"),
        pytest.param([on(5000, 90), on(6000, 180)], [STARTING, True], id="met while it runs"),
        pytest.param([OFF, on(33, 2230)], [False, True], id="on with bytes"),
        pytest.param([OFF, on(33)], [False, True], id="on with time, of what counts no bytes"),
        pytest.param([OFF, on(0), on(33, 2230)], [False, STARTING, True], id="on, and then its first bytes"),
        pytest.param([STALE, on(0, 368_249), on(0), on(33, 5)], [False, STARTING, STARTING, True], id="old bytes prove nothing"),
        pytest.param([STALE, on(33), on(66)], [False, STARTING, STARTING], id="frames, and no bytes of what counts them"),
        pytest.param([OFF, on(33, 9), on(66, 9), on(99, 9), on(132, 9)], [False, True, True, True, STALLED], id="bytes stand"),
        pytest.param([on(33, 9), on(66, 9), on(99, 9), on(132, 9)], [STARTING] * 3 + [STALLED], id="met while bytes stand"),
        pytest.param([OFF, *[on(0)] * 4], [False, STARTING, STARTING, STARTING, STALLED], id="nothing ever moves"),
        pytest.param([*[on(9, 9)] * 4, on(9, 10)], [STARTING, STARTING, STARTING, STALLED, True], id="it moves again"),
        pytest.param([OFF, on(9, 9), on(9, 9, paused=True), on(9, 9), on(9, 10)], [False, True, PAUSED, STARTING, True], id="pause"),
        pytest.param(
            [OFF, on(9, 9), on(9, 9, reconnecting=True), on(9, 0, reconnecting=True), on(0), on(33, 5)],
            [False, True, RECONNECTING, RECONNECTING, STARTING, True],
            id="reconnected, and counting from the beginning",
        ),
        pytest.param([OFF, on(9000, 9000), on(33, 5)], [False, True, True], id="another run"),
        pytest.param([OFF, on(9000, 9000), OFF], [False, True, False], id="off again"),
        pytest.param([Status(active=False), Status(active=True)], [False, True], id="a virtual camera has its flag alone"),
    ],
)  # fmt: skip
def test_output_given_answers_a_second_apart_when_it_is_judged_then_it_is_on_only_while_it_moves(
    readings: list[Status], becomes: list[bool | Output]
) -> None:
    assert seen(*readings) == becomes


def test_output_given_a_slow_poll_when_it_starts_then_the_time_before_does_not_count_as_stalled() -> None:
    assert seen(OFF, on(0), on(33, 5), every_s=10) == [False, STARTING, True]
    assert seen(on(9, 9, paused=True), on(9, 9), every_s=10) == [PAUSED, STARTING]


counters = st.integers(0, 3)
statuses = st.builds(Status, st.booleans(), st.booleans(), st.booleans(), counters, counters)
times = st.floats(0.05, 5)


@given(st.lists(st.tuples(statuses, times), min_size=1))
def test_output_given_any_answers_when_it_is_called_on_then_it_had_moved_within_the_last_seconds(
    answers: list[tuple[Status, float]],
) -> None:
    watch, now_s, history = OutputWatch(), 0.0, [(0.0, Status(active=False))]
    for status, pause_s in answers:
        now_s += pause_s
        history.append((now_s, status))
        if watch.saw(status, now_s) is True:
            assert status.active
            assert not status.paused
            assert not status.reconnecting
            recent = [
                (at_s, before, after) for (_, before), (at_s, after) in pairwise(history) if now_s - at_s < STALLED_S
            ]
            assert any(
                (before.duration_ms, before.written) != (after.duration_ms, after.written)
                for _, before, after in recent
            )


@given(statuses, st.lists(times))
def test_output_given_the_same_answer_again_and_again_when_it_is_judged_then_it_is_never_on(
    status: Status, pauses_s: list[float]
) -> None:
    watch, now_s = OutputWatch(), 0.0
    for pause_s in pauses_s:
        now_s += pause_s
        assert watch.saw(status, now_s) is not True


# What it was asked.


def test_output_given_a_start_when_nothing_comes_of_it_then_it_is_starting_for_a_minute_and_asked_only_once() -> None:
    watch = OutputWatch()
    watch.ask(0.0, on=True)
    assert watch.saw(OFF, 1.0) is STARTING
    assert watch.under_way(UNDER_WAY_S - 1, on=True)
    assert not watch.under_way(UNDER_WAY_S - 1, on=False)
    assert watch.saw(OFF, UNDER_WAY_S) is False
    assert not watch.under_way(UNDER_WAY_S, on=True)


def test_output_given_a_start_when_it_was_on_then_the_start_is_over() -> None:
    watch = OutputWatch()
    watch.ask(0.0, on=True)
    assert [watch.saw(status, 1.0) for status in (OFF, on(33, 5), OFF)] == [STARTING, True, False]


def test_output_given_a_start_when_obs_tells_that_it_began_and_stopped_then_it_failed() -> None:
    watch = OutputWatch()
    watch.ask(0.0, on=True)
    for state in ("STARTING", "STOPPED"):
        watch.heard(state)
    assert watch.saw(OFF, 1.0) is False
    assert not watch.under_way(1.0, on=True)


def test_output_given_a_start_when_obs_tells_of_the_stop_before_then_it_is_still_starting() -> None:
    watch = OutputWatch()
    watch.ask(0.0, on=True)
    for state in ("STOPPED", "STARTING"):
        watch.heard(state)
    assert watch.saw(OFF, 1.0) is STARTING


@pytest.mark.parametrize("paused", [False, True])
def test_output_given_a_stop_when_it_writes_its_rest_then_it_is_stopping_until_it_is_off(paused: bool) -> None:  # noqa: FBT001
    watch = OutputWatch()
    assert seen(OFF, on(900, 9), watch=watch) == [False, True]
    watch.ask(2.0, on=False)
    rest = [watch.saw(on(duration_ms, 9, paused=paused), 3.0) for duration_ms in (950, 990, 0, 990)]
    assert rest == [Output.STOPPING] * 4
    assert watch.under_way(3.0, on=False)
    assert watch.saw(STALE, 4.0) is False
    assert not watch.under_way(4.0, on=False)


def test_output_given_a_stop_when_a_hand_has_started_another_run_meanwhile_then_that_may_be_stopped_at_once() -> None:
    watch = OutputWatch()
    seen(OFF, on(60_000, 9), watch=watch)
    watch.ask(2.0, on=False)
    assert watch.saw(on(500, 5), 3.0) is True
    assert not watch.under_way(3.0, on=False)


def test_output_given_a_stop_when_obs_tells_that_it_ended_then_a_longer_run_after_it_is_another() -> None:
    watch = OutputWatch()
    seen(OFF, on(500, 9), watch=watch)
    watch.ask(2.0, on=False)
    for state in ("STOPPING", "STOPPED", "STARTING", "STARTED"):
        watch.heard(state)
    assert watch.saw(on(900, 20), 4.0) is True


def test_output_given_a_stop_that_never_ends_when_a_minute_is_over_then_it_counts_as_lost() -> None:
    watch = OutputWatch()
    seen(OFF, on(900, 9), watch=watch)
    watch.ask(2.0, on=False)
    assert watch.saw(on(950, 9), 61.0) is Output.STOPPING
    assert watch.saw(on(990, 12), 62.0) is True
