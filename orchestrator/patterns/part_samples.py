"""What the patterns of pages are filled with: names as short and as long as people have them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from operator import attrgetter
from typing import Any

from orchestrator.patterns.house import NOW, TODAY, ZONE, hour
from orchestrator.web.shell.listing import Listing
from orchestrator.web.shell.week import Kind, Taken, Week, monday_of, week_of

PERSON = "Maria Grazia De Santis"
FILLED: Mapping[str, str | Sequence[str]] = {
    "title": "Collegio dei docenti",
    "day": "2026-12-04",
    "since": "09:00",
    "until": "11:30",
    "room": ("sala-1",),
    "category": "collegio",
    "notes": "Servono due microfoni in più e l’acqua per il tavolo.\nGrazie!",
    "seen": "public",
}
LONG = (
    "Assemblea straordinaria delle rappresentanze sindacali unitarie del comparto istruzione e ricerca della provincia"
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """One row."""

    name: str
    kind: str
    members: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of what happened."""

    at: datetime
    who: str
    what: str
    more: str = ""


def organisations(look: Listing) -> Sequence[Organisation]:
    """The whole list, as it is looked for and sorted."""
    found = [organisation for organisation in _ORGANISATIONS if look.search.casefold() in organisation.name.casefold()]
    found = [organisation for organisation in found if look.filters.get("kind") in (None, organisation.kind)]
    return sorted(found, key=attrgetter(look.sort), reverse=look.descending)


_SCHOOLS = ("Alighieri", "Fermi", "Montessori", "Galilei", "Verdi", "Pascoli", "Levi-Montalcini", "Marconi")
_ORGANISATIONS = (
    Organisation("Comune di Pignataro Interamna", "comune", 24, hour("09:00", -400)),
    Organisation(LONG, "sindacato", 3, hour("09:00", -30)),
    Organisation("Ordine degli avvocati di Cassino", "ordine", 11, hour("10:15", -200)),
    *(
        Organisation(f"Istituto comprensivo {name} {number}", "scuola", 5 * number + len(name), hour("08:00", -number))
        for number in range(1, 9)
        for name in _SCHOOLS
    ),
)

BOOKING: Mapping[str, Any] = {
    "booking": {
        "title": "Collegio dei docenti",
        "start": hour("09:00"),
        "end": hour("11:30"),
        "rooms": "Sala Conferenze 1, Sala Consiliare",
        "who": PERSON,
        "organisation": "Istituto comprensivo Alighieri",
        "notes": "Servono due microfoni in più e l’acqua per il tavolo.",
    },
    "zone": ZONE,
    "happened": (
        Happened(hour("08:12"), "Luca Ferri", "Fine spostata dalle 11:00 alle 11:30", "dal pannello di Sala 1"),
        Happened(hour("08:02"), PERSON, "Aggiunta la Sala Consiliare"),
        Happened(hour("17:45", -3), PERSON, "Titolo cambiato da «Riunione» a «Collegio dei docenti»"),
        Happened(hour("17:40", -3), PERSON, "Prenotazione fatta", "per telefono"),
    ),
}

_HALLS = ("Sala Conferenze 1", "Sala Conferenze 2", "Sala Consiliare", "Biblioteca", "Aula informatica")
_DAYS: Mapping[str, Sequence[tuple[int, str, str, str, Kind]]] = {
    "Sala Conferenze 1": (
        (0, "09:30", "10:20", "Corso sicurezza", "booked"),
        (0, "11:00", "13:00", "Collegio dei docenti", "own"),
        (1, "08:00", "20:00", "Elezioni: seggio 4", "booked"),
        (2, "15:00", "18:30", LONG, "booked"),
        (4, "09:00", "11:30", "Collegio dei docenti", "own"),
    ),
    "Sala Conferenze 2": (
        (0, "10:00", "12:00", "Occupato", "secret"),
        (3, "14:00", "15:00", "Colloqui", "booked"),
        (3, "15:00", "16:00", "Colloqui", "booked"),
    ),
    "Sala Consiliare": (
        (0, "21:00", "23:30", "Consiglio comunale", "booked"),
        (2, "21:00", "25:00", "Consiglio comunale", "booked"),
        (4, "00:00", "24:00", "Chiusa: pulizia dei tendaggi", "closed"),
    ),
    "Biblioteca": (),
    "Aula informatica": tuple(
        (day, f"{begin:02}:00", f"{begin + 2:02}:00", "Corso di alfabetizzazione digitale", "booked")
        for day in range(5)
        for begin in (9, 16)
    ),
}


def week(days: int) -> Week:
    """That many days of all halls, from Monday; one is today."""
    first = monday_of(TODAY) if days > 1 else TODAY
    rooms = ((name, f"/patterns/parts/week#{number}", _taken(name)) for number, name in enumerate(_HALLS))
    return week_of(rooms, [first + timedelta(days=day) for day in range(days)], ZONE, NOW, (time(8), time(20)))


def _taken(hall: str) -> Sequence[Taken]:
    return [
        Taken(_at(begin, day), _at(end, day), title, kind, "" if kind == "secret" else "/patterns/parts/booking")
        for day, begin, end, title, kind in _DAYS[hall]
    ]


def _at(clock: str, day: int) -> datetime:
    """A clock time of that day after Monday; 25:00 is one in the night after."""
    hours, _, minutes = clock.partition(":")
    later, left = divmod(int(hours), 24)
    return hour(f"{left:02}:{minutes}", day + later)
