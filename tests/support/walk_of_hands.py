"""A walk of hands: people, bookings, faults and restarts at random, around one room with real drivers, on a fast clock.

The devices are the emulators; the plans are the planner's. What must hold is looked at again and again while the walk
goes on, by what the devices really are. `walk` gives what did not hold.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.rooms import Installation
from config.states import Value
from integrations.emulators.controls import Emulator
from integrations.emulators.obs import Obs, obs_running
from integrations.emulators.projector import Projector, projector_running
from room_agents.clock import Instant
from room_agents.drivers import Drivers
from room_agents.memory import Memory
from room_agents.plan import Plan, RoomDefinition, WireBooking, WireSegment
from room_agents.protocol import PlanMessage, State
from room_agents.room import FollowedRoom, Surroundings
from room_agents.stage_device import Stages
from schedules.bookings import Key, Occurrence, Override, OverrideKind, Segment
from schedules.planning.planner import RoomInputs, plan
from schedules.planning.presets import compile_rules
from tests.support.fast_loop import FastLoop

SPEED = 20.0
MORNING = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)
INPUTS = {"11": "rgb1", "21": "video1", "31": "hdmi1", "32": "hdmi2"}
COMES_UP_WITH = "51"
"""The input after a power cut, which nobody chooses by hand."""
SCENES = ("Riposo", "Attesa", "Riunione", "Altro")
FORBIDDEN_S = 12.0
"""A confidential meeting is recorded no longer than two polls of 2 s and the stop, and what a busy machine adds."""
SETTLED_S = 25.0
"""So long after the last fault, and after a change of the plan, every device is as wished."""
LAG_S = 8.0
"""What the room tells may be this much behind what is true."""


def site(projector: int, obs: int) -> Installation:
    """One room, with those two on loopback."""
    devices = {
        "proiettore": {"driver": "pjlink", "host": "127.0.0.1", "port": projector, "poll": "2s", "warm_up": "6s"},
        "video": {"driver": "obs", "host": "127.0.0.1", "port": obs},
    }
    shown = {"proiettore": {"power": "on", "input": "hdmi1"}, "video": {"scene": "Attesa", "recording": False}}
    return Installation.model_validate(
        {
            "sites": [{"id": "prova", "name": "Prova", "timezone": "Europe/Rome"}],
            "rooms": [{"id": "sala", "name": "Sala", "lead": "20s", "closing": "10s", "devices": devices}],
            "presets": {
                "riunione": {
                    "title": "Riunione",
                    "needs": ["proiettore", "video"],
                    "preparing": shown,
                    "live": {"video": {"scene": "Riunione", "recording": True}},
                    "closing": {"video": {"recording": False}},
                },
                "riservato": {"title": "Occupato", "confidential": True, "needs": ["video"], "preparing": shown},
            },
            "idle": {"proiettore": {"power": "off"}, "video": {"scene": "Riposo", "recording": False}},
        }
    )


@dataclass
class Hand:
    """What a person did to one attribute, and where they left it."""

    left: Value
    turn: str | None
    wished: Value
    """The wish they went against."""


@dataclass
class World:
    """The room, its devices, and all that has happened."""

    projector: Projector
    obs: Obs
    folder: Path
    dice: random.Random
    occurrences: list[Occurrence] = field(default_factory=list)
    overrides: list[Override] = field(default_factory=list)
    hands: dict[tuple[str, str], Hand] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    story: list[str] = field(default_factory=list)
    unsettled_until_s: float = 0.0
    revision: int = 0
    put_back_at: datetime | None = None
    room: FollowedRoom | None = None

    def __post_init__(self) -> None:
        self.rules = compile_rules(site(self.projector.port, self.obs.port), "sala")
        self.loop = asyncio.get_running_loop()
        self.begun_s = self.loop.time()

    def clock(self) -> Instant:
        now_s = self.loop.time()
        return Instant(MORNING + timedelta(seconds=now_s - self.begun_s), now_s)

    def note(self, what: str) -> None:
        self.story.append(f"{self.loop.time() - self.begun_s:.1f} {what}")

    def disturb(self, for_s: float = 0.0) -> None:
        """What happens now takes its time to settle."""
        self.unsettled_until_s = max(self.unsettled_until_s, self.loop.time() + for_s + SETTLED_S)

    # --- the plan

    def message(self) -> PlanMessage:
        """The plan as the service would send it now."""
        self.revision += 1
        now = self.clock().wall
        inputs = RoomInputs(tuple(self.occurrences), (), tuple(self.overrides))
        timeline = plan(self.rules, inputs, now - timedelta(minutes=10), now + timedelta(hours=1))
        definition = RoomDefinition(id="sala", name="Sala", timezone="Europe/Rome", devices=self.rules.room.devices)
        told = Plan(
            store="s",
            revision=self.revision,
            window_start=MORNING,
            room=definition,
            put_back=self.put_back_at,
            segments=tuple(_wire(segment) for segment in timeline.segments),
            idle=self.rules.idle,
        )
        return PlanMessage(sent_at=now, plan=told)

    def send(self) -> None:
        self.disturb()
        if self.room is not None:
            self.room.take(self.message())

    # --- the agent

    async def start(self) -> None:
        """An agent begins, with what the one before it left on the disk."""
        self.memory = Memory(self.folder, self.clock)
        self.memory.load()
        around = Surroundings(
            self.clock, Drivers(lambda name: name, Stages(self.clock)), self._told, lambda _: None, self.memory.note
        )
        self.room = FollowedRoom(self.message(), around, self.memory.recall("sala"))
        self._running = asyncio.create_task(self.room.run(), name="room")

    async def stop(self) -> None:
        """The agent ends."""
        self._running.cancel()
        await asyncio.wait([self._running])
        self.memory.close()

    def _told(self, state: State) -> None:
        """Never ready while a need was last read otherwise."""
        assert self.room is not None
        segment = self.room.present.segment
        for name in segment.needs if segment is not None and state.verdict == "ready" else ():
            device = state.devices[name]
            off = device.desired.get("power") == "off"
            expected = {key: value for key, value in device.desired.items() if not (off and key == "input")}
            if any(device.observed.get(key) != value for key, value in expected.items()):
                self.blame(f"ready with {name} {dict(device.observed)} instead of {dict(device.desired)}")

    def owes(self, device: str, attribute: str) -> bool:
        """Whether a command for it was sent whose effect may still come."""
        known = self.memory.recall("sala").get(device)
        return known is None or known.attributes.get(attribute) is None or known.attributes[attribute].sent is not None

    async def settled(self) -> None:
        """Wait until what happened last has had its time, as long as nothing else happens meanwhile."""
        for _ in range(3):
            await asyncio.sleep(max(0.0, self.unsettled_until_s - self.loop.time()))

    async def seen(self, device: str, attribute: str, value: Value) -> None:
        """Wait until the room has read that, or something else that came after it."""
        for _ in range(int(SETTLED_S)):
            await asyncio.sleep(1.0)
            state = self.room.state if self.room is not None else None
            if state is not None and state.devices[device].observed.get(attribute) == value:
                return

    def blame(self, what: str) -> None:
        if what not in self.wrong:
            self.note(f"WRONG {what}")
            self.wrong.append(what)

    # --- the truth

    def real(self) -> dict[tuple[str, str], Value]:
        """What the devices are."""
        power = {"warming": "on", "cooling": "off"}.get(self.projector.power, self.projector.power)
        told: dict[tuple[str, str], Value] = {("proiettore", "power"): power}
        if power == "on":
            told["proiettore", "input"] = INPUTS.get(self.projector.input, "network1")
        told["video", "scene"] = self.obs.scene
        told["video", "recording"] = bool(self.obs.recording)
        return told

    def wished(self) -> dict[tuple[str, str], Value]:
        """What is wished of them."""
        assert self.room is not None
        wishes = self.room.present.wishes
        flat = {(device, name): value for device, wish in wishes.items() for name, value in wish.items()}
        if flat.get(("proiettore", "power")) == "off":
            flat.pop(("proiettore", "input"), None)
        return {key: value for key, value in flat.items() if key[1] in {"power", "input", "scene", "recording"}}


def _wire(segment: Segment) -> WireSegment:
    booked = segment.booking
    booking = None
    if booked is not None:
        booking = WireBooking(
            id=booked.key.uid, title="x", start=booked.start, end=booked.end, confidential=booked.confidential
        )
    needs = ("proiettore", "video") if booked is not None and booked.preset == "riunione" else ()
    return WireSegment(
        start=segment.start,
        end=segment.end,
        phase=segment.phase.value,
        booking=booking,
        desired=segment.wishes,
        needs=needs,
    )


# --- steps


async def book(world: World) -> None:
    """Book the room for some moments, soon."""
    start = max([world.clock().wall, *(occurrence.end for occurrence in world.occurrences)]) + timedelta(
        seconds=world.dice.choice((0, 0, 15, 40))
    )
    preset = world.dice.choice(("riunione", "riunione", "riservato"))
    uid = f"{preset}-{len(world.occurrences)}"
    end = start + timedelta(seconds=world.dice.uniform(40, 150))
    key = Key("c", uid, start)
    world.occurrences.append(Occurrence(key, start, end, uid, ("sala",), preset, confidential=preset == "riservato"))
    world.note(f"book {uid} from {(start - MORNING).total_seconds():.1f} to {(end - MORNING).total_seconds():.1f}")
    world.send()


async def end_early(world: World) -> None:
    """End what is live."""
    assert world.room is not None
    segment = world.room.present.segment
    if segment is None or segment.phase != "live" or segment.booking is None:
        return
    booked = next(occurrence for occurrence in world.occurrences if occurrence.key.uid == segment.booking.id)
    world.overrides.append(
        Override(len(world.overrides) + 1, OverrideKind.END, "sala", world.clock().wall, key=booked.key)
    )
    world.note(f"end {booked.key.uid}")
    world.disturb()
    world.send()


async def put_back(world: World) -> None:
    """Press *put back*."""
    world.put_back_at = world.clock().wall
    world.hands.clear()
    world.note("put back")
    world.disturb()
    world.send()


async def hand(world: World) -> None:
    """Somebody changes one thing, where the room had been as it should be and nothing of ours is under way."""
    assert world.room is not None
    await world.settled()
    device, attribute = world.dice.choice(
        [("proiettore", "power"), ("proiettore", "input"), ("video", "scene"), ("video", "recording")]
    )
    key, real, wished = (device, attribute), world.real(), world.wished()
    if device == "proiettore" and world.projector.power in ("warming", "cooling"):
        return
    verified = key in wished and (real.get(key) == wished[key] or key in world.hands)
    if not verified or key not in real or world.owes(device, attribute):
        return
    word, left = _another(world, attribute, real[key])
    emulator: Emulator = world.projector if device == "proiettore" else world.obs
    emulator.control(f"by-hand {attribute} {word}")
    segment = world.room.present.segment
    stopped = attribute == "recording" and segment is not None and segment.booking and segment.booking.confidential
    if left == wished[key] or stopped:
        world.hands.pop(key, None)
    else:
        world.hands[key] = Hand(left, world.room.present.turn, wished[key])
    if key == ("proiettore", "power"):
        world.hands.pop(("proiettore", "input"), None)
    if stopped or attribute == "power":
        world.disturb()
    world.note(f"hand {attribute} {left}")
    await world.seen(device, attribute, left)


def _another(world: World, attribute: str, now: Value) -> tuple[str, Value]:
    match attribute:
        case "power":
            other = "off" if now == "on" else "on"
            return other, other
        case "input":
            code = world.dice.choice([code for code, name in INPUTS.items() if name != now])
            return code, INPUTS[code]
        case "scene":
            scene = world.dice.choice([scene for scene in SCENES if scene != now])
            return scene, scene
        case _:
            return ("false" if now else "true"), not now


async def fault(world: World) -> None:
    """A device loses answers, or is out of reach, for a while."""
    emulator: Emulator = world.dice.choice((world.projector, world.obs))
    word, for_s = world.dice.choice((("freeze", 3.0), ("drop", 3.0), ("refuse", 20.0), ("refuse", 0.5)))
    world.note(f"{word} {type(emulator).__name__} for {for_s} s")
    world.disturb(for_s)
    emulator.control(word)
    await asyncio.sleep(for_s)
    emulator.control("clear")
    world.disturb()


async def power_cut(world: World) -> None:
    """The projector loses its power for a while."""
    world.note("power cut")
    world.disturb(20)
    world.projector.control("refuse")
    world.projector.control("by-hand power off")
    world.projector.control(f"by-hand input {COMES_UP_WITH}")
    for key in [("proiettore", "power"), ("proiettore", "input")]:
        left = world.hands.get(key)
        if left is not None and not (key[1] == "power" and left.left == "off"):
            del world.hands[key]
    await asyncio.sleep(20)
    world.projector.control("clear")
    world.disturb()


async def restart(world: World) -> None:
    """The agent is ended and started again."""
    world.note("restart")
    world.disturb()
    await world.stop()
    await world.start()


async def wait(world: World) -> None:
    """Nothing."""
    await asyncio.sleep(world.dice.uniform(5, 25))


Step = Callable[[World], Awaitable[None]]
STEPS: tuple[Step, ...] = (
    *[hand] * 8,
    *[book] * 3,
    fault,
    fault,
    restart,
    restart,
    power_cut,
    end_early,
    put_back,
    wait,
)


# --- what must hold


class Watch:
    """Looks at the truth every second."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._plan: object = None
        self._since_s: dict[object, float] = {}

    async def keep(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(1.0)

    def _look(self) -> None:
        world, room = self.world, self.world.room
        if room is None or room.state is None:
            return
        wished, turn = world.wished(), room.present.turn
        if (wished, turn) != self._plan:
            self._plan = (wished, turn)
            world.disturb()
        world.hands = {
            key: hand for key, hand in world.hands.items() if hand.turn == turn and wished.get(key) == hand.wished
        }
        flapping = {
            name for name, device in room.state.devices.items() if device.fault and device.fault.code == "flapping"
        }
        self._nothing_forbidden_is_on(room)
        self._hands_are_respected()
        if world.loop.time() >= world.unsettled_until_s:
            self._nothing_of_ours_is_called_theirs(room.state)
            self._the_rest_is_as_wished(wished, flapping)

    def _lasts(self, what: object, so: object, for_s: float) -> bool:
        """Whether *what* has been *so* for longer than that."""
        now_s = self.world.loop.time()
        if not so:
            self._since_s.pop(what, None)
            return False
        return now_s - self._since_s.setdefault(what, now_s) > for_s

    def _nothing_forbidden_is_on(self, room: FollowedRoom) -> None:
        confidential = room.present.confidential and self.world.obs.fault is None
        if self._lasts("recorded", confidential and self.world.obs.recording, FORBIDDEN_S):
            self.world.blame("a confidential meeting is recorded")

    def _hands_are_respected(self) -> None:
        real = self.world.real()
        for key, hand_ in list(self.world.hands.items()):
            if key in real and real[key] != hand_.left:
                self.world.blame(f"what people did is undone: {key} {hand_.left} is {real[key]}")
                del self.world.hands[key]

    def _nothing_of_ours_is_called_theirs(self, state: State) -> None:
        real = self.world.real()
        for device, reading in state.devices.items():
            for attribute in ("power", "input", "scene", "recording"):
                key = (device, attribute)
                theirs = attribute in reading.left_alone and key not in self.world.hands and key in real
                if self._lasts(("left", key), theirs, LAG_S):
                    self.world.blame(f"{key} is called changed by hand, and nobody did")

    def _the_rest_is_as_wished(self, wished: dict[tuple[str, str], Value], flapping: set[str]) -> None:
        real = self.world.real()
        for key, value in wished.items():
            free = key not in self.world.hands and key[0] not in flapping and key in real
            if free and real[key] != value:
                self.world.blame(f"{key} is {real[key]}, not {value}")


async def walk(seed: int, steps: int, folder: Path) -> list[str]:
    """Walk so many steps; gives what did not hold, with the story that led there."""
    async with _standing(seed, folder) as world:
        for _ in range(steps):
            await world.dice.choice(STEPS)(world)
            if world.wrong:
                break
        await world.settled()
        return [f"seed {seed}: {world.wrong}", *world.story] if world.wrong else []


@asynccontextmanager
async def _standing(seed: int, folder: Path) -> AsyncIterator[World]:
    async with projector_running(warm_up_s=1.5, cool_down_s=1.5) as projector, obs_running(scenes=SCENES) as obs:
        world = World(projector, obs, folder, random.Random(seed))
        await world.start()
        watching = asyncio.create_task(Watch(world).keep(), name="watch")
        try:
            yield world
        finally:
            watching.cancel()
            await asyncio.wait([watching])
            await world.stop()


def walk_fast(seed: int, steps: int, folder: Path) -> list[str]:
    """`walk` on a loop of its own, on which time runs SPEED times as fast."""
    with asyncio.Runner(loop_factory=lambda: FastLoop(SPEED)) as runner:
        return runner.run(walk(seed, steps, folder))
