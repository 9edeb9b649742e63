"""The meetings of the emulated Jitsi: who is in, who knocks, what each page is told, and the names of errors.

Events are those of the IFrame API, so that the page in the frame can pass them on as they are.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from integrations.emulators.jitsi_token import ROOM_MISMATCH, opens

_OUTBOX = 200  # messages; a page that takes none of so many is taken for gone
FATAL = frozenset(
    {
        "connection.droppedError",
        "connection.otherError",
        "connection.serverError",
        "conference.focusDisconnected",
        "conference.focusLeft",
        "conference.iceFailed",
        "conference.offerAnswerFailed",
        "conference.videobridgeNotAvailable",
    }
)
"""The errors that the real client calls fatal; after them it reloads its page."""


def error(name: str, message: str = "") -> dict[str, object]:
    """The content of `errorOccurred` for the error *name*."""
    kind = "CONNECTION" if name.startswith("connection.") else "CONFERENCE"
    return {"name": name, "type": kind, "isFatal": name in FATAL, "message": message}


@dataclass(slots=True, eq=False)
class Participant:
    """One page connected to the server: outside at first, then knocking or in the meeting."""

    id: str
    name: str
    token: str
    user: Mapping[str, object]
    """``context.user`` of the page's token."""
    outbox: asyncio.Queue[Mapping[str, object]] = field(default_factory=lambda: asyncio.Queue(_OUTBOX))
    knocks: bool = False
    admitted: bool = False
    code: str | None = None
    """The meeting's password that the page sent."""
    in_breakout: bool = False

    def say(self, event: str, **details: object) -> None:
        """Tell the page of *event*; a page that takes nothing misses it."""
        if not self.outbox.full():
            self.outbox.put_nowait({"event": event, **details})

    def fail(self, name: str, message: str = "") -> None:
        """Tell the page of an error."""
        self.say("errorOccurred", error=error(name, message))

    @property
    def described(self) -> dict[str, object]:
        """What others are told of this participant."""
        return {"id": self.id, "displayName": self.name, "userContext": {"id": self.user.get("id")}}


@dataclass(slots=True)
class HouseRules:
    """The rules of the deployment, which control words change."""

    guests: tuple[str, ...] = ()
    lobby: str = "off"
    """``off``; ``on``, which a token's lobby_bypass passes; or ``closed``, which nothing passes."""
    code: str | None = None
    moderators: bool = True
    """Whether the deployment reads the token's affiliation."""
    jicofo: bool = True


class EmulatedMeeting:
    """One room of the deployment."""

    def __init__(self, name: str, rules: HouseRules) -> None:
        """Begin with nobody there."""
        self.name, self._rules = name, rules
        self.people: list[Participant] = []
        self.knocking: list[Participant] = []
        self.subject = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The display names of those in the meeting, guests last."""
        return (*(participant.name for participant in self.people), *self._rules.guests)

    def arrive(self, participant: Participant) -> None:
        """Let *participant* in, or tell the page what is missing; called again after each of its commands."""
        if participant in self.people:
            return
        if not self._rules.jicofo:
            participant.fail("connection.conferenceRequestFailed", "The conference request failed")
        elif not opens(participant.token, self.name):
            participant.fail("conference.connectionError.notAllowed", ROOM_MISMATCH)
        elif self._is_kept_out(participant):
            self._meet_lobby(participant)
        elif self._rules.code is not None and participant.code != self._rules.code:
            participant.fail("conference.passwordRequired")
            participant.say("passwordRequired")
        else:
            self._enter(participant)

    def hear(self, participant: Participant, command: str, value: str) -> None:
        """Take one command of a page."""
        match command:
            case "knock" if participant not in self.people:
                participant.knocks = True
                self.arrive(participant)
            case "password" if participant not in self.people:
                participant.code = value
                self.arrive(participant)
            case "subject" if self.is_moderator(participant):
                self.subject = value
                tell(self.people, "subjectChange", subject=value)
            case "endConference" if self.is_moderator(participant):
                self.end()
            case _:
                pass

    def is_moderator(self, participant: Participant) -> bool:
        """Whether *participant* may set the subject and end the meeting: by the token, if the deployment reads that."""
        return participant in self.people and self._rules.moderators and participant.user.get("affiliation") == "owner"

    def leave(self, participant: Participant) -> None:
        """Remove *participant*, and tell the others."""
        if participant in self.knocking:
            self.knocking.remove(participant)
        if participant in self.people:
            self.people.remove(participant)
            tell(self.people, "participantLeft", id=participant.id)

    def admit(self) -> None:
        """Let in all who knock."""
        for participant in list(self.knocking):
            self.knocking.remove(participant)
            participant.admitted = True
            self.arrive(participant)

    def deny(self) -> None:
        """Turn away all who knock."""
        for participant in self.knocking:
            participant.knocks = False
            participant.fail("conference.connectionError.accessDenied")
        self.knocking.clear()

    def kick(self, name: str) -> None:
        """Put out everybody called *name*."""
        kicker = {"id": "host", "name": "Ospite"}
        for participant in [person for person in self.people if person.name == name]:
            for person in self.people:
                kicked = {"id": participant.id, "name": participant.name, "local": person is participant}
                person.say("participantKickedOut", kicked=kicked, kicker=kicker)
            participant.say("videoConferenceLeft", roomName=self.name)
            self.leave(participant)

    def end(self) -> None:
        """Put everybody out, guests too, as a moderator's end of the conference does."""
        self._rules.guests = ()
        for participant in self.people:
            participant.fail("conference.destroyed")
            participant.say("videoConferenceLeft", roomName=self.name)
            participant.say("readyToClose")
        self.people.clear()

    def move(self, *, to_breakout: bool) -> None:
        """Send everybody to a breakout room, or back: they leave one room and join the other."""
        for participant in self.people:
            participant.in_breakout = to_breakout
            participant.say("videoConferenceLeft", roomName=self.name)
            self._tell_joined(participant)

    def _is_kept_out(self, participant: Participant) -> bool:
        if participant.admitted or self._rules.lobby == "off":
            return False
        return self._rules.lobby == "closed" or participant.user.get("lobby_bypass") is not True

    def _meet_lobby(self, participant: Participant) -> None:
        if not participant.knocks:
            participant.fail("conference.connectionError.membersOnly")
        elif participant not in self.knocking:
            self.knocking.append(participant)

    def _enter(self, participant: Participant) -> None:
        others = tuple(self.people)
        self.people.append(participant)
        self._tell_joined(participant)
        for other in others:
            participant.say("participantJoined", **other.described)
            other.say("participantJoined", **participant.described)
        for guest in self._rules.guests:
            participant.say("participantJoined", **guest_described(guest))
        participant.say(
            "participantRoleChanged",
            id=participant.id,
            role="moderator" if self.is_moderator(participant) else "participant",
        )

    def _tell_joined(self, participant: Participant) -> None:
        details = {
            "id": participant.id,
            "displayName": participant.name,
            "breakoutRoom": participant.in_breakout,
            "visitor": False,
        }
        participant.say("videoConferenceJoined", roomName=self.name, **details)


def guest_described(name: str) -> dict[str, object]:
    """What others are told of a guest, who has no page."""
    return {"id": name, "displayName": name}


def tell(people: Iterable[Participant], event: str, **details: object) -> None:
    """Tell each of *people* of *event*."""
    for participant in people:
        participant.say(event, **details)
