"""One page that is connected to the emulated Jitsi, what it is told, and the names of errors.

Events are those of the IFrame API, so that the page in the frame can pass them on as they are. A few are between the
server and its page alone: `presence`, `mute`, `lobby`, `rooms`, `leave`, `freeze` and `signalling`.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

_OUTBOX = 2000  # messages; a page that takes none of so many is taken for gone
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


def error(name: str, message: str = "", **details: object) -> dict[str, object]:
    """The content of `errorOccurred` for the error *name*."""
    kind = "CONNECTION" if name.startswith("connection.") else "CONFERENCE"
    more = {"details": details} if details else {}
    return {"name": name, "type": kind, "isFatal": name in FATAL, "message": message, **more}


@dataclass(slots=True, eq=False)
class Participant:
    """One page connected to the server: outside at first, then knocking or in the meeting."""

    id: str
    name: str
    user: Mapping[str, object]
    """``context.user`` of the page's token."""
    features: Mapping[str, object] = field(default_factory=dict)
    """``context.features`` of the page's token; what is not named is allowed if none is."""
    may_enter: bool = True
    """Whether the page's token is for this room."""
    account: str = field(default_factory=lambda: str(uuid4()))
    """The random name of this connection, before the @ of its JID."""
    outbox: asyncio.Queue[Mapping[str, object]] = field(default_factory=lambda: asyncio.Queue(_OUTBOX))
    knocks: bool = False
    admitted: bool = False
    promoted: bool = False
    """Whether a moderator or the conference's focus made this participant a moderator."""
    code: str | None = None
    """The meeting's password that the page sent."""
    breakout: str | None = None
    """The id of the breakout room; None in the main room."""
    shown: dict[str, object] = field(default_factory=dict)
    """What the page shows of itself to others: whether microphone and camera are muted, and since when a hand is up."""

    def say(self, event: str, **details: object) -> None:
        """Tell the page of *event*; a page that takes nothing misses it."""
        if not self.outbox.full():
            self.outbox.put_nowait({"event": event, **details})

    def fail(self, name: str, message: str = "", **details: object) -> None:
        """Tell the page of an error."""
        self.say("errorOccurred", error=error(name, message, **details))

    def may(self, feature: str) -> bool:
        """Whether the token allows *feature*: it allows all if it names none."""
        return not self.features or str(self.features.get(feature)).lower() == "true"

    @property
    def described(self) -> dict[str, object]:
        """What others are told of this participant."""
        names = {"id": self.id, "displayName": self.name, "formattedDisplayName": self.name}
        return {**names, "userContext": {"id": self.user.get("id")}}


def guest_described(name: str) -> dict[str, object]:
    """What others are told of a guest, who has no page."""
    return {"id": name, "displayName": name}


def tell(people: Iterable[Participant], event: str, **details: object) -> None:
    """Tell each of *people* of *event*."""
    for participant in people:
        participant.say(event, **details)
