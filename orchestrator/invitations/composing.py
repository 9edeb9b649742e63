"""What an invited person is sent: a mail in their language, with the event for their calendar. Pure.

Of a confidential booking it tells when, and the house; whose it is and what for stands in no line of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from config.words.sentences import Language
from orchestrator.bookings.told import when_words
from orchestrator.conferences.guest_list import ExpectedPerson
from orchestrator.invitations.due import Due, Facts, What
from orchestrator.invitations.event import Meeting, Party, itip
from orchestrator.outbox.letters import (
    MeetingCancellation,
    MeetingChange,
    MeetingInvitation,
    MeetingMail,
    MeetingReminder,
    tidy,
)

M = TypeVar("M", MeetingInvitation, MeetingChange, MeetingCancellation, MeetingReminder)
_NEUTRAL: dict[Language, str] = {"it": "Appuntamento", "en": "Appointment"}
_ENTER: dict[Language, str] = {
    "it": "Per entrare nella riunione: {link}\nIl collegamento è solo tuo.",
    "en": "To enter the meeting: {link}\nThe link is yours alone.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a booking is, in words, and in whose time."""

    house: str
    """The name of the installation, in which mails come."""
    site: str
    rooms: str
    address: str
    zone: ZoneInfo
    host: str | None = None
    """The organisation that invites."""


def mail_of(message: Due, facts: Facts, place: Place, link: str | None) -> MeetingMail:
    """The mail."""
    person, told = message.standing.person, _told(message, facts)
    match message.what:
        case What.NEW:
            return _letter(MeetingInvitation, person, told, place, link)
        case What.CHANGED:
            return _letter(MeetingChange, person, told, place, link)
        case What.OFF:
            return _letter(MeetingCancellation, person, told, place, None)
        case What.REMINDER:
            return _letter(MeetingReminder, person, told, place, link)


def event_of(message: Due, facts: Facts, place: Place, link: str | None, organizer: str, stamp: datetime) -> str:
    """The event, from the address *organizer*."""
    person, told = message.standing.person, _told(message, facts)
    hidden = facts.confidential
    meeting = Meeting(
        booking=facts.id,
        summary=_NEUTRAL[person.language] if hidden else tidy(facts.title),
        start=told.start,
        end=told.end,
        zone=place.zone,
        location=place.site if hidden else _where(place),
        description=_ENTER[person.language].format(link=link)
        if link is not None and message.what is not What.OFF
        else "",
        link=link if message.what is not What.OFF else None,
        private=hidden,
    )
    sender = Party(organizer, tidy(place.house))
    return itip(message.method, meeting, message.sequence, sender, Party(person.mail, tidy(person.called)), stamp)


def _letter(kind: type[M], person: ExpectedPerson, facts: Facts, place: Place, link: str | None) -> M:
    when = when_words(facts.start, facts.end, place.zone, person.language)
    if facts.confidential:
        return kind(place.house, person.called, when)
    return kind(place.house, person.called, when, facts.title, place.host, _where(place), link)


def _told(message: Due, facts: Facts) -> Facts:
    """What is off is told at the times at which they know it."""
    told = message.standing.told
    if message.what is not What.OFF or told is None:
        return facts
    return replace(facts, start=told.start, end=told.end)


def _where(place: Place) -> str:
    """``Sala 1, Officine Municipali, Via Roma 3``."""
    return ", ".join(filter(None, (place.rooms, place.site, place.address)))
