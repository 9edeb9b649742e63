"""A loop that is woken by commits: whatever wrote, and in whichever thread."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from schedules.store.database import Concerned, Database
from schedules.store.transaction import Transaction


@contextmanager
def waking(database: Database, woken: asyncio.Event, concerns: Callable[[Concerned], bool]) -> Iterator[None]:
    """Set *woken* after each commit that *concerns* whoever waits for it."""
    loop = asyncio.get_running_loop()

    def listen(_db: Transaction, concerned: Concerned) -> Callable[[], None]:
        return tell if concerns(concerned) else _nothing

    def tell() -> None:
        with suppress(RuntimeError):  # the loop has just ended
            loop.call_soon_threadsafe(woken.set)

    database.listeners.append(listen)
    try:
        yield
    finally:
        database.listeners.remove(listen)


def _nothing() -> None:
    return
