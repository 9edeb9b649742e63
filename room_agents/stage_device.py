"""The stage as a device: its state is what the page on the big screen last told the agent's own web server."""

from config.states import Meeting, StageState
from room_agents.clock import Clock, Instant

FRESH_S = 8.0
"""The page tells what it shows every two seconds; after so long in silence it is closed, or its computer hangs."""


class Stages:
    """What the stage page of each room last told."""

    def __init__(self, clock: Clock) -> None:
        """Nothing has been told."""
        self._clock = clock
        self._told: dict[str, tuple[StageState, Instant]] = {}

    def tell(self, room: str, state: StageState) -> bool:
        """Note what a page of *room* says now; whether that is another thing than before.

        Of several windows the one in the meeting counts: one that says that it is elsewhere speaks for nobody else.
        """
        before = self.latest(room)
        if state.meeting is Meeting.ELSEWHERE and before.meeting is not Meeting.ELSEWHERE and before.shown is not None:
            return False
        self._told[room] = (state, self._clock())
        return state != before

    def latest(self, room: str) -> StageState:
        """What the page of *room* said, or all unknown if that is too long ago."""
        state, at = self._told.get(room, (None, None))
        if state is None or at is None or self._clock().since_s(at) > FRESH_S:
            return StageState()
        return state


class StageDriver:
    """The stage of one room; nothing is sent to it, for it follows the room's phase by itself."""

    def __init__(self, stages: Stages, room: str) -> None:
        """A line to the page of *room*, which need not be open."""
        self._stages = stages
        self._room = room

    async def observe(self) -> StageState:
        """What the page last told."""
        return self._stages.latest(self._room)

    async def apply(self, changes: StageState) -> None:
        """Nothing: the page was sent the phase already."""
