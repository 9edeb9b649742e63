"""Holds one device as wished, as long as the room has it: each pass starts from what the device reads back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, fields

import structlog

from config.devices import Device, is_page
from config.states import Attributes, Power, StageState
from integrations.drivers.errors import Busy, DeviceError, NeedsPerson, Refused
from room_agents.backoff import Backoff
from room_agents.clock import Instant
from room_agents.difference import UNDER_WAY_S, moves_away
from room_agents.drivers import AnyLine
from room_agents.kept import Kept
from room_agents.protocol import Fault
from room_agents.pursuit import Pursuit
from room_agents.readings import Reading
from room_agents.remembered import DeviceMemory

PENDING_POLL_S = 1.0
"""The longest pause between two readings of a device that is not as wished."""
SECRET_LOOKED_AT_S = 2.0
"""How often a missing secret is looked for: whoever corrects it stands in front of the device."""
SECOND_TRY_S = 1.0
"""The pause before a second try: only a device that misses that too is out of reach."""
UNREACHABLE_FIRST_S = 1.0
"""The first pause between tries: a device that restarts is back within seconds …"""
UNREACHABLE_LAST_S = 15.0
"""… and the longest: a technician who switches a device on should see it recognized before leaving the room."""
LEAVES_WITHIN_S = 15.0
"""How soon after it went off a set leaves the network, if it leaves as part of going off."""
_log = structlog.get_logger()

OpenLine = Callable[[Device], AbstractAsyncContextManager[AnyLine]]
SecretOf = Callable[[Device], Awaitable[object]]
"""A mark of a device's secret on this machine, which stays equal as long as nobody changes the secret."""


@dataclass(frozen=True, slots=True)
class Observation:
    """The attributes that a device told, and when."""

    attributes: Attributes
    at: Instant


async def keep(kept: Kept, open_line: OpenLine, secret_of: SecretOf) -> None:
    """Hold one device as wished until cancelled; its faults do not reach other devices.

    After a fault that needs a person, nothing is tried until somebody presses *put back* or corrects this machine's secret.
    If the device is defined anew, the room ends this task and starts another.
    """
    await _Keeper(kept, open_line, secret_of).run()


class _Keeper:
    """The loop of one device, over one line after another."""

    def __init__(self, kept: Kept, open_line: OpenLine, secret_of: SecretOf) -> None:
        self._kept, self._open_line, self._secret_of = kept, open_line, secret_of
        warm_up = kept.device.warm_up
        self._pursuit = Pursuit(_enforced(kept.device), warm_up_s=warm_up.total_seconds() if warm_up else None)
        if kept.recalled is not None:
            self._pursuit.recall(kept.recalled)
        self._pauses = Backoff(UNREACHABLE_FIRST_S, UNREACHABLE_LAST_S)
        self._failures = 0
        """How many tries in a row brought no answer."""
        self._able_since: Instant | None = None
        self._off_since: Instant | None = None
        """Since when the device was seen off, if it was seen to go off."""
        self._stored: DeviceMemory | None = None

    async def run(self) -> None:
        """Hold the device until cancelled."""
        while True:
            try:
                await self._over_one_line()
            except (Refused, Busy) as error:
                self._kept.troubled(_as_data(error, self._kept.device))
                await self._kept.wish.wake.wait(self._until_asked_again_s(error))
            except (DeviceError, TimeoutError) as error:
                await self._unanswered(_as_data(error, self._kept.device))
            except Exception as error:  # noqa: BLE001  an unexpected error of a driver or an SDK is this device's fault alone
                fault = Fault(code="surprise", params={"error": type(error).__name__})
                level = logging.DEBUG if fault == self._kept.reading.fault else logging.ERROR
                _log.log(level, "device.surprise", device=self._kept.name, exc_info=True)
                self._lost(fault)
                await self._kept.wish.wake.wait(self._pauses.next_s())

    async def _over_one_line(self) -> None:
        """Hold the device over one line until the line breaks. Raises DeviceError, TimeoutError.

        If a person is needed, this waits for what the person does and then returns.
        """
        kept = self._kept
        pressed_at, secret = kept.wish.put_back_at, await self._secret_of(kept.device)
        try:
            async with AsyncExitStack() as lines:
                async with asyncio.timeout(_patience_s(kept.device)):
                    line = await lines.enter_async_context(self._open_line(kept.device))
                await self._hold(line)
        except NeedsPerson as error:
            self._pursuit.lost()
            kept.waits(_as_data(error, kept.device))
            while kept.wish.put_back_at == pressed_at and await self._secret_of(kept.device) == secret:
                await kept.wish.wake.wait(SECRET_LOOKED_AT_S)

    async def _hold(self, line: AnyLine) -> None:
        """Make pass after pass over one line: at once when the wish changes, else at each poll."""
        kept, pursuit = self._kept, self._pursuit
        last: Observation | None = None
        while True:
            wished = kept.wish.wished
            if wished.turn != pursuit.turn:
                last = None  # a hand's change since then belongs to the turn before
            pursuit.wish(wished.attributes, wished.turn, wished.off)
            if kept.wish.put_back_at != pursuit.heeded and kept.wish.put_back_at is not None:
                pursuit.put_back(kept.wish.put_back_at)
            try:
                last = await step(line, pursuit, kept, last)
            except (Refused, Busy) as error:  # it answers, but does not tell its state
                self._answered()
                kept.troubled(_as_data(error, kept.device))
                await kept.wish.wake.wait(self._until_asked_again_s(error))
                last = None
                continue
            self._answered()
            self._note_off(last)
            if self._able_since is None or _moves_away(pursuit, last, kept):
                self._able_since = last.at
            self._remember()
            kept.saw(_reading(pursuit, last, self._able_since))
            await kept.wish.wake.wait(_pause_s(pursuit, last, kept))
            if kept.wish.wished is wished or not _young(last, kept):
                last = None

    async def _unanswered(self, fault: Fault) -> None:
        """Try a second time soon; a device that is silent then too is out of reach, and is tried ever more seldom."""
        self._failures += 1
        self._remember()  # a command that was just sent may be the one without an answer
        if self._failures < 2:
            self._pursuit.line_over()
            _log.debug("device.unanswered", device=self._kept.name, code=fault.code)
            self._kept.unanswered(asleep=self._asleep)
            await asyncio.sleep(SECOND_TRY_S)
            return
        self._lost(fault)
        if await self._kept.wish.wake.wait(self._pauses.next_s()):
            self._pauses.reset()

    def _answered(self) -> None:
        self._failures = 0
        self._pauses.reset()

    def _lost(self, fault: Fault) -> None:
        seen, off_since = self._kept.reading.seen, self._off_since
        sleeper = bool(self._asleep and seen and off_since and seen.since_s(off_since) < LEAVES_WITHIN_S)
        self._able_since = None
        self._pursuit.lost()
        self._kept.lost(fault, asleep=self._asleep, sleeper=sleeper)

    @property
    def _asleep(self) -> bool:
        """Whether the device was last seen off, or going off."""
        return self._pursuit.rests_at("power") == Power.OFF

    def _note_off(self, seen: Observation) -> None:
        """Note when the device was seen to go off, and forget it when the device comes back."""
        before, power = self._kept.reading.observed.get("power"), seen.attributes.get("power")
        if power == Power.OFF and before in (Power.ON, Power.WARMING, Power.COOLING):
            self._off_since = seen.at
        elif power not in (Power.OFF, None):
            self._off_since = None

    def _remember(self) -> None:
        memory = self._pursuit.memory()
        if memory != self._stored:
            self._stored = memory
            self._kept.remember(self._kept.name, memory)

    def _until_asked_again_s(self, error: Refused | Busy) -> float:
        return error.retry_after_s if isinstance(error, Busy) else _poll_s(self._kept.device)


async def step(line: AnyLine, pursuit: Pursuit, kept: Kept, last: Observation | None) -> Observation:
    """Make one pass: observe (unless *last* is given), compare, send what differs, observe. Raises DeviceError, TimeoutError."""
    seen = last or await _observe(line, kept)
    kept.note(pursuit.saw(seen.attributes, kept.clock().mono_s))
    changes = pursuit.due(seen.attributes, kept.clock().mono_s)
    for name, value in changes.items():
        kept.note(pursuit.tried(name, kept.clock().mono_s))
        try:
            async with asyncio.timeout(_patience_s(kept.device)):
                await line.apply(name, value)
        except Refused as error:
            pursuit.refuse(name, _as_data(error, kept.device), kept.clock().mono_s)
        except Busy as error:
            pursuit.busy(kept.clock().mono_s + error.retry_after_s, _as_data(error, kept.device))
            break
        except (DeviceError, TimeoutError):
            pursuit.unsure(name)
            raise
    if changes:
        seen = await _observe(line, kept)
        kept.note(pursuit.saw(seen.attributes, kept.clock().mono_s))
    return seen


def _moves_away(pursuit: Pursuit, seen: Observation, kept: Kept) -> bool:
    """Whether a lamp still warms or cools as the wish before wanted; a lamp that never ends gets no more time."""
    return moves_away(pursuit.wished, seen.attributes) and seen.at.since_s(kept.wish.wished.since) < UNDER_WAY_S


def _reading(pursuit: Pursuit, seen: Observation, able_since: Instant) -> Reading:
    return Reading(
        observed=seen.attributes,
        seen=seen.at,
        able_since=able_since,
        fault=Fault(code="flapping") if pursuit.flapping else next(iter(pursuit.refused.values()), pursuit.held_up),
        turn=pursuit.turn,
        waits_for_person=bool(pursuit.waiting) or pursuit.flapping,
        attempts=pursuit.resending.attempts,
        left_alone=tuple(sorted(pursuit.left_alone)),
    )


def _pause_s(pursuit: Pursuit, seen: Observation, kept: Kept) -> float:
    """Seconds until the next poll: fewer while something is not as wished, or if a busy device said when to ask again."""
    poll_s = _poll_s(kept.device)
    if not pursuit.unfulfilled(seen.attributes):
        return poll_s
    return max(0.0, min(poll_s, PENDING_POLL_S, pursuit.resending.held_up_for_s(kept.clock().mono_s)))


async def _observe(line: AnyLine, kept: Kept) -> Observation:
    async with asyncio.timeout(_patience_s(kept.device)):
        told = await line.observe()
    return Observation(told, kept.clock())


def _young(seen: Observation, kept: Kept) -> bool:
    return kept.clock().since_s(seen.at) < 3 * _poll_s(kept.device)


def _poll_s(device: Device) -> float:
    return device.poll.total_seconds()


def _patience_s(device: Device) -> float:
    """Seconds longer than any driver takes by its own time-outs, whose errors say more than ours."""
    return 4 * device.timeout.total_seconds() + 1


def _enforced(device: Device) -> Collection[str]:
    """The attributes to put back at once. Of the stage these are all, since nobody changes it by hand."""
    return [field.name for field in fields(StageState)] if is_page(device.driver) else device.enforce


def _as_data(error: DeviceError | TimeoutError, device: Device) -> Fault:
    if isinstance(error, DeviceError):
        return Fault(code=error.code, params=error.params)
    return Fault(code="silent", params={"seconds": device.timeout.total_seconds()})
