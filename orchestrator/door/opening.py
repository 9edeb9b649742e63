"""What a link leads to at this moment. Opening it changes nothing: mail scanners open links too."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from config.rooms import Installation
from orchestrator.conferences.guest_list import ExpectedPerson, person_of
from orchestrator.conferences.link_store import known_meeting_link
from orchestrator.conferences.links import MeetingLink, MeetingLinkKind
from orchestrator.conferences.meeting import Conferences
from orchestrator.conferences.meetings import Meeting, meeting_of
from schedules.store.transaction import Transaction

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


class Shut(Enum):
    """Why a link lets nobody in."""

    UNKNOWN = "unknown"
    """It is nobody's, or was replaced by a newer one."""
    REVOKED = "revoked"
    REMOVED = "removed"
    """The same of one person's own: they are not to stay either, where our page shows the meeting."""
    NO_MEETING = "no_meeting"
    """The booking was taken back, or has no meeting any more."""


class When(Enum):
    """How far a meeting is."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that leads into a meeting."""

    link: MeetingLink
    meeting: Meeting
    person: ExpectedPerson | None
    """Whose it is; None of a link that several share."""

    @property
    def is_hall(self) -> bool:
        """Whether those who come by it sit in the hall."""
        return self.link.holder.kind is MeetingLinkKind.HALL

    @property
    def is_embedded(self) -> bool:
        """Whether our own page shows the meeting."""
        return self.meeting.deployment is not None and self.meeting.deployment.embedded

    def when(self, now: datetime) -> When:
        """How far its meeting is."""
        if now < self.meeting.opens:
            return When.EARLY
        return When.OPEN if now < self.meeting.end else When.OVER


def open_meeting_link(
    db: Transaction, conferences: Conferences, installation: Installation, secret: str
) -> Opened | Shut:
    """What *secret* leads to. What cannot be one is looked up like the others, and found as little."""
    link = known_meeting_link(db, secret if _SECRET.fullmatch(secret) else "")
    if link is None:
        return Shut.UNKNOWN
    person = person_of(db, link.holder.id) if link.holder.kind is MeetingLinkKind.PERSONAL else None
    gone = link.holder.kind is MeetingLinkKind.PERSONAL and (person is None or person.removed_at is not None)
    if link.revoked_at is not None or gone:
        return Shut.REMOVED if link.holder.kind is MeetingLinkKind.PERSONAL else Shut.REVOKED
    meeting = meeting_of(db, conferences, installation, link.booking)
    return Shut.NO_MEETING if meeting is None else Opened(link, meeting, person)
