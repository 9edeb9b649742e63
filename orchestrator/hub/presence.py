"""What the rooms' agents last told, and since when they have been silent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from room_agents.plan import HeldPlan
from room_agents.protocol import STATE_EVERY_S, State

STALE = timedelta(seconds=3 * STATE_EVERY_S)
"""After so long without a State the room's verdict is unknown."""


@dataclass(frozen=True, slots=True)
class Presence:
    """One room's agent as its hub sees it."""

    agent: str
    connected: bool
    seen_at: datetime
    clock_offset_s: float
    """How far its wall clock is ahead of ours, by the last thing it told; what the way took is in it."""
    state: State | None = None
    told_at: datetime | None = None
    """When it told its State; None if it has not since it connected."""
    behind_since: datetime | None = None
    """Since when the agent has owed us a State under the newest plan it was sent."""

    def is_current(self, now: datetime) -> bool:
        """Whether its State still speaks for the room."""
        if not self.connected or self.told_at is None:
            return False
        spoke_at = self.told_at if self.behind_since is None else min(self.told_at, self.behind_since)
        return now - spoke_at < STALE


class Presences:
    """The presence of each room's agent, by room id."""

    def __init__(self) -> None:
        self._rooms: dict[str, Presence] = {}

    def __getitem__(self, room_id: str) -> Presence | None:
        return self._rooms.get(room_id)

    def arrived(self, room_id: str, agent: str, offset_s: float, now: datetime) -> None:
        """An agent has connected for the room."""
        before = self._rooms.get(room_id)
        state = before.state if before is not None and before.agent == agent else None
        self._rooms[room_id] = Presence(agent, connected=True, seen_at=now, clock_offset_s=offset_s, state=state)

    def sent(self, room_id: str, now: datetime) -> None:
        """The agent was sent a new plan."""
        known = self._rooms.get(room_id)
        if known is not None and known.behind_since is None:
            self._rooms[room_id] = replace(known, behind_since=now)

    def told(self, state: State, newest: HeldPlan | None, now: datetime) -> None:
        """The agent has told the room's state; *newest* is the plan it was last sent."""
        known = self._rooms.get(state.room)
        if known is not None:
            behind = known.behind_since if newest is not None and state.plan != newest else None
            offset_s = ((state.wall or state.at) - now).total_seconds()  # before version 2 *at* was the wall clock
            self._rooms[state.room] = replace(
                known, seen_at=now, clock_offset_s=offset_s, state=state, told_at=now, behind_since=behind
            )

    def left(self, room_id: str) -> None:
        """The agent's connection has ended."""
        known = self._rooms.get(room_id)
        if known is not None:
            self._rooms[room_id] = replace(known, connected=False)

    def all(self) -> Mapping[str, Presence]:
        """Every room that an agent has come for."""
        return self._rooms
