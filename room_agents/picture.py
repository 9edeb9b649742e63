"""A room's whole state at one moment, and what of it has changed. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.devices import Device, is_page
from config.states import Value
from room_agents.clock import Instant
from room_agents.plan import HeldPlan, Plan
from room_agents.protocol import DeviceReading, Fault, ReportKind, State
from room_agents.readings import Reading, Wished
from room_agents.timeline import Present
from room_agents.verdict import NOT_IN_ROOM, judge_device, judge_room, ready_at

LEVEL = "microphone_level"
"""What is told with each State, and is no news of its own."""
LOOKED_AHEAD = timedelta(hours=24)
"""How far ahead missing devices of the next booking are told, so that people hear of them the evening before."""


@dataclass(frozen=True, slots=True)
class RoomEvent:
    """A transition in a room, before the journal gives it a number."""

    room: str
    at: datetime
    kind: ReportKind
    device: str | None
    details: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """What is known of one device."""

    device: Device
    wished: Wished
    reading: Reading


def picture(
    plan: Plan,
    present: Present,
    held: HeldPlan | None,
    known: Mapping[str, KnownDevice],
    now: Instant,
    server_trouble: Fault | None = None,
) -> State:
    """The state of the room at *now*; *held* is the plan on disk. If the plan says nothing, the verdict is unknown.

    *server_trouble* is what is wrong with the server of the meeting that is being prepared, where it limits the stage, or of
    the next one while the room is idle.
    """
    segment = present.segment
    needs = segment.needs if segment else ()
    judged = {name: judge_device(device.device, device.wished, device.reading, now) for name, device in known.items()}
    if server_trouble is not None and present.deployment is not None:
        judged |= {
            name: reading.model_copy(update={"limits": (*reading.limits, server_trouble)})
            for name, reading in judged.items()
            if is_page(reading.driver)
        }
    judged |= {name: NOT_IN_ROOM for name in needs if name not in plan.room.devices}
    verdict, missing = judge_room(judged, needs)
    return State(
        room=plan.room.id,
        at=now.wall,
        plan=held,
        phase=segment.phase if segment else None,
        booking=segment.booking.id if segment and segment.booking else None,
        verdict=verdict if segment else "unknown",
        missing=missing,
        next_missing=_next_missing(present, known, now),
        next_trouble=server_trouble if is_ahead(present, now.wall) else None,
        ready_at=ready_at(
            (device.device, device.wished, device.reading)
            for name, device in known.items()
            if judged[name].verdict == "pending" and judged[name].desired
        ),
        devices=judged,
    )


def _next_missing(present: Present, known: Mapping[str, KnownDevice], now: Instant) -> tuple[str, ...]:
    """While the room is idle: the devices out of reach that the next booking within LOOKED_AHEAD needs.

    A set that leaves the network as part of going off is left out: it cannot be told from a dead one.
    """
    if not is_ahead(present, now.wall):
        return ()
    needed = {name: known[name].reading for name in present.next_needs if name in known}
    return tuple(sorted(name for name, reading in needed.items() if not reading.reached and not reading.sleeper))


def is_ahead(present: Present, at: datetime) -> bool:
    """Whether the room is idle and its next booking near enough for people to hear what it would lack."""
    idle = present.segment is not None and present.segment.phase == "idle"
    return idle and present.next is not None and present.next.start - at <= LOOKED_AHEAD


def is_news(before: State, after: State) -> bool:
    """Whether the two states differ in more than the age of their readings, and how loud it is."""
    return _timeless(before) != _timeless(after)


def transitions(before: State | None, after: State) -> Iterator[RoomEvent]:
    """The changes of the verdict and of the devices' faults; all of them if there is no state *before*."""
    earlier = before.devices if before else {}
    for name in sorted({*earlier, *after.devices}):
        was, now = _code(earlier.get(name)), _code(after.devices.get(name))
        if was != now:
            yield RoomEvent(after.room, after.at, "fault", name, {"code": now})
    if before is None or before.verdict != after.verdict:
        yield RoomEvent(after.room, after.at, "verdict", None, {"verdict": after.verdict})


def _code(reading: DeviceReading | None) -> str | None:
    return reading.fault.code if reading and reading.fault else None


def _timeless(state: State) -> State:
    devices = {
        name: reading.model_copy(update={"seen_at": None, "observed": {**reading.observed, LEVEL: None}})
        for name, reading in state.devices.items()
    }
    return state.model_copy(update={"at": None, "devices": devices})
