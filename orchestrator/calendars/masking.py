"""What of a calendar's events may be told, as JSON: of a confidential one times and an opaque id, and no word. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from schedules.bookings import Key, Occurrence, Segment, Session
from schedules.events import Ignored, Placed, Quarantined, Unplaced
from schedules.fields import Audience, is_masked, seen_by
from schedules.identity import EPOCH, opaque_id

Event = Occurrence | Session | Unplaced | Ignored
"""An event or booking with a key."""


@dataclass(frozen=True, slots=True)
class Masking:
    """Tells events to an audience, and gives opaque ids to those that the audience may not know."""

    secret: bytes
    """The secret key from which opaque ids are made."""
    audience: Audience = Audience.DESK

    def uid(self, event: Event) -> str:
        """The event's UID, or its opaque id."""
        return opaque_id(self.secret, event.key) if is_masked(event, self.audience) else event.key.uid

    def booking(self, segment: Segment) -> Mapping[str, str] | None:
        """The booking of a segment: its recurrence tells when a moved one was to be, so a masked one has its start."""
        booked = segment.booking
        if booked is None:
            return None
        return {
            "uid": self.uid(booked),
            "occurrence": utc(booked.start if is_masked(booked, self.audience) else booked.key.recurrence),
            "title": seen_by(booked, self.audience).title,
        }

    def notes(self, placed: Placed) -> Mapping[str, list[Mapping[str, Any]]]:
        """The events that take no room, and why, and what was assumed to read the calendars."""
        return {
            "unplaced": [self._unplaced(event) for event in placed.unplaced],
            "ignored": [self._ignored(event) for event in placed.ignored],
            "quarantined": [self._quarantined(event) for event in placed.quarantined],
            "assumed": [
                {"calendar": assumption.calendar, "what": assumption.note.value} for assumption in placed.assumed
            ],
        }

    def _unplaced(self, event: Unplaced) -> Mapping[str, Any]:
        seen = seen_by(event, self.audience)
        return {
            "uid": self.uid(event),
            "title": seen.title,
            "location": seen.location,
            "start": utc(seen.start),
            "until": utc(seen.until),
            "series": self._series(event.key.calendar, event.key.uid),
            "reason": event.reason.value,
            "elsewhere": seen.elsewhere,
            "confidential": is_masked(event, self.audience),
        }

    def _ignored(self, event: Ignored) -> Mapping[str, Any]:
        seen = seen_by(event, self.audience)
        return {
            "uid": self.uid(event),
            "title": seen.title,
            "start": utc(seen.start),
            "until": utc(seen.until),
            "series": self._series(event.key.calendar, event.key.uid),
            "reason": seen.reason.value,
            "confidential": is_masked(event, self.audience),
        }

    def _quarantined(self, event: Quarantined) -> Mapping[str, Any]:
        seen, masked = seen_by(event, self.audience), is_masked(event, self.audience)
        return {
            "uid": opaque_id(self.secret, Key(event.calendar, event.uid, EPOCH)) if masked else event.uid,
            "title": seen.title,
            "start": None if seen.start is None else utc(seen.start),
            "until": None if seen.until is None else utc(seen.until),
            "series": self._series(event.calendar, event.uid or f"{event.start} {event.title}"),
            "kind": seen.kind.value,
            "about": seen.about,
            "reason": seen.reason,
            "confidential": masked,
        }

    def _series(self, calendar: str, uid: str) -> str:
        """By what the store knows that it has told of a series before; it is told to nobody, for it joins its occurrences."""
        return opaque_id(self.secret, Key(calendar, uid, EPOCH))


def utc(instant: datetime) -> str:
    """RFC 3339 in UTC, with ``Z``."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
