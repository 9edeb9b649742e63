"""The shape of every driver: one open line to one device."""

from typing import Protocol, TypeVar

from config.states import State

S = TypeVar("S", bound=State)


class Driver(Protocol[S]):
    """One open line to one device: desired state in, observed state out.

    A driver is made by ``open_<kind>(…)``, an async context manager that closes the line; it is single use and knows
    nothing of rooms. It keeps no states but those by which it judges movement: the reading before, and what it sent over
    this line. Both methods raise only DeviceError, leave every further try to the caller, and are safe to cancel. After
    Unreachable the line is spoilt: leave the context and open another.
    """

    async def observe(self) -> S:
        """Ask the device how it is now; a field it will not tell is None."""

    async def apply(self, changes: S) -> None:
        """Send the fields of *changes* that are neither None nor already being carried out; idempotent.

        That it returns proves nothing: only observe does.
        """
