"""Agents' connections, and which of them owns which room: the newest open connection that may have it."""

import asyncio
from dataclasses import dataclass, field

import structlog
from aiohttp import web

from config.thinned import Thinned
from orchestrator.hub.pace import Pace
from room_agents.plan import HeldPlan
from room_agents.protocol import Report, Stored

log = structlog.get_logger()

REPORTS_AT_ONCE = 100
CLOSE_GOING_AWAY = 1001
CLOSE_TAKEN_OVER = 4000
CLOSE_NOT_UNDERSTOOD = 4001
"""The code for an agent whose rooms another agent has taken over."""


@dataclass(eq=False, slots=True)
class Connection:
    """One agent's connection, the rooms that it still owns, and the plans that it is known to hold."""

    agent: str
    """The id that the agent made itself."""
    reporter: str
    """The key under which its reports are numbered: token and id, since a copied disk has a copied id."""
    stored: Stored
    """The last report of this key in the database."""
    socket: web.WebSocketResponse
    granted: frozenset[str]
    """The rooms that the agent's token covers."""
    rooms: set[str]
    held: dict[str, HeldPlan]
    clock_offset_s: float
    """How far the agent's clock was ahead of ours at the hello."""
    version: int
    """The version of the wire that the agent speaks; it is sent nothing that this version does not know."""
    foreign: frozenset[str] = frozenset()
    """The rooms of which the agent holds a plan and that its token does not cover."""
    listening: asyncio.Task[None] | None = None
    farewell: tuple[int, bytes] | None = None
    pace: Pace = field(default_factory=Pace)
    misunderstood: Thinned = field(default_factory=Thinned)
    clock_is_off: bool = False
    """Whether the clock was off when that was last logged."""
    reports: asyncio.Queue[Report] = field(default_factory=lambda: asyncio.Queue(2 * REPORTS_AT_ONCE))

    def inherits(self, room: str) -> bool:
        """Whether the connection may have a room that nobody has any more."""
        return self.farewell is None and room in self.granted

    def dismiss(self, code: int, why: bytes) -> None:
        """End the connection. It closes by itself, so that nobody waits for an agent that no longer answers."""
        self.farewell = (code, why)
        if self.listening is not None:
            self.listening.cancel()


class Owners:
    """Which connection owns which room."""

    def __init__(self) -> None:
        self._connections: list[Connection] = []
        """All connections, the newest last."""
        self._owners: dict[str, Connection] = {}

    def own(self, connection: Connection) -> None:
        """Give *connection* its rooms. Other connections lose them, and are closed once they have lost the last."""
        self._connections.append(connection)
        losers = {owner for room in connection.rooms if (owner := self._owners.get(room)) is not None}
        for room in connection.rooms:
            self._owners[room] = connection
        for loser in losers:
            loser.rooms -= connection.rooms
            if not loser.rooms:
                log.info("agent.replaced", agent=loser.agent, by=connection.agent)
                loser.dismiss(CLOSE_TAKEN_OVER, b"another agent has come for these rooms")

    @property
    def owned(self) -> frozenset[str]:
        """All rooms that an agent has."""
        return frozenset(self._owners)

    def leave(self, connection: Connection) -> dict[str, Connection | None]:
        """Remove *connection*. Returns its rooms, each with the newest other connection that may have it and now has it."""
        self._connections.remove(connection)
        left: dict[str, Connection | None] = {}
        for room in [room for room, owner in self._owners.items() if owner is connection]:
            heir = next((other for other in reversed(self._connections) if other.inherits(room)), None)
            left[room] = heir
            if heir is None:
                del self._owners[room]
            else:
                self._owners[room] = heir
                heir.rooms.add(room)
        return left
