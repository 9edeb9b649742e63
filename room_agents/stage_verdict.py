"""What is wrong with the meeting on the big screen, judged by what its page tells. Pure."""

from collections.abc import Iterator, Mapping

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
_UNUSABLE = (Media.DENIED, Media.MISSING, Media.WRONG)


def stage_fault(observed: Attributes) -> Fault | None:
    """Why the stage is not in its meeting; None if it does not say."""
    code = _FAULTS.get(observed.get("meeting", ""))
    return None if code is None else Fault(code=code, params={"reason": observed.get("reason", "?")})


def media_fault(named: Mapping[str, str | None], observed: Attributes) -> Fault | None:
    """What is wrong with a microphone, camera or loudspeaker that is *named* in the room file: the stage lacks a part of its own."""
    for name, fault in _media_faults(observed):
        label = named.get(name)
        if label is not None:
            return fault.model_copy(update={"params": {"label": label, "used": observed.get(f"{name}_label", "?")}})
    return None


def stage_limits(observed: Attributes) -> tuple[Fault, ...]:
    """The microphone, camera or loudspeaker that the room lacks in its meeting; a muted one is no limit.

    One that is wrong is a fault, since the room file names another.
    """
    return tuple(fault for name, fault in _media_faults(observed) if observed.get(name) != Media.WRONG)


def _media_faults(observed: Attributes) -> Iterator[tuple[str, Fault]]:
    """By what they are of; while the room is being prepared, too, since then there is time to mend it."""
    if observed.get("joined") is not True and observed.get("shown") != "preparing":
        return
    for name in ("microphone", "camera", "loudspeaker"):
        state = observed.get(name)
        if state in _UNUSABLE:
            yield name, Fault(code=f"{name}_{state}")
        elif name == "microphone" and observed.get("microphone_silent") is True:
            yield name, Fault(code="microphone_silent")
