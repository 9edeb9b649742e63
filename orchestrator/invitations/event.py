"""The event that goes with a mail to one invited person: iTIP (RFC 5546) as calendars of all makers take it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//Regia//Inviti//IT"


class Method(StrEnum):
    """What a message asks of a calendar."""

    REQUEST = "REQUEST"
    """Enter the event, or change it where its SEQUENCE is higher (RFC 5546 3.2.2)."""
    CANCEL = "CANCEL"
    """Take it out (RFC 5546 3.2.5)."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody by name and address."""

    mail: str
    name: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a calendar is told of a meeting: one line of each, but for *description*."""

    booking: str
    """Its id, which no change changes."""
    summary: str
    start: datetime
    end: datetime
    zone: ZoneInfo
    location: str
    description: str = ""
    link: str | None = None
    private: bool = False


def uid_of(booking_id: str) -> str:
    """The UID of the event of a booking. It says nothing of it: the id is a keyed hash."""
    return f"{booking_id}@regia"


def itip(method: Method, meeting: Meeting, sequence: int, organizer: Party, attendee: Party, stamp: datetime) -> str:
    """The message to *attendee*, who reads of nobody else that is invited."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    event = Event()
    event.add("uid", uid_of(meeting.booking))
    event.add("dtstamp", stamp.replace(microsecond=0))
    event.add("sequence", sequence)
    event.add("dtstart", meeting.start.astimezone(meeting.zone))
    event.add("dtend", meeting.end.astimezone(meeting.zone))
    event.add("summary", meeting.summary)
    if meeting.location:
        event.add("location", meeting.location)
    if meeting.description:
        event.add("description", meeting.description)
    if meeting.link is not None:
        event.add("url", meeting.link)
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    event.add("class", "PRIVATE" if meeting.private else "PUBLIC")
    event.add("transp", "OPAQUE")
    event.add("organizer", _address(organizer), encode=False)
    invited = _address(attendee)
    for name, value in (
        ("cutype", "INDIVIDUAL"), ("role", "REQ-PARTICIPANT"), ("partstat", "NEEDS-ACTION"), ("rsvp", "TRUE"),
    ):  # fmt: skip
        invited.params[name] = vText(value)
    event.add("attendee", invited, encode=False)
    calendar.add_component(event)
    year = timedelta(days=366)  # transitions around the event alone: all of them since 1970 are three kilobytes
    calendar.add_missing_timezones((meeting.start - year).date(), (meeting.end + year).date())
    return bytes(calendar.to_ical()).decode()


def _address(party: Party) -> vCalAddress:
    """With the name as a parameter: a quotation mark cannot stand in one (RFC 5545 3.2)."""
    address = vCalAddress(f"mailto:{party.mail}")
    name = party.name.replace('"', "’")
    if name:
        address.params["cn"] = vText(name)
    return address
