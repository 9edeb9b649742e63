"""How a meeting is held: as its preset says, but for what whoever keeps the booking wants otherwise. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from config.rooms import Preset
from config.words.sentences import Language
from orchestrator.conferences.passwords import Protection
from room_agents.plan import MeetingWish

Opening = Literal["press", "auto"]
LONGEST_SUBJECT = 120
"""Characters."""


@dataclass(frozen=True, slots=True)
class MeetingSettings:
    """What is wanted of one booking's meeting; None: as its preset says."""

    subject: str | None = None
    lobby: bool | None = None
    language: Language | None = None
    recorded: bool | None = None
    opening: Opening | None = None
    revision: int = 0
    """Raised by each change; 0: nobody ever changed anything."""
    changed_at: datetime | None = None
    protection: Protection | None = None
    password: str | None = field(default=None, repr=False)
    """The one that somebody typed, where that protects it; None where its key is lost."""


AS_PRESET = MeetingSettings()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a meeting is held."""

    subject: str | None = None
    """None: its title."""
    lobby: bool | None = None
    """Whether who is no moderator waits to be let in; None: as the server does it."""
    lobby_since: datetime | None = None
    """When that was said of this booking; None: its preset says so."""
    language: Language | None = None
    """In which Jitsi speaks to guests; None: in that of their browsers."""
    recorded: bool = False
    """Whether people are told that the meeting is recorded."""
    opening: Opening = "press"
    all_moderate: bool = False
    """Whether everybody with a link of their own moderates."""
    protection: Protection = Protection.NONE
    password: str | None = field(default=None, repr=False)
    """The one that somebody typed."""


def manner_of(settings: MeetingSettings, preset: Preset | None) -> Manner:
    """How the meeting of a booking with these settings is held."""
    if preset is None:
        preset = Preset(title="-")
    own_lobby = settings.lobby is not None
    return Manner(
        settings.subject or preset.subject,
        settings.lobby if own_lobby else (preset.lobby or None),
        settings.changed_at if own_lobby else None,
        settings.language or preset.language,
        preset.recorded if settings.recorded is None else settings.recorded,
        settings.opening or preset.open,
        preset.moderators == "invited",
        settings.protection or (Protection.MADE if preset.password else Protection.NONE),
        settings.password if settings.protection is Protection.OWN else None,
    )


def with_lobby(wishes: Mapping[str, MeetingWish], manner: Manner, opens: datetime) -> Mapping[str, MeetingWish]:
    """The presses about a meeting that may begin when it *opens*, with the lobby as the manner has it, unless one came later."""
    if manner.lobby is None:
        return wishes
    wanted = MeetingWish(on=manner.lobby, at=manner.lobby_since or opens)
    pressed = wishes.get("lobby")
    return wishes if pressed is not None and pressed.at > wanted.at else {**wishes, "lobby": wanted}
