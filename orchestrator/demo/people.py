"""The demo's people: the municipality, a school, one account of each kind, and what they have booked for today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from orchestrator.accounts.accounts import give_membership, give_staff, make_account
from orchestrator.accounts.organisations import make_organisation
from orchestrator.accounts.passwords import set_password
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from schedules.bookings import OWN_CALENDAR, Key, Occurrence
from schedules.store.diary import book
from schedules.store.transaction import Transaction

TOWN, SCHOOL = "comune", "scuola"
ORGANISATIONS = {TOWN: "Comune di Pignataro Interamna", SCHOOL: "Istituto Comprensivo di Pignataro"}
SITE = "pignataro"
ROOMS = ("sala-1", "sala-2")
HALF_HOUR = timedelta(minutes=30)
SOONEST = timedelta(minutes=20)
"""After the beginning of the demo: its first meeting is over by then."""


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody whom a person who tries the demo can be."""

    email: str
    name: str
    does: str
    """What they are for, to choose by."""
    roles: tuple[Staff | Membership, ...]


PLAYERS = (
    Player("anna@comune.example", "Anna Rossi", "administrator", (Staff(StaffRole.ADMINISTRATOR),)),
    Player("marco@comune.example", "Marco Bianchi", "technician", (Staff(StaffRole.TECHNICIAN, SITE),)),
    Player("lucia@comune.example", "Lucia Verdi", "desk", (Staff(StaffRole.DESK, SITE),)),
    Player(
        "paola@scuola.example",
        "Paola Neri",
        "organiser of the school",
        (Membership(SCHOOL, OrganisationRole.ORGANISER),),
    ),
    Player(
        "marta@scuola.example",
        "Marta Colombo",
        "head of the school",
        (Membership(SCHOOL, OrganisationRole.MANAGER),),
    ),
    Player("paolo@scuola.example", "Paolo Ferrari", "secretary of the council", ()),
)
_DESK, ORGANISER, CHAIR, SECRETARY = PLAYERS[2:]


@dataclass(frozen=True, slots=True)
class _Planned:
    """A booking of the demo's day, some half hours after the first that is free."""

    after: int
    lasts: int
    room: str
    title: str
    preset: str
    organisation: str
    by: Player
    confidential: bool = False


_DAY = (
    _Planned(0, 2, "sala-1", "Consiglio di classe 2B", "riunione", SCHOOL, ORGANISER),
    _Planned(1, 3, "sala-2", "Commissione bilancio", "riunione", TOWN, _DESK),
    _Planned(3, 2, "sala-1", "Colloquio con una famiglia", "riservato", SCHOOL, ORGANISER, confidential=True),
    _Planned(5, 2, "sala-2", "Incontro con le associazioni", "riunione", TOWN, _DESK),
)


def make_people(db: Transaction, hashed: str, now: datetime) -> Mapping[str, str]:
    """The organisations and accounts, all with the password of that hash; gives the ids of accounts by their addresses."""
    for organisation, name in ORGANISATIONS.items():
        make_organisation(db, organisation, name, now)
    accounts = {player.email: make_account(db, player.email, player.name, "it", now).id for player in PLAYERS}
    for player in PLAYERS:
        account = accounts[player.email]
        set_password(db, account, hashed)
        for role in player.roles:
            if isinstance(role, Staff):
                give_staff(db, account, role)
            else:
                give_membership(db, account, role)
    return accounts


def book_day(db: Transaction, ids_key: bytes, accounts: Mapping[str, str], now: datetime) -> None:
    """What is booked for the hours after the demo's meeting.

    The rooms have to be in the store, and calendars not: what they tell of the same hours comes second then.
    """
    first = first_half_hour(now)
    for planned in _DAY:
        start = first + planned.after * HALF_HOUR
        end = start + planned.lasts * HALF_HOUR
        book(db, ids_key, _occurrence(planned, accounts, start, end), now)


def _occurrence(planned: _Planned, accounts: Mapping[str, str], start: datetime, end: datetime) -> Occurrence:
    return Occurrence(
        Key(OWN_CALENDAR, str(uuid4()), start),
        start,
        end,
        planned.title,
        (planned.room,),
        planned.preset,
        confidential=planned.confidential,
        organiser=planned.by.name,
        organisation=planned.organisation,
        made_by=accounts[planned.by.email],
        booked_by=accounts[planned.by.email],
    )


def first_half_hour(now: datetime) -> datetime:
    """The first full or half hour that is not sooner than SOONEST after *now*."""
    soonest = now + SOONEST
    whole = soonest.replace(minute=soonest.minute // 30 * 30, second=0, microsecond=0)
    return whole if whole == soonest else whole + HALF_HOUR
