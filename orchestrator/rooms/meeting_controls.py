"""What people may turn on and off of the meeting on the big screen: how each part is, and what a press would do. Pure."""

from collections.abc import Iterator, Mapping
from typing import Literal, get_args

from config.states import Media, Value
from config.words.sentences import Language
from orchestrator.rooms.now import RoomNow
from room_agents.plan import MeetingPart
from room_agents.view import MeetingControl

Words = Mapping[Language, str]

_SAYS: Mapping[tuple[MeetingPart, bool | None], Words] = {
    ("microphone", True): {"it": "Il microfono è aperto", "en": "The microphone is open"},
    ("microphone", False): {"it": "Il microfono è chiuso", "en": "The microphone is closed"},
    ("microphone", None): {"it": "Il microfono non si può usare", "en": "The microphone cannot be used"},
    ("camera", True): {"it": "La camera è aperta", "en": "The camera is open"},
    ("camera", False): {"it": "La camera è chiusa", "en": "The camera is closed"},
    ("camera", None): {"it": "La camera non si può usare", "en": "The camera cannot be used"},
    ("tiles", True): {"it": "Si vedono tutti a riquadri", "en": "Everybody is shown in tiles"},
    ("tiles", False): {"it": "Si vede grande chi parla", "en": "Whoever speaks is shown large"},
    ("tiles", None): {"it": "Come si vede la riunione lo decide Jitsi", "en": "Jitsi decides how the meeting is shown"},
    ("lobby", True): {"it": "Chi arriva aspetta (chiesto a Jitsi)", "en": "Who comes waits (Jitsi was asked)"},
    ("lobby", False): {"it": "Chi arriva entra subito (chiesto a Jitsi)", "en": "Who comes gets in (Jitsi was asked)"},
    ("lobby", None): {"it": "Sala d’attesa: come dice Jitsi", "en": "Lobby: as Jitsi has it"},
}
_LABELS: Mapping[tuple[MeetingPart, bool], Words] = {
    ("microphone", True): {"it": "Apri il microfono", "en": "Open the microphone"},
    ("microphone", False): {"it": "Chiudi il microfono", "en": "Close the microphone"},
    ("camera", True): {"it": "Apri la camera", "en": "Open the camera"},
    ("camera", False): {"it": "Chiudi la camera", "en": "Close the camera"},
    ("tiles", True): {"it": "Mostra tutti a riquadri", "en": "Show everybody in tiles"},
    ("tiles", False): {"it": "Mostra grande chi parla", "en": "Show whoever speaks large"},
    ("lobby", True): {"it": "Fai aspettare chi arriva", "en": "Let who comes wait"},
    ("lobby", False): {"it": "Fai entrare chi arriva", "en": "Let who comes in"},
}
_NO_MODERATOR: Words = {
    "it": "La sala non modera questa riunione: non può decidere chi entra.",
    "en": "The room does not moderate this meeting: it cannot decide who gets in.",
}


def meeting_controls(room: RoomNow, language: Language) -> tuple[MeetingControl, ...]:
    """The parts of the meeting that the room is in; none while it is in no meeting of ours, or nobody knows."""
    if not room.meets or room.stage.get("joined") is not True:
        return ()
    return tuple(_controls(room.stage, language))


def _controls(stage: Mapping[str, Value], language: Language) -> Iterator[MeetingControl]:
    for part in get_args(MeetingPart):
        on = _on(part, stage)
        wants = not on  # what nobody knows is turned on first
        yield MeetingControl(
            kind=part,
            on=on,
            says=_SAYS[part, on][language],
            wants=wants,
            label=_LABELS[part, wants][language],
            why=_NO_MODERATOR[language] if part == "lobby" and stage.get("moderator") is False else None,
        )


def _on(part: Literal["microphone", "camera", "tiles", "lobby"], stage: Mapping[str, Value]) -> bool | None:
    """Whether it was seen to be on; None where nobody can tell, and of a microphone or camera that cannot be opened."""
    seen = stage.get(part)
    if part in {"tiles", "lobby"}:
        return seen if isinstance(seen, bool) else None
    return {Media.OK: True, Media.MUTED: False}.get(Media(seen)) if seen in set(Media) else None
