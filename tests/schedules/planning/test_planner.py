"""The planner: what a room does, from bookings, sessions and presses."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from schedules.bookings import Key, Occurrence, Override, OverrideKind, Phase, Session
from schedules.planning.planner import RoomInputs, plan
from tests.support.planned import RULES, at, booking, of, phases, planned, press

ROME = ZoneInfo("Europe/Rome")


def test_given_one_booking_when_planned_then_it_is_prepared_held_and_closed() -> None:
    timeline = planned(booking("a", 9, 10))

    assert phases(timeline) == [
        ("preparing", 8.8333, 9, "a"),
        ("live", 9, 10, "a"),
        ("closing", 10, 10.0833, "a"),
    ]
    assert of(timeline, 8).wishes == {"proiettore": {"power": "off"}, "video": {"scene": "Riposo"}}


def test_given_a_device_that_warms_up_when_used_then_preparing_begins_two_minutes_earlier_still() -> None:
    timeline = planned(booking("a", 9, 10, "collegio"))

    assert of(timeline, 9).start - timedelta(minutes=16) == of(timeline, 8.99).start


def test_given_a_preset_when_planned_then_each_phase_is_laid_over_the_one_before() -> None:
    timeline = planned(booking("a", 9, 10, "collegio"))

    assert of(timeline, 8.9).wishes["proiettore"] == {"power": "on", "input": "hdmi1"}
    assert of(timeline, 9.5).wishes == {
        "proiettore": {"power": "on", "input": "hdmi1"},
        "video": {"scene": "Collegio"},
    }
    assert of(timeline, 10.05).wishes["video"] == {"scene": "Grazie"}


def test_given_adjoining_bookings_when_planned_then_live_follows_live_with_the_wishes_of_its_own() -> None:
    timeline = planned(booking("a", 9, 10, "riunione"), booking("b", 10, 11, "collegio"))

    assert phases(timeline)[1:3] == [("live", 9, 10, "a"), ("live", 10, 11, "b")]
    assert "recording" not in of(timeline, 10.5).wishes["video"]


def test_given_a_short_gap_when_planned_then_closing_gives_way_to_the_next_preparing() -> None:
    timeline = planned(booking("a", 9, 10), booking("b", 10.2, 11))

    assert phases(timeline)[1:4] == [
        ("live", 9, 10, "a"),
        ("closing", 10, 10.0333, "a"),
        ("preparing", 10.0333, 10.2, "b"),
    ]


def test_given_an_early_start_when_planned_then_it_is_live_from_the_press() -> None:
    a = booking("a", 9, 10)

    timeline = planned(a, overrides=[press(1, OverrideKind.START, 8.75, a)])

    assert ("live", 8.75, 10, "a") in phases(timeline)


def test_given_a_start_after_the_start_when_planned_then_nothing_moves() -> None:
    a = booking("a", 9, 10)

    assert planned(a, overrides=[press(1, OverrideKind.START, 9.1, a)]) == planned(a)


def test_given_an_end_and_a_reopening_when_planned_then_the_room_is_free_between() -> None:
    a = booking("a", 9, 10)
    presses = [press(1, OverrideKind.END, 9.25, a), press(2, OverrideKind.START, 9.5, a, until=at(10))]

    timeline = planned(a, overrides=presses)

    assert [phase[1:3] for phase in phases(timeline) if phase[0] == "live"] == [(9, 9.25), (9.5, 10)]


def test_given_extensions_when_folded_then_the_newest_absolute_end_counts() -> None:
    a = booking("a", 9, 10)
    presses = [
        press(2, OverrideKind.EXTEND, 9.8, a, until=at(10.5)),
        press(1, OverrideKind.EXTEND, 9.7, a, until=at(10.25)),
    ]

    assert ("live", 9, 10.5, "a") in phases(planned(a, overrides=presses))


def test_given_an_extension_in_another_room_when_the_booking_runs_here_too_then_it_lasts_here_as_long() -> None:
    a = booking("a", 9, 10)
    elsewhere = replace(press(1, OverrideKind.EXTEND, 9.5, a, until=at(10.5)), room="altra")

    assert ("live", 9, 10.5, "a") in phases(planned(a, overrides=[elsewhere]))


def test_given_an_end_in_another_room_when_the_booking_runs_here_too_then_it_goes_on_here() -> None:
    a = booking("a", 9, 10)
    elsewhere = replace(press(1, OverrideKind.END, 9.5, a), room="altra")

    assert planned(a, overrides=[elsewhere]) == planned(a)


def test_given_a_chosen_scene_when_live_ends_then_it_ends_with_it() -> None:
    a, b = booking("a", 9, 10, "collegio"), booking("b", 10, 11, "collegio")
    presses = [
        press(1, OverrideKind.SCENE, 9.25, a, device="video", scene="Votazione"),
        press(2, OverrideKind.SCENE, 9.5, a, device="video", scene="Pausa"),
    ]

    timeline = planned(a, b, overrides=presses)

    shown = [of(timeline, hour).wishes["video"]["scene"] for hour in (9.1, 9.3, 9.6, 10.1)]
    assert shown == ["Collegio", "Votazione", "Pausa", "Collegio"]


def test_given_a_hold_when_released_then_nothing_was_wished_meanwhile() -> None:
    presses = [press(1, OverrideKind.HOLD, 9), press(2, OverrideKind.RELEASE, 10)]

    timeline = planned(booking("a", 9.5, 11), overrides=presses)

    assert of(timeline, 9.75).phase is Phase.BLOCKED
    assert of(timeline, 9.75).wishes == {}
    assert of(timeline, 10.5).phase is Phase.LIVE


def test_given_a_hold_without_an_end_when_planned_then_it_lasts() -> None:
    timeline = planned(booking("a", 9.5, 11), overrides=[press(1, OverrideKind.HOLD, 9)])

    assert of(timeline, 23.9).phase is Phase.BLOCKED


def test_given_two_uses_when_close_enough_then_the_power_alone_is_kept_on() -> None:
    timeline = planned(booking("a", 9, 10, "collegio"), booking("b", 10.5, 11, "collegio"))

    # closing's own wish ends at 10:05, preparing's begins at 10:14
    assert of(timeline, 10.15).wishes["proiettore"] == {"power": "on"}


def test_given_two_uses_when_too_far_apart_then_it_is_switched_off() -> None:
    timeline = planned(booking("a", 9, 10, "collegio"), booking("b", 11, 12, "collegio"))

    assert of(timeline, 10.4).wishes["proiettore"] == {"power": "off"}


def test_given_a_confidential_booking_when_planned_then_nothing_records() -> None:
    timeline = planned(booking("a", 9, 10, "riservato"))

    assert of(timeline, 9.5).wishes["video"] == {
        "scene": "Riposo",
        "recording": False,
        "streaming": False,
        "virtual_camera": False,
    }


def test_given_a_preset_that_is_gone_when_planned_then_idle_wishes_count() -> None:
    timeline = planned(booking("a", 9, 10, "sparito"))

    assert of(timeline, 9.5).phase is Phase.LIVE
    assert of(timeline, 9.5).wishes == RULES.idle


# --- properties

SUNDAYS = (datetime(2026, 3, 29, tzinfo=ROME), datetime(2026, 10, 25, tzinfo=ROME), datetime(2026, 6, 7, tzinfo=ROME))
DAYS = st.sampled_from([day.astimezone(UTC) for day in SUNDAYS])
MINUTES = st.integers(-600, 2200)


@st.composite
def inputs(draw: st.DrawFn) -> tuple[datetime, RoomInputs]:
    """A day, daylight-saving days among them, and everything that can bear on it."""
    day = draw(DAYS)

    def moment() -> datetime:
        return day + timedelta(minutes=draw(MINUTES))

    occurrences = []
    for number in range(draw(st.integers(0, 7))):
        start = moment()
        end = start + timedelta(minutes=draw(st.integers(-5, 400)))
        uid = draw(st.sampled_from("abc")) + str(number)
        occurrences.append(
            Occurrence(
                Key("c", uid, start),
                start,
                end,
                uid,
                ("sala",) if draw(st.booleans()) else ("sala", "altra"),
                draw(st.sampled_from(["collegio", "riunione", "riservato", None])),
                closure=draw(st.integers(0, 5)) == 0,
                holds=draw(st.booleans()),
                yields=draw(st.integers(0, 3)) == 0,
            )
        )
    sessions = [
        Session(
            "sala",
            occurrence.key,
            occurrence.start,
            occurrence.end,
            occurrence.title,
            occurrence.preset,
            yields=occurrence.yields,
        )
        for occurrence in occurrences
        if not occurrence.closure and draw(st.integers(0, 3)) == 0
    ]
    overrides = [
        Override(
            number,
            draw(st.sampled_from(list(OverrideKind))),
            draw(st.sampled_from(["sala", "altra"])),
            moment(),
            key=draw(st.sampled_from([occurrence.key for occurrence in occurrences]))
            if bool(occurrences) and draw(st.booleans())
            else None,
            until=moment() if draw(st.booleans()) else None,
            device="video",
            scene=draw(st.sampled_from(["Votazione", "Pausa"])),
        )
        for number in range(draw(st.integers(0, 5)))
    ]
    return day, RoomInputs(occurrences, sessions, overrides)


@given(inputs())
def test_given_anything_when_planned_then_the_window_is_covered_once_by_touching_segments(
    drawn: tuple[datetime, RoomInputs],
) -> None:
    day, everything = drawn
    segments = plan(RULES, everything, day, day + timedelta(days=1)).segments

    assert segments[0].start == day
    assert segments[-1].end == day + timedelta(days=1)
    assert all(segment.start < segment.end for segment in segments)
    assert all(one.end == two.start for one, two in itertools.pairwise(segments))


@given(inputs(), st.randoms(use_true_random=False))
def test_given_any_order_when_planned_then_the_plan_is_the_same(
    drawn: tuple[datetime, RoomInputs], random: Random
) -> None:
    day, everything = drawn
    shuffled = RoomInputs(
        random.sample(everything.occurrences, len(everything.occurrences)),
        random.sample(everything.sessions, len(everything.sessions)),
        random.sample(everything.overrides, len(everything.overrides)),
    )

    assert plan(RULES, shuffled, day, day + timedelta(days=1)) == plan(RULES, everything, day, day + timedelta(days=1))


@given(inputs(), st.integers(0, 1440), st.integers(1, 1440))
def test_given_a_part_of_the_window_when_planned_then_it_is_the_restriction_of_the_whole(
    drawn: tuple[datetime, RoomInputs], offset: int, length: int
) -> None:
    day, everything = drawn
    start = day + timedelta(minutes=offset)
    end = start + timedelta(minutes=length)
    whole = plan(RULES, everything, day - timedelta(days=3), day + timedelta(days=5)).segments

    part = plan(RULES, everything, start, end).segments

    expected = tuple(
        one._replace(start=max(one.start, start), end=min(one.end, end))
        for one in whole
        if one.start < end and one.end > start
    )
    assert part == expected


@given(inputs())
def test_given_anything_when_planned_then_live_time_is_only_where_its_booking_is(
    drawn: tuple[datetime, RoomInputs],
) -> None:
    day, everything = drawn
    segments = plan(RULES, everything, day, day + timedelta(days=1)).segments

    for segment in segments:
        if segment.phase is Phase.LIVE:
            assert segment.booking is not None
            assert segment.booking.start <= segment.start
            assert segment.end <= segment.booking.end
        if segment.phase is Phase.BLOCKED:
            assert segment.wishes in ({}, RULES.idle, {**RULES.idle, "proiettore": {"power": "on"}})


@given(inputs())
def test_given_whole_days_that_yield_when_planned_then_nothing_else_is_live_or_blocked_at_another_time_for_them(
    drawn: tuple[datetime, RoomInputs],
) -> None:
    day, everything = drawn
    yielding = {occurrence.key for occurrence in everything.occurrences if occurrence.yields}
    others = RoomInputs(
        [occurrence for occurrence in everything.occurrences if not occurrence.yields],
        [session for session in everything.sessions if not session.yields],
        [override for override in everything.overrides if override.key not in yielding],
    )

    def taken(inputs: RoomInputs) -> list[tuple[datetime, datetime, Phase, Key | None]]:
        """Of what does not yield."""
        return [
            (segment.start, segment.end, segment.phase, segment.booking.key if segment.booking else None)
            for segment in plan(RULES, inputs, day, day + timedelta(days=1)).segments
            if segment.phase is Phase.BLOCKED
            or (segment.phase is Phase.LIVE and segment.booking and not segment.booking.yields)
        ]

    assert taken(everything) == taken(others)
