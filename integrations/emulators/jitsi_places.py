"""The chat rooms behind a meeting of the emulated Jitsi, as the server sees them: its main room and its breakout rooms.

Each is created before the first comes in. A breakout room is destroyed when its last leaves, the main room when the last
leaves them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from integrations.emulators.jitsi_participant import Participant


@dataclass(frozen=True, slots=True)
class Place:
    """The main room of a meeting, or one of its breakout rooms."""

    room: str
    """The main room's node, in lower case: its name, with ``[tenant]`` before it where there is one."""
    breakout: str | None = None

    def jid(self, domain: str) -> str:
        """The JID of the chat room on a server for *domain*."""
        if self.breakout is not None:
            return f"{self.breakout}@breakout.{domain}"
        return f"{self.room}@conference.{domain}"


class Witness(Protocol):
    """Who notices what happens in chat rooms, as a plugin of the server does."""

    def created(self, place: Place) -> None:
        """The room was made; nobody is in it yet."""

    def joined(self, place: Place, participant: Participant) -> None:
        """Somebody came in."""

    def left(self, place: Place, participant: Participant) -> None:
        """Somebody went."""

    def destroyed(self, place: Place) -> None:
        """The room is no more."""


class Silent:
    """A witness who tells nobody."""

    def created(self, place: Place) -> None:
        """The room was made."""

    def joined(self, place: Place, participant: Participant) -> None:
        """Somebody came in."""

    def left(self, place: Place, participant: Participant) -> None:
        """Somebody went."""

    def destroyed(self, place: Place) -> None:
        """The room is no more."""


class Places:
    """The chat rooms of one meeting."""

    def __init__(self, room: str, witness: Witness) -> None:
        """Begin with none."""
        self._room, self._witness = room, witness
        self._open: dict[str | None, Place] = {}

    def enter(self, participant: Participant) -> None:
        """*participant* comes into the room where they are said to be."""
        for breakout in dict.fromkeys((None, participant.breakout)):
            if breakout not in self._open:
                self._open[breakout] = Place(self._room, breakout)
                self._witness.created(self._open[breakout])
        self._witness.joined(self._open[participant.breakout], participant)

    def leave(self, participant: Participant, people: Sequence[Participant]) -> None:
        """*participant* goes; *people* are those who stay in the meeting."""
        place = self._open.get(participant.breakout)
        if place is None:
            return
        self._witness.left(place, participant)
        if place.breakout is not None and not any(person.breakout == place.breakout for person in people):
            self._destroy(place)
        if not people:
            self.end(())

    def move(self, participant: Participant, breakout: str | None, people: Sequence[Participant]) -> None:
        """*participant*, one of *people*, goes from one room to another."""
        place = self._open[participant.breakout]
        participant.breakout = breakout
        self._witness.left(place, participant)
        self.enter(participant)
        if place.breakout is not None and not any(person.breakout == place.breakout for person in people):
            self._destroy(place)

    def end(self, people: Sequence[Participant]) -> None:
        """The meeting ends: *people*, who are the last, go, and all rooms with them."""
        for participant in people:
            self._witness.left(self._open[participant.breakout], participant)
        for place in reversed(list(self._open.values())):
            self._destroy(place)

    def _destroy(self, place: Place) -> None:
        del self._open[place.breakout]
        self._witness.destroyed(place)
