"""Differences, verdicts, clocks and timelines, with properties that hold whatever is wished and seen."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.device_models import ObsDevice, StageDevice
from config.devices import Device
from config.states import Media, MeetingState, Output, Value
from room_agents.clock import Instant
from room_agents.difference import difference, expected
from room_agents.plan import HeldPlan
from room_agents.plans import replaces
from room_agents.protocol import DeviceReading, Fault
from room_agents.pursuit import Pursuit
from room_agents.readings import Reading, Wished
from room_agents.timeline import led_by, present_at
from room_agents.verdict import judge_device, judge_room
from tests.room_agents.following import OURS, plan_of, projector_device, segment

NOON = datetime(2026, 10, 19, 12, 0, tzinfo=UTC)
WISHES = st.fixed_dictionaries(
    {}, optional={"power": st.sampled_from(["on", "off"]), "input": st.sampled_from(["hdmi1", "rgb1"])}
)
SEEN = st.fixed_dictionaries(
    {},
    optional={
        "power": st.sampled_from(["off", "warming", "on", "cooling"]),
        "input": st.sampled_from(["hdmi1", "rgb1", "video1"]),
    },
)
VERDICTS = st.sampled_from(["ok", "pending", "fault", "unknown"])
READINGS = st.builds(
    DeviceReading,
    driver=st.just("pjlink"),
    desired=st.sampled_from([{}, {"power": "on"}]),
    verdict=VERDICTS,
    limits=st.sampled_from([(), (Fault(code="camera_denied"),)]),
)


def at(seconds: float) -> Instant:
    return Instant(NOON + timedelta(seconds=seconds), seconds)


@given(WISHES, SEEN)
def test_given_any_device_when_a_difference_is_applied_until_it_settles_then_none_is_left(
    wished: dict[str, Value], seen: dict[str, Value]
) -> None:
    settled = {"warming": "on", "cooling": "off"}
    for _ in range(3):
        seen = {**seen, **difference(wished, seen)}
        seen["power"] = settled.get(str(seen.get("power", "on")), seen.get("power", "on"))

    assert difference(wished, seen) == {}


@given(WISHES, SEEN)
def test_given_any_reading_when_compared_then_only_what_is_wished_and_different_is_sent(
    wished: dict[str, Value], seen: dict[str, Value]
) -> None:
    changes = difference(wished, seen)

    assert all(wished[name] == value != seen.get(name) for name, value in changes.items())
    assert not ({"input"} & changes.keys() and seen.get("power") in ("off", "warming", "cooling"))


@pytest.mark.parametrize("moving", ["warming", "cooling"])
@pytest.mark.parametrize("wished", ["on", "off"])
def test_given_a_lamp_that_warms_or_cools_when_either_is_wished_then_it_is_waited_for(wished: str, moving: str) -> None:
    assert difference({"power": wished}, {"power": moving}) == {}


@given(st.dictionaries(st.sampled_from("abcd"), READINGS), st.sets(st.sampled_from("abcd")))
def test_given_any_verdicts_when_the_room_is_ready_then_every_counted_device_is_ok(
    devices: dict[str, DeviceReading], needs: set[str]
) -> None:
    verdict, missing = judge_room(devices, needs)
    counted = [device for name, device in devices.items() if device.desired or name in needs]

    assert (verdict == "ready") == all(one.verdict == "ok" and not one.limits for one in counted)
    assert verdict != "ready" or missing == ()


@given(WISHES, SEEN, st.floats(min_value=0, max_value=100))
def test_given_any_reading_when_a_device_is_ok_then_it_is_fresh_and_says_what_is_wished(
    wished: dict[str, Value], seen: dict[str, Value], age_s: float
) -> None:
    device = projector_device(1, poll="2s", timeout="2s")
    judged = judge_device(device, Wished(wished, at(0)), Reading(observed=seen, seen=at(0)), at(age_s))

    as_wished = all(seen.get(name) == value for name, value in expected(wished).items())
    assert (judged.verdict == "ok") == (as_wished and age_s <= 8)


def encoder(**more: object) -> Device:
    return ObsDevice.model_validate({"driver": "obs", "host": "127.0.0.1", **more})


def judged(device: Device, wished: Wished, reading: Reading, at_s: float = 20) -> DeviceReading:
    return judge_device(device, wished, reading, at(at_s))


def test_given_a_confidential_booking_when_something_is_recorded_then_the_room_is_not_ready_whatever_it_needs() -> None:
    wished = Wished({"recording": False}, at(0), "A", frozenset({"recording"}))
    on = judged(encoder(), wished, Reading(observed={"recording": True}, seen=at(1)), 1)

    assert on.fault == Fault(code="recorded", params={"attribute": "recording"})
    assert judge_room({"regia": on}, ()) == ("not_ready", ("regia",))


@pytest.mark.parametrize("code", ["not_accepted", "busy", "no_such_scene", "device_failure"])
def test_given_a_confidential_booking_when_something_is_recorded_and_more_is_wrong_then_the_recording_is_told(
    code: str,
) -> None:
    wished = Wished({"recording": False}, at(0), "A", frozenset({"recording"}))
    on = judged(encoder(), wished, Reading(observed={"recording": True}, seen=at(1), fault=Fault(code=code)), 1)

    assert on.fault == Fault(code="recorded", params={"attribute": "recording"})


@pytest.mark.parametrize("off", [frozenset({"recording"}), frozenset()], ids=["confidential", "ordinary"])
def test_given_an_output_that_is_wished_off_when_it_is_not_told_then_the_room_is_limited(off: frozenset[str]) -> None:
    wished = Wished({"recording": False, "scene": "X"}, at(0), "A", off)
    untold = judged(encoder(), wished, Reading(observed={"scene": "X"}, seen=at(20)))

    assert (untold.verdict, untold.limits) == ("ok", (Fault(code="unreadable", params={"attribute": "recording"}),))
    assert judge_room({"regia": untold}, {"regia"}) == ("limited", ())


@pytest.mark.parametrize(
    ("attribute", "seen", "left_alone", "code"),
    [
        ("streaming", Output.RECONNECTING, (), "reconnecting"),
        ("streaming", Output.STALLED, (), "stalled"),
        ("recording", Output.STALLED, (), "stalled"),
        ("recording", Output.PAUSED, ("recording",), "paused"),
        ("recording", False, ("recording",), "changed_by_hand"),
    ],
)
def test_given_an_output_that_is_on_in_words_when_judged_then_that_is_a_fault_at_once(
    attribute: str, seen: Value, left_alone: tuple[str, ...], code: str
) -> None:
    reading = Reading(observed={attribute: seen}, seen=at(1), left_alone=left_alone)
    one = judged(encoder(), Wished({attribute: True}, at(0)), reading, 1)

    assert (one.verdict, one.fault and one.fault.code) == ("fault", code)


def test_given_no_reading_yet_when_judged_then_nothing_is_called_unreadable() -> None:
    one = judged(encoder(), Wished({"recording": False}, at(0)), Reading(), 1)

    assert (one.verdict, one.limits) == ("pending", ())


@pytest.mark.parametrize("seen", [Output.STARTING, Output.PAUSED, False])
def test_given_an_output_on_its_way_when_judged_then_it_is_waited_for(seen: Value) -> None:
    one = judged(encoder(), Wished({"streaming": True}, at(0)), Reading(observed={"streaming": seen}, seen=at(1)), 1)

    assert one.verdict == "pending"


def test_given_a_projector_that_says_busy_when_it_warms_then_it_is_waited_for_until_that_is_over() -> None:
    device, wished = projector_device(1, warm_up="30s", poll="2s"), Wished({"power": "on"}, at(0))
    reading = Reading(observed={"power": "off"}, seen=at(0), fault=Fault(code="busy"))

    assert [judged(device, wished, reading, at_s).verdict for at_s in (5, 35, 119, 121)] == [
        "pending",
        "pending",
        "pending",
        "fault",
    ]


@pytest.mark.parametrize(
    ("wish", "verdict"), [({"power": "off"}, "ok"), ({"power": "on"}, "fault"), ({"power": "off", "app": "x"}, "ok")]
)
def test_given_a_set_that_left_the_network_when_it_was_seen_off_then_that_is_a_fault_only_for_who_wants_it_on(
    wish: dict[str, Value], verdict: str
) -> None:
    gone = Reading(observed={"power": "off"}, seen=at(0), fault=Fault(code="unreachable"), reached=False, asleep=True)

    assert judged(projector_device(1), Wished(wish, at(0)), gone, 300).verdict == verdict


@pytest.mark.parametrize(
    ("meeting", "verdict", "code"),
    [
        (MeetingState.JOINING, "pending", None),
        (MeetingState.LOBBY, "fault", "in_lobby"),
        (MeetingState.REFUSED, "fault", "meeting_refused"),
        (MeetingState.UNREACHABLE, "fault", "meeting_unreachable"),
        (MeetingState.INTERRUPTED, "fault", "meeting_interrupted"),
        (MeetingState.PUT_OUT, "fault", "put_out"),
        (MeetingState.ENDED, "fault", "meeting_ended"),
        (MeetingState.LEFT, "fault", "meeting_left"),
        (MeetingState.ELSEWHERE, "fault", "meeting_elsewhere"),
    ],
)
def test_given_a_stage_that_is_not_in_its_meeting_when_judged_then_it_says_why(
    meeting: MeetingState, verdict: str, code: str | None
) -> None:
    told: dict[str, Value] = {"shown": "live", "joined": False, "meeting": meeting, "reason": "Firma"}
    stage = StageDevice(driver="stage")
    one = judged(stage, Wished({"shown": "live", "joined": True}, at(0)), Reading(observed=told, seen=at(1)), 1)

    assert (one.verdict, one.fault.code if one.fault else None) == (verdict, code)


@pytest.mark.parametrize(
    ("microphone", "camera", "limits"),
    [
        (Media.OK, Media.MUTED, []),
        (Media.MUTED, Media.DENIED, ["camera_denied"]),
        (Media.MISSING, Media.MISSING, ["microphone_missing", "camera_missing"]),
    ],
)
def test_given_a_meeting_when_microphone_or_camera_cannot_be_used_then_the_room_is_limited(
    microphone: Media, camera: Media, limits: list[str]
) -> None:
    told: dict[str, Value] = {"shown": "live", "joined": True, "microphone": microphone, "camera": camera}
    wished = Wished({"shown": "live", "joined": True}, at(0))
    one = judged(StageDevice(driver="stage"), wished, Reading(observed=told, seen=at(1)), 1)

    assert [limit.code for limit in one.limits] == limits
    assert judge_room({"palco": one}, {"palco"})[0] == ("limited" if limits else "ready")


@pytest.mark.parametrize(
    ("told", "code", "limits"),
    [
        ({"microphone": Media.OK, "camera": Media.MUTED, "loudspeaker": Media.OK}, None, []),
        ({"microphone": Media.MISSING}, "microphone_missing", []),
        ({"microphone": Media.WRONG, "microphone_label": "Webcam"}, "microphone_wrong", []),
        ({"microphone": Media.OK, "microphone_silent": True}, "microphone_silent", []),
        ({"loudspeaker": Media.WRONG}, "loudspeaker_wrong", []),
        ({"microphone": Media.MUTED, "camera": Media.MISSING}, None, ["camera_missing"]),  # it is not named
    ],
)
@pytest.mark.parametrize("phase", ["preparing", "live"])
def test_stage_given_devices_that_the_room_file_names_when_one_is_not_in_use_then_that_is_a_fault_of_the_stage(
    phase: str, told: dict[str, Value], code: str | None, limits: list[str]
) -> None:
    stage = StageDevice(driver="stage", microphone="Jabra", loudspeaker="Jabra")
    wish: dict[str, Value] = {"shown": phase, "joined": True} if phase == "live" else {"shown": phase}
    one = judged(stage, Wished(wish, at(0)), Reading(observed={**wish, **told}, seen=at(1)), 1)

    assert (one.fault.code if one.fault else None, [limit.code for limit in one.limits]) == (code, limits)
    assert judge_room({"palco": one}, {"palco"})[0] == ("not_ready" if code else "limited" if limits else "ready")
    assert judge_room({"palco": one}, set())[0] == ("limited" if code or limits else "ready")


def test_stage_given_an_idle_room_when_a_device_is_missing_then_nothing_is_said_of_it() -> None:
    stage = StageDevice(driver="stage", microphone="Jabra")
    told: dict[str, Value] = {"shown": "idle", "microphone": Media.MISSING}
    one = judged(stage, Wished({"shown": "idle"}, at(0)), Reading(observed=told, seen=at(1)), 1)

    assert (one.verdict, one.fault, one.limits) == ("ok", None, ())


def test_given_a_device_changed_by_hand_when_it_is_needed_then_the_room_is_not_ready() -> None:
    by_hand = DeviceReading(
        driver="pjlink", desired={"power": "on"}, verdict="fault", fault=Fault(code="changed_by_hand")
    )

    assert judge_room({"a": by_hand}, {"a"}) == ("not_ready", ("a",))
    assert judge_room({"a": by_hand}, ()) == ("limited", ("a",))


def test_given_an_input_changed_by_hand_when_a_hand_then_switches_it_off_then_that_is_told() -> None:
    wished = Wished({"power": "on", "input": "hdmi1"}, at(0))
    reading = Reading(observed={"power": "off"}, seen=at(20), left_alone=("input", "power"))

    judged = judge_device(projector_device(1), wished, reading, at(20))

    assert judged.fault == Fault(code="changed_by_hand", params={"attribute": "power", "seen": "off", "wished": "on"})


def test_given_a_wish_that_is_never_told_when_its_time_is_over_then_it_is_a_fault_never_ok() -> None:
    device, wished = projector_device(1), Wished({"input": "hdmi1"}, at(0))
    early = judge_device(device, wished, Reading(observed={"power": "on"}, seen=at(5)), at(5))
    late = judge_device(device, wished, Reading(observed={"power": "on"}, seen=at(10)), at(10))

    assert early.verdict == "pending"
    assert early.deadline == NOON + timedelta(seconds=10)
    assert late.fault == Fault(code="not_confirmed", params={"attribute": "input"})


def test_given_a_lamp_slower_than_its_warm_up_when_it_is_seen_warming_then_it_is_given_time() -> None:
    device, wished = projector_device(1, warm_up="5s"), Wished({"power": "on"}, at(0))

    assert judge_device(device, wished, Reading({"power": "warming"}, at(60)), at(60)).verdict == "pending"
    assert judge_device(device, wished, Reading({"power": "warming"}, at(120)), at(120)).verdict == "fault"


def test_given_a_projector_that_obeys_only_in_words_when_its_time_is_over_then_it_does_not_follow() -> None:
    device, wished, pursuit = projector_device(1), Wished({"power": "on", "input": "hdmi1"}, at(0)), Pursuit()
    pursuit.wish(wished.attributes)
    judged = []
    for second in range(12):
        pursuit.saw({"power": "off"})
        for name in pursuit.due({"power": "off"}, second):
            pursuit.tried(name, second)
        reading = Reading({"power": "off"}, at(second), attempts=pursuit.resending.attempts)
        judged.append(judge_device(device, wished, reading, at(second)))

    assert [one.verdict for one in judged] == ["pending"] * 10 + ["fault"] * 2
    params: dict[str, Value] = {"attribute": "power", "seen": "off", "wished": "on", "attempts": 2}
    assert judged[10].fault == Fault(code="does_not_follow", params=params)


def test_given_a_wish_unchanged_by_the_next_segment_when_it_comes_then_what_a_hand_did_is_still_respected() -> None:
    pursuit = Pursuit()
    pursuit.wish({"power": "on", "input": "hdmi1"})
    pursuit.saw({"power": "on", "input": "hdmi1"})
    pursuit.saw({"power": "off"})

    pursuit.wish({"power": "on", "input": "rgb1"})

    assert pursuit.due({"power": "off"}, 0) == {}
    pursuit.wish({"power": "off"})
    pursuit.wish({"power": "on"})
    assert pursuit.due({"power": "off"}, 0) == {"power": "on"}


def test_given_a_deaf_device_when_polled_for_a_minute_then_it_is_asked_ever_more_seldom() -> None:
    pursuit = Pursuit()
    pursuit.wish({"power": "on"})
    asked = []
    for second in range(90):
        pursuit.saw({"power": "off"})
        if pursuit.due({"power": "off"}, second):
            pursuit.tried("power", second)
            asked.append(second)

    assert asked == [0, 5, 15, 35, 65]
    assert pursuit.resending.attempts == 5


def test_given_a_plan_that_has_ended_when_looked_at_then_idle_is_wished_and_no_segment_stands() -> None:
    device = {"p": projector_device(1)}
    kept_on = segment("idle", {"p": {"power": "on"}}, from_s=-60, to_s=0)
    live_ = segment("live", {"p": {"power": "on"}}, from_s=0, to_s=10)
    plan = plan_of(device, kept_on, live_).plan.model_copy(update={"idle": {"p": {"power": "off"}}})

    live = present_at(plan, datetime.now(UTC) + timedelta(seconds=5))
    over = present_at(plan, datetime.now(UTC) + timedelta(seconds=20))

    assert (live.segment is not None, live.wishes) == (True, {"p": {"power": "on"}})
    assert (over.segment, over.wishes) == (None, {"p": {"power": "off"}})


def test_given_a_plan_of_a_hub_that_is_hours_ahead_when_taken_in_a_meeting_then_the_plan_before_leads_to_its_begin() -> (
    None
):
    device, now = {"p": projector_device(1)}, datetime.now(UTC)
    live, closing = segment("live", {}, to_s=600), segment("closing", {}, from_s=600, to_s=900)
    ahead = plan_of(device, segment("idle", {}, from_s=7200, to_s=90000), revision=2).plan
    led = led_by(ahead, plan_of(device, live, closing, segment("idle", {}, from_s=900, to_s=86400)).plan, now)
    phases = [
        present.segment and present.segment.phase
        for present in (present_at(led, now + timedelta(seconds=after_s)) for after_s in (5, 605, 905, 7205, 89000))
    ]

    assert phases == ["live", "closing", "idle", "idle", "idle"]
    assert (led.revision, led.segments[-1]) == (2, ahead.segments[0])


def test_given_a_plan_that_has_begun_when_taken_then_nothing_of_the_one_before_is_left() -> None:
    device = {"p": projector_device(1)}
    new = plan_of(device, segment("idle", {}), revision=2).plan

    assert led_by(new, plan_of(device, segment("live", {})).plan, datetime.now(UTC)) == new


def test_given_a_stage_when_our_meeting_is_live_then_it_is_wished_to_join_and_a_foreign_link_is_not() -> None:
    devices = {"palco": StageDevice(driver="stage")}
    foreign = OURS.model_copy(update={"deployment": None, "token": None})
    wishes = [
        present_at(plan_of(devices, segment(phase, {}, conference=conference)).plan, datetime.now(UTC)).wishes["palco"]
        for phase, conference in [("live", OURS), ("live", foreign), ("preparing", OURS)]
    ]

    assert wishes == [{"shown": "live", "joined": True}, {"shown": "live"}, {"shown": "preparing"}]


def test_given_two_plans_when_compared_then_the_newer_of_one_store_wins_and_another_store_always() -> None:
    old = HeldPlan(store="a", revision=5, window_start=NOON)
    later = NOON + timedelta(hours=1)

    assert replaces(old.model_copy(update={"revision": 6}), old)
    assert replaces(old.model_copy(update={"window_start": later}), old)
    assert not replaces(old.model_copy(update={"revision": 4, "window_start": later}), old)
    assert not replaces(old, old)
    assert replaces(HeldPlan(store="b", revision=1, window_start=NOON), old)
