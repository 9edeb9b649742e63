"""Which parts of a room's picture are for whom. Pure."""

from enum import Enum
from typing import Literal

from config.rooms import Room
from room_agents.view import AgentView, RoomView
from schedules.bookings import Entry
from schedules.fields import Audience, seen_by


class Watcher(Enum):
    """Who looks at a room's picture."""

    PANEL = "panel"
    """Whoever stands before it, and gives the room's PIN for what that guards."""
    TECHNICIAN = "technician"
    """Keeps the devices: is asked for no PIN, and told no titles."""
    STAFF = "staff"
    """Is asked for no PIN, and told what the panel is told."""


PinFor = Literal["details", "end"]


def asks_pin(room: Room, watcher: Watcher) -> tuple[PinFor, ...]:
    """The presses and pages for which that watcher must give the room's PIN."""
    if room.pin is None or watcher is not Watcher.PANEL:
        return ()
    return ("details", "end") if room.end_needs_pin else ("details",)


def picture_seen(watcher: Watcher, room: Room, view: RoomView) -> RoomView:
    """The picture for that watcher: without what the PIN guards, if they must give one."""
    asked = asks_pin(room, watcher)
    if not asked:
        return view
    guarded = {"devices": {}, "agent": AgentView(), "conference_link": None, "waits_for_idle": None}
    return view.model_copy(update={**guarded, "asks_pin": asked})


def entry_seen(entry: Entry, *, is_own: bool) -> Entry:
    """A booking that is in the way, as somebody sees it: of a room that is not their own its times and no more."""
    if is_own:
        return entry
    return Entry("", entry.room, seen_by(entry.booking, Audience.OTHERS))
