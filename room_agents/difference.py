"""What to send to a device so that it becomes as wished. Pure."""

from collections.abc import Collection, Mapping

from config.states import Attributes, Power, Value

NEEDS_POWER = ("input", "app")
"""Attributes a device only takes, and only tells, while it is on."""
_UNDER_WAY: Mapping[Value, Power] = {Power.ON: Power.WARMING, Power.OFF: Power.COOLING}


def expected(wished: Attributes) -> dict[str, Value]:
    """The part of *wished* that can be read back: a device that is to be off has no input or app."""
    off = wished.get("power") == Power.OFF
    return {name: value for name, value in wished.items() if not (off and name in NEEDS_POWER)}


def under_way(name: str, wished: Value, observed: Value | None) -> bool:
    """Whether the device is already moving towards *wished*, so that asking again would only disturb it."""
    return name == "power" and observed is not None and _UNDER_WAY.get(wished) == observed


def difference(wished: Attributes, observed: Attributes, leave: Collection[str] = ()) -> dict[str, Value]:
    """The attributes to send, power first; none of *leave*, none that is under way or needs power not yet there."""
    powered = observed.get("power") in (Power.ON, None)
    changes = {
        name: value
        for name, value in expected(wished).items()
        if name not in leave
        and observed.get(name) != value
        and not under_way(name, value, observed.get(name))
        and (powered or name not in NEEDS_POWER)
    }
    return dict(sorted(changes.items(), key=lambda change: change[0] != "power"))
