"""A wake-up for one waiter: what changed is read from where it lies, so nothing queues."""

import asyncio


class Wake:
    """Set from anywhere in the loop; one task waits. Setting it twice wakes once."""

    def __init__(self) -> None:
        """Not set."""
        self._event = asyncio.Event()

    def set(self) -> None:
        """Wake the waiter now, or let its next wait return at once."""
        self._event.set()

    def clear(self) -> None:
        """Let the next wait wait, whatever was set before."""
        self._event.clear()

    async def wait(self, within_s: float | None = None) -> bool:
        """Wait until set, at most *within_s*; whether it was. Clears it."""
        _heed_cancellation()
        try:
            async with asyncio.timeout(within_s):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


def _heed_cancellation() -> None:
    """End a task whose cancellation was swallowed beneath a driver, as asyncio.wait_for of Python 3.11 does.

    It returns its result when that comes in the same turn of the loop (python/cpython#86296); nobody cancels twice.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
