"""The stage as a device: its state is what the page on the big screen last told the agent's web server."""

from dataclasses import replace

from config.states import MeetingState, StageState
from room_agents.clock import Clock, Instant

FRESH_S = 8.0
"""How long a page's word counts: the page speaks every two seconds, so after this it is closed or its computer hangs."""


class Stages:
    """What the stage page of each room last told."""

    def __init__(self, clock: Clock) -> None:
        """Begin with no page heard."""
        self._clock = clock
        self._told: dict[str, tuple[StageState, Instant]] = {}

    def tell(self, room: str, state: StageState) -> bool:
        """Note what a page of *room* says now. Returns whether it says something new; a level alone is nothing new.

        Of several windows the one in the meeting counts: what a window says that is not in it is ignored.
        """
        before = self.latest(room)
        if (
            state.meeting is MeetingState.ELSEWHERE
            and before.meeting is not MeetingState.ELSEWHERE
            and before.shown is not None
        ):
            return False
        self._told[room] = (state, self._clock())
        return replace(state, microphone_level=before.microphone_level) != before

    def latest(self, room: str) -> StageState:
        """What the page of *room* last said; all is unknown if that is too long ago."""
        state, at = self._told.get(room, (None, None))
        if state is None or at is None or self._clock().since_s(at) > FRESH_S:
            return StageState()
        return state


class StageDriver:
    """The stage of one room. Nothing is sent to it, since its page follows the room's phase by itself."""

    def __init__(self, stages: Stages, room: str) -> None:
        """Make a line to the page of *room*, which need not be open."""
        self._stages = stages
        self._room = room

    async def observe(self) -> StageState:
        """What the page last told."""
        return self._stages.latest(self._room)

    async def apply(self, changes: StageState) -> None:
        """Do nothing: the page has been sent the phase already."""
