"""What pages ask of a meeting of the emulated Jitsi, and who may.

Commands have the names of the IFrame API, but for `presence` (what the page shows of itself) and `knock`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from integrations.emulators.jitsi_meeting import EmulatedMeeting
from integrations.emulators.jitsi_participant import Participant, tell

SHOWN = ("audio", "video", "hand")
LOBBY_NOTICE = "lobby.notificationTitle"
Act = Callable[[EmulatedMeeting, Participant, Any], None]


def obey(meeting: EmulatedMeeting, participant: Participant, command: str, value: Any) -> None:
    """Do what a page asks for; what its participant may not do does nothing."""
    if participant not in meeting.people:
        _knock_or_unlock(meeting, participant, command, value)
    elif command in _FOR_ALL:
        _FOR_ALL[command](meeting, participant, value)
    elif command in _FOR_MODERATORS and meeting.is_moderator(participant):
        _FOR_MODERATORS[command](meeting, participant, value)


def _knock_or_unlock(meeting: EmulatedMeeting, participant: Participant, command: str, value: Any) -> None:
    match command:
        case "knock":
            participant.knocks = True
        case "password":
            participant.code = str(value)
        case _:
            return
    meeting.arrive(participant)


def _show(meeting: EmulatedMeeting, participant: Participant, value: Any) -> None:
    participant.shown.update({key: value[key] for key in SHOWN if key in value})
    tell(meeting.near(participant), "presence", id=participant.id, **participant.shown)


def _rename(meeting: EmulatedMeeting, participant: Participant, value: Any) -> None:
    participant.name = str(value)
    names = {"displayname": participant.name, "formattedDisplayName": participant.name}
    tell(meeting.here(participant), "displayNameChange", id=participant.id, **names)


def _go(meeting: EmulatedMeeting, participant: Participant, value: Any) -> None:
    meeting.send([participant], str(value) if value else None)


def _set_subject(meeting: EmulatedMeeting, _: Participant, value: Any) -> None:
    meeting.subject = str(value or "")
    tell(meeting.people, "subjectChange", subject=meeting.subject)


def _set_code(meeting: EmulatedMeeting, _: Participant, value: Any) -> None:
    meeting.code = str(value) if value else None


def _set_lobby(meeting: EmulatedMeeting, participant: Participant, value: Any) -> None:
    if not participant.may("lobby"):
        return
    meeting.lobby = bool(value)
    tell(meeting.people, "lobby", enabled=meeting.lobby)
    state = "Enabled" if meeting.lobby else "Disabled"
    others = [person for person in meeting.people if person is not participant]
    tell(others, "notificationTriggered", title=LOBBY_NOTICE, description=f"lobby.notificationLobby{state}")
    if not meeting.lobby:
        meeting.admit()


def _answer(meeting: EmulatedMeeting, _: Participant, value: Any) -> None:
    knocker, approved = value
    answer = meeting.admit if approved else meeting.deny
    answer([person for person in meeting.knocking if person.id == knocker])


def _kick(meeting: EmulatedMeeting, participant: Participant, value: Any) -> None:
    meeting.put_out(_called(meeting, value), participant)


def _grant(meeting: EmulatedMeeting, _: Participant, value: Any) -> None:
    for person in _called(meeting, value):
        meeting.promote(person)


def _mute_everyone(meeting: EmulatedMeeting, participant: Participant, value: Any) -> None:
    spared = [person for person in meeting.people if meeting.is_moderator(person) or person is participant]
    tell([person for person in meeting.people if person not in spared], "mute", media=value or "audio")


def _mute(meeting: EmulatedMeeting, _: Participant, value: Any) -> None:
    person, media = value
    tell(_called(meeting, person), "mute", media=media or "audio")


def _record(meeting: EmulatedMeeting, participant: Participant, value: Any) -> None:
    mode = str(value.get("mode", "file")) if isinstance(value, Mapping) else "file"
    if not participant.may("livestreaming" if mode == "stream" else "recording"):
        return
    if meeting.rules.jibri != "free":
        refusal = "busy" if meeting.rules.jibri == "busy" else "service-unavailable"
        participant.say("recordingStatusChanged", on=False, mode=mode, error=refusal)
        return
    meeting.record(mode)


def _stop_recording(meeting: EmulatedMeeting, _: Participant, __: Any) -> None:
    meeting.record(None)


def _called(meeting: EmulatedMeeting, value: object) -> list[Participant]:
    """Whoever has that id; nobody if there is no such participant."""
    return [person for person in meeting.people if person.id == value]


_FOR_ALL: Mapping[str, Act] = {"presence": _show, "displayName": _rename, "joinBreakoutRoom": _go}
_FOR_MODERATORS: Mapping[str, Act] = {
    "subject": _set_subject,
    "password": _set_code,
    "endConference": lambda meeting, _, __: meeting.end(),
    "toggleLobby": _set_lobby,
    "answerKnockingParticipant": _answer,
    "kickParticipant": _kick,
    "grantModerator": _grant,
    "muteEveryone": _mute_everyone,
    "muteRemoteParticipant": _mute,
    "startRecording": _record,
    "stopRecording": _stop_recording,
    "addBreakoutRoom": lambda meeting, _, value: _open(meeting, value),
    "removeBreakoutRoom": lambda meeting, _, value: meeting.remove_breakout(str(value).partition("@")[0]),
    "closeBreakoutRoom": lambda meeting, _, value: meeting.send(meeting.within(str(value)), None),
    "sendParticipantToRoom": lambda meeting, _, value: meeting.send(_called(meeting, value[0]), value[1]),
}


def _open(meeting: EmulatedMeeting, value: Any) -> None:
    meeting.open_breakout(str(value or f"Gruppo {len(meeting.breakouts) + 1}"))
