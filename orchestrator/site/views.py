"""What the API tells of the room files in force; the command that asks reads the same models."""

from pydantic import AwareDatetime, BaseModel

from room_agents.plan import PhaseName


class WaitView(BaseModel):
    """A version that a room is to follow, and what it waits for: the room's next idle instant."""

    version: str | None
    """The version to follow; None if the room is to be removed."""
    since: AwareDatetime | None
    phase: PhaseName
    booking: str | None
    """The title, as the room's panel shows it."""
    until: AwareDatetime | None
    """When that phase ends."""
    idle_at: AwareDatetime | None
    """When the room is next idle, as far as its plan goes."""


class RoomVersionView(BaseModel):
    """Which version one room follows."""

    id: str
    name: str
    timezone: str
    version: str
    waits: WaitView | None


class ChangeView(BaseModel):
    """Another version was wished, or *rooms* were made to follow it without waiting."""

    at: AwareDatetime
    version: str
    who: str | None
    """The id of the token; None for the service at its start."""
    reason: str | None
    rooms: tuple[str, ...]


class SiteView(BaseModel):
    """The room files in force. Versions are hashes of all texts together."""

    version: str
    files: tuple[str, ...]
    at_start: str | None
    """The version of the files that the service was started with, as they are now: it goes back to them when it starts."""
    rooms: tuple[RoomVersionView, ...]
    changes: tuple[ChangeView, ...]
    """The last changes, the newest first."""
