"""The rooms of this agent: each has a task of its own, which begins with the plan on disk or the hub's first plan."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from room_agents.disk import RETRY_S, Refusal
from room_agents.plan import HeldPlan
from room_agents.plans import Plans, held_plan, replaces
from room_agents.protocol import PlanMessage
from room_agents.remembered import DeviceMemory
from room_agents.room import ACT_FIRST_S, FollowedRoom, Surroundings
from room_agents.wake import Wake

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Followed:
    room: FollowedRoom
    task: asyncio.Task[None]


class Rooms:
    """The rooms by id. *take* and *forget* act at once; *save* brings the change to disk afterwards."""

    def __init__(
        self,
        plans: Plans,
        around: Surroundings,
        tasks: asyncio.TaskGroup,
        recall: Callable[[str], Mapping[str, DeviceMemory]] = lambda _room: {},
        *,
        retry_s: float = RETRY_S,
    ) -> None:
        """Begin without rooms; each will run in *tasks*. A disk that refused a plan is tried again after *retry_s*.

        *recall* returns what the disk remembers of a room's devices.
        """
        self._plans, self._around, self._tasks, self._retry_s = plans, around, tasks, retry_s
        self._recall = recall
        self._followed: dict[str, _Followed] = {}
        self._on_disk: dict[str, HeldPlan] = {}
        self._unsaved: dict[str, PlanMessage | None] = {}
        self._refusals: defaultdict[str, Refusal] = defaultdict(Refusal)
        self._work = Wake()
        self.standing_back = False
        """Whether a newer agent has come for the rooms; this ends when the hub sends a plan again."""

    @property
    def held(self) -> Mapping[str, HeldPlan]:
        """The plans that are followed and on disk, by room."""
        return {room: plan for room, plan in self._on_disk.items() if room in self._followed}

    @property
    def live(self) -> bool:
        """Whether a session runs in any room."""
        return any(room.present.segment is not None and room.present.segment.phase == "live" for room in self)

    def load(self) -> Sequence[datetime]:
        """Follow the plans on disk. Returns when each was sent. Reads the disk; call it before anything else runs."""
        messages = list(self._plans.load())
        for message in messages:
            self._on_disk[message.plan.room.id] = held_plan(message.plan)
            self._follow(message).stored(held_plan(message.plan))
        return [message.sent_at for message in messages]

    def __getitem__(self, room: str) -> FollowedRoom:
        """The room of that id. Raises KeyError."""
        return self._followed[room].room

    def __iter__(self) -> Iterator[FollowedRoom]:
        return iter([followed.room for followed in self._followed.values()])

    def take(self, message: PlanMessage) -> None:
        """Follow the plan in *message* if it is newer than the one followed now."""
        self.standing_back = False
        room = message.plan.room.id
        known = self._followed.get(room)
        if known is None:
            self._follow(message)
        elif replaces(held_plan(message.plan), held_plan(known.room.plan)) or held_plan(message.plan) == held_plan(
            known.room.plan
        ):
            known.room.take(message)
        else:
            return
        if self._on_disk.get(room) != held_plan(message.plan):
            self._unsaved[room] = message
            self._work.set()

    def forget(self, room: str) -> None:
        """Stop following *room*, which is no longer this agent's; its devices stay as they are."""
        known = self._followed.pop(room, None)
        if known is not None:
            known.task.cancel()
        self._on_disk.pop(room, None)
        self._unsaved[room] = None
        self._work.set()

    def stand_back(self) -> None:
        """Leave all devices alone, since two agents with two plans would fight over them. The plans stay on disk."""
        self.standing_back = True
        for followed in self._followed.values():
            followed.task.cancel()
        self._followed.clear()
        self._on_disk.clear()

    async def save(self) -> None:
        """Write plans to disk as they come, the newest of each room, until cancelled. No room waits for it."""
        while True:
            await self._work.wait(self._retry_s if self._unsaved else None)
            await asyncio.sleep(ACT_FIRST_S)
            for room in list(self._unsaved):
                message = self._unsaved.pop(room)
                try:
                    await asyncio.to_thread(self._store, room, message)
                except OSError as error:
                    self._refusals[room].met("plan.not_saved", room=room, error=str(error))
                    self._unsaved.setdefault(room, message)
                else:
                    self._refusals[room].over("plan.saved", room=room)
                    self._note_saved(room, message)
                self._tell_held(room, message)

    def _store(self, room: str, message: PlanMessage | None) -> None:
        if message is None:
            self._plans.forget(room)
        else:
            self._plans.save(message)

    def _note_saved(self, room: str, message: PlanMessage | None) -> None:
        if message is not None and self._unsaved.get(room, message) is not None:  # not forgotten meanwhile
            self._on_disk[room] = held_plan(message.plan)
            _log.info("plan.kept", room=room, revision=message.plan.revision)

    def _tell_held(self, room: str, message: PlanMessage | None) -> None:
        """Report the plan as held, also if the disk refused it: the room follows it all the same."""
        if message is not None and room in self._followed:
            self[room].stored(held_plan(message.plan))

    def _follow(self, message: PlanMessage) -> FollowedRoom:
        name = message.plan.room.id
        room = FollowedRoom(message, self._around, self._recall(name))
        self._followed[name] = _Followed(room, self._tasks.create_task(room.run(), name=f"room {name}"))
        return room
