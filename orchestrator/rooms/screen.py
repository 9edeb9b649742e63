"""What the room's big screen shows, and its microphone and camera in the meeting, by readings that are still fresh. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, get_args

from config.devices import Device, mixers_of, pages_of
from config.states import Media, MeetingState, Value
from config.words.headlines import HEADLINES
from config.words.sentences import Language
from room_agents.plan import PhaseName
from room_agents.protocol import DeviceReading, State
from room_agents.view import MediaView, ScreenView

Words = Mapping[Language, str]

_UNKNOWN: Words = {"it": "Non si sa che cosa mostra", "en": "Nobody knows what it shows"}
_NOT_OPEN: Words = {"it": "La pagina non è aperta", "en": "The page is not open"}
_SHOWN: Mapping[PhaseName, Words] = {
    "idle": {"it": "Orologio e programma di oggi", "en": "Clock and today’s programme"},
    "preparing": {"it": "Conto alla rovescia", "en": "Countdown"},
    "live": {"it": "Titolo e orario", "en": "Title and times"},
    "closing": {"it": "Grazie", "en": "Thank you"},
    "blocked": {"it": "Sala chiusa", "en": "Room closed"},
}
_MEETING: Mapping[MeetingState, Words] = {
    MeetingState.JOINING: {"it": "Entra nella riunione", "en": "Joining the meeting"},
    MeetingState.LOBBY: {"it": "Attende di essere ammessa alla riunione", "en": "Waiting to be let into the meeting"},
    MeetingState.REFUSED: {"it": "La riunione non fa entrare la sala", "en": "The meeting does not let the room in"},
    MeetingState.UNREACHABLE: HEADLINES["meeting_unreachable"],
    MeetingState.INTERRUPTED: HEADLINES["meeting_interrupted"],
    MeetingState.PUT_OUT: {"it": "Fatta uscire dalla riunione", "en": "Put out of the meeting"},
    MeetingState.ENDED: HEADLINES["meeting_ended"],
    MeetingState.LEFT: {"it": "Uscita dalla riunione", "en": "Has left the meeting"},
    MeetingState.ELSEWHERE: {"it": "In riunione da un’altra finestra", "en": "In the meeting from another window"},
    MeetingState.BY_HAND: {"it": "Codice QR della riunione", "en": "QR code of the meeting"},
}
_JOINED: Words = {"it": "In riunione", "en": "In the meeting"}
_ALONE: Words = {"it": "In riunione, da sola", "en": "In the meeting, alone"}
_WITH_ONE: Words = {"it": "In riunione con un’altra persona", "en": "In the meeting with one other person"}
_WITH: Words = {"it": "In riunione con altre {n} persone", "en": "In the meeting with {n} others"}
_MEDIA: Mapping[tuple[str, Media], Words] = {
    ("microphone", Media.OK): {"it": "Microfono aperto", "en": "Microphone open"},
    ("microphone", Media.MUTED): {"it": "Microfono chiuso", "en": "Microphone closed"},
    ("microphone", Media.DENIED): {"it": "Microfono bloccato", "en": "Microphone blocked"},
    ("microphone", Media.MISSING): {"it": "Manca il microfono", "en": "No microphone"},
    ("microphone", Media.WRONG): {"it": "Altro microfono", "en": "Another microphone"},
    ("camera", Media.WRONG): {"it": "Altra camera", "en": "Another camera"},
    ("camera", Media.OK): {"it": "Camera aperta", "en": "Camera open"},
    ("camera", Media.MUTED): {"it": "Camera chiusa", "en": "Camera closed"},
    ("camera", Media.DENIED): {"it": "Camera bloccata", "en": "Camera blocked"},
    ("camera", Media.MISSING): {"it": "Manca la camera", "en": "No camera"},
}


def screen_of(devices: Mapping[str, Device], state: State | None, language: Language) -> ScreenView | None:
    """The big screen of a room with these *devices*, by its agent's present state."""
    stages = pages_of(devices)
    if not stages:
        return None
    seen = _fresh(devices[stages[0]], _reading(state, stages[0]), state)
    if seen is None:
        return ScreenView(says=_UNKNOWN[language])
    if "shown" not in seen:
        return ScreenView(says=_NOT_OPEN[language])
    shown = next((phase for phase in get_args(PhaseName) if phase == seen["shown"]), None)
    if shown is None:  # a newer page
        return ScreenView(says=_UNKNOWN[language])
    joined, participants = seen.get("joined"), seen.get("participants")
    return ScreenView(
        shown=shown,
        scene=_scene(devices, state),
        joined=joined if isinstance(joined, bool) else None,
        participants=participants if joined is True and isinstance(participants, int) else None,
        says=_says(shown, seen, language),
    )


def media_of(
    kind: Literal["microphone", "camera"], devices: Mapping[str, Device], state: State | None, language: Language
) -> MediaView | None:
    """The microphone or camera of a room in its meeting; None if it is in none, or if nobody knows."""
    for name in pages_of(devices):
        seen = _fresh(devices[name], _reading(state, name), state) or {}
        found = next((medium for medium in Media if medium == seen.get(kind)), None)
        if found is None or seen.get("joined") is not True:
            return None
        return MediaView(state=found, says=_MEDIA[kind, found][language])
    return None


def _says(shown: PhaseName, seen: Mapping[str, Value], language: Language) -> str:
    if seen.get("joined") is True:
        return _company(seen.get("participants"), language)
    meeting = next((state for state in MeetingState if state == seen.get("meeting")), None)
    if meeting is not None and shown == "live":
        return _MEETING[meeting][language]
    return _SHOWN[shown][language]


def _company(participants: Value | None, language: Language) -> str:
    if not isinstance(participants, int):
        return _JOINED[language]
    others = participants - 1
    if others <= 0:
        return _ALONE[language]
    return (_WITH_ONE if others == 1 else _WITH)[language].format(n=others)


def _scene(devices: Mapping[str, Device], state: State | None) -> str | None:
    """The scene that the room's only device with scenes was seen to show."""
    mixers = mixers_of(devices)
    if len(mixers) != 1:
        return None
    scene = (_fresh(devices[mixers[0]], _reading(state, mixers[0]), state) or {}).get("scene")
    return scene if isinstance(scene, str) else None


def _reading(state: State | None, name: str) -> DeviceReading | None:
    return state.devices.get(name) if state is not None else None


def _fresh(device: Device, reading: DeviceReading | None, state: State | None) -> Mapping[str, Value] | None:
    """The reading, if it was younger than three polls and a time-out when the agent told it; else None."""
    if state is None or reading is None or reading.seen_at is None or reading.verdict == "unknown":
        return None
    return reading.observed if _age_fits(device, reading.seen_at, state.at) else None


def _age_fits(device: Device, seen_at: datetime, told_at: datetime) -> bool:
    return told_at - seen_at <= 3 * device.poll + device.timeout
