"""What a press of a button comes to: an override with absolute values, or a refusal with its reason.

Pure: it looks at the room's timeline as it is now. The store writes what it decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

from config.rooms import ObsDevice
from schedules.bookings import Entry, Key, OverrideKind, Phase, Segment
from schedules.overrides import session_stretches
from schedules.planner import Booked, RoomInputs, stretch_of, wishes_of
from schedules.presets import RoomRules

WALK_IN = timedelta(minutes=30)
"""How long a meeting lasts that somebody starts in a free room."""
SHORTEST = timedelta(minutes=1)
LONGEST_EXTENSION = timedelta(hours=24)
"""At a time. What is in the way is looked for this far."""


class PressRefused(Exception):
    """The room cannot do that now. *code* names the sentence, *details* are what it speaks of."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


@dataclass(frozen=True, slots=True)
class Press:
    """What was asked: absolute values, as the person saw them."""

    kind: OverrideKind
    room: str
    at: datetime
    booking: Key | None = None
    """The booking that the screen offered, where it offered one."""
    until: datetime | None = None
    seen_end: datetime | None = None
    device: str | None = None
    scene: str | None = None
    reason: str | None = None
    technician: bool = False
    """Pressed by somebody who may act on a running session, with a reason."""
    meets: bool = True
    """Whether the room's stage is to be in a meeting now, which can be opened or entered again."""


@dataclass(frozen=True, slots=True)
class Situation:
    """The room around now: its timeline without gaps, and bookings that somebody ended before their time."""

    rules: RoomRules
    segments: Sequence[Segment]
    ended: Sequence[Booked] = ()
    """With the end they would have had."""
    wanting: Sequence[Entry] = ()
    """Every other booking from now on, holding or waiting, earliest first: in the room, or in all the rooms that the
    live booking has."""

    def at(self, instant: datetime) -> Segment:
        """The segment of *instant*. Raises StopIteration outside the timeline."""
        return next(one for one in self.segments if one.start <= instant < one.end)

    def live_after(self, instant: datetime) -> Segment | None:
        """The next live segment that starts after *instant*."""
        return next((one for one in self.segments if one.phase is Phase.LIVE and one.start > instant), None)

    def startable(self, coming: Segment, instant: datetime) -> bool:
        """Whether what is live next may begin at *instant*, with the room free and not closed until then."""
        blocked = next((one.start for one in self.segments if one.phase is Phase.BLOCKED and one.start > instant), None)
        return coming.start - self.rules.room.early <= instant and (blocked is None or coming.start <= blocked)

    def free_until(self, instant: datetime, at_most: datetime) -> datetime:
        """When somebody next wants the room after *instant*, *at_most* then; *instant* where somebody does already."""
        return max(min([at_most, *(one.start for one in self.wanting)]), instant)

    def in_the_way(self, until: datetime) -> Sequence[Entry]:
        """Whose time it would take to have the room until then."""
        return [one for one in self.wanting if one.start < until]


@dataclass(frozen=True, slots=True)
class Decision:
    """The override to store, and the booking it acts on; for a walk-in the booking has to be made first."""

    kind: OverrideKind
    key: Key | None = None
    until: datetime | None = None
    device: str | None = None
    scene: str | None = None
    pins: Booked | None = None
    """It goes live with this press."""
    walk_in_end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A session that somebody ended before its time; none that was taken back."""

    booked: Booked
    """With the end it would have had."""
    at: datetime
    """When it really ended."""


def ended_sessions(inputs: RoomInputs) -> Sequence[Ended]:
    """The sessions of a room that ended by a press, and have not been reopened since."""
    found = []
    for running in inputs.sessions:
        presses = sorted((one for one in inputs.overrides if one.key == running.key), key=attrgetter("number"))
        if running.withdrawn or all(one.kind is not OverrideKind.END for one in presses):
            continue
        real = session_stretches(running.start, running.end, presses)
        lasting = [one for one in presses if one.kind is not OverrideKind.END]
        full = session_stretches(running.start, running.end, lasting)
        over = real[-1].end if real else running.start
        if full and over < full[-1].end:
            found.append(Ended(replace(running, end=full[-1].end), over))
    return found


def reopenable(inputs: RoomInputs, now: datetime) -> Sequence[Booked]:
    """What a start would reopen, if the room is free."""
    return [one.booked for one in ended_sessions(inputs) if one.at <= now < one.booked.end]


def decide(press: Press, now: Situation) -> Decision:
    """What *press* comes to. Raises PressRefused."""
    match press.kind:
        case OverrideKind.START:
            return _start(press, now)
        case OverrideKind.EXTEND:
            return _extend(press, now)
        case OverrideKind.END:
            return Decision(press.kind, _live(press, now).key)
        case OverrideKind.OPEN | OverrideKind.REJOIN:
            return _in_the_meeting(press, now)
        case OverrideKind.SCENE:
            return _scene(press, now)
        case OverrideKind.HOLD:
            return _hold(press, now)
        case OverrideKind.RELEASE:
            return _release(press, now)
        case OverrideKind.PUT_BACK:
            return Decision(press.kind)


def _start(press: Press, now: Situation) -> Decision:
    segment = now.at(press.at)
    if segment.phase is Phase.BLOCKED:
        raise PressRefused("blocked", until=segment.end if segment is not now.segments[-1] else None)
    makes_one = press.until is not None and press.booking is None
    if segment.phase is Phase.LIVE and segment.booking is not None:
        if makes_one:
            raise PressRefused("occupied", free_until=press.at)
        _meant(press, segment.booking)
        return Decision(press.kind, segment.booking.key)  # somebody is here; nothing moves
    if makes_one:
        return _walk_in(press, now)
    return _reopen(press, now) or _begin(press, now) or _walk_in(press, now)


def _reopen(press: Press, now: Situation) -> Decision | None:
    """What somebody ended before its time goes on, as far as nobody else wants the room."""
    ended = next((one for one in now.ended if one.start <= press.at < one.end), None)
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
        return Decision(press.kind, walk_in_end=end)
    if press.until - press.at < SHORTEST:
        raise PressRefused("not_later", end=press.at)
    _free(now, press.until, press.at)
    return Decision(press.kind, walk_in_end=press.until)


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


def _free(now: Situation, until: datetime, since: datetime) -> None:
    """Nobody's time is taken, and none that was taken already is kept for longer. Raises PressRefused."""
    blocking = now.in_the_way(until)
    if blocking:
        raise PressRefused("in_the_way", free_until=max(blocking[0].start, since), blocking=blocking)
    if until - since > LONGEST_EXTENSION:
        raise PressRefused("too_long", end=since)


def _in_the_meeting(press: Press, now: Situation) -> Decision:
    booked = _live(press, now)
    if not press.meets:
        raise PressRefused("no_meeting")
    return Decision(press.kind, booked.key)


def _scene(press: Press, now: Situation) -> Decision:
    segment = now.at(press.at)
    if segment.phase not in {Phase.LIVE, Phase.PREPARING} or segment.booking is None:
        raise PressRefused("not_live")
    _meant(press, segment.booking)
    encoders = [name for name, device in now.rules.room.devices.items() if isinstance(device, ObsDevice)]
    device = press.device or (encoders[0] if len(encoders) == 1 else None)
    if device is None:
        raise PressRefused("which_device", devices=encoders)
    if device not in encoders:
        raise PressRefused("no_such_device", device=device)
    if not press.scene:
        raise PressRefused("scene_missing")
    if not press.technician and press.scene not in wishes_of(now.rules, segment.booking).scenes:
        raise PressRefused("no_such_scene", scene=press.scene)
    return Decision(press.kind, segment.booking.key, device=device, scene=press.scene)


def _hold(press: Press, now: Situation) -> Decision:
    if now.at(press.at).phase is Phase.LIVE and not (press.technician and press.reason):
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
