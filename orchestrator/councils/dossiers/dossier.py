"""What a dossier is: a sitting as its office prepares it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from orchestrator.accounts.emails import key_of
from orchestrator.accounts.hashing import hash_of
from orchestrator.councils.organs import organ as organs
from orchestrator.councils.organs.organ import Office, Officer, Seat
from orchestrator.councils.sitting.acts import Officers
from orchestrator.councils.sitting.agenda import Item
from orchestrator.councils.sitting.state import Status


@dataclass(frozen=True, slots=True)
class Dossier:
    """Of one sitting."""

    sitting: str
    """Its id, which its log of acts has too."""
    organ: str
    organisation: str
    begins: datetime
    ends: datetime
    agenda: tuple[Item, ...] = ()
    second: datetime | None = None
    """When the second call begins; None: there is none."""
    rooms: tuple[str, ...] = ()
    bookings: tuple[str, ...] = ()
    """Ids of the bookings that keep the halls."""
    place: str = ""
    """Where it is besides the halls, in words."""
    late_reason: str = ""
    note: str = ""
    """What the notice says besides."""
    people: Mapping[str, str] = field(default_factory=dict)
    """Names of those who steer and hold no seat, by person."""
    convened_at: datetime | None = None
    revision: int = 1
    first_call: str | None = None
    """The sitting whose second call it is."""
    status: Status = Status.DRAFTED
    """How far its log of acts has come."""


class NoChair(Exception):
    """An organ without a chair or a secretary convenes nobody."""


def person_of(officer: Officer) -> str:
    """The person of acts that an officer is: the holder of a seat, or somebody outside, whom no address names."""
    return officer.holder or f"outside-{hash_of(key_of(officer.mail))[:16]}"


def officers_named(officers: Iterable[Officer]) -> Officers:
    """Who steers a sitting that is convened by these. Raises NoChair."""
    known = {office: [person_of(each) for each in officers if each.office is office] for office in Office}
    if not known[Office.CHAIR] or not known[Office.SECRETARY]:
        raise NoChair
    return Officers(known[Office.CHAIR][0], known[Office.SECRETARY][0], tuple(known[Office.DEPUTY]))


def steers_by(officers: Iterable[Officer], seats: Iterable[Seat], mail: str) -> tuple[str, ...]:
    """The persons of *officers* that have that address: chair, deputies or secretary of the organ."""
    mails = mails_of(seats)
    key = key_of(mail)
    found = []
    for officer in officers:
        known = officer.mail if officer.holder is None else mails.get(officer.holder, "")
        if known and key_of(known) == key:
            found.append(person_of(officer))
    return tuple(dict.fromkeys(found))


def mails_of(seats: Iterable[organs.Seat]) -> Mapping[str, str]:
    """The addresses of all who hold or held a seat, by person."""
    return {holder.id: holder.mail for seat in seats for holder in seat.holders}
