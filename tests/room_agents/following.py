"""A room to follow, with plans made on the spot and everything it tells kept in lists."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from config.device_models import PjlinkDevice
from config.devices import Device
from config.states import Value
from integrations.drivers.errors import NeedsPerson
from room_agents.clock import Clock, read_clock
from room_agents.drivers import Drivers
from room_agents.picture import RoomEvent
from room_agents.plan import Conference, Plan, RoomDefinition, WireSegment
from room_agents.protocol import PlanMessage, State
from room_agents.room import FollowedRoom, Surroundings
from room_agents.stage_device import Stages
from room_agents.wake import Wake
from tests.support.waiting import WITHIN_S

STORE = "11111111-2222-3333-4444-555555555555"
QUICK = timedelta(milliseconds=50)
SECRETS = {"env:REGIA_SECRET_P": "segreto"}


def secret(name: str, known: Mapping[str, str] = SECRETS) -> str:
    try:
        return known[name]
    except KeyError as error:
        raise NeedsPerson("secret_missing", name=name) from error


def projector_device(port: int, **more: object) -> PjlinkDevice:
    """A projector read every 50 ms."""
    values = {"driver": "pjlink", "host": "127.0.0.1", "port": port, "poll": QUICK, "timeout": timedelta(seconds=1)}
    return PjlinkDevice.model_validate({**values, **more})


def segment(
    phase: str, desired: Mapping[str, Mapping[str, Value]], *, from_s: float = -60, to_s: float = 3600, **more: object
) -> WireSegment:
    """A segment that begins and ends so many seconds from now."""
    now = datetime.now(UTC)
    times = {"start": now + timedelta(seconds=from_s), "end": now + timedelta(seconds=to_s)}
    return WireSegment.model_validate({"phase": phase, "desired": desired, **times, **more})


def plan_of(
    devices: Mapping[str, Device],
    *segments: WireSegment,
    room: str = "sala-1",
    revision: int = 1,
    store: str = STORE,
    put_back: datetime | None = None,
) -> PlanMessage:
    """A plan message for one room."""
    definition = RoomDefinition(id=room, name="Sala 1", timezone="Europe/Rome", devices=devices)
    window = datetime.now(UTC) - timedelta(hours=1)
    plan = Plan(
        store=store, revision=revision, window_start=window, room=definition, put_back=put_back, segments=segments
    )
    return PlanMessage(sent_at=datetime.now(UTC), plan=plan)


@dataclass
class Followed:
    """A room at work and all it told."""

    room: FollowedRoom
    stages: Stages
    states: list[State] = field(default_factory=list)
    events: list[RoomEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._changed = Wake()
        self.room.watchers.add(self._changed)

    async def until(self, wanted: Callable[[State], object]) -> State:
        """The first state from now on that is as *wanted*."""
        async with asyncio.timeout(WITHIN_S):
            while self.room.state is None or not wanted(self.room.state):
                await self._changed.wait()
        return self.room.state

    def kinds(self, kind: str) -> list[tuple[str | None, Mapping[str, Value | None]]]:
        """The device and details of each transition of that kind."""
        return [(event.device, event.details) for event in self.events if event.kind == kind]


@asynccontextmanager
async def following(
    message: PlanMessage, *, clock: Clock = read_clock, secrets: Mapping[str, str] = SECRETS
) -> AsyncIterator[Followed]:
    """A room following *message* until left, on a machine that knows *secrets*."""
    stages, states, events = Stages(clock), list[State](), list[RoomEvent]()
    drivers = Drivers(partial(secret, known=secrets), stages)
    room = FollowedRoom(message, Surroundings(clock, drivers, states.append, events.append))
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(room.run())
        try:
            yield Followed(room, stages, states, events)
        finally:
            running.cancel()


OURS = Conference(deployment="https://meet.example", name="sala", token="t", link="https://meet.example/sala")
