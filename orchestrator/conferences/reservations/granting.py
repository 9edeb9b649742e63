"""Whether a conference may open now, and for how long. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

REFUSAL_KEPT = timedelta(seconds=90)
"""So long Prosody may keep a refusal: who asks shortly before a meeting opens would find it closed after that."""
SHORTEST = timedelta(minutes=1)
"""Prosody looks once a minute for conferences that are over, and refuses those that are over when they begin."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A booking whose meeting has a name."""

    booking: str
    opens: datetime
    end: datetime
    until: datetime
    """The last boundary of its rooms, see `boundaries`."""
    zone: str


class Refusal(StrEnum):
    """Why a conference may not open."""

    UNKNOWN = "unknown"
    """No booking has a meeting of that name."""
    EARLY = "early"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Granted:
    """A conference may open."""

    booking: str
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Refused:
    """A conference may not open."""

    why: Refusal
    at: datetime | None = None
    """When it opens, or was over, by the clock of its house."""
    now: datetime | None = None
    """The present by the same clock."""


def decide(slots: Sequence[Slot], now: datetime) -> Granted | Refused:
    """Whether the conference that these bookings share may open *now*; several share one whose link they bring along."""
    running = [slot for slot in slots if slot.opens - REFUSAL_KEPT <= now < slot.end]
    if running:
        first = min(running, key=lambda slot: (slot.opens, slot.booking))
        return Granted(first.booking, max(max(slot.until for slot in running) - now, SHORTEST))
    coming = [slot for slot in slots if slot.opens > now]
    if coming:
        return _refused(Refusal.EARLY, min(coming, key=lambda slot: slot.opens), now)
    over = [slot for slot in slots if slot.end <= now]
    return _refused(Refusal.OVER, max(over, key=lambda slot: slot.end), now) if over else Refused(Refusal.UNKNOWN)


def _refused(why: Refusal, slot: Slot, now: datetime) -> Refused:
    at, zone = (slot.opens if why is Refusal.EARLY else slot.end), ZoneInfo(slot.zone)
    return Refused(why, at.astimezone(zone), now.astimezone(zone))
