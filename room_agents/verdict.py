"""Judges wishes and readings. Pure. What is unknown is never ok, and what is sent is not yet done."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from config.devices import OUTPUTS, Device, is_page, media_of
from config.states import Output, Power, Value
from room_agents.clock import Instant
from room_agents.difference import UNDER_WAY_S, expected, under_way
from room_agents.protocol import DeviceReading, DeviceVerdict, Fault, RoomVerdict
from room_agents.readings import Reading, Wished
from room_agents.stage_verdict import media_fault, stage_fault, stage_limits

SETTLE_S = 10.0
"""How long a command may take to show, beyond the device's warm-up."""
NOT_IN_ROOM = DeviceReading(driver="", verdict="fault", fault=Fault(code="not_in_room"))
"""The reading of a device that the preset needs and the room lacks."""
RECORDED = "recorded"
"""The fault of an output that is on in a confidential meeting: the room is not ready, whatever it needs."""
_TROUBLES: Mapping[Value, str] = {Output.RECONNECTING: "reconnecting", Output.STALLED: "stalled"}
"""Faults of an output that count at once, however long it may take to start."""


def judge_device(device: Device, wished: Wished, reading: Reading, now: Instant) -> DeviceReading:
    """The verdict on one device. A reading counts while it is younger than three polls and a time-out."""
    missing = _missing(wished, reading)
    deadline = _deadline(device, wished, reading, missing)
    verdict, fault = _judge(
        device, wished, reading, missing, fresh=_fresh(device, reading, now), late=_late(deadline, now)
    )
    return DeviceReading(
        driver=device.driver,
        desired=wished.attributes,
        observed=reading.observed,
        seen_at=reading.seen.wall if reading.seen else None,
        verdict=verdict,
        fault=fault,
        limits=_limits(device, wished, reading) if verdict in ("ok", "pending") else (),
        attempts=reading.attempts,
        left_alone=tuple(name for name in _left_alone(wished, reading) if name in missing),
        waits_for_person=reading.waits_for_person,
        deadline=deadline.wall if verdict == "pending" else None,
    )


def judge_room(devices: Mapping[str, DeviceReading], needs: Collection[str]) -> tuple[RoomVerdict, tuple[str, ...]]:
    """The room's verdict, and the devices that keep it from being ready. Only wished or needed devices count.

    A device that is unknown may be anything, and so makes the room unknown; a device with a fault does not.
    """
    counted = {name: device for name, device in devices.items() if device.desired or name in needs}
    missing = tuple(sorted(name for name, device in counted.items() if device.verdict in ("fault", "unknown")))
    verdicts = {device.verdict for device in counted.values()}
    if any(_decides(device, needed=name in needs) for name, device in counted.items()):
        return "not_ready", missing
    if "unknown" in verdicts:
        return "unknown", missing
    if "pending" in verdicts:
        return "preparing", missing
    return ("limited" if missing or any(device.limits for device in counted.values()) else "ready"), missing


def _decides(device: DeviceReading, *, needed: bool) -> bool:
    """Whether the device's fault alone makes the room not ready."""
    return device.verdict == "fault" and (needed or (device.fault is not None and device.fault.code == RECORDED))


def ready_at(pending: Iterable[tuple[Device, Wished, Reading]]) -> datetime | None:
    """When the last of the *pending* devices should be ready; None if none is pending."""
    return max(
        (_began(wished, reading).wall + _warm_up(device, wished) for device, wished, reading in pending), default=None
    )


def _judge(
    device: Device, wished: Wished, reading: Reading, missing: list[str], *, fresh: bool, late: bool
) -> tuple[DeviceVerdict, Fault | None]:
    if reading.asleep and wished.attributes.get("power") == Power.OFF:
        return "ok", None
    if fresh and reading.reached and (recorded := _recorded(missing, wished, reading)):
        return "fault", recorded
    busy = reading.fault is not None and reading.fault.code == "busy"
    if busy and not late:
        return "pending", reading.fault
    if reading.fault is not None:
        return "fault", reading.fault
    if not fresh:
        return ("pending" if reading.seen is None and not late else "unknown"), None
    if not missing:
        lacks = media_fault(media_of(device), reading.observed)
        return ("ok", None) if lacks is None else ("fault", lacks)
    at_once = _at_once(device, missing, wished, reading)
    if at_once is not None:
        return "fault", at_once
    return ("fault", _unfulfilled(device, missing[0], wished, reading)) if late else ("pending", None)


def _recorded(missing: list[str], wished: Wished, reading: Reading) -> Fault | None:
    """The fault of an output that is on in a confidential meeting, which is worse than any other fault of the device."""
    on = (name for name in missing if name in wished.off and name in reading.observed)
    return next((Fault(code=RECORDED, params={"attribute": name}) for name in on), None)


def _at_once(device: Device, missing: list[str], wished: Wished, reading: Reading) -> Fault | None:
    """The fault that counts before any deadline, since nothing under way would mend it."""
    seen = {name: reading.observed[name] for name in missing if name in reading.observed}
    for name, value in seen.items():
        if name in _left_alone(wished, reading):
            if value == Output.PAUSED:
                return Fault(code="paused")
            return _fault("changed_by_hand", name, wished, reading)
        if value in _TROUBLES and wished.attributes[name] is True:
            return Fault(code=_TROUBLES[value], params={"attribute": name})
    return stage_fault(reading.observed) if is_page(device.driver) and "joined" in missing else None


def _left_alone(wished: Wished, reading: Reading) -> tuple[str, ...]:
    """The attributes that a hand changed in this turn."""
    return reading.left_alone if reading.turn == wished.turn else ()


def _limits(device: Device, wished: Wished, reading: Reading) -> tuple[Fault, ...]:
    untold = [name for name, value in wished.attributes.items() if _is_untold_off(name, value, reading)]
    unreadable = tuple(Fault(code="unreadable", params={"attribute": name}) for name in sorted(untold))
    return (*unreadable, *stage_limits(reading.observed)) if is_page(device.driver) else unreadable


def _unfulfilled(device: Device, name: str, wished: Wished, reading: Reading) -> Fault:
    if is_page(device.driver):
        return Fault(code="not_joined" if name == "joined" else "page_not_shown")
    if name not in reading.observed:
        return Fault(code="not_confirmed", params={"attribute": name})
    return _fault("does_not_follow", name, wished, reading, attempts=reading.attempts)


def _fault(code: str, name: str, wished: Wished, reading: Reading, **params: int) -> Fault:
    seen, wish = reading.observed[name], wished.attributes[name]
    return Fault(code=code, params={"attribute": name, "seen": seen, "wished": wish, **params})


def _missing(wished: Wished, reading: Reading) -> list[str]:
    """The wished attributes that were not read back as wished, power first, since the others follow it.

    An output that is wished off and that the device does not tell is left out: it is a limit, no fault.
    """
    missing = [
        name
        for name, value in expected(wished.attributes).items()
        if reading.observed.get(name) != value and not _is_untold_off(name, value, reading)
    ]
    return sorted(missing, key=lambda name: (name not in ("power", "shown"), name))


def _is_untold_off(name: str, value: Value, reading: Reading) -> bool:
    return name in OUTPUTS and value is False and reading.seen is not None and name not in reading.observed


def _deadline(device: Device, wished: Wished, reading: Reading, missing: list[str]) -> Instant:
    began = _began(wished, reading)
    allowed_s = _warm_up(device, wished).total_seconds() + SETTLE_S
    # A device that warms or cools as wished obeys, and a device that is busy may be doing just that.
    busy = reading.fault is not None and reading.fault.code == "busy"
    if busy or any(under_way(name, wished.attributes[name], reading.observed.get(name)) for name in missing):
        allowed_s = max(allowed_s, UNDER_WAY_S)
    return Instant(began.wall + timedelta(seconds=allowed_s), began.mono_s + allowed_s)


def _began(wished: Wished, reading: Reading) -> Instant:
    """Since when the device could follow its wish."""
    able = reading.able_since
    return able if able is not None and able.mono_s > wished.since.mono_s else wished.since


def _warm_up(device: Device, wished: Wished) -> timedelta:
    return (device.warm_up or timedelta()) if wished.attributes.get("power") == Power.ON else timedelta()


def _fresh(device: Device, reading: Reading, now: Instant) -> bool:
    oldest_s = (3 * device.poll + device.timeout).total_seconds()
    return reading.seen is not None and now.since_s(reading.seen) <= oldest_s


def _late(deadline: Instant, now: Instant) -> bool:
    return now.mono_s >= deadline.mono_s
