"""One room: follows its plan by the clock, keeps its devices as wished, and tells how it is."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from config.rooms import Device
from config.states import Value
from room_agents.clock import Clock
from room_agents.deployment import DeploymentWatch
from room_agents.difference import OUTPUTS
from room_agents.drivers import Drivers, canonical
from room_agents.kept import Kept, Wish
from room_agents.picture import Event, Known, is_news, picture, transitions
from room_agents.plan import HeldPlan, WireSegment
from room_agents.protocol import PlanMessage, ReportKind, State
from room_agents.pursuit import Transition
from room_agents.reconcile import keep
from room_agents.remembered import DeviceMemory
from room_agents.timeline import Present, led_by, present_at
from room_agents.wake import Wake

_UNRECORDED = frozenset(OUTPUTS)
"""What nobody may have on in a confidential booking."""
ACT_FIRST_S = 0.005
"""So long after a change of wishes the devices have the processor to themselves; then it is told, stored and logged."""
TICK_S = 1.0
"""Verdicts are judged again so often: readings age, deadlines pass, and somebody may set the wall clock."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a room is given: time, drivers, and whom to tell. None of these calls may wait."""

    clock: Clock
    """The time by which plans are followed, beside the monotonic one."""
    drivers: Drivers
    publish: Callable[[State], None]
    """Called with each whole state that differs in more than the age of its readings."""
    report: Callable[[Event], None]
    """Called with each transition."""
    remember: Callable[[str, str, DeviceMemory], None] = lambda _room, _device, _memory: None
    """Called with room, device and all that must survive a restart, whenever that has changed."""
    clock_confirmed: Callable[[], bool] = lambda: True
    """Whether a service ever said what time it is."""


@dataclass(frozen=True, slots=True)
class _Task:
    kept: Kept
    task: asyncio.Task[None]


class Room:
    """A room being followed, from its first plan on. *run* it in a task; *take* newer plans as they come."""

    def __init__(
        self, message: PlanMessage, around: Surroundings, recalled: Mapping[str, DeviceMemory] = MappingProxyType({})
    ) -> None:
        """With its first plan, from disk or from the hub, and what an agent before remembered of its devices."""
        self._around, self._recalled = around, dict(recalled)
        self._wake = Wake()
        self._tasks: dict[str, _Task] = {}
        self._leaving: list[_Task] = []
        """No longer wanted, and perhaps still closing their lines."""
        self._server = DeploymentWatch(self._wake.set)
        self._begun: tuple[object, ...] | None = None
        self._held: HeldPlan | None = None
        self.plan = message.plan
        self.present: Present = present_at(self.plan, self.time())
        self._shown = (self.plan, self.present)
        self.state: State | None = None
        """How the room is; None until it was first looked at."""
        self.watchers: set[Wake] = set()
        """Woken at each change of the plan or the state."""

    def time(self) -> datetime:
        """Now, as the plan is followed."""
        return self._around.clock().wall

    @property
    def clock_confirmed(self) -> bool:
        """Whether a service ever said what time it is."""
        return self._around.clock_confirmed()

    def take(self, message: PlanMessage) -> None:
        """Follow this plan from now on."""
        self.plan = led_by(message.plan, self.plan, self.time())
        self._wake.set()

    def stored(self, held: HeldPlan) -> None:
        """The plan *held* has gone to disk, as far as that was possible: from now on it is told as held."""
        self._held = held
        self._wake.set()

    def look_again(self, driver: str) -> None:
        """Read the devices of that kind at once: they have something to tell."""
        for one in self._tasks.values():
            if one.kept.device.driver == driver:
                one.kept.wish.wake.set()

    async def run(self) -> None:
        """Follow the plan until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._server.run(), name=f"meeting's server of {self.plan.room.id}")
            while True:
                self._keep_devices(tasks)
                before = self._shown
                wished_anew = self._wish()
                await asyncio.sleep(ACT_FIRST_S if wished_anew and self.state is not None else 0)
                self._tell_how_it_stands(before)
                await self._wake.wait(self._pause_s())

    def _wish(self) -> bool:
        """What the plan wishes now, to each device; whether that is news for any of them."""
        changed = False
        now = self._around.clock()
        self.present = present = present_at(self.plan, now.wall)
        self._shown = (self.plan, present)
        self._tell_segment(present.segment, now.wall)
        has_stage = any(device.driver == "stage" for device in self.plan.room.devices.values())
        self._server.look_at(present.deployment if has_stage else None)
        for name, one in self._tasks.items():
            device = one.kept.device
            wishes = canonical(device, present.wishes.get(name, {}))
            off = _UNRECORDED if present.confidential and device.driver == "obs" else frozenset[str]()
            changed |= one.kept.wish.change(wishes, now, present.turn, off)
            if self.plan.put_back is not None:
                changed |= one.kept.wish.put_back(self.plan.put_back, now)
        return changed

    def _tell_how_it_stands(self, before: object) -> None:
        """How the room stands, and what of it is news; *before* is what was shown until now."""
        known = {
            name: Known(one.kept.device, one.kept.wish.wished, one.kept.reading) for name, one in self._tasks.items()
        }
        now = self._around.clock()
        news = self._tell(picture(self.plan, self.present, self._held, known, now, self._server.trouble))
        if news or before != self._shown:
            for watcher in self.watchers:
                watcher.set()

    def _tell(self, state: State) -> bool:
        """Make *state* the present one and tell what changed; whether anything did."""
        before, self.state = self.state, state
        for event in transitions(before, state):
            self._around.report(event)
        news = before is None or is_news(before, state)
        if news:
            self._around.publish(state)
        return news

    def _tell_segment(self, segment: WireSegment | None, at: datetime) -> None:
        """Report a segment when it begins; a plan that cuts the present one anew does not begin it again."""
        booking = segment.booking.id if segment and segment.booking else None
        begun = (segment.phase, segment.preset, booking) if segment else None
        if segment is not None and begun != self._begun:
            details = {"phase": segment.phase, "booking": booking, "start": segment.start.isoformat()}
            self._around.report(Event(self.plan.room.id, at, "segment", None, details))  # before what it leads to
        self._begun = begun

    def _keep_devices(self, tasks: asyncio.TaskGroup) -> None:
        """Stop keeping devices that are gone or defined anew, then start keeping those that are new."""
        wanted = self.plan.room.devices
        self._leaving = [one for one in self._leaving if not one.task.done()]
        for name in [name for name, one in self._tasks.items() if wanted.get(name) != one.kept.device]:
            self._leaving.append(gone := self._tasks.pop(name))
            gone.task.cancel()
        for name in wanted.keys() - self._tasks.keys():
            kept = self._kept(name, wanted[name])
            task = self._keep(kept, [one.task for one in self._leaving if one.kept.name == name])
            self._tasks[name] = _Task(kept, tasks.create_task(task, name=f"keep {self.plan.room.id} {name}"))

    def _kept(self, name: str, device: Device) -> Kept:
        clock = self._around.clock
        return Kept(
            name,
            device,
            Wish(clock()),
            clock,
            self._wake.set,
            self._happened,
            lambda name, memory: self._around.remember(self.plan.room.id, name, memory),
            self._recalled.pop(name, None),
        )

    async def _keep(self, kept: Kept, before: Collection[asyncio.Task[None]]) -> None:
        """Keep a device; one that was defined anew once the lines of *before* are closed, so that it never has two."""
        if before:
            await asyncio.wait(before)
        drivers = self._around.drivers
        await keep(kept, lambda device: drivers.open(self.plan.room.id, device), drivers.secret_of)

    def _happened(self, device: str, transition: Transition) -> None:
        kind, attribute, value = transition
        self._report(kind, device, {"attribute": attribute, "value": value})

    def _report(self, kind: ReportKind, device: str | None, details: Mapping[str, Value | None]) -> None:
        self._around.report(Event(self.plan.room.id, self._around.clock().wall, kind, device, details))

    def _pause_s(self) -> float:
        if self.present.until is None:
            return TICK_S
        return min(TICK_S, max(0.0, (self.present.until - self.time()).total_seconds()))
