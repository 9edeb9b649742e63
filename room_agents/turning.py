"""Notices a device that turns on and off by itself again and again. Pure: time is an argument."""

from dataclasses import dataclass

TOO_OFTEN = 3
WITHIN_S = 120.0
"""Seconds for TOO_OFTEN turns: a person with a remote control turns once or twice; a bad contact or another system goes on."""


@dataclass(frozen=True, slots=True)
class Turning:
    """The times at which the power lately turned without a command of ours."""

    at_s: tuple[float, ...] = ()
    often: bool = False
    """Whether it turned too often. This stays until somebody does something, or the device is calm and as wished."""

    def turned(self, now_s: float) -> "Turning":
        """The record with one more turn."""
        recent = (*(at_s for at_s in self.at_s if now_s - at_s < WITHIN_S), now_s)[-TOO_OFTEN:]
        return Turning(recent, often=self.often or len(recent) >= TOO_OFTEN)

    def is_calm(self, now_s: float) -> bool:
        """Whether the power has not turned for long enough."""
        return not self.at_s or now_s - self.at_s[-1] >= WITHIN_S
