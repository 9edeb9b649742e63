"""One room: it follows its plan by the clock, keeps its devices as wished, and tells its state."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from config.devices import Device, outputs_of, pages_of
from config.states import Value
from room_agents.clock import Clock
from room_agents.deployment import AHEAD_EVERY_S, DeploymentWatch
from room_agents.drivers import Drivers, canonical
from room_agents.kept import Kept, Wish
from room_agents.picture import KnownDevice, RoomEvent, is_ahead, is_news, picture, transitions
from room_agents.plan import HeldPlan, WireSegment
from room_agents.protocol import PlanMessage, ReportKind, State
from room_agents.pursuit import Transition
from room_agents.reconcile import keep
from room_agents.remembered import DeviceMemory
from room_agents.timeline import Present, led_by, present_at
from room_agents.wake import Wake

ACT_FIRST_S = 0.005
"""How long after a change of wishes the devices have the processor alone, before states are told, stored and logged."""
TICK_S = 1.0
"""How often verdicts are judged again: readings age, deadlines pass, and somebody may set the wall clock."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a room needs: the time, the drivers, and whom to tell. None of these calls may wait."""

    clock: Clock
    """The time by which plans are followed, and the monotonic clock."""
    drivers: Drivers
    publish: Callable[[State], None]
    """Called with each new state that differs in more than the age of its readings."""
    report: Callable[[RoomEvent], None]
    """Called with each transition."""
    remember: Callable[[str, str, DeviceMemory], None] = lambda _room, _device, _memory: None
    """Called with the ids of room and device and everything that must survive a restart, whenever that has changed."""
    clock_confirmed: Callable[[], bool] = lambda: True
    """Whether a service ever said what time it is."""


@dataclass(frozen=True, slots=True)
class _Task:
    kept: Kept
    task: asyncio.Task[None]


class FollowedRoom:
    """A room that follows its plan. *run* it in a task; *take* newer plans as they come."""

    def __init__(
        self, message: PlanMessage, around: Surroundings, recalled: Mapping[str, DeviceMemory] = MappingProxyType({})
    ) -> None:
        """Begin with the first plan, from disk or from the hub, and what the agent remembered of the devices."""
        self._around, self._recalled = around, dict(recalled)
        self._wake = Wake()
        self._tasks: dict[str, _Task] = {}
        self._leaving: list[_Task] = []
        """Devices that are no longer wanted and may still be closing their lines."""
        self._server = DeploymentWatch(self._wake.set)
        self._begun: tuple[object, ...] | None = None
        self._held: HeldPlan | None = None
        self.plan = message.plan
        self.present: Present = present_at(self.plan, self.time())
        self._shown = (self.plan, self.present)
        self.state: State | None = None
        """The room's state; None before it was first judged."""
        self.watchers: set[Wake] = set()
        """Woken at each change of the plan or the state."""

    def time(self) -> datetime:
        """The time by which the plan is followed."""
        return self._around.clock().wall

    @property
    def clock_confirmed(self) -> bool:
        """Whether a service ever said what time it is."""
        return self._around.clock_confirmed()

    def take(self, message: PlanMessage) -> None:
        """Follow the plan in *message* from now on."""
        self.plan = led_by(message.plan, self.plan, self.time())
        self._wake.set()

    def stored(self, held: HeldPlan) -> None:
        """Report the plan *held* as held from now on: it is on disk, as far as the disk took it."""
        self._held = held
        self._wake.set()

    def look_again(self, driver: str) -> None:
        """Read the devices of *driver* at once, since they have something to tell."""
        for kept in self._devices():
            if kept.device.driver == driver:
                kept.wish.wake.set()

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
        """Tell each device what the plan wishes now. Returns whether that is new for any of them."""
        changed = False
        now = self._around.clock()
        self.present = present = present_at(self.plan, now.wall)
        self._shown = (self.plan, present)
        self._tell_segment(present.segment, now.wall)
        has_stage = bool(pages_of(self.plan.room.devices))
        self._look_at_server(now.wall if has_stage else None)
        for kept in self._devices():
            device = kept.device
            wishes = canonical(device, present.wishes.get(kept.name, {}))
            off = outputs_of(device.driver) if present.confidential else frozenset[str]()
            changed |= kept.wish.change(wishes, now, present.turn, off)
            if self.plan.put_back is not None:
                changed |= kept.wish.put_back(self.plan.put_back, now)
        return changed

    def _look_at_server(self, at: datetime | None) -> None:
        """Have the server probed of the meeting that is prepared or comes next, never of one that is on; *at* is None without a stage."""
        present = self.present
        if at is not None and is_ahead(present, at):
            self._server.look_at(present.next_deployment, AHEAD_EVERY_S)
        else:
            self._server.look_at(present.deployment if at is not None else None)

    def _tell_how_it_stands(self, before: object) -> None:
        """Judge the room and tell what has changed; *before* is what was shown until now."""
        known = {kept.name: KnownDevice(kept.device, kept.wish.wished, kept.reading) for kept in self._devices()}
        now = self._around.clock()
        news = self._tell(picture(self.plan, self.present, self._held, known, now, self._server.trouble))
        if news or before != self._shown:
            for watcher in self.watchers:
                watcher.set()

    def _tell(self, state: State) -> bool:
        """Make *state* the present one and tell what changed. Returns whether anything did."""
        before, self.state = self.state, state
        for event in transitions(before, state):
            self._around.report(event)
        news = before is None or is_news(before, state)
        if news:
            self._around.publish(state)
        return news

    def _tell_segment(self, segment: WireSegment | None, at: datetime) -> None:
        """Report a segment when it begins; a plan that only moves its ends does not begin it again."""
        booking = segment.booking.id if segment and segment.booking else None
        begun = (segment.phase, segment.preset, booking) if segment else None
        if segment is not None and begun != self._begun:
            details = {"phase": segment.phase, "booking": booking, "start": segment.start.isoformat()}
            self._around.report(
                RoomEvent(self.plan.room.id, at, "segment", None, details)
            )  # before what follows from it
        self._begun = begun

    def _keep_devices(self, tasks: asyncio.TaskGroup) -> None:
        """Stop keeping devices that are gone or defined anew, then start keeping new ones."""
        wanted = self.plan.room.devices
        self._leaving = [leaving for leaving in self._leaving if not leaving.task.done()]
        for name in [kept.name for kept in self._devices() if wanted.get(kept.name) != kept.device]:
            self._leaving.append(gone := self._tasks.pop(name))
            gone.task.cancel()
        for name in wanted.keys() - self._tasks.keys():
            kept = self._kept(name, wanted[name])
            task = self._keep(kept, [leaving.task for leaving in self._leaving if leaving.kept.name == name])
            self._tasks[name] = _Task(kept, tasks.create_task(task, name=f"keep {self.plan.room.id} {name}"))

    def _devices(self) -> list[Kept]:
        return [task.kept for task in self._tasks.values()]

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
        """Keep a device. First the tasks *before* close their lines to it, so that a device never has two lines."""
        if before:
            await asyncio.wait(before)
        drivers = self._around.drivers
        await keep(kept, lambda device: drivers.open(self.plan.room.id, device), drivers.secret_of)

    def _happened(self, device: str, transition: Transition) -> None:
        kind, attribute, value = transition
        self._report(kind, device, {"attribute": attribute, "value": value})

    def _report(self, kind: ReportKind, device: str | None, details: Mapping[str, Value | None]) -> None:
        self._around.report(RoomEvent(self.plan.room.id, self._around.clock().wall, kind, device, details))

    def _pause_s(self) -> float:
        if self.present.until is None:
            return TICK_S
        return min(TICK_S, max(0.0, (self.present.until - self.time()).total_seconds()))
