"""Who was in a meeting, and when: from all that is known of it. Pure: the same evidence gives the same presence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from orchestrator.conferences.presence.by_hand import overlaid
from orchestrator.conferences.presence.counting import uncounted
from orchestrator.conferences.presence.evidence import MAIN, Evidence, LinkUse
from orchestrator.conferences.presence.extents import GRACE_S, OUTLASTS_S, Extent, Timeline, extents_of, timeline_of
from orchestrator.conferences.presence.outcome import (
    Gap,
    MeetingGap,
    PersonKind,
    PersonPresence,
    Presence,
    Span,
)
from orchestrator.conferences.presence.people import Somebody, people_of
from orchestrator.conferences.presence.stretches import Stretch, shared, union, without

Devices = Mapping[str, Sequence[Extent]]
"""When each device was there, or may have been."""


def derive(evidence: Evidence, now: int) -> Presence:
    """Who was there, and when, as far as that is known *now*; somebody with an end to come is there so far."""
    timeline = timeline_of(evidence, now)
    parts = _by_conference(timeline)
    if len(parts) > 1:
        timeline = _together(timeline, parts)
    devices = {nick: _extents(timeline, parts, nick) for nick in {*timeline.stays, *timeline.seen}}
    derived = [_presence(timeline, somebody, devices) for somebody in people_of(timeline)]
    lives = any(part.lives for part in parts)
    return Presence(overlaid(derived, evidence.entries), tuple(_gaps(timeline, parts, devices)), lives)


def is_settled(evidence: Evidence, presence: Presence, now: int) -> bool:
    """Whether *presence*, derived *now*, is what will be derived of the same evidence whenever that is done later.

    Time moves only the ends of what reaches until now; nothing does in a meeting that is over and whose ends were told.
    """
    if presence.lives:
        return False
    latest = evidence.end + OUTLASTS_S
    spans = (span.end for person in presence.people for span in person.derived)
    gaps = (gap.end for gap in presence.gaps)
    return now >= latest or all(moment < now for moment in (*spans, *gaps, *evidence.moments()))


def _by_conference(timeline: Timeline) -> Sequence[Timeline]:
    """The meeting as it went under each of its names, in the order of their beginnings.

    What happens to the conference of one name says nothing of those who are in that of another. Counts are of the newest.
    """
    evidence = timeline.evidence
    names = {event.conference for event in evidence.events}
    if len(names) < 2:
        return [timeline]
    begun: list[tuple[int, str, Evidence]] = []
    for name in names:
        told = tuple(event for event in evidence.events if event.conference == name)
        own = replace(evidence, events=told, snapshots=())
        main = timeline_of(own, timeline.now).main
        begun.append((min((opening.created for opening in main), default=evidence.start), name, own))
    *former, (since, _, newest) = sorted(begun, key=lambda part: part[:2])
    counted = tuple(snapshot for snapshot in evidence.snapshots if snapshot.at >= since)
    parts = [*(own for _, _, own in former), replace(newest, snapshots=counted)]
    return [timeline_of(own, timeline.now) for own in parts]


def _together(timeline: Timeline, parts: Sequence[Timeline]) -> Timeline:
    """The whole meeting, with the openings under all of its names."""
    openings = (opening for part in parts for opening in part.main)
    main = sorted(openings, key=lambda opening: (opening.created, opening.destroyed or 0))
    return replace(timeline, main=main, whole=all(part.whole for part in parts))


def _extents(timeline: Timeline, parts: Sequence[Timeline], nick: str) -> Sequence[Extent]:
    """Of a device, which has another address under each name of the meeting."""
    if len(parts) == 1:
        return extents_of(timeline, nick)
    of_it = [part for part in parts if nick in part.stays]
    return [extent for part in of_it or [timeline] for extent in extents_of(part, nick)]


def _presence(timeline: Timeline, somebody: Somebody, devices: Devices) -> PersonPresence:
    theirs = [devices[nick] for nick in somebody.nicks]
    extents = [extent for device in theirs for extent in device]
    extents += _without_word(timeline, somebody, extents)
    spans = _spans(extents)
    kind = somebody.kind
    in_hall = kind is PersonKind.HALL or any(use.in_hall for use in somebody.uses)
    doubled = _doubled(theirs)
    return PersonPresence(somebody.key, somebody.name, kind, in_hall, len(theirs), spans, spans, doubled=doubled)


def _doubled(devices: Sequence[Sequence[Extent]]) -> tuple[Stretch, ...]:
    """When several were in for sure; a connection that was lost and made anew is there twice for a while, and is not meant."""
    if len(devices) < 2:
        return ()
    sure = ([(extent.start, extent.end) for extent in device if extent.gap is None] for device in devices)
    return tuple((start, end) for start, end in shared(sure) if end - start > GRACE_S)


def _without_word(timeline: Timeline, somebody: Somebody, extents: Sequence[Extent]) -> Iterator[Extent]:
    """Where they opened their link and nothing tells what became of it, though messages of this meeting are missing."""
    for use in somebody.uses:
        if any(extent.start <= use.at + GRACE_S and use.at <= extent.end for extent in extents):
            continue
        after = min((extent.start for extent in extents if extent.start > use.at), default=None)
        end = _lost_until(timeline, use, after)
        begun = [opening.created for opening in timeline.main]
        start = max(use.at, min(begun, default=timeline.evidence.start))
        if end is not None and start < end:
            yield Extent(start, end, gap=Gap.NO_WORD)


def _lost_until(timeline: Timeline, use: LinkUse, after: int | None) -> int | None:
    """Until when they may have been there unseen; None where what came says that they were not."""
    openings = [each for each in timeline.main if each.destroyed is None or each.destroyed > use.at]
    listed = bool(openings) and all(opening.listed for opening in openings)
    if timeline.main and ((listed and after is None) or timeline.whole):
        return None
    if after is not None:
        return after
    ends = [opening.destroyed for opening in openings if opening.destroyed is not None]
    return max(ends) if openings and len(ends) == len(openings) else timeline.latest


def _spans(extents: Sequence[Extent]) -> tuple[Span, ...]:
    sure = [extent for extent in extents if extent.gap is None and extent.start < extent.end]
    exact = union((extent.start, extent.end) for extent in sure)
    whole = union(exact, GRACE_S)
    spans = [_span(stretch, sure, exact) for stretch in whole]
    if len(sure) == len(extents):
        return tuple(spans)
    taken = list(whole)
    everything = union((extent.start, extent.end) for extent in extents)
    # a short break beside a gap counts as the gap does: it is bridged if they were there
    breaks = without(union(everything, GRACE_S), everything)
    for gap in Gap:
        gaps = [(extent.start, extent.end) for extent in extents if extent.gap is gap]
        beside = [each for each in breaks if any(each[0] == end or start == each[1] for start, end in gaps)]
        unknown = without([*gaps, *beside], taken)
        spans += [Span(start, end, gap=gap) for start, end in unknown]
        taken = list(union([*taken, *unknown]))
    return tuple(_bridged(sorted(spans, key=lambda span: (span.start, span.end))))


def _span(stretch: Stretch, sure: Sequence[Extent], exact: Sequence[Stretch]) -> Span:
    start, end = stretch
    within = [extent for extent in sure if start <= extent.start and extent.end <= end]
    if len(within) == 1:
        (only,) = within
        return Span(start, end, only.opened, only.closed, apart=only.place != MAIN)
    first = min(within, key=lambda extent: (extent.start, str(extent.opened)))
    last = max(within, key=lambda extent: (extent.end, str(extent.closed)))
    breaks = without([stretch], exact)
    apart = all(extent.place != MAIN for extent in within)
    return Span(start, end, first.opened, last.closed, apart=apart, bridged=tuple(breaks))


def _bridged(spans: Sequence[Span]) -> Iterator[Span]:
    """The same, with one span of gap for those of one reason that touch."""
    kept: Span | None = None
    for span in spans:
        if kept is not None and kept.gap is not None and kept.gap is span.gap and kept.end == span.start:
            kept = replace(kept, end=span.end)
            continue
        if kept is not None:
            yield kept
        kept = span
    if kept is not None:
        yield kept


def _gaps(timeline: Timeline, parts: Sequence[Timeline], devices: Devices) -> Iterator[MeetingGap]:
    """Where people may be missing of whom nothing tells at all."""
    evidence = timeline.evidence
    for part in parts:
        yield from _without_list(part)
    if evidence.snapshots:
        there = [[(extent.start, extent.end) for extent in extents] for extents in devices.values()]
        yield from uncounted(evidence.snapshots, there)
    if not timeline.main and evidence.forgotten:
        yield MeetingGap(evidence.start, evidence.end, Gap.FORGOTTEN)
    elif not timeline.main and not evidence.snapshots and timeline.now > evidence.start:
        yield MeetingGap(evidence.start, min(timeline.now, evidence.end), Gap.NOTHING)


def _without_list(timeline: Timeline) -> Iterator[MeetingGap]:
    for place, opening in enumerate(timeline.main):
        following = timeline.main[place + 1].created if place + 1 < len(timeline.main) else None
        if opening.listed or (opening.destroyed is None and following is None and timeline.lives):
            continue
        until = opening.destroyed or following or timeline.latest
        if opening.destroyed is None or not _whole(timeline, opening.created, until):
            yield MeetingGap(opening.created, max(until, opening.created), Gap.NO_LIST)


def _whole(timeline: Timeline, start: int, end: int) -> bool:
    """Whether no message of a stay that is known is missing."""
    stays = (stay for device in timeline.stays.values() for stay in device)
    return all(stay.whole for stay in stays if start <= (stay.joined or stay.left or 0) <= end)
