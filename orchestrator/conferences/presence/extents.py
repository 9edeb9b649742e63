"""From when to when each device was there for sure, and where nothing is known of it. Pure."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orchestrator.conferences.presence.evidence import MAIN, Evidence, Seen, Snapshot
from orchestrator.conferences.presence.outcome import Gap, Proof, Stay
from orchestrator.conferences.presence.stays import Opening, by_place, main_openings, nick_of, openings_of, stays_of
from orchestrator.conferences.presence.stretches import within

GRACE_S = 90
"""A connection that is lost is made anew within it: the client waits 75 s before it builds the meeting anew."""
STEP_S = 150
"""Snapshots no further apart belong together: they come each minute, and one may be lost."""
LAG_S = 10
"""A list may be as old as that."""
LIVE_AFTER_END_S = 3600
"""So long after its end a meeting that was not destroyed may be running still."""
OUTLASTS_S = 12 * 3600
"""Nobody is in a meeting longer after its end: the tokens are over."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A time [start, end) of one device: there for sure, or nothing is known (*gap*)."""

    start: int
    end: int
    opened: Proof | None = None
    closed: Proof | None = None
    gap: Gap | None = None
    place: str = MAIN


@dataclass(frozen=True, slots=True)
class Timeline:
    """The meeting as a whole: its rooms, what is known of its devices, and until when anything can be known."""

    evidence: Evidence
    now: int
    openings: Mapping[str, Sequence[Opening]]
    main: Sequence[Opening]
    stays: Mapping[str, Sequence[Stay]]
    """Of each device, by what of its address stays the same; in order of time."""
    seen: Mapping[str, Sequence[int]]
    """When each device was in a snapshot's list."""
    names: Mapping[str, str]
    """What each device was called in the last list that had it."""
    unseen: Sequence[Snapshot]
    """Those that tell who was there, or that nobody was."""
    whole: bool
    """Whether every message of what is known came, so that nothing shows that any was lost."""

    @property
    def latest(self) -> int:
        """Behind it nobody can have been there."""
        return min(self.now, self.evidence.end + OUTLASTS_S)

    @property
    def lives(self) -> bool:
        """Whether the meeting may be running still."""
        if self.now > self.evidence.end + LIVE_AFTER_END_S:
            return False
        return not self.main or self.main[-1].destroyed is None


def timeline_of(evidence: Evidence, now: int) -> Timeline:
    """What is known of the meeting *now*."""
    stays = stays_of(evidence.events)
    openings = openings_of(evidence.events)
    devices: dict[str, list[Stay]] = defaultdict(list)
    for stay in sorted(stays, key=_order):
        devices[nick_of(stay.jid)].append(stay)
    snapshots = sorted(evidence.snapshots, key=lambda snapshot: (snapshot.at, snapshot.count))
    seen: dict[str, list[int]] = defaultdict(list)
    for snapshot in snapshots:
        for shown in {somebody.nick for somebody in snapshot.seen or ()}:
            seen[shown].append(snapshot.at)
    names = {shown.nick: shown.name for snapshot in snapshots for shown in sorted_seen(snapshot) if shown.name}
    telling = [snapshot for snapshot in snapshots if snapshot.seen is not None or snapshot.count == 0]
    main = main_openings(openings, [stay for stay in stays if stay.place == MAIN])
    whole = all(stay.whole for stay in stays) and all(opening.destroyed is not None for opening in main)
    return Timeline(evidence, now, by_place(openings), main, devices, seen, names, telling, whole)


def sorted_seen(snapshot: Snapshot) -> Sequence[Seen]:
    """Who is in its list, in order."""
    return sorted(snapshot.seen or ())


def extents_of(timeline: Timeline, nick: str) -> Sequence[Extent]:
    """Of one device, in order of time. Those of gaps may overlap others, which say more."""
    stays = timeline.stays.get(nick, ())
    found = [extent for stay in stays for extent in _of_stay(timeline, nick, stay)]
    if len(stays) > 1 or any(stay.place != MAIN for stay in stays):
        found += _between(timeline, stays)
    if nick in timeline.seen:
        found += _only_seen(timeline, nick, found)
    return sorted(found, key=lambda extent: (extent.start, extent.end))


def _order(stay: Stay) -> tuple[int, str, str, bool]:
    return _begin(stay), stay.place, stay.jid, stay.joined is None


def _begin(stay: Stay) -> int:
    return stay.joined if stay.joined is not None else stay.left or 0


def _of_stay(timeline: Timeline, nick: str, stay: Stay) -> Iterator[Extent]:
    if stay.joined is not None and stay.left is not None:
        yield Extent(stay.joined, stay.left, stay.opened, stay.closed, place=stay.place)
    elif stay.joined is not None:
        yield from _without_end(timeline, nick, stay, stay.joined)
    elif stay.left is not None:
        yield from _without_start(timeline, nick, stay, stay.left)


def _without_end(timeline: Timeline, nick: str, stay: Stay, joined: int) -> Iterator[Extent]:
    bound = _gone_by(timeline, nick, stay, joined)
    if bound is None and timeline.lives:
        yield Extent(joined, max(joined, timeline.now), stay.opened, Proof.SO_FAR, place=stay.place)
        return
    bound = max(joined, timeline.latest if bound is None else bound)
    last = joined
    for at in timeline.seen.get(nick, ()):
        if last < at < bound and at - last <= STEP_S:
            last = at
    yield Extent(joined, last, stay.opened, Proof.SNAPSHOT, place=stay.place)
    yield Extent(last, bound, gap=Gap.NO_END, place=stay.place)


def _gone_by(timeline: Timeline, nick: str, stay: Stay, joined: int) -> int | None:
    """By when the device had left, of which no message came; None if nothing says that it did."""
    others = (other.joined for other in timeline.stays[nick] if other.place == stay.place)
    by = [again for again in others if again is not None and again > joined]
    for place in {stay.place, MAIN}:
        openings = timeline.main if place == MAIN else timeline.openings.get(place, ())
        for opening in openings:
            if opening.created > joined:
                by.append(opening.created)
            elif opening.destroyed is not None and opening.destroyed >= joined:
                by.append(opening.destroyed)
    if stay.place == MAIN:
        for snapshot in timeline.unseen:
            if snapshot.at > joined + LAG_S and not any(shown.nick == nick for shown in snapshot.seen or ()):
                by.append(snapshot.at)
                break
    return min(by, default=None)


def _without_start(timeline: Timeline, nick: str, stay: Stay, left: int) -> Iterator[Extent]:
    """Of hosted JaaS, whose message of a leaving does not say when they came."""
    ends = [other.left for other in timeline.stays[nick] if other.left is not None and other.left < left]
    made = [opening.created for opening in timeline.main if opening.created <= left]
    low = min(left, max([*ends, *made], default=min(left, timeline.evidence.start)))
    first = left
    for at in reversed(timeline.seen.get(nick, ())):
        if low < at < first and first - at <= STEP_S:
            first = at
    yield Extent(first, left, Proof.SNAPSHOT, stay.closed, place=stay.place)
    yield Extent(low, first, gap=Gap.NO_START, place=stay.place)


def _between(timeline: Timeline, stays: Sequence[Stay]) -> Iterator[Extent]:
    """What one connection did outside of the stays that are known: it may have been in a separate room, or the main one.

    A separate room is entered from the main room alone, and a connection made anew has another address.
    """
    before: int | None = None
    for stay in stays:
        begun = _begin(stay)
        if before is None and stay.place != MAIN:
            made = [opening.created for opening in timeline.main if opening.created <= begun]
            yield Extent(max(made, default=min(begun, timeline.evidence.start)), begun, gap=Gap.NO_START)
        elif before is not None and before < begun and _in_one_opening(timeline, before, begun):
            yield Extent(before, begun, gap=Gap.PERHAPS_APART)
        if stay.left is not None:
            before = stay.left if before is None else max(before, stay.left)
        elif before is None:
            before = begun


def _in_one_opening(timeline: Timeline, first: int, last: int) -> bool:
    return not any(first < opening.created <= last for opening in timeline.main)


def _only_seen(timeline: Timeline, nick: str, known: Sequence[Extent]) -> Iterator[Extent]:
    """Where snapshots show the device and no event tells of it."""
    covered = [(extent.start - LAG_S, extent.end + LAG_S) for extent in known if extent.gap is None]
    times = [at for at in timeline.seen.get(nick, ()) if not within(at, covered)]
    moments = [snapshot.at for snapshot in timeline.unseen]
    while times:
        run = [times.pop(0)]
        while times and times[0] - run[-1] <= STEP_S:
            run.append(times.pop(0))
        place = bisect_right(moments, run[0] - 1)
        made = [opening.created for opening in timeline.main if opening.created <= run[0]]
        low = max(moments[place - 1] if place else timeline.evidence.start, max(made, default=0))
        behind = bisect_right(moments, run[-1])
        gone = [opening.destroyed for opening in timeline.main if (opening.destroyed or 0) >= run[-1]]
        high = min([*(moments[behind : behind + 1]), *(at for at in gone if at is not None), timeline.latest])
        yield Extent(run[0], run[-1], Proof.SNAPSHOT, Proof.SNAPSHOT)
        yield Extent(min(low, run[0]), run[0], gap=Gap.NO_START)
        yield Extent(run[-1], max(high, run[-1]), gap=Gap.NO_END)
