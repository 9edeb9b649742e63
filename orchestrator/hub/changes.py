"""Waking whoever waits for a room: after a commit that concerns its plan, and when there is something new to be seen of it.

A signal carries no data. Whoever is woken reads the whole state again, so a signal too many does no harm, and several
that come close together are one.
"""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Watch:
    """The rooms of one waiter, and which of them have changed since it last looked."""

    def __init__(self, rooms: frozenset[str] | None) -> None:
        self._rooms = rooms
        self._changed: set[str] = set()
        self._woken = asyncio.Event()

    def wake(self, rooms: Iterable[str]) -> None:
        """Note those of *rooms* that are watched as changed."""
        mine = set(rooms) if self._rooms is None else self._rooms.intersection(rooms)
        if mine:
            self._changed |= mine
            self._woken.set()

    async def changed(self, within_s: float | None = None, *, gather_s: float = 0.0) -> frozenset[str]:
        """The rooms that have changed, as soon as there are any; none after *within_s* seconds without.

        What changes in the next *gather_s* seconds is gathered with it.
        """
        try:
            async with asyncio.timeout(within_s):
                await self._woken.wait()
        except TimeoutError:
            return frozenset()
        if gather_s:
            await asyncio.sleep(gather_s)
        changed = frozenset(self._changed)
        self._changed.clear()
        self._woken.clear()
        return changed


class Changes:
    """Everybody in this process who waits for a room."""

    def __init__(self) -> None:
        self._of_plans: set[Watch] = set()
        self._of_views: set[Watch] = set()

    @contextmanager
    def watch(self, rooms: Iterable[str] | None = None, *, views: bool = False) -> Iterator[Watch]:
        """Wait for *rooms*, or for any; changes count from here on. Who shows *views* is woken also by `show`."""
        watch = Watch(None if rooms is None else frozenset(rooms))
        kept = self._of_views if views else self._of_plans
        kept.add(watch)
        try:
            yield watch
        finally:
            kept.discard(watch)

    def signal(self, rooms: Iterable[str]) -> None:
        """Wake all who wait for one of *rooms*, agents before those who look. Every commit that changes their plans does it."""
        changed = frozenset(rooms)
        for watch in (*self._of_plans, *self._of_views) if changed else ():
            watch.wake(changed)

    def show(self, rooms: Iterable[str]) -> None:
        """Wake those who show one of *rooms*: their plans are as before, but not what is seen of them.

        Every agent tells its state every few seconds; no plan is looked up for that.
        """
        changed = frozenset(rooms)
        for watch in self._of_views if changed else ():
            watch.wake(changed)
