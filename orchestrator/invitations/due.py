"""What an invited person is to be told now. Pure.

It follows from how the booking is and from what they were told last, and from nothing else: whoever changes a booking need not
think of those who are invited, a change that is undone is told to nobody, and what a killed service owed is told by the next.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from orchestrator.conferences.guest_list import ExpectedPerson
from orchestrator.invitations.event import Method


@dataclass(frozen=True, slots=True)
class Facts:
    """A booking as far as those who are invited are told of it."""

    id: str
    title: str
    start: datetime
    end: datetime
    rooms: tuple[str, ...]
    confidential: bool
    withdrawn: bool
    sequence: int
    organisation: str | None = None
    preset: str | None = None
    link: str | None = None

    @property
    def digest(self) -> str:
        """What stands for all that a message tells: of a confidential booking its times alone."""
        told = [self.start.isoformat(), self.end.isoformat()]
        if not self.confidential:
            told += [self.title, *sorted(self.rooms)]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was told last of a booking that they are to come to."""

    digest: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with the invitation of one person."""

    person: ExpectedPerson
    wanted: bool
    expressly: bool
    again: bool
    invited_by: str
    sequence: int
    mails: int
    told: Told | None = None
    mail_id: str | None = None
    told_at: datetime | None = None
    reminded_at: datetime | None = None
    """The moment to which the newest reminder belonged."""


class What(StrEnum):
    """What a message is about."""

    NEW = "new"
    CHANGED = "changed"
    OFF = "off"
    REMINDER = "reminder"
    """They know all, and it begins before long."""


@dataclass(frozen=True, slots=True)
class Due:
    """A message that is to go out."""

    standing: Standing
    what: What
    sequence: int
    remind_at: datetime | None = None
    """The moment to which a reminder belongs."""

    @property
    def method(self) -> Method:
        """What it asks of their calendar."""
        return Method.CANCEL if self.what is What.OFF else Method.REQUEST


def due(standing: Standing, facts: Facts, now: datetime, reminders: Collection[timedelta] = ()) -> Due | None:
    """What that person is to be told *now*; None where they know all. What is over is told to nobody.

    They are reminded so long before the start as *reminders* say, by one mail where several are due by now, and not of what they
    were told after that moment.
    """
    told = standing.told
    if facts.confidential and not standing.expressly:
        return None
    if facts.withdrawn or standing.person.removed_at is not None or not standing.wanted:
        off = told is not None and told.end > now
        return Due(standing, What.OFF, _raised(standing, facts)) if off else None
    if facts.end <= now:
        return None
    if told is None:
        return Due(
            standing, What.NEW, _raised(standing, facts) if standing.sequence or standing.mails else facts.sequence
        )
    if told.digest != facts.digest and max(told.start, facts.start) > now:
        return Due(standing, What.CHANGED, _raised(standing, facts))
    if standing.again:
        return Due(standing, What.NEW, standing.sequence)
    return _reminder(standing, facts, now, reminders) if told.digest == facts.digest else None


def _reminder(standing: Standing, facts: Facts, now: datetime, reminders: Collection[timedelta]) -> Due | None:
    past = [facts.start - before for before in reminders if facts.start - before <= now]
    if not past or facts.start <= now:
        return None
    newest = max(past)
    since = [at for at in (standing.told_at, standing.reminded_at) if at is not None]
    if any(newest <= at for at in since):
        return None
    return Due(standing, What.REMINDER, standing.sequence, newest)


def _raised(standing: Standing, facts: Facts) -> int:
    """The booking's own number where it is higher than that of the newest message; calendars do not raise it at each change."""
    return max(facts.sequence, standing.sequence + 1)
