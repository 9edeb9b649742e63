"""What to send to a device so that it becomes as wished. Pure."""

from collections.abc import Collection, Mapping

from config.devices import NEEDS_POWER, OUTPUTS
from config.states import Attributes, Output, Power, Value

UNDER_WAY_S = 120.0
"""How long a lamp may warm or cool, whatever the room file says; most take less."""
_LAMP: Mapping[Value, Value] = {Power.WARMING: Power.ON, Power.COOLING: Power.OFF}
_OUTPUT: Mapping[Value, Value] = {
    Output.STARTING: True,
    Output.STOPPING: False,
    Output.RECONNECTING: True,
    Output.STALLED: True,
}
_MOVING: Mapping[str, frozenset[Value]] = {
    "power": frozenset(_LAMP),
    **dict.fromkeys(OUTPUTS, frozenset({Output.STARTING, Output.STOPPING})),
}


def expected(wished: Attributes) -> dict[str, Value]:
    """The part of *wished* that can be read back: a device that is to be off tells no input and no app."""
    off = wished.get("power") == Power.OFF
    return {name: value for name, value in wished.items() if not (off and name in NEEDS_POWER)}


def leads_to(name: str, seen: Value) -> Value:
    """The value at which *seen* comes to rest by itself: a lamp that warms will be on."""
    if name == "power":
        return _LAMP.get(seen, seen)
    return _OUTPUT.get(seen, seen) if name in OUTPUTS else seen


def moves(name: str, seen: Value | None) -> bool:
    """Whether the attribute is on its way from one value to another."""
    return seen in _MOVING.get(name, ())


def under_way(name: str, wished: Value, observed: Value | None) -> bool:
    """Whether the device is already moving towards *wished*, so that asking again would only disturb it."""
    return observed is not None and moves(name, observed) and leads_to(name, observed) == wished


def moves_away(wished: Attributes, observed: Attributes) -> bool:
    """Whether the device warms while it is to be off, or cools while it is to be on: until then it takes no power command."""
    power = observed.get("power")
    return moves("power", power) and "power" in wished and not under_way("power", wished["power"], power)


def difference(wished: Attributes, observed: Attributes, leave: Collection[str] = ()) -> dict[str, Value]:
    """The attributes to send, power first: none of *leave*, none that is moving, and none that needs power without it.

    A lamp that warms or cools takes no command (PJLink's ERR3), whatever is wished. An output that lost its connection
    comes back by itself.
    """
    powered = observed.get("power") in (Power.ON, None)
    changes = {
        name: value
        for name, value in expected(wished).items()
        if name not in leave
        and observed.get(name) != value
        and not _waits(name, value, observed.get(name))
        and (powered or name not in NEEDS_POWER)
    }
    return dict(sorted(changes.items(), key=lambda change: change[0] != "power"))


def _waits(name: str, wished: Value, seen: Value | None) -> bool:
    """Whether the attribute must come to rest before anything is sent to it; only an output's start can be taken back."""
    if seen is None:
        return False
    if name in OUTPUTS:
        return leads_to(name, seen) == wished or seen == Output.STOPPING
    return moves(name, seen)
