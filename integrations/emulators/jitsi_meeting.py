"""The meetings of the emulated Jitsi: who is in, who knocks, what each is told, and the names of its errors.

What is said stands in the words of the IFrame API, so that the page in the frame passes it on as it is.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from integrations.emulators.jitsi_token import ROOM_MISMATCH, opens

_OUTBOX = 200  # messages; a page that takes none of so many is as good as gone
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
"""The errors after which the real client reloads its page; it calls no others fatal."""


def error(name: str, message: str = "") -> dict[str, object]:
    """What `errorOccurred` says of the error *name*."""
    kind = "CONNECTION" if name.startswith("connection.") else "CONFERENCE"
    return {"name": name, "type": kind, "isFatal": name in FATAL, "message": message}


@dataclass(slots=True, eq=False)
class Participant:
    """One page at the server: outside at first, then knocking or in."""

    id: str
    name: str
    token: str
    user: Mapping[str, object]
    """``context.user`` of its token."""
    outbox: asyncio.Queue[Mapping[str, object]] = field(default_factory=lambda: asyncio.Queue(_OUTBOX))
    knocks: bool = False
    admitted: bool = False
    code: str | None = None
    """The meeting's password, as it gave it."""
    in_breakout: bool = False

    def say(self, event: str, **details: object) -> None:
        """Tell its page; a page that takes nothing loses it."""
        if not self.outbox.full():
            self.outbox.put_nowait({"event": event, **details})

    def fail(self, name: str, message: str = "") -> None:
        """Tell its page of an error."""
        self.say("errorOccurred", error=error(name, message))

    @property
    def described(self) -> dict[str, object]:
        """As others hear of it."""
        return {"id": self.id, "displayName": self.name, "userContext": {"id": self.user.get("id")}}


@dataclass(slots=True)
class House:
    """The rules of the deployment, as people set them by hand."""

    guests: tuple[str, ...] = ()
    lobby: str = "off"
    """off; on, which a token's lobby_bypass passes; closed, which nothing passes."""
    code: str | None = None
    moderators: bool = True
    """Whether it reads the token's affiliation."""
    jicofo: bool = True


class Meeting:
    """One room of the deployment."""

    def __init__(self, name: str, house: House) -> None:
        """Nobody is there."""
        self.name, self._house = name, house
        self.people: list[Participant] = []
        self.knocking: list[Participant] = []
        self.subject = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Who is in, by display name; those who came by hand last."""
        return (*(one.name for one in self.people), *self._house.guests)

    def arrive(self, one: Participant) -> None:
        """Let it in, or tell it what stands in between: asked again after each thing it says."""
        if one in self.people:
            return
        if not self._house.jicofo:
            one.fail("connection.conferenceRequestFailed", "The conference request failed")
        elif not opens(one.token, self.name):
            one.fail("conference.connectionError.notAllowed", ROOM_MISMATCH)
        elif self._is_kept_out(one):
            self._meet_lobby(one)
        elif self._house.code is not None and one.code != self._house.code:
            one.fail("conference.passwordRequired")
            one.say("passwordRequired")
        else:
            self._enter(one)

    def hear(self, one: Participant, command: str, value: str) -> None:
        """One command of a page."""
        match command:
            case "knock" if one not in self.people:
                one.knocks = True
                self.arrive(one)
            case "password" if one not in self.people:
                one.code = value
                self.arrive(one)
            case "subject" if self.is_moderator(one):
                self.subject = value
                tell(self.people, "subjectChange", subject=value)
            case "endConference" if self.is_moderator(one):
                self.end()
            case _:
                pass

    def is_moderator(self, one: Participant) -> bool:
        """Whether it may set the subject and end the meeting: by its token, where the deployment reads that."""
        return one in self.people and self._house.moderators and one.user.get("affiliation") == "owner"

    def leave(self, one: Participant) -> None:
        """It is gone, and the others hear of it."""
        if one in self.knocking:
            self.knocking.remove(one)
        if one in self.people:
            self.people.remove(one)
            tell(self.people, "participantLeft", id=one.id)

    def admit(self) -> None:
        """Let in all who knock."""
        for one in list(self.knocking):
            self.knocking.remove(one)
            one.admitted = True
            self.arrive(one)

    def deny(self) -> None:
        """Turn away all who knock."""
        for one in self.knocking:
            one.knocks = False
            one.fail("conference.connectionError.accessDenied")
        self.knocking.clear()

    def kick(self, name: str) -> None:
        """Put out everybody of that name."""
        kicker = {"id": "host", "name": "Ospite"}
        for one in [one for one in self.people if one.name == name]:
            for there in self.people:
                kicked = {"id": one.id, "name": one.name, "local": there is one}
                there.say("participantKickedOut", kicked=kicked, kicker=kicker)
            one.say("videoConferenceLeft", roomName=self.name)
            self.leave(one)

    def end(self) -> None:
        """Put everybody out, as a moderator's end of the conference does; those who came by hand leave with them."""
        self._house.guests = ()
        for one in self.people:
            one.fail("conference.destroyed")
            one.say("videoConferenceLeft", roomName=self.name)
            one.say("readyToClose")
        self.people.clear()

    def move(self, *, to_breakout: bool) -> None:
        """Send everybody to a breakout room, or back: they leave one room and join the other."""
        for one in self.people:
            one.in_breakout = to_breakout
            one.say("videoConferenceLeft", roomName=self.name)
            self._tell_joined(one)

    def _is_kept_out(self, one: Participant) -> bool:
        if one.admitted or self._house.lobby == "off":
            return False
        return self._house.lobby == "closed" or one.user.get("lobby_bypass") is not True

    def _meet_lobby(self, one: Participant) -> None:
        if not one.knocks:
            one.fail("conference.connectionError.membersOnly")
        elif one not in self.knocking:
            self.knocking.append(one)

    def _enter(self, one: Participant) -> None:
        others = tuple(self.people)
        self.people.append(one)
        self._tell_joined(one)
        for there in others:
            one.say("participantJoined", **there.described)
            there.say("participantJoined", **one.described)
        for guest in self._house.guests:
            one.say("participantJoined", **guest_described(guest))
        one.say("participantRoleChanged", id=one.id, role="moderator" if self.is_moderator(one) else "participant")

    def _tell_joined(self, one: Participant) -> None:
        details = {"id": one.id, "displayName": one.name, "breakoutRoom": one.in_breakout, "visitor": False}
        one.say("videoConferenceJoined", roomName=self.name, **details)


def guest_described(name: str) -> dict[str, object]:
    """A person who came by hand, as others hear of it."""
    return {"id": name, "displayName": name}


def tell(people: Iterable[Participant], event: str, **details: object) -> None:
    """Tell each of *people* the same."""
    for one in people:
        one.say(event, **details)
