"""A wake-up for one waiter. It carries no data: the waiter reads what changed where it lies, so nothing queues."""

import asyncio


class Wake:
    """A wake-up that anything in the loop may set and one task awaits. Setting it twice wakes once."""

    def __init__(self) -> None:
        """Begin unset."""
        self._event = asyncio.Event()

    def set(self) -> None:
        """Wake the waiter now, or let its next wait return at once."""
        self._event.set()

    def clear(self) -> None:
        """Forget what was set, so that the next wait waits."""
        self._event.clear()

    async def wait(self, within_s: float | None = None) -> bool:
        """Wait until set, at most *within_s*, and clear. Returns whether it was set."""
        _heed_cancellation()
        try:
            async with asyncio.timeout(within_s):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


def _heed_cancellation() -> None:
    """End a task whose cancellation was swallowed below, as asyncio.wait_for does in Python 3.11.

    wait_for returns its result if that comes in the same turn of the loop (python/cpython#86296), and nobody cancels twice.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
