"""What a press of a button comes to: an override with absolute values, or a refusal with its reason.

Pure: it looks at the room's timeline as it is now. The store writes what it decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from config.devices import mixers_of, recorders_of
from schedules.bookings import IN_MEETING, MOVING_END, OverrideKind, Phase, Segment
from schedules.planning.planner import Booked, stretch_of, wishes_of
from schedules.planning.situation import Decision, Press, PressRefused, Situation, gives_way

WALK_IN = timedelta(minutes=30)
"""How long a meeting lasts that somebody starts in a free room."""
RUN_ON = timedelta(minutes=15)
"""How much longer a meeting lasts each time that it runs on by itself."""
SHORTEST = timedelta(minutes=1)
LONGEST_EXTENSION = timedelta(hours=24)
"""At a time. What is in the way is looked for this far."""


def decide_press(press: Press, now: Situation) -> Decision:
    """What *press* comes to. Raises PressRefused."""
    return _RULES[press.kind](press, now)


def _start(press: Press, now: Situation) -> Decision:
    segment = now.at(press.at)
    if segment.phase is Phase.BLOCKED:
        raise PressRefused("blocked", until=segment.end if segment is not now.segments[-1] else None)
    makes_one = press.until is not None and press.booking is None
    present = segment.booking if segment.phase is Phase.LIVE else None
    another = makes_one or (present is not None and press.booking not in {None, present.key})
    if present is not None and not (another and gives_way(segment)):
        if makes_one:
            raise PressRefused("occupied", free_until=press.at)
        _meant(press, present)
        return Decision(press.kind, present.key)  # somebody is here; nothing moves
    if makes_one:
        return _walk_in(press, now)
    return _reopen(press, now) or _begin(press, now) or _walk_in(press, now)


def _reopen(press: Press, now: Situation) -> Decision | None:
    """What somebody ended before its time goes on, as far as nobody else wants the room."""
    ended = next((booking for booking in now.ended if booking.start <= press.at < booking.end), None)
    if ended is None or press.booking not in {None, ended.key}:
        return None
    until = now.free_until(press.at, ended.end)
    if until - press.at >= SHORTEST:
        return Decision(press.kind, ended.key, until=until)
    if press.booking is None:
        return None
    raise PressRefused("in_the_way", free_until=until, blocking=now.in_the_way(press.at + SHORTEST))


def _begin(press: Press, now: Situation) -> Decision | None:
    """What comes next goes live now."""
    coming = now.live_after(press.at)
    if coming is not None and coming.booking is not None and now.startable(coming, press.at):
        _meant(press, coming.booking)
        _, end = stretch_of(now.segments, coming.booking.key, coming.start)
        if coming.booking.yields:
            end = coming.booking.end
        pinned = replace(coming.booking, start=press.at, end=end)
        return Decision(press.kind, coming.booking.key, pins=pinned)
    if press.booking is None:
        return None
    if coming is not None and coming.booking is not None and coming.booking.key == press.booking:
        raise PressRefused("too_early", since=coming.start - now.rules.room.early)
    raise PressRefused("another_booking")


def _walk_in(press: Press, now: Situation) -> Decision:
    """A meeting of its own, until the time that was asked for, or as long as a walk-in may last."""
    if press.until is None:
        end = now.free_until(press.at, press.at + WALK_IN)
        if end - press.at < SHORTEST:
            raise PressRefused("no_time", free_until=end)
        return Decision(press.kind, books=(press.at, end))
    if press.until - press.at < SHORTEST:
        raise PressRefused("not_later", end=press.at)
    _free(now, press.until, press.at)
    return Decision(press.kind, books=(press.at, press.until))


def _extend(press: Press, now: Situation) -> Decision:
    booked = _live(press, now)
    if press.until is None:
        raise PressRefused("until_missing")
    if press.until != booked.end:
        if press.seen_end is not None and press.seen_end != booked.end:
            raise PressRefused("end_has_moved", end=booked.end)
        if press.until < booked.end:
            raise PressRefused("not_later", end=booked.end)
        _free(now, press.until, booked.end)
    return Decision(press.kind, booked.key, until=press.until)


def _run_on(press: Press, now: Situation) -> Decision:
    """The meeting goes on for one step, where its preset lets it and neither people nor the house are in the way.

    Somebody who said no once is not asked again, and the next booking keeps its time for being prepared.
    """
    booked = _live(press, now)
    if not wishes_of(now.rules, booked).runs_on:
        raise PressRefused("does_not_run_on")
    if any(past.kind is OverrideKind.KEEP_END for past in now.presses):
        raise PressRefused("end_is_kept", end=booked.end)
    until = booked.end + RUN_ON
    _free(now, until, booked.end)
    taken = next(
        (segment for segment in now.segments if segment.end > booked.end and _is_anothers(segment, booked)), None
    )
    if taken is not None and taken.start < until:
        raise PressRefused("in_the_way", free_until=max(taken.start, booked.end), blocking=[])
    if now.closes is not None and until > now.closes:
        raise PressRefused("house_closes", end=now.closes)
    return Decision(press.kind, booked.key, until=until)


def _is_anothers(segment: Segment, booked: Booked) -> bool:
    """Whether the time is another booking's, its preparing included, or nobody's to take."""
    if segment.phase is Phase.BLOCKED:
        return True
    return segment.booking is not None and segment.booking.key != booked.key


def _keep_end(press: Press, now: Situation) -> Decision:
    """What ran on by itself ends when it was to end, until that moment has come."""
    booked = _live(press, now)
    last = next((past for past in reversed(now.presses) if past.kind in MOVING_END), None)
    if last is None or last.kind is not OverrideKind.RUN_ON or last.until != booked.end:
        raise PressRefused("did_not_run_on")
    end = booked.end - RUN_ON
    if press.at >= end:
        raise PressRefused("already_over", end=end)
    return Decision(press.kind, booked.key, until=end)


def _free(now: Situation, until: datetime, since: datetime) -> None:
    """Nobody's time is taken, and none that was taken already is kept for longer. Raises PressRefused."""
    blocking = now.in_the_way(until)
    if blocking:
        raise PressRefused("in_the_way", free_until=max(blocking[0].start, since), blocking=blocking)
    if until - since > LONGEST_EXTENSION:
        raise PressRefused("too_long", end=since)


def _book(press: Press, now: Situation) -> Decision:
    """A meeting of its own, later today."""
    if press.start is None or press.until is None:
        raise PressRefused("times_missing")
    if press.start < press.at:
        raise PressRefused("in_the_past")
    if press.until - press.start < SHORTEST:
        raise PressRefused("too_short")
    if now.day_end is None or press.until > now.day_end:
        raise PressRefused("only_today")
    hold = next(
        (
            segment
            for segment in now.segments
            if segment.held and segment.start < press.until and press.start < segment.end
        ),
        None,
    )
    if hold is not None:
        raise PressRefused("blocked", until=hold.end if hold is not now.segments[-1] else None)
    _free(now, press.until, press.start)
    return Decision(press.kind, until=press.until, books=(press.start, press.until))


def _cancel(press: Press, now: Situation) -> Decision:
    """What was booked at the panel is taken back until it begins."""
    booked = next((booking for booking in now.booked_here if booking.key == press.booking), None)
    if booked is None:
        raise PressRefused("not_booked_here")
    if booked.withdrawn:
        raise PressRefused("booking_gone")
    if booked.begun:
        raise PressRefused("already_begun")
    return Decision(press.kind, booked.key)


def _in_the_meeting(press: Press, now: Situation) -> Decision:
    booked = _live(press, now)
    if not press.meets:
        raise PressRefused("no_meeting")
    return Decision(press.kind, booked.key)


def _of_the_meeting(press: Press, now: Situation) -> Decision:
    """Something of the meeting is wanted on or off: as an absolute value, so that the newest press wins."""
    if press.wanted is None:
        raise PressRefused("wanted_missing")
    return replace(_in_the_meeting(press, now), wanted=press.wanted)


def _scene(press: Press, now: Situation) -> Decision:
    segment = now.at(press.at)
    if segment.phase not in {Phase.LIVE, Phase.PREPARING} or segment.booking is None:
        raise PressRefused("not_live")
    _meant(press, segment.booking)
    mixers = mixers_of(now.rules.room.devices)
    device = press.device or (mixers[0] if len(mixers) == 1 else None)
    if device is None:
        raise PressRefused("which_device", devices=list(mixers))
    if device not in mixers:
        raise PressRefused("no_such_device", device=device)
    if not press.scene:
        raise PressRefused("scene_missing")
    if not press.technician and press.scene not in wishes_of(now.rules, segment.booking).scenes:
        raise PressRefused("no_such_scene", scene=press.scene)
    return Decision(press.kind, segment.booking.key, device=device, scene=press.scene)


def _unrecord(press: Press, now: Situation) -> Decision:
    """One device of a booking that is prepared or live records and streams no more."""
    segment = now.at(press.at)
    if segment.phase not in {Phase.LIVE, Phase.PREPARING} or segment.booking is None:
        raise PressRefused("not_live")
    _meant(press, segment.booking)
    if press.device not in recorders_of(now.rules.room.devices):
        raise PressRefused("no_such_device", device=press.device)
    return Decision(press.kind, segment.booking.key, device=press.device)


def _hold(press: Press, now: Situation) -> Decision:
    present = now.at(press.at)
    if present.phase is Phase.LIVE and not gives_way(present) and not (press.technician and press.reason):
        raise PressRefused("live_needs_reason")
    if press.until is not None and press.until <= press.at:
        raise PressRefused("not_later", end=press.at)
    return Decision(press.kind, until=press.until)


def _release(press: Press, now: Situation) -> Decision:
    if not now.at(press.at).held:
        raise PressRefused("not_held")
    if not press.technician:  # who holds a room may be inside its projector
        raise PressRefused("technicians_only")
    return Decision(press.kind)


def _live(press: Press, now: Situation) -> Booked:
    segment = now.at(press.at)
    if segment.phase is not Phase.LIVE or segment.booking is None:
        raise PressRefused("not_live")
    _meant(press, segment.booking)
    return segment.booking


def _meant(press: Press, present: Booked) -> None:
    """A screen may still show the booking before this one, which nobody wants to end."""
    if press.booking not in {None, present.key}:
        raise PressRefused("another_booking")


_RULES: Mapping[OverrideKind, Callable[[Press, Situation], Decision]] = {
    OverrideKind.START: _start,
    OverrideKind.EXTEND: _extend,
    OverrideKind.END: lambda press, now: Decision(press.kind, _live(press, now).key),
    OverrideKind.OPEN: _in_the_meeting,
    OverrideKind.REJOIN: _in_the_meeting,
    OverrideKind.RUN_ON: _run_on,
    OverrideKind.KEEP_END: _keep_end,
    **dict.fromkeys(IN_MEETING, _of_the_meeting),
    OverrideKind.SCENE: _scene,
    OverrideKind.UNRECORD: _unrecord,
    OverrideKind.HOLD: _hold,
    OverrideKind.RELEASE: _release,
    OverrideKind.BOOK: _book,
    OverrideKind.CANCEL: _cancel,
    OverrideKind.PUT_BACK: lambda press, _: Decision(press.kind),
    OverrideKind.PROBLEM: lambda press, _: Decision(press.kind),
}
