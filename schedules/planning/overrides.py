"""What people's presses make of a booking in one room: a fold of overrides, in the database's order.

Pure. The planner draws from it, and the store keeps the occupancies true by it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType

from config.states import Attributes
from schedules.bookings import MOVING_END, Override, OverrideKind

FOREVER = datetime.max.replace(tzinfo=UTC)


KEPT_OFF: Attributes = MappingProxyType({"recording": False, "streaming": False})
"""What a press of *unrecord* wishes of a device. Its virtual camera stays: it gives the room's picture to the meeting."""


@dataclass(frozen=True, slots=True)
class DevicePress:
    """From *at* on that is wished of *device*, over all else."""

    at: datetime
    device: str
    wished: Attributes


@dataclass(frozen=True, slots=True)
class Stretch:
    """[start, end) of a booking in one room; a booking ended and reopened has several."""

    start: datetime
    end: datetime
    presses: tuple[DevicePress, ...] = ()


def stretches(start: datetime, end: datetime, overrides: Iterable[Override]) -> Sequence[Stretch]:
    """The time a booking of [start, end) really takes in one room, given the *overrides* that name it there.

    A press that moves the end reaches every room of the booking that has not ended by then, so it is given for each of them. Stretches
    that are empty (ended before they began) are left out.
    """
    past: list[Stretch] = []
    wished: list[DevicePress] = []
    for press in overrides:
        match press.kind:
            case OverrideKind.START if press.at >= end:
                past.append(Stretch(start, end, tuple(wished)))
                start, end, wished = press.at, press.until or press.at, []
            case OverrideKind.START:
                start = min(start, press.at)
            case kind if kind in MOVING_END and press.until is not None and press.at < end:
                end = press.until
            case OverrideKind.END:
                end = min(end, press.at)
            case OverrideKind.SCENE if press.device is not None and press.scene is not None:
                wished.append(DevicePress(press.at, press.device, {"scene": press.scene}))
            case OverrideKind.UNRECORD if press.device is not None:
                wished.append(DevicePress(press.at, press.device, KEPT_OFF))
            case _:
                pass
    last = Stretch(start, end, tuple(wished))
    return [stretch for stretch in (*past, last) if stretch.start < stretch.end]


def session_stretches(start: datetime, end: datetime, overrides: Iterable[Override]) -> Sequence[Stretch]:
    """The same of a session of [start, end): what was extended before it went live is in its end already."""
    since = (press for press in overrides if press.kind not in MOVING_END or press.at >= start)
    return stretches(start, end, since)


def holds(overrides: Iterable[Override]) -> Sequence[Stretch]:
    """When a room is held, from its `hold` and `release` presses: the newest wins; without a time, for ever."""
    held: list[Stretch] = []
    for press in overrides:
        if held:
            held[-1] = replace(held[-1], end=min(held[-1].end, press.at))
        if press.kind is OverrideKind.HOLD:
            held.append(Stretch(press.at, press.until or FOREVER))
    return [hold for hold in held if hold.start < hold.end]
