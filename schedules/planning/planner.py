"""The planner: bookings, sessions and people's presses in; a room's timeline of phases and wishes out.

Pure and total: no clock, no input or output, never raises on odd bookings, and the order of the input does not matter.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from config.states import Attributes, Wishes
from schedules.bookings import MOVING_END, Conflict, Key, Occurrence, Override, OverrideKind, Phase, Segment, Session
from schedules.planning.overrides import DevicePress, Stretch, holds, session_stretches, stretches
from schedules.planning.presets import PhaseWishes, RoomRules

MARGIN = timedelta(days=4)
"""How far inputs reach beyond a window: a closing, a keep_on and a warm_up of a day each may meet in it."""

Booked = Occurrence | Session
_NOTHING: Attributes = {}
_MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class RoomInputs:
    """All that bears on one room's plan, fetched with a margin on both sides of what is asked."""

    occurrences: Sequence[Occurrence] = ()
    sessions: Sequence[Session] = ()
    overrides: Sequence[Override] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """A room's plan."""

    segments: tuple[Segment, ...]
    conflicts: tuple[Conflict, ...]


class _Claim(NamedTuple):
    """One stretch of time that something wants of the room, with its rank: the least goes first."""

    start: datetime
    end: datetime
    rank: tuple[int, datetime, str, Key | None]
    booked: Booked | None = None
    """None: a person holds the room."""
    wishes: PhaseWishes | None = None
    """None: it blocks the room."""
    presses: tuple[DevicePress, ...] = ()
    left: bool = False
    """Somebody ended it by a press."""

    def after(self, other: "_Claim") -> datetime:
        """When it goes live in what *other* leaves of its time: at once, but where people have just left the room.

        Then the room is prepared for it first, for no longer than half of the time there is.
        """
        if not other.left or self.wishes is None or isinstance(self.booked, Session):
            return other.end
        return other.end + min(self.wishes.lead, max(self.end - other.end, timedelta()) / 2)


def plan(rules: RoomRules, inputs: RoomInputs, start: datetime, end: datetime) -> Timeline:
    """Cover [start, end) with touching segments, each with one phase and one set of wishes.

    The plan of a window is the restriction of the unbounded plan, as long as *inputs* reach far enough beyond it (by the
    longest lead, closing and keep_on). Datetimes are aware and in UTC.
    """
    if start >= end:
        return Timeline((), ())
    taken, conflicts = _allot(rules.room.id, _claims(rules, inputs))
    segments = _kept_on(rules.keep_on, list(_segments(rules, taken, start, end)))
    return Timeline(
        _clipped(segments, start, end),
        tuple(conflict for conflict in conflicts if conflict.start < end and conflict.end > start),
    )


def stretch_of(segments: Iterable[Segment], key: Key, at: datetime) -> tuple[datetime, datetime]:
    """The time [start, end) around *at* for which a booking has the room live, through all its scenes.

    Raises StopIteration where it has not.
    """
    stretches: list[tuple[datetime, datetime]] = []
    for segment in segments:
        if segment.phase is not Phase.LIVE or segment.booking is None or segment.booking.key != key:
            continue
        if stretches and stretches[-1][1] == segment.start:
            stretches[-1] = (stretches[-1][0], segment.end)
        else:
            stretches.append((segment.start, segment.end))
    return next((start, end) for start, end in stretches if start <= at < end)


def wishes_of(rules: RoomRules, booked: Booked) -> PhaseWishes:
    """What a booking wishes of the room; a preset that the room file no longer has counts as none."""
    presets = rules.confidential if booked.confidential else rules.presets
    return presets.get(booked.preset) or presets[None]


def _claims(rules: RoomRules, inputs: RoomInputs) -> list[_Claim]:
    """Everything that wants the room, best rank first: holds, sessions, closures, those that hold it, the rest.

    Last of all come whole days that yield, sessions or not.
    """
    room = rules.room.id
    overrides = sorted(inputs.overrides, key=attrgetter("number"))
    presses: dict[Key | None, list[Override]] = {}
    for press in overrides:
        presses.setdefault(press.key, []).append(press)
    claims = [
        _Claim(hold.start, hold.end, (0, hold.start, "", None))
        for hold in holds(press for press in presses.get(None, ()) if press.room == room)
    ]
    running = {session.key: session for session in inputs.sessions if session.room == room}
    waiting = [
        occurrence for occurrence in inputs.occurrences if room in occurrence.rooms and occurrence.key not in running
    ]
    wanting: list[Booked] = [*running.values(), *waiting]
    for booked in wanting:
        known = presses.get(booked.key)
        if known is not None:
            fold = session_stretches if isinstance(booked, Session) else stretches
            real = fold(booked.start, booked.end, [press for press in known if _reaches(press, room)])
            ends = {press.at for press in known if press.kind is OverrideKind.END and press.room == room}
            claims += [
                _claim(rules, _lasting(booked, stretch), stretch.presses)._replace(left=stretch.end in ends)
                for stretch in real
            ]
        elif booked.start < booked.end:
            claims.append(_claim(rules, booked))
    claims.sort(key=attrgetter("rank"))
    return claims


def _reaches(press: Override, room: str) -> bool:
    return press.room == room or press.kind in MOVING_END


def _lasting(booked: Booked, stretch: Stretch) -> Booked:
    """The booking with the times that presses gave it."""
    return replace(booked, start=stretch.start, end=stretch.end)


def _claim(rules: RoomRules, booked: Booked, presses: tuple[DevicePress, ...] = ()) -> _Claim:
    wishes: PhaseWishes | None = wishes_of(rules, booked)
    if booked.yields:
        order = 5
    elif isinstance(booked, Session):
        order = 1
    elif booked.closure:
        order, wishes = 2, None
    else:
        order = 3 if booked.holds else 4
    rank = (order, booked.start, booked.key.uid, booked.key)
    return _Claim(booked.start, booked.end, rank, booked, wishes, presses)


def _allot(room: str, claims: Sequence[_Claim]) -> tuple[list[_Claim], list[Conflict]]:
    """Give each claim what better ranks have left of its time; name those that met, best first."""
    taken: list[_Claim] = []  # never overlap, in order of start
    for claim in claims:
        rest = claim.start
        pieces = []
        for other in list(_touching(taken, claim)):
            if rest < other.start:
                pieces.append(claim._replace(start=rest, end=other.start))
            rest = max(rest, claim.after(other))
        if rest == claim.start:
            pieces = [claim]
        elif rest < claim.end:
            pieces.append(claim._replace(start=rest))
        for piece in pieces:
            insort(taken, piece, key=attrgetter("start"))
    return taken, sorted(_met(room, claims), key=lambda conflict: (conflict.start, conflict.keys))


def _met(room: str, claims: Iterable[_Claim]) -> Iterator[Conflict]:
    """Each two bookings that want the room at once, best rank first, for as long as both do, whoever gets it.

    Where more than _MOST_AT_ONCE do, the worst are named with the best alone: a calendar gone wrong may tell thousands.
    """
    open_: list[_Claim] = []  # best rank first
    for claim in sorted(claims, key=attrgetter("start")):
        open_ = [other for other in open_ if other.end > claim.start]
        for other in open_:
            better, worse = sorted((claim, other), key=attrgetter("rank"))
            if better.booked and worse.booked and better.booked.key != worse.booked.key:
                keys = (better.booked.key, worse.booked.key)
                yield Conflict(room, keys, claim.start, min(claim.end, other.end))
        insort(open_, claim, key=attrgetter("rank"))
        del open_[_MOST_AT_ONCE:]


def _touching(taken: Sequence[_Claim], claim: _Claim) -> Iterator[_Claim]:
    """Those of *taken* that overlap the claim, in order."""
    at = bisect_left(taken, claim.start, key=attrgetter("end"))
    while at < len(taken) and taken[at].start < claim.end:
        if taken[at].end > claim.start:
            yield taken[at]
        at += 1


def _segments(rules: RoomRules, taken: Sequence[_Claim], start: datetime, end: datetime) -> Iterator[Segment]:
    """The timeline over [start, end) and all that is taken: gaps become closing, idle and preparing."""
    room = rules.room
    before: _Claim | None = None
    free_from = min(start, taken[0].start - _longest_lead(rules)) if taken else start
    for claim in taken:
        yield from _gap(rules, before, claim, free_from, claim.start)
        if claim.wishes is not None:
            yield from _wished(claim, room.id, Phase.LIVE, claim.wishes.live, claim.start, claim.end)
        elif claim.booked is not None:
            yield Segment(room.id, claim.start, claim.end, Phase.BLOCKED, None, rules.idle)
        else:
            yield Segment(room.id, claim.start, claim.end, Phase.BLOCKED, held=True)
        before, free_from = claim, claim.end
    yield from _gap(rules, before, None, free_from, end)


def _gap(
    rules: RoomRules, before: _Claim | None, after: _Claim | None, start: datetime, end: datetime
) -> Iterator[Segment]:
    """Closing after *before*, idle, preparing for *after*; preparing goes before closing where both want the time."""
    if start >= end:
        return
    room = rules.room
    prepare_at = end if after is None or after.wishes is None else max(start, end - after.wishes.lead)
    closed_at = start
    if before is not None and before.wishes is not None:
        closed_at = min(start + room.closing, prepare_at)
        if start < closed_at:
            yield Segment(room.id, start, closed_at, Phase.CLOSING, before.booked, before.wishes.closing)
    if closed_at < prepare_at:
        yield Segment(room.id, closed_at, prepare_at, Phase.IDLE, None, rules.idle)
    if after is not None and after.wishes is not None and prepare_at < end:
        yield from _wished(after, room.id, Phase.PREPARING, after.wishes.preparing, prepare_at, end)


def _wished(
    claim: _Claim, room_id: str, phase: Phase, wishes: Wishes, start: datetime, end: datetime
) -> Iterator[Segment]:
    """Preparing or live: one segment, or several where somebody wished something else of a device."""
    for press in claim.presses:
        if press.at >= end:
            break
        if press.at > start:
            yield Segment(room_id, start, press.at, phase, claim.booked, wishes)
            start = press.at
        wishes = {**wishes, press.device: {**wishes.get(press.device, {}), **press.wished}}
    yield Segment(room_id, start, end, phase, claim.booked, wishes)


def _kept_on(keep_on: Mapping[str, timedelta], segments: list[Segment]) -> list[Segment]:
    """Hold the power of a device over the gap between two uses, where the gap is not longer than its keep_on."""
    for device, longest in keep_on.items():
        uses = [at for at, segment in enumerate(segments) if segment.wishes.get(device, _NOTHING).get("power") == "on"]
        for last, following in pairwise(uses):
            if last + 1 < following and segments[following].start - segments[last].end <= longest:
                for between in range(last + 1, following):
                    segments[between] = _powered(segments[between], device)
    return segments


def _powered(segment: Segment, device: str) -> Segment:
    if segment.held:
        return segment
    wishes: Wishes = {**segment.wishes, device: {**segment.wishes.get(device, {}), "power": "on"}}
    return segment._replace(wishes=wishes)


def _clipped(segments: Sequence[Segment], start: datetime, end: datetime) -> tuple[Segment, ...]:
    """The part of touching *segments* within [start, end)."""
    first = bisect_right(segments, start, key=attrgetter("end"))
    within = list(segments[first : bisect_left(segments, end, key=attrgetter("start"))])
    if within and within[0].start < start:
        within[0] = within[0]._replace(start=start)
    if within and within[-1].end > end:
        within[-1] = within[-1]._replace(end=end)
    return tuple(within)


def _longest_lead(rules: RoomRules) -> timedelta:
    return max(wishes.lead for wishes in rules.presets.values())
