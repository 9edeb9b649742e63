"""Agents' connections, and which of them owns which room: the newest that came for it, while it lasts."""

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
"""Another agent has come for all of this one's rooms."""


@dataclass(eq=False, slots=True)
class Connection:
    """One agent's connection, the rooms it still owns, and the plans it is known to hold."""

    agent: str
    """The id that it made itself."""
    reporter: str
    """By what its reports are counted: its token, too, because a copied disk is a copied id."""
    stored: Stored
    """The last of them that there is."""
    socket: web.WebSocketResponse
    granted: frozenset[str]
    """The rooms that its token covers."""
    rooms: set[str]
    held: dict[str, HeldPlan]
    clock_offset_s: float
    """How far its clock was ahead of ours when it came."""
    version: int
    """Of the wire that it speaks: what a version does not know is not sent to it."""
    foreign: frozenset[str] = frozenset()
    """Rooms it holds a plan of that its token does not cover."""
    listening: asyncio.Task[None] | None = None
    farewell: tuple[int, bytes] | None = None
    pace: Pace = field(default_factory=Pace)
    misunderstood: Thinned = field(default_factory=Thinned)
    clock_is_off: bool = False
    """As it was last logged."""
    reports: asyncio.Queue[Report] = field(default_factory=lambda: asyncio.Queue(2 * REPORTS_AT_ONCE))

    def inherits(self, room: str) -> bool:
        """Whether it may have a room that nobody has any more."""
        return self.farewell is None and room in self.granted

    def dismiss(self, code: int, why: bytes) -> None:
        """End the connection. It closes itself, so that nobody waits for an agent that answers no more."""
        self.farewell = (code, why)
        if self.listening is not None:
            self.listening.cancel()


class Owners:
    """Which connection owns which room."""

    def __init__(self) -> None:
        self._connections: list[Connection] = []
        """The newest last."""
        self._owners: dict[str, Connection] = {}

    def own(self, connection: Connection) -> None:
        """Give *connection* its rooms; whoever had them loses them, and its connection with the last one."""
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
        """The rooms that an agent has."""
        return frozenset(self._owners)

    def leave(self, connection: Connection) -> dict[str, Connection | None]:
        """The connection has ended; its rooms, each with the newest other connection that may have it and has it now."""
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
