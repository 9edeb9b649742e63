"""What to send to a device so that it becomes as wished. Pure."""

from collections.abc import Collection, Mapping

from config.states import Attributes, Power, Value

NEEDS_POWER = ("input", "app")
"""Attributes a device only takes, and only tells, while it is on."""
UNDER_WAY_S = 120.0
"""Most lamps warm and cool in less than this, whatever the room file says."""
_UNDER_WAY: Mapping[Value, Power] = {Power.ON: Power.WARMING, Power.OFF: Power.COOLING}
_MOVING = frozenset({Power.WARMING, Power.COOLING})


def expected(wished: Attributes) -> dict[str, Value]:
    """The part of *wished* that can be read back: a device that is to be off has no input or app."""
    off = wished.get("power") == Power.OFF
    return {name: value for name, value in wished.items() if not (off and name in NEEDS_POWER)}


def under_way(name: str, wished: Value, observed: Value | None) -> bool:
    """Whether the device is already moving towards *wished*, so that asking again would only disturb it."""
    return name == "power" and observed is not None and _UNDER_WAY.get(wished) == observed


def moves_away(wished: Attributes, observed: Attributes) -> bool:
    """Whether the device warms while it is to be off, or cools while it is to be on: until that is over it takes no power."""
    power = observed.get("power")
    return power in _MOVING and "power" in wished and not under_way("power", wished["power"], power)


def difference(wished: Attributes, observed: Attributes, leave: Collection[str] = ()) -> dict[str, Value]:
    """The attributes to send, power first; none of *leave*, no power to what moves, and nothing that needs power not there.

    A lamp that warms or cools takes no command (PJLink's ERR3), whichever way it is wished.
    """
    powered = observed.get("power") in (Power.ON, None)
    changes = {
        name: value
        for name, value in expected(wished).items()
        if name not in leave
        and observed.get(name) != value
        and not (name == "power" and observed.get(name) in _MOVING)
        and (powered or name not in NEEDS_POWER)
    }
    return dict(sorted(changes.items(), key=lambda change: change[0] != "power"))
