"""What is wrong with the meeting on the big screen, judged by what its page tells. Pure."""

from collections.abc import Mapping

from config.states import Attributes, Media, MeetingState, Value
from room_agents.protocol import Fault

_FAULTS: Mapping[Value, str] = {
    MeetingState.LOBBY: "in_lobby",
    MeetingState.REFUSED: "meeting_refused",
    MeetingState.UNREACHABLE: "meeting_unreachable",
    MeetingState.INTERRUPTED: "meeting_interrupted",
    MeetingState.PUT_OUT: "put_out",
    MeetingState.ENDED: "meeting_ended",
    MeetingState.LEFT: "meeting_left",
    MeetingState.ELSEWHERE: "meeting_elsewhere",
}
"""The fault for each reason why the stage is not in its meeting; a stage that is just joining has none yet."""


def stage_fault(observed: Attributes) -> Fault | None:
    """Why the stage is not in its meeting; None if it does not say."""
    code = _FAULTS.get(observed.get("meeting", ""))
    return None if code is None else Fault(code=code, params={"reason": observed.get("reason", "?")})


def stage_limits(observed: Attributes) -> tuple[Fault, ...]:
    """The microphone or camera that the room lacks in its meeting; a muted one is no limit."""
    if observed.get("joined") is not True:
        return ()
    return tuple(
        Fault(code=f"{name}_{observed[name]}")
        for name in ("microphone", "camera")
        if observed.get(name) in (Media.DENIED, Media.MISSING)
    )
