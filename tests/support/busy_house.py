"""A house that is used: two sites, seven halls, a week of bookings of all kinds, and the people who make them.

For pages that are looked at, measured and tried. Its moment is a Friday morning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from schedules.bookings import OWN_CALENDAR, Key, Occurrence
from schedules.store.closures import close
from schedules.store.diary import book
from schedules.store.transaction import Transaction
from tests.support.people import HOUSE, LIBRARY, SCHOOL, UNION, person

ZONE = ZoneInfo("Europe/Rome")
TODAY = date(2026, 11, 27)
NOW = datetime.combine(TODAY, time(9, 41), ZONE).astimezone(UTC)
HALLS = {
    "conferenze": "Sala conferenze",
    "consiliare": "Sala consiliare",
    "riunioni": "Sala riunioni",
    "aula": "Aula informatica",
    "laboratorio": "Laboratorio di ceramica",
}
SHELVES = {"lettura": "Sala di lettura", "ragazzi": "Sala ragazzi"}
_HEAD = f"""
[[sites]]
id = "{HOUSE}"
name = "Officine Municipali"
timezone = "Europe/Rome"
default_preset = "riunione"
confidential_preset = "riservato"
hours = "08:00-20:00"
contact = "Segreteria, 0776 000000"
"""
_LIBRARY = f"""
[[sites]]
id = "{LIBRARY}"
name = "Biblioteca comunale"
timezone = "Europe/Rome"
default_preset = "riunione"
confidential_preset = "riservato"
hours = "09:00-19:00"
"""
_FIRST = f'name = "{HALLS["conferenze"]}"\nsite = "{HOUSE}"\n'
_PROJECTOR = '[rooms.devices.proiettore]\ndriver = "pjlink"\nname = "Proiettore"\nhost = "127.0.0.1"\n'
_PRESETS = """
[presets.riunione]
title = "Riunione"
categories = ["RIUNIONE"]
[presets.collegio]
title = "Collegio dei docenti"
categories = ["COLLEGIO"]
[presets.corso]
title = "Corso"
categories = ["CORSO"]
[presets.consiglio]
title = "Consiglio comunale"
categories = ["CONSIGLIO"]
[presets.sportello]
title = "Sportello psicologico"
categories = ["SPORTELLO"]
confidential = true
[presets.riservato]
title = "Occupato"
confidential = true
"""


def room_file(*, library: bool = True) -> str:
    """The room file of the house, with the library or of one site alone."""
    halls = "".join(f'[[rooms]]\nid = "{id_}"\nname = "{name}"\nsite = "{HOUSE}"\n' for id_, name in HALLS.items())
    halls = halls.replace(_FIRST, f"{_FIRST}{_PROJECTOR}")
    shelves = "".join(
        f'[[rooms]]\nid = "{id_}"\nname = "{name}"\nsite = "{LIBRARY}"\n' for id_, name in SHELVES.items()
    )
    return f"{_HEAD}{_LIBRARY if library else ''}{halls}{shelves if library else ''}{_PRESETS}"


def at(clock: str, day: int = 0) -> datetime:
    """``"09:30"`` on the house's wall, today or *day* days later; in UTC."""
    return datetime.combine(TODAY + timedelta(days=day), time.fromisoformat(clock), ZONE).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class People:
    """The ids of the accounts of those who use the house."""

    maria: str
    """An organiser of the school."""
    luca: str
    """At the desk."""
    anna: str
    """Manages the school."""
    paolo: str
    """Keeps the devices."""


def make_people(db: Transaction, now: datetime = NOW) -> People:
    """Those who use the house."""
    return People(
        person(db, "maria@example.it", "Maria Grazia De Santis", now, Membership(SCHOOL, OrganisationRole.ORGANISER)),
        person(db, "luca@example.it", "Luca Ferri", now, Staff(StaffRole.DESK, HOUSE)),
        person(db, "anna@example.it", "Anna Conti", now, Membership(SCHOOL, OrganisationRole.MANAGER)),
        person(db, "paolo@example.it", "Paolo Neri", now, Staff(StaffRole.TECHNICIAN, HOUSE)),
    )


def fill(db: Transaction, secret: bytes, people: People, now: datetime = NOW) -> Sequence[str]:
    """The week's bookings; gives their ids in the order of _WEEK."""
    made = []
    for number, (hall, day, since, until, title, whose) in enumerate(_WEEK):
        wanted = _occurrence(number, hall, day, since, until, title, whose, people)
        if wanted.closure:
            made.append(close(db, secret, wanted, "pulizie", min(now, wanted.start)).entry.id)
        else:
            made.append(book(db, secret, wanted, min(now, wanted.start - timedelta(hours=1))).id)
    return made


def _occurrence(
    number: int, hall: str, day: int, since: str, until: str, title: str, whose: str, people: People
) -> Occurrence:
    start, end = at(since, day), at(until, day)
    key = Key(OWN_CALENDAR, str(UUID(int=number + 1)), start)
    presets = {"Collegio": "collegio", "Corso": "corso", "Consiglio": "consiglio"}
    preset = next((preset for word, preset in presets.items() if title.startswith(word)), "riunione")
    if whose == "closed":
        return Occurrence(key, start, end, title, (hall,), None, closure=True)
    confidential = whose.startswith("secret")
    mine = whose in {"maria", "secret maria"}
    return Occurrence(
        key,
        start,
        end,
        title,
        tuple(hall.split("+")),
        "riservato" if confidential else preset,
        confidential=confidential,
        organisation=SCHOOL
        if mine or whose in {"school", "secret school"}
        else UNION
        if whose == "union"
        else "comune",
        booked_by=people.maria if mine else people.luca if whose == "desk" else None,
        organiser="Maria Grazia De Santis" if mine else "Giorgio Rossi",
        phone="0776 123456" if whose == "desk" else None,
        notes="Servono due microfoni in più e l’acqua per il tavolo." if mine else None,
    )


_WEEK: Sequence[tuple[str, int, str, str, str, str]] = (
    ("conferenze", 0, "08:30", "10:00", "Corso sicurezza", "desk"),
    ("conferenze", 0, "11:00", "13:00", "Collegio dei docenti", "maria"),
    ("conferenze", 0, "17:30", "19:30", "Assemblea delle famiglie", "school"),
    ("consiliare", 0, "09:00", "10:30", "Colloquio", "secret school"),
    ("consiliare", 0, "21:00", "23:30", "Consiglio comunale", "town"),
    ("riunioni", 0, "10:00", "12:00", "Assemblea sindacale", "union"),
    ("riunioni", 0, "15:00", "16:00", "Incontro con le famiglie della 3ª B", "maria"),
    ("aula", 0, "14:00", "16:00", "Corso di alfabetizzazione digitale", "desk"),
    ("aula", 0, "16:30", "18:30", "Corso di inglese", "desk"),
    ("conferenze", -4, "09:30", "10:20", "Corso sicurezza", "desk"),
    ("conferenze", -3, "08:00", "20:00", "Elezioni: seggio 4", "town"),
    ("conferenze", -2, "15:00", "18:30", "Assemblea straordinaria delle rappresentanze sindacali unitarie", "union"),
    ("conferenze+riunioni", 1, "09:00", "12:30", "Convegno sulla lettura", "maria"),
    ("consiliare", -2, "21:00", "23:00", "Consiglio comunale", "town"),
    ("consiliare", 1, "08:00", "20:00", "Pulizia dei tendaggi", "closed"),
    ("consiliare", -1, "10:00", "12:00", "Giunta", "secret town"),
    ("riunioni", -4, "10:00", "12:00", "Incontro", "secret maria"),
    ("riunioni", -1, "14:00", "15:00", "Colloqui", "school"),
    ("riunioni", -1, "15:00", "16:00", "Colloqui, seconda parte", "school"),
    ("aula", -3, "14:00", "16:00", "Corso di alfabetizzazione digitale", "desk"),
    ("aula", -1, "14:00", "16:00", "Corso di alfabetizzazione digitale", "desk"),
    ("laboratorio", -2, "16:00", "19:00", "Corso di ceramica", "town"),
    ("lettura", 0, "15:00", "17:00", "Gruppo di lettura", "town"),
    ("lettura", 1, "10:00", "12:00", "Nati per leggere", "town"),
    ("ragazzi", 0, "16:30", "18:00", "Compiti insieme", "school"),
    ("conferenze", 4, "09:00", "11:30", "Collegio dei docenti", "maria"),
    ("riunioni", 6, "09:00", "10:00", "Colloquio riservato", "secret maria"),
)
"""Hall (or several), days from today, from, to, title, and whose it is."""
TITLES = tuple(f"{title} {hall} {day:+}" for hall, day, _, _, title, _ in _WEEK)
"""What each is called by tests: ``Corso sicurezza conferenze +0``."""
