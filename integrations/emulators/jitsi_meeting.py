"""The meetings of the emulated Jitsi: who gets in, who sees whom, who moderates, and the breakout rooms."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from integrations.emulators.jitsi_participant import Participant, guest_described, tell
from integrations.emulators.jitsi_places import Place, Places, Witness

ROOM_MISMATCH = "Room and token mismatched"


@dataclass(slots=True)
class HouseRules:
    """The rules of the deployment, which control words change."""

    guests: tuple[str, ...] = ()
    lobby: str = "off"
    """``off``; ``on``, which a token's lobby_bypass passes; or ``closed``, which nothing passes."""
    code: str | None = None
    moderators: bool = True
    """Whether the deployment reads the token's affiliation."""
    first_moderates: bool = False
    """Whether the first to come is the moderator, as where nobody needs a token."""
    jicofo: bool = True
    jibri: str = "free"
    """``free``, ``busy`` or ``absent``."""


class EmulatedMeeting:
    """One room of the deployment, with its breakout rooms."""

    def __init__(self, name: str, rules: HouseRules, witness: Witness, domain: str) -> None:
        """Begin with nobody there."""
        self.name, self.rules, self._domain = name, rules, domain
        self.people: list[Participant] = []
        self.knocking: list[Participant] = []
        self.breakouts: dict[str, str] = {}
        """Names of breakout rooms by their ids."""
        self.subject = ""
        self.lobby = False
        """Whether a moderator of this meeting has closed its door."""
        self.code: str | None = None
        """The password that a moderator of this meeting has set."""
        self.recording: str | None = None
        """``file`` or ``stream`` while that is recorded."""
        self._places = Places(name, witness)

    @property
    def names(self) -> tuple[str, ...]:
        """The display names of those in the meeting, guests last."""
        return (*(participant.name for participant in self.people), *self.rules.guests)

    @property
    def is_over(self) -> bool:
        """Whether nobody is there, not even knocking."""
        return not (self.people or self.knocking)

    def record(self, mode: str | None) -> None:
        """Begin to record (``file``) or stream (``stream``), or end it (None); everybody is told."""
        if self.recording is not None:
            tell(self.people, "recordingStatusChanged", on=False, mode=self.recording)
        if mode is not None:
            tell(self.people, "recordingStatusChanged", on=True, mode=mode)
        self.recording = mode

    # --- who gets in

    def arrive(self, participant: Participant) -> None:
        """Let *participant* in, or tell the page what is missing; called again after each of its commands."""
        if participant in self.people:
            return
        if not self.rules.jicofo:
            participant.fail("connection.conferenceRequestFailed", "The conference request failed")
        elif not participant.may_enter:
            participant.fail("conference.connectionError.notAllowed", ROOM_MISMATCH)
        elif self._is_kept_out(participant):
            self._meet_lobby(participant)
        elif self._lacks_code(participant):
            participant.fail("conference.passwordRequired")
            participant.say("passwordRequired")
        else:
            self._enter(participant)

    def leave(self, participant: Participant) -> None:
        """Remove *participant*, and tell the others."""
        if participant in self.knocking:
            self.knocking.remove(participant)
        if participant in self.people:
            self.people.remove(participant)
            tell(self.near(participant), "participantLeft", id=participant.id)
            self._places.leave(participant, self.people)
            if (moderator := self._promote_first()) is not None:
                self.tell_role(moderator, self.people)
            self.tell_rooms()

    def admit(self, people: Iterable[Participant] | None = None) -> None:
        """Let in *people* who knock; all of them if left out."""
        for participant in list(self.knocking if people is None else people):
            self.knocking.remove(participant)
            participant.admitted = True
            self.arrive(participant)

    def deny(self, people: Iterable[Participant] | None = None) -> None:
        """Turn away *people* who knock; all of them if left out."""
        for participant in list(self.knocking if people is None else people):
            self.knocking.remove(participant)
            participant.knocks = False
            participant.fail("conference.connectionError.accessDenied")

    def put_out(self, people: Iterable[Participant], by: Participant | None = None) -> None:
        """Put *people* out; without *by* a host who has no page does it."""
        kicker = {"id": by.id, "name": by.name} if by else {"id": "host", "name": "Ospite"}
        for participant in list(people):
            for person in self.here(participant):
                kicked = {"id": participant.id, "name": participant.name, "local": person is participant}
                person.say("participantKickedOut", kicked=kicked, kicker=kicker)
            participant.say("videoConferenceLeft", roomName=self.name)
            self.leave(participant)

    def end(self) -> None:
        """Put everybody out, guests too, as a moderator's end of the conference does."""
        self.rules.guests = ()
        gone, self.people = self.people, []
        for participant in gone:
            participant.fail("conference.destroyed")
            participant.say("videoConferenceLeft", roomName=self.name)
            participant.say("readyToClose")
        self._places.end(gone)

    def _lacks_code(self, participant: Participant) -> bool:
        """Whether a password is asked for that the page has not sent; who was let in out of the lobby needs none."""
        code = self.code or self.rules.code
        return code is not None and participant.code != code and not participant.admitted

    def _is_kept_out(self, participant: Participant) -> bool:
        knows_code = self.code is not None and participant.code == self.code
        if participant.admitted or (knows_code and self.rules.lobby != "closed"):
            return False
        bypasses = participant.user.get("lobby_bypass") is True
        return self.rules.lobby == "closed" or ((self.lobby or self.rules.lobby == "on") and not bypasses)

    def _meet_lobby(self, participant: Participant) -> None:
        if not participant.knocks:
            participant.fail("conference.connectionError.membersOnly")
        elif participant not in self.knocking:
            self.knocking.append(participant)
            knocker = {"id": participant.id, "name": participant.name}
            tell(filter(self.is_moderator, self.people), "knockingParticipant", participant=knocker)

    def _enter(self, participant: Participant) -> None:
        self.people.append(participant)
        self._places.enter(participant)
        self._promote_first()
        self._introduce(participant)
        if self.subject:
            participant.say("subjectChange", subject=self.subject)
        self.tell_role(participant, [participant])
        if self.recording:
            participant.say("recordingStatusChanged", on=True, mode=self.recording)
        self.tell_rooms()

    def _introduce(self, participant: Participant) -> None:
        """Tell *participant* and those of the same room of each other."""
        details = {**participant.described, "breakoutRoom": participant.breakout is not None, "visitor": False}
        participant.say("videoConferenceJoined", roomName=self.name, **details)
        for other in self.near(participant):
            for shown, sees in ((other, participant), (participant, other)):
                sees.say("participantJoined", **shown.described, role=self._role(shown))
                if shown.shown:
                    sees.say("presence", id=shown.id, **shown.shown)
        for guest in self.rules.guests if participant.breakout is None else ():
            participant.say("participantJoined", **guest_described(guest))

    # --- who moderates

    def is_moderator(self, participant: Participant) -> bool:
        """Whether *participant* moderates: by the token, if the deployment reads that, or made so in the meeting."""
        user = participant.user
        owns = user.get("affiliation") == "owner" or user.get("moderator") in ("true", True)
        return participant in self.people and (participant.promoted or (self.rules.moderators and owns))

    def promote(self, participant: Participant) -> None:
        """Make *participant* a moderator."""
        participant.promoted = True
        self.tell_role(participant, self.people)

    def tell_role(self, participant: Participant, people: Iterable[Participant]) -> None:
        """Tell *people* whether *participant* moderates."""
        tell(people, "participantRoleChanged", id=participant.id, role=self._role(participant))

    def _promote_first(self) -> Participant | None:
        """Where the first moderates and nobody does, make them; returns whom."""
        if not self.rules.first_moderates or any(map(self.is_moderator, self.people)):
            return None
        for first in self.people[:1]:
            first.promoted = True
            return first
        return None

    def _role(self, participant: Participant) -> str:
        return "moderator" if self.is_moderator(participant) else "participant"

    # --- breakout rooms

    def open_breakout(self, name: str, breakout: str | None = None) -> str:
        """Make a breakout room, into which nobody has gone yet; returns its id."""
        breakout = breakout or str(uuid4())
        self.breakouts[breakout] = name
        self.tell_rooms()
        return breakout

    def remove_breakout(self, breakout: str) -> None:
        """Take a breakout room away if nobody is in it."""
        if not self.within(breakout):
            self.breakouts.pop(breakout, None)
            self.tell_rooms()

    def send(self, people: Iterable[Participant], breakout: str | None) -> None:
        """Send *people* to a breakout room, or to the main room: they leave one and join the other."""
        if breakout is not None and breakout not in self.breakouts:
            return
        for participant in [person for person in people if person.breakout != breakout]:
            participant.say("videoConferenceLeft", roomName=self.name)
            tell(self.near(participant), "participantLeft", id=participant.id)
            self._places.move(participant, breakout, self.people)
            self._introduce(participant)
        self.tell_rooms()

    def tell_rooms(self) -> None:
        """Tell all pages who is in which room, once there are several."""
        if self.breakouts:
            rooms = [self._room_info(breakout) for breakout in (None, *self.breakouts)]
            tell(self.people, "rooms", rooms=rooms)

    def _room_info(self, breakout: str | None) -> dict[str, object]:
        jid = Place(self.name, breakout).jid(self._domain)
        people: list[dict[str, object]] = [
            {"id": person.id, "jid": f"{jid}/{person.id}", "displayName": person.name, "role": self._role(person)}
            for person in self.within(breakout)
        ]
        if breakout is None:
            guests = [{"id": guest, "displayName": guest, "role": "participant"} for guest in self.rules.guests]
            return {"id": self.name, "jid": jid, "isMainRoom": True, "participants": [*people, *guests]}
        name = self.breakouts[breakout]
        return {"id": breakout, "jid": jid, "isMainRoom": False, "name": name, "participants": people}

    # --- who is where

    def within(self, breakout: str | None) -> list[Participant]:
        """Those in a breakout room, or in the main room."""
        return [person for person in self.people if person.breakout == breakout]

    def here(self, participant: Participant) -> list[Participant]:
        """Those in the room of *participant*, who is among them."""
        return self.within(participant.breakout)

    def near(self, participant: Participant) -> list[Participant]:
        """Those in the room of *participant*, without them."""
        return [person for person in self.here(participant) if person is not participant]
