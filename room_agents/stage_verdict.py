"""What is wrong with the meeting on the big screen, by what its page tells. Pure."""

from collections.abc import Mapping

from config.states import Attributes, Media, Meeting, Value
from room_agents.protocol import Fault

_FAULTS: Mapping[Value, str] = {
    Meeting.LOBBY: "in_lobby",
    Meeting.REFUSED: "meeting_refused",
    Meeting.UNREACHABLE: "meeting_unreachable",
    Meeting.INTERRUPTED: "meeting_interrupted",
    Meeting.PUT_OUT: "put_out",
    Meeting.ENDED: "meeting_ended",
    Meeting.LEFT: "meeting_left",
    Meeting.ELSEWHERE: "meeting_elsewhere",
}
"""How the stage stands to a meeting that it is not in; one that it is just entering is given its time."""


def stage_fault(observed: Attributes) -> Fault | None:
    """Why the stage is not in its meeting, as far as it tells."""
    code = _FAULTS.get(observed.get("meeting", ""))
    return None if code is None else Fault(code=code, params={"reason": observed.get("reason", "?")})


def stage_limits(observed: Attributes) -> tuple[Fault, ...]:
    """What the room has to do without in the meeting; what is only closed costs nothing."""
    if observed.get("joined") is not True:
        return ()
    return tuple(
        Fault(code=f"{name}_{observed[name]}")
        for name in ("microphone", "camera")
        if observed.get(name) in (Media.DENIED, Media.MISSING)
    )
