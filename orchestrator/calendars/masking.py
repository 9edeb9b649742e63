"""What of a calendar's events may be told, as JSON: of a confidential one times and an opaque id, and no word. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from schedules.bookings import Ignored, Key, Placed, Quarantined, Segment, Unplaced
from schedules.identity import CONFIDENTIAL_REASON, CONFIDENTIAL_TITLE, EPOCH, opaque_id


@dataclass(frozen=True, slots=True)
class Masking:
    """How confidential events are told; with *reveal* they are told as they are, to the person at the keyboard."""

    secret: bytes
    """The key of the opaque ids."""
    reveal: bool = False

    def uid(self, key: Key, *, confidential: bool) -> str:
        """The event's UID, or the opaque id in its place."""
        return opaque_id(self.secret, key) if self._hides(confidential=confidential) else key.uid

    def booking(self, segment: Segment) -> Mapping[str, str] | None:
        """The booking of a segment: its recurrence tells when a moved one was to be, so a masked one has its start."""
        booked = segment.booking
        if booked is None:
            return None
        masked = self._hides(confidential=booked.confidential)
        return {
            "uid": self.uid(booked.key, confidential=booked.confidential),
            "occurrence": utc(booked.start if masked else booked.key.recurrence),
            "title": CONFIDENTIAL_TITLE if masked else booked.title,
        }

    def notes(self, placed: Placed) -> Mapping[str, list[Mapping[str, Any]]]:
        """What of the calendars takes no room, and why; and what was assumed to read them."""
        return {
            "unplaced": [self._unplaced(one) for one in placed.unplaced],
            "ignored": [self._ignored(one) for one in placed.ignored],
            "quarantined": [self._quarantined(one) for one in placed.quarantined],
            "assumed": [{"calendar": one.calendar, "what": one.note.value} for one in placed.assumed],
        }

    def _unplaced(self, one: Unplaced) -> Mapping[str, Any]:
        masked = self._hides(confidential=one.confidential)
        return {
            "uid": self.uid(one.key, confidential=one.confidential),
            "title": CONFIDENTIAL_TITLE if masked else one.title,
            "location": "" if masked else one.location,
            "start": utc(one.start),
            "until": utc(one.until),
            "series": self._series(one.key.calendar, one.key.uid),
            "reason": one.reason.value,
            "elsewhere": "" if masked else one.elsewhere,
            "confidential": masked,
        }

    def _ignored(self, one: Ignored) -> Mapping[str, Any]:
        masked = self._hides(confidential=one.confidential)
        return {
            "uid": self.uid(one.key, confidential=one.confidential),
            "title": CONFIDENTIAL_TITLE if masked else one.title,
            "start": utc(one.start),
            "until": utc(one.until),
            "series": self._series(one.key.calendar, one.key.uid),
            "reason": one.reason.value,
            "confidential": masked,
        }

    def _quarantined(self, one: Quarantined) -> Mapping[str, Any]:
        masked = self._hides(confidential=one.confidential)
        return {
            "uid": self.uid(Key(one.calendar, one.uid, EPOCH), confidential=one.confidential),
            "title": CONFIDENTIAL_TITLE if masked else one.title,
            "start": None if one.start is None else utc(one.start),
            "until": None if one.until is None else utc(one.until),
            "series": self._series(one.calendar, one.uid or f"{one.start} {one.title}"),
            "kind": one.kind.value,
            "about": "" if masked else one.about,
            "reason": CONFIDENTIAL_REASON if masked else one.reason,
            "confidential": masked,
        }

    def _series(self, calendar: str, uid: str) -> str:
        """By what the store knows that it has told of a series before; it is told to nobody, for it joins its occurrences."""
        return opaque_id(self.secret, Key(calendar, uid, EPOCH))

    def _hides(self, *, confidential: bool) -> bool:
        return confidential and not self.reveal


def utc(instant: datetime) -> str:
    """RFC 3339 in UTC, with ``Z``."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
