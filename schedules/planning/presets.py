"""What a preset wishes of one particular room, phase by phase, and how long before the start it must begin.

Pure. Compiled once for a room and a preset; the planner shares the result between segments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from config.devices import UNRECORDED, Device, recorders_of
from config.rooms import Installation, Preset, Room, WishTable
from config.states import Wishes

WARM_UP_MARGIN = timedelta(minutes=2)
"""A device that warms up is switched on this much earlier still, so that there is time to see it fail."""

"""What every encoder is held to while a confidential booking has the room."""


@dataclass(frozen=True, slots=True)
class PhaseWishes:
    """The wishes of one preset in one room."""

    lead: timedelta
    preparing: Wishes
    live: Wishes
    closing: Wishes
    scenes: tuple[str, ...] = ()
    """What a panel may choose."""
    runs_on: bool = False
    """Whether its meeting goes on by itself while people are there and nobody waits."""


@dataclass(frozen=True, slots=True)
class RoomRules:
    """What the planner must know of a room."""

    room: Room
    idle: Wishes
    presets: Mapping[str | None, PhaseWishes]
    """By preset id; None is a booking without a preset."""
    confidential: Mapping[str | None, PhaseWishes]
    """The same, for confidential bookings."""
    keep_on: Mapping[str, timedelta]


def compile_rules(installation: Installation, room_id: str) -> RoomRules:
    """The rules of one room. Raises KeyError if the installation has no such room."""
    room = installation.room(room_id)
    idle = _overlay({}, installation.idle, room)
    presets: dict[str | None, Preset] = {None: Preset(title="")}
    presets.update(installation.presets_of(room))
    return RoomRules(
        room=room,
        idle=idle,
        presets={name: _wishes(preset, room, idle) for name, preset in presets.items()},
        confidential={name: _unrecorded(_wishes(preset, room, idle), room) for name, preset in presets.items()},
        keep_on={name: device.keep_on for name, device in room.devices.items() if device.keep_on},
    )


def _wishes(preset: Preset, room: Room, idle: Wishes) -> PhaseWishes:
    preparing = _overlay(idle, preset.preparing, room)
    live = _overlay(preparing, preset.live, room)
    used = [room.devices[name] for name in {*preset.preparing, *preset.live} if name in room.devices]
    return PhaseWishes(
        _lead(room, used), preparing, live, _overlay(live, preset.closing, room), preset.scenes, preset.runs_on
    )


def _lead(room: Room, used: list[Device]) -> timedelta:
    warm_ups = [device.warm_up + WARM_UP_MARGIN for device in used if device.warm_up]
    return max(room.lead, *warm_ups) if warm_ups else room.lead


def _overlay(below: Wishes, above: WishTable, room: Room) -> Wishes:
    """*above* laid over *below*, attribute by attribute, for the devices the room has."""
    result = dict(below)
    for name in room.devices:
        if name in above:
            result[name] = {**below.get(name, {}), **above[name]}
    return result


def _unrecorded(wishes: PhaseWishes, room: Room) -> PhaseWishes:
    off = dict.fromkeys(recorders_of(room.devices), UNRECORDED)
    return PhaseWishes(
        wishes.lead,
        _overlay(wishes.preparing, off, room),
        _overlay(wishes.live, off, room),
        _overlay(wishes.closing, off, room),
    )
