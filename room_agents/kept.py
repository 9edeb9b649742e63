"""One device being kept as wished: its wish, its last reading, and whom to tell."""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from config.devices import Device
from config.states import Attributes
from room_agents.clock import Clock, Instant
from room_agents.protocol import Fault
from room_agents.pursuit import Transition
from room_agents.readings import Reading, Wished
from room_agents.remembered import DeviceMemory, Turn
from room_agents.wake import Wake

_log = structlog.get_logger()


class Wish:
    """The latest wish for one device, and a wake-up for the task that keeps it."""

    def __init__(self, now: Instant) -> None:
        """Begin without a wish."""
        self.wished = Wished({}, now)
        self.put_back_at: datetime | None = None
        """When somebody last pressed *put back*."""
        self.wake = Wake()

    def change(self, attributes: Attributes, now: Instant, turn: Turn = None, off: Collection[str] = ()) -> bool:
        """Wish *attributes* from now on, in *turn*, with the outputs *off* forbidden. Returns whether that is a change."""
        if (attributes, turn, off) == (self.wished.attributes, self.wished.turn, self.wished.off):
            return False
        self.wished = Wished(attributes, now, turn, off)
        self.wake.set()
        return True

    def put_back(self, pressed_at: datetime, now: Instant) -> bool:
        """Take a press of *put back*, by which people undo changes made by hand or have a device tried again.

        Returns whether the press is new: the same press again changes nothing.
        """
        if pressed_at == self.put_back_at:
            return False
        self.put_back_at = pressed_at
        self.wished = replace(self.wished, since=now)
        self.wake.set()
        return True


@dataclass(slots=True)
class Kept:
    """One device being kept as wished: its wish, its last reading, and whom to tell."""

    name: str
    device: Device
    wish: Wish
    clock: Clock
    told: Callable[[], None]
    """Called when there is a new reading."""
    happened: Callable[[str, Transition], None]
    """Called with the device's id and each transition of an attribute."""
    remember: Callable[[str, DeviceMemory], None] = lambda _name, _memory: None
    """Called with the device's id and everything that must survive a restart, whenever that has changed."""
    recalled: DeviceMemory | None = None
    """What the agent remembered of the device before its restart."""
    reading: Reading = field(default_factory=Reading)

    def saw(self, reading: Reading) -> None:
        """Take a reading: the device answered."""
        if self.reading.fault and not reading.fault:
            _log.info("device.recovered", device=self.name)
        self.reading = reading
        self.told()

    def troubled(self, fault: Fault) -> None:
        """Note that the device answers but does not tell its state; the last reading stays, with its age."""
        self._failed(fault)
        self.reading = replace(self.reading, fault=fault, reached=True)
        self.told()

    def unanswered(self, *, asleep: bool) -> None:
        """Note that one answer was lost, which alone says nothing. *asleep*: a set that is off may have left the network."""
        self.reading = replace(self.reading, asleep=asleep)

    def lost(self, fault: Fault, *, asleep: bool = False, sleeper: bool = False) -> None:
        """Note that the device is out of reach, with *fault* as the reason; the last reading stays, with its age."""
        self._failed(fault, expected=asleep)
        self.reading = replace(self.reading, fault=fault, reached=False, asleep=asleep, sleeper=sleeper)
        self.told()

    def waits(self, fault: Fault) -> None:
        """Note that only a person can mend *fault*."""
        self._failed(fault)
        self.reading = replace(self.reading, fault=fault, reached=False, waits_for_person=True)
        self.told()

    def note(self, transitions: Iterable[Transition]) -> None:
        """Report what happened to the device's attributes."""
        for transition in transitions:
            self.happened(self.name, transition)

    def _failed(self, fault: Fault, *, expected: bool = False) -> None:
        known = expected or (self.reading.fault is not None and self.reading.fault.code == fault.code)
        _log.log(logging.DEBUG if known else logging.WARNING, "device.fault", device=self.name, code=fault.code)
