"""How far minutes have come, in words. Pure."""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from orchestrator.councils.registry.reading import Reading
from orchestrator.councils.sitting.state import Sitting, Status
from orchestrator.web.shell.catalogues import Say

Filters = Mapping[str, Callable[..., Any]]
State = tuple[str, str]
"""The kind of a notice, and what it says."""


def title_words(reading: Reading | None, say: Say) -> str:
    """What the page of minutes is called."""
    if reading is None or not reading.minutes.number:
        return say("Verbale")
    said = {"number": reading.minutes.number, "year": reading.minutes.school_year}
    return say("Verbale n. %(number)s del %(year)s") % said


def state_words(reading: Reading, say: Say, filters: Filters, zone: ZoneInfo) -> State:
    """What is to be known of the minutes before anything else."""
    sitting = reading.held.sitting
    match sitting.status:
        case Status.SIGNED | Status.APPROVED:
            told = _signed(sitting, say, filters, zone)
            only = say("Da qui in poi lo cambia soltanto una deliberazione della seduta successiva.")
            return "ok", f"{told} {only}"
        case Status.CLOSED | Status.DESERTED:
            return "info", say("La seduta è finita: completa le note, poi prepara il file da firmare.")
        case _:
            return "info", say("La seduta è in corso: il verbale cresce con lei, e le note si scrivono già.")


def _signed(sitting: Sitting, say: Say, filters: Filters, zone: ZoneInfo) -> str:
    signed = next(event for event in reversed(sitting.events) if event.what == "minutes_signed")
    told = say("Firmato e ricevuto %(day)s.") % {"day": filters["day"](signed.at, zone)}
    protocol = say("Protocollo %(protocol)s.") % {"protocol": signed.about[1]} if signed.about[1] else ""
    approved = say("Approvato.") if sitting.status is Status.APPROVED else ""
    return " ".join(filter(None, (told, protocol, approved)))
