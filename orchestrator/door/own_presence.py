"""What is known of somebody's own presence, for whoever holds their own link once the meeting is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from orchestrator.conferences.entrants import entrant_id
from orchestrator.conferences.presence.gathering import presence_of
from orchestrator.conferences.presence.outcome import PersonPresence
from orchestrator.conferences.presence.people import entrant_key
from orchestrator.door.opening import Opened
from schedules.store.transaction import Transaction


def own_presence(
    db: Transaction, opened: Opened, halls: Mapping[str, str], key: bytes, kept: timedelta, now: datetime
) -> PersonPresence | None:
    """When they were there; None where the link is not one person's own."""
    if opened.person is None:
        return None
    meeting = opened.meeting
    mine = entrant_key(entrant_id(key, meeting.booking, opened.link.holder, opened.person.called))
    presence = presence_of(db, meeting.booking, (meeting.start, meeting.end), halls, key, kept, now)
    return next((person for person in presence.people if person.key == mine), None)
