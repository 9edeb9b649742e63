"""The planner: bookings, sessions and people's presses in; a room's timeline of phases and wishes out.

Pure and total: no clock, no input or output, never raises on odd bookings, and the order of the input does not matter.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

from config.states import Wishes
from schedules.bookings import Conflict, Key, Occurrence, Override, OverrideKind, Phase, Segment, Session
from schedules.overrides import ScenePress, Stretch, holds, stretches
from schedules.presets import PhaseWishes, RoomRules

Booked = Occurrence | Session


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


@dataclass(frozen=True, slots=True)
class _Claim:
    """One stretch of time that something wants of the room, with its rank: the least goes first."""

    start: datetime
    end: datetime
    rank: tuple[int, datetime, str, Key | None]
    booked: Booked | None = None
    """None: a person holds the room."""
    blocks: bool = False
    scenes: tuple[ScenePress, ...] = ()


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
        tuple(_clipped(segments, start, end)),
        tuple(conflict for conflict in conflicts if conflict.start < end and conflict.end > start),
    )


def wishes_of(rules: RoomRules, booked: Booked) -> PhaseWishes:
    """What a booking wishes of the room; a preset that the room file no longer has counts as none."""
    presets = rules.confidential if booked.confidential else rules.presets
    return presets.get(booked.preset) or presets[None]


def _claims(rules: RoomRules, inputs: RoomInputs) -> list[_Claim]:
    """Everything that wants the room, best rank first: holds, sessions, closures, those that hold it, the rest."""
    room = rules.room.id
    overrides = sorted(inputs.overrides, key=attrgetter("number"))
    presses: dict[Key | None, list[Override]] = {}
    for press in overrides:
        presses.setdefault(press.key, []).append(press)
    claims = [
        _Claim(hold.start, hold.end, (0, hold.start, "", None), blocks=True)
        for hold in holds(press for press in presses.get(None, ()) if press.room == room)
    ]
    running = {session.key: session for session in inputs.sessions if session.room == room}
    waiting = [one for one in inputs.occurrences if room in one.rooms and one.key not in running]
    wanting: list[Booked] = [*running.values(), *waiting]
    for booked in wanting:
        reaching = [press for press in presses.get(booked.key, ()) if _reaches(press, room)]
        claims.extend(_claim(booked, stretch) for stretch in stretches(booked.start, booked.end, reaching))
    claims.sort(key=attrgetter("rank"))
    return claims


def _reaches(press: Override, room: str) -> bool:
    return press.room == room or press.kind is OverrideKind.EXTEND


def _claim(booked: Booked, stretch: Stretch) -> _Claim:
    closure = isinstance(booked, Occurrence) and booked.closure
    if isinstance(booked, Session):
        order = 1
    elif closure:
        order = 2
    else:
        order = 3 if booked.holds else 4
    if (stretch.start, stretch.end) != (booked.start, booked.end):
        booked = replace(booked, start=stretch.start, end=stretch.end)
    rank = (order, stretch.start, booked.key.uid, booked.key)
    return _Claim(stretch.start, stretch.end, rank, booked, blocks=closure, scenes=stretch.scenes)


def _allot(room: str, claims: Iterable[_Claim]) -> tuple[list[_Claim], list[Conflict]]:
    """Give each claim what better ranks have left of its time; name those that met, best first."""
    taken: list[_Claim] = []  # never overlap, in order of start
    conflicts: list[Conflict] = []
    for claim in claims:
        rest = claim.start
        pieces = []
        for other in list(_touching(taken, claim)):
            if rest < other.start:
                pieces.append(replace(claim, start=rest, end=other.start))
            rest = max(rest, other.end)
            if claim.booked and other.booked and claim.booked.key != other.booked.key:
                keys = (other.booked.key, claim.booked.key)
                conflicts.append(Conflict(room, keys, max(claim.start, other.start), min(claim.end, other.end)))
        if rest == claim.start:
            pieces = [claim]
        elif rest < claim.end:
            pieces.append(replace(claim, start=rest))
        for piece in pieces:
            insort(taken, piece, key=attrgetter("start"))
    return taken, sorted(conflicts, key=lambda one: (one.start, one.keys))


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
        if claim.booked is None:
            yield Segment(room.id, claim.start, claim.end, Phase.BLOCKED)
        elif claim.blocks:
            yield Segment(room.id, claim.start, claim.end, Phase.BLOCKED, None, rules.idle)
        else:
            yield from _booked(rules, Phase.LIVE, claim.start, claim.end, claim, claim.booked)
        before, free_from = claim, claim.end
    yield from _gap(rules, before, None, free_from, end)


def _gap(
    rules: RoomRules, before: _Claim | None, after: _Claim | None, start: datetime, end: datetime
) -> Iterator[Segment]:
    """Closing after *before*, idle, preparing for *after*; preparing goes before closing where both want the time."""
    if start >= end:
        return
    room = rules.room
    prepare_at = end
    if after is not None and after.booked is not None and not after.blocks:
        prepare_at = max(start, end - wishes_of(rules, after.booked).lead)
    closed_at = start
    if before is not None and before.booked is not None and not before.blocks:
        closed_at = min(start + room.closing, prepare_at)
        if start < closed_at:
            yield Segment(
                room.id, start, closed_at, Phase.CLOSING, before.booked, wishes_of(rules, before.booked).closing
            )
    if closed_at < prepare_at:
        yield Segment(room.id, closed_at, prepare_at, Phase.IDLE, None, rules.idle)
    if prepare_at < end and after is not None and after.booked is not None:
        yield from _booked(rules, Phase.PREPARING, prepare_at, end, after, after.booked)


def _booked(
    rules: RoomRules, phase: Phase, start: datetime, end: datetime, claim: _Claim, booked: Booked
) -> Iterator[Segment]:
    """Preparing or live: one segment, or several where somebody chose a scene."""
    of_phase = wishes_of(rules, booked)
    wishes = of_phase.preparing if phase is Phase.PREPARING else of_phase.live
    for press in claim.scenes:
        if press.at >= end:
            break
        if press.at > start:
            yield Segment(rules.room.id, start, press.at, phase, booked, wishes)
            start = press.at
        wishes = {**wishes, press.device: {**wishes.get(press.device, {}), "scene": press.scene}}
    yield Segment(rules.room.id, start, end, phase, booked, wishes)


def _kept_on(keep_on: Mapping[str, timedelta], segments: list[Segment]) -> list[Segment]:
    """Hold the power of a device over the gap between two uses, where the gap is not longer than its keep_on."""
    for device, longest in keep_on.items():
        last_on: int | None = None
        for at, segment in enumerate(segments):
            if segment.wishes.get(device, {}).get("power") != "on":
                continue
            if last_on is not None and timedelta(0) < segment.start - segments[last_on].end <= longest:
                for between in range(last_on + 1, at):
                    segments[between] = _powered(segments[between], device)
            last_on = at
    return segments


def _powered(segment: Segment, device: str) -> Segment:
    if segment.phase is Phase.BLOCKED and not segment.wishes:
        return segment  # held by a person: nothing is wished
    wishes: Wishes = {**segment.wishes, device: {**segment.wishes.get(device, {}), "power": "on"}}
    return replace(segment, wishes=wishes)


def _clipped(segments: Iterable[Segment], start: datetime, end: datetime) -> Iterator[Segment]:
    for segment in segments:
        if segment.end <= start or segment.start >= end:
            continue
        if segment.start < start or segment.end > end:
            yield replace(segment, start=max(segment.start, start), end=min(segment.end, end))
        else:
            yield segment


def _longest_lead(rules: RoomRules) -> timedelta:
    return max(wishes.lead for wishes in rules.presets.values())
