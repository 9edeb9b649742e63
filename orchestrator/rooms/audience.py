"""Which parts of a room's picture are for whom. Pure."""

from collections.abc import Callable
from typing import Literal

from config.rooms import Room
from orchestrator.access.tokens import Role
from room_agents.view import AgentView, RoomView
from schedules.bookings import Entry
from schedules.fields import Audience, seen_by

PinFor = Literal["details", "end"]


def asks_pin(room: Room, role: Role) -> tuple[PinFor, ...]:
    """The presses and pages for which somebody of *role* must give the room's PIN."""
    if room.pin is None or role is Role.ADMIN:
        return ()
    return ("details", "end") if room.end_needs_pin else ("details",)


def picture_seen(role: Role, room: Room, view: RoomView) -> RoomView:
    """The picture for somebody of that role: without what the PIN guards, if they must give one."""
    asked = asks_pin(room, role)
    if not asked:
        return view
    guarded = {"devices": {}, "agent": AgentView(), "conference_link": None, "waits_for_idle": None}
    return view.model_copy(update={**guarded, "asks_pin": asked})


def entry_seen(may_use: Callable[[str], bool], entry: Entry) -> Entry:
    """A booking that is in the way as whoever *may_use* some rooms sees it: of another room's its times and no more."""
    if may_use(entry.room):
        return entry
    return Entry("", entry.room, seen_by(entry.booking, Audience.OTHERS))
