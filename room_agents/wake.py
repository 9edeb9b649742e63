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

    async def wait(self, within_s: float | None = None) -> bool:
        """Wait until set, at most *within_s*; whether it was. Clears it."""
        try:
            async with asyncio.timeout(within_s):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True
