"""Arithmetic of times [start, end) in whole seconds. Pure."""

from collections.abc import Iterable, Sequence

Stretch = tuple[int, int]


def union(stretches: Iterable[Stretch], bridging: int = 0) -> Sequence[Stretch]:
    """The same times without overlaps, in order; breaks of no more than *bridging* seconds are closed."""
    joined: list[Stretch] = []
    for start, end in sorted(stretch for stretch in stretches if stretch[0] < stretch[1]):
        if joined and start - joined[-1][1] <= bridging:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def without(stretches: Iterable[Stretch], taken: Sequence[Stretch]) -> Sequence[Stretch]:
    """What of *stretches* is not in *taken*, which is in order and does not overlap."""
    left: list[Stretch] = []
    for start, end in union(stretches):
        at = start
        for first, last in taken:
            if last <= at:
                continue
            if first >= end:
                break
            if at < first:
                left.append((at, first))
            at = max(at, last)
        if at < end:
            left.append((at, end))
    return left


def shared(lines: Iterable[Iterable[Stretch]]) -> Sequence[Stretch]:
    """The times that two or more of *lines* hold."""
    turns = sorted(
        (moment, turn)
        for line in lines
        for start, end in union(line)
        for moment, turn in ((start, 1), (end, -1))  # of one moment the ends come first
    )
    found: list[Stretch] = []
    inside, since = 0, 0
    for moment, turn in turns:
        inside += turn
        if turn > 0 and inside == 2:
            since = moment
        elif turn < 0 and inside == 1:
            found.append((since, moment))
    return union(found)


def within(at: int, stretches: Iterable[Stretch]) -> bool:
    """Whether one of them holds *at*."""
    return any(start <= at < end for start, end in stretches)
