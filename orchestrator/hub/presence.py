"""What the rooms' agents last told, and since when they are silent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.devices import is_page
from room_agents.plan import HeldPlan
from room_agents.protocol import STATE_EVERY_S, State

STALE = timedelta(seconds=3 * STATE_EVERY_S)
"""How long after its last State a room's verdict becomes unknown."""


@dataclass(frozen=True, slots=True)
class Presence:
    """One room's agent as its hub sees it."""

    agent: str
    connected: bool
    seen_at: datetime
    clock_offset_s: float
    """How far the agent's wall clock is ahead of ours by its last message, the time of transport included."""
    state: State | None = None
    told_at: datetime | None = None
    """When the agent last sent its State; None if it has not since it connected."""
    behind_since: datetime | None = None
    """Since when the agent has owed us a State under the newest plan it was sent."""

    def is_current(self, now: datetime) -> bool:
        """Whether the agent's State still speaks for the room."""
        if not self.connected or self.told_at is None:
            return False
        spoke_at = self.told_at if self.behind_since is None else min(self.told_at, self.behind_since)
        return now - spoke_at < STALE

    def counted(self, now: datetime) -> int | None:
        """How many the room's big screen counts in its meeting, itself among them; None where it is not known to be in one."""
        if self.state is None or not self.is_current(now):
            return None
        for device in self.state.devices.values():
            seen = device.observed
            if (
                is_page(device.driver)
                and seen.get("joined") is True
                and isinstance(count := seen.get("participants"), int)
            ):
                return count
        return None


class Presences:
    """The presence of each room's agent, by room id."""

    def __init__(self) -> None:
        self._rooms: dict[str, Presence] = {}

    def __getitem__(self, room_id: str) -> Presence | None:
        return self._rooms.get(room_id)

    def arrived(self, room_id: str, agent: str, offset_s: float, now: datetime) -> None:
        """Note that an agent has connected for the room."""
        before = self._rooms.get(room_id)
        state = before.state if before is not None and before.agent == agent else None
        self._rooms[room_id] = Presence(agent, connected=True, seen_at=now, clock_offset_s=offset_s, state=state)

    def sent(self, room_id: str, now: datetime) -> None:
        """Note that the agent was sent a new plan."""
        known = self._rooms.get(room_id)
        if known is not None and known.behind_since is None:
            self._rooms[room_id] = replace(known, behind_since=now)

    def told(self, state: State, newest: HeldPlan | None, now: datetime) -> None:
        """Note the room's state from its agent; *newest* is the plan that the agent was last sent."""
        known = self._rooms.get(state.room)
        if known is not None:
            behind = known.behind_since if newest is not None and state.plan != newest else None
            offset_s = ((state.wall or state.at) - now).total_seconds()  # before version 2 *at* was the wall clock
            self._rooms[state.room] = replace(
                known, seen_at=now, clock_offset_s=offset_s, state=state, told_at=now, behind_since=behind
            )

    def left(self, room_id: str) -> None:
        """Note that the agent's connection has ended."""
        known = self._rooms.get(room_id)
        if known is not None:
            self._rooms[room_id] = replace(known, connected=False)

    def all(self) -> Mapping[str, Presence]:
        """All rooms for which an agent has come."""
        return self._rooms
