"""Holding one device as wished: level-triggered, by what it reads back, for as long as the room has it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field, fields, replace

import structlog

from config.rooms import Device
from config.states import Attributes, StageState
from integrations.errors import Busy, DeviceError, NeedsPerson, Refused
from room_agents.backoff import Backoff
from room_agents.clock import Clock, Instant
from room_agents.difference import UNDER_WAY_S, moves_away
from room_agents.drivers import AnyLine
from room_agents.protocol import Fault
from room_agents.pursuit import Pursuit, Transition
from room_agents.readings import Reading, Wished
from room_agents.wake import Wake

PENDING_POLL_S = 1.0
"""While a device is not as wished, it is read this often at least."""
SECRET_LOOKED_AT_S = 2.0
"""So soon a corrected secret counts: whoever corrects it stands before the device."""
UNREACHABLE_FIRST_S = 1.0
"""A device that restarts is back within seconds …"""
UNREACHABLE_LAST_S = 15.0
"""… and one that is switched on by a technician should be seen before they leave the room."""
_log = structlog.get_logger()

OpenLine = Callable[[Device], AbstractAsyncContextManager[AnyLine]]
SecretOf = Callable[[Device], Awaitable[object]]
"""What this machine knows now of the secret that a device takes: equal as long as nobody changes it."""


class Wish:
    """The latest wish for one device, with a wake-up for the task that keeps it."""

    def __init__(self, now: Instant) -> None:
        """Nothing is wished."""
        self.wished = Wished({}, now)
        self.pressed = 0
        """How often somebody asked to put it back."""
        self.wake = Wake()

    def change(self, attributes: Attributes, now: Instant) -> None:
        """Wish *attributes* from now on; the same again changes nothing."""
        if attributes != self.wished.attributes:
            self.wished = Wished(attributes, now)
            self.wake.set()

    def put_back(self, now: Instant) -> None:
        """Somebody wants hand-made changes undone, or a broken device tried again."""
        self.pressed += 1
        self.wished = replace(self.wished, since=now)
        self.wake.set()


@dataclass(slots=True)
class Kept:
    """One device being kept: what is wished, how it is, and whom to tell."""

    name: str
    device: Device
    wish: Wish
    clock: Clock
    told: Callable[[], None]
    """Called when there is a new reading."""
    happened: Callable[[str, Transition], None]
    """Called with the device's id and each transition of an attribute."""
    reading: Reading = field(default_factory=Reading)

    def saw(self, reading: Reading) -> None:
        """The device answered."""
        if self.reading.fault and not reading.fault:
            _log.info("device.recovered", device=self.name)
        self.reading = reading
        self.told()

    def failed(self, fault: Fault, *, waits_for_person: bool = False) -> None:
        """The device cannot be read, and why; what it said last stays, with its age."""
        known = self.reading.fault is not None and self.reading.fault.code == fault.code
        _log.log(logging.DEBUG if known else logging.WARNING, "device.fault", device=self.name, code=fault.code)
        self.reading = replace(self.reading, fault=fault, waits_for_person=waits_for_person)
        self.told()

    def note(self, transitions: Iterable[Transition]) -> None:
        """Tell what happened to the device's attributes."""
        for transition in transitions:
            self.happened(self.name, transition)


@dataclass(frozen=True, slots=True)
class Observation:
    """What a device told, and when."""

    attributes: Attributes
    at: Instant


async def keep(kept: Kept, open_line: OpenLine, secret_of: SecretOf) -> None:
    """Hold one device as wished until cancelled; its faults stay its own.

    A fault that needs a person is not tried again until somebody presses *put back* or corrects this machine's secret;
    the device's definition changing ends this task and starts another.
    """
    pauses = Backoff(UNREACHABLE_FIRST_S, UNREACHABLE_LAST_S)
    pursuit = Pursuit(_enforced(kept.device))
    while True:
        try:
            await _try(kept, open_line, secret_of, pursuit, pauses)
        except (DeviceError, TimeoutError) as error:
            kept.failed(_as_data(error, kept.device))
            if await kept.wish.wake.wait(pauses.next_s()):
                pauses.reset()
        except Exception as error:  # noqa: BLE001  a driver's or an SDK's surprise is this device's fault alone
            fault = Fault(code="surprise", params={"error": type(error).__name__})
            level = logging.DEBUG if fault == kept.reading.fault else logging.ERROR
            _log.log(level, "device.surprise", device=kept.name, exc_info=True)
            kept.failed(fault)
            await kept.wish.wake.wait(pauses.next_s())


async def step(line: AnyLine, pursuit: Pursuit, kept: Kept, last: Observation | None) -> Observation:
    """One pass: observe (unless *last* is fresh), compare, send what differs, observe. Raises DeviceError, TimeoutError."""
    seen = last or await _observe(line, kept)
    kept.note(pursuit.saw(seen.attributes))
    changes = pursuit.due(seen.attributes, kept.clock().mono_s)
    for name, value in changes.items():
        kept.note(pursuit.tried(name, kept.clock().mono_s))
        try:
            async with asyncio.timeout(_patience_s(kept.device)):
                await line.apply(name, value)
        except Refused as error:
            pursuit.refused[name] = _as_data(error, kept.device)
        except Busy as error:
            pursuit.busy(kept.clock().mono_s + error.retry_after_s, _as_data(error, kept.device))
            break
    if changes:
        seen = await _observe(line, kept)
        kept.note(pursuit.saw(seen.attributes))
    return seen


async def _try(kept: Kept, open_line: OpenLine, secret_of: SecretOf, pursuit: Pursuit, pauses: Backoff) -> None:
    """Hold the device over one line until that breaks; ends once a person has done what it waited for.

    Raises DeviceError, TimeoutError.
    """
    pressed, secret = kept.wish.pressed, await secret_of(kept.device)
    try:
        async with AsyncExitStack() as lines:
            async with asyncio.timeout(_patience_s(kept.device)):
                line = await lines.enter_async_context(open_line(kept.device))
            await _hold(line, kept, pursuit, pauses)
    except NeedsPerson as error:
        kept.failed(_as_data(error, kept.device), waits_for_person=True)
        while kept.wish.pressed == pressed and await secret_of(kept.device) == secret:
            await kept.wish.wake.wait(SECRET_LOOKED_AT_S)


async def _hold(line: AnyLine, kept: Kept, pursuit: Pursuit, pauses: Backoff) -> None:
    """Pass after pass over one line: at each change of the wish at once, else at each poll."""
    pursuit.put_back()  # the line is new, or was broken
    pressed = kept.wish.pressed
    last: Observation | None = None
    able_since: Instant | None = None
    while True:
        pursuit.wish(kept.wish.wished.attributes)
        if kept.wish.pressed != pressed:
            pressed = kept.wish.pressed
            pursuit.put_back()
        try:
            last = await step(line, pursuit, kept, last)
        except (Refused, Busy) as error:  # it answers, but will not say how it is
            kept.failed(_as_data(error, kept.device))
            await kept.wish.wake.wait(error.retry_after_s if isinstance(error, Busy) else _poll_s(kept.device))
            last = None
            continue
        pauses.reset()
        if able_since is None or _moves_away(pursuit, last, kept):
            able_since = last.at
        kept.saw(_reading(pursuit, last, able_since))
        await kept.wish.wake.wait(_pause_s(pursuit, last, kept))
        if kept.wish.wished.attributes == pursuit.wished or not _young(last, kept):
            last = None


def _moves_away(pursuit: Pursuit, seen: Observation, kept: Kept) -> bool:
    """Whether a lamp is still at what was wished before; one that never ends it gets no more time."""
    return moves_away(pursuit.wished, seen.attributes) and seen.at.since_s(kept.wish.wished.since) < UNDER_WAY_S


def _reading(pursuit: Pursuit, seen: Observation, able_since: Instant) -> Reading:
    return Reading(
        observed=seen.attributes,
        seen=seen.at,
        able_since=able_since,
        fault=next(iter(pursuit.refused.values()), pursuit.held_up),
        waits_for_person=bool(pursuit.refused),
        attempts=pursuit.attempts,
        left_alone=tuple(sorted(pursuit.left_alone)),
    )


def _pause_s(pursuit: Pursuit, seen: Observation, kept: Kept) -> float:
    """Until the next poll: sooner while something is not as wished, or when a busy device said to ask again."""
    poll_s = _poll_s(kept.device)
    if not pursuit.unfulfilled(seen.attributes):
        return poll_s
    return max(0.0, min(poll_s, PENDING_POLL_S, pursuit.again_in_s(kept.clock().mono_s)))


async def _observe(line: AnyLine, kept: Kept) -> Observation:
    async with asyncio.timeout(_patience_s(kept.device)):
        told = await line.observe()
    return Observation(told, kept.clock())


def _young(seen: Observation, kept: Kept) -> bool:
    return kept.clock().since_s(seen.at) < 3 * _poll_s(kept.device)


def _poll_s(device: Device) -> float:
    return device.poll.total_seconds()


def _patience_s(device: Device) -> float:
    """Longer than any driver takes by its own time-outs, whose errors say more than ours would."""
    return 4 * device.timeout.total_seconds() + 1


def _enforced(device: Device) -> Collection[str]:
    """Nobody changes the stage by hand: whatever it shows otherwise is a fault."""
    return [field.name for field in fields(StageState)] if device.driver == "stage" else device.enforce


def _as_data(error: DeviceError | TimeoutError, device: Device) -> Fault:
    if isinstance(error, DeviceError):
        return Fault(code=error.code, params=error.params)
    return Fault(code="silent", params={"seconds": device.timeout.total_seconds()})
