"""Bookings in sentences, for notices and pages. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from config.rooms import Installation
from config.words.sentences import Language
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.dates import clock, filters
from schedules.bookings import Entry, Occurrence
from schedules.fields import CONFIDENTIAL_TITLE


def title_of(booking: Occurrence, say: Say) -> str:
    """Its title; what stands in place of one that is not told, in the reader's language."""
    return say("Occupato") if booking.title == CONFIDENTIAL_TITLE else booking.title


def number_of(booking_id: str) -> str:
    """By what people name a booking on the telephone: ``3F2A-9C01``, the beginning of its id."""
    return f"{booking_id[:4]}-{booking_id[4:8]}".upper()


def rooms_of(booking: Occurrence, installation: Installation) -> str:
    """``Sala 1, Sala 2``; a room that is there no more by its id."""
    names = {room.id: room.name for room in installation.rooms}
    return ", ".join(names.get(room, room) for room in booking.rooms)


def when_words(start: datetime, end: datetime, zone: ZoneInfo, language: Language) -> str:
    """``venerdì 27 novembre 2026, 09:00–11:00``; what ends on another day names both."""
    day = filters(language)["day"]
    if start.astimezone(zone).date() == end.astimezone(zone).date():
        return f"{day(start, zone)}, {clock(start, zone)}–{clock(end, zone)}"
    return f"{day(start, zone)}, {clock(start, zone)} – {day(end, zone)}, {clock(end, zone)}"


def booked_sentence(
    entry: Entry, installation: Installation, zone: ZoneInfo, language: Language, say: Say, *, repeated: bool
) -> str:
    """What the page after the form says."""
    when, rooms = when_words(entry.start, entry.end, zone, language), rooms_of(entry.booking, installation)
    words = say("Era già prenotata: %(rooms)s, %(when)s.") if repeated else say("Prenotata: %(rooms)s, %(when)s.")
    return words % {"rooms": rooms, "when": when}
