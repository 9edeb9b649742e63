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


def within(at: int, stretches: Iterable[Stretch]) -> bool:
    """Whether one of them holds *at*."""
    return any(start <= at < end for start, end in stretches)
