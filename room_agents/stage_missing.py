"""What is still missing in a room that is being prepared, in plain words for everybody in front of its screen. Pure."""

from collections.abc import Iterator, Mapping

from config.devices import is_page, spoken
from config.words.headlines import headline
from config.words.nouns import noun
from config.words.sentences import Language
from room_agents.plan import Plan
from room_agents.protocol import DeviceReading, Fault, State

_TURNS_ON: Mapping[Language, str] = {"it": "Si accende {the}", "en": "{The} is turning on"}
_STILL: Mapping[Language, str] = {"it": "Ancora: {devices}", "en": "Still to come: {devices}"}


def missing_words(plan: Plan, state: State | None, language: Language) -> tuple[str, ...]:
    """A line for each device that is wrong or turning on, and one line that names all others still awaited."""
    devices = state.devices if state is not None else {}
    awaited = {
        name: device for name, device in devices.items() if device.verdict == "pending" and not is_page(device.driver)
    }
    turning = [name for name, device in awaited.items() if _turns_on(device)]
    others = [noun(_name(plan, name), language).bare for name in awaited if name not in turning]
    lines = [*_faults(plan, devices, language), *(_turning(_name(plan, name), language) for name in turning)]
    if others:
        lines.append(_STILL[language].format(devices=", ".join(others)))
    return tuple(lines)


def _faults(plan: Plan, devices: Mapping[str, DeviceReading], language: Language) -> Iterator[str]:
    """What is wrong, device by device; of the big screen itself only its limits."""
    for name, device in devices.items():
        told: tuple[Fault | None, ...] = device.limits if is_page(device.driver) else (device.fault,)
        for fault in told:
            if fault is not None:
                params = spoken(plan.room.devices.get(name), fault.params, language)
                yield headline(fault.code, language, params, _name(plan, name))


def _turns_on(device: DeviceReading) -> bool:
    return device.desired.get("power") == "on" and device.observed.get("power") != "on"


def _turning(name: str, language: Language) -> str:
    about = noun(name, language)
    return _TURNS_ON[language].format(the=about.the, The=about.opening)


def _name(plan: Plan, device: str) -> str:
    known = plan.room.devices.get(device)
    return (known.name if known is not None else None) or device
