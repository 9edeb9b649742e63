"""The demo's school: its teachers' council of twelve, convened for the demo's meeting."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from config.rooms import Installation
from orchestrator.access.identity import Identity, identity_of_person
from orchestrator.accounts.accounts import find_account, memberships_of
from orchestrator.accounts.sign_ins import Person, SignIn
from orchestrator.bookings.asking import Asker
from orchestrator.councils.convening.convener import Convener, House
from orchestrator.councils.convening.convoking import Whole, convene
from orchestrator.councils.convening.drafting import draft
from orchestrator.councils.convening.ready import ready_of
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.link_store import member_links, sitting_links
from orchestrator.councils.dossiers.links import SittingLinkKind, secret_of
from orchestrator.councils.identity.pin_store import pins_of
from orchestrator.councils.organs.organ import Office, Officer, Organ
from orchestrator.councils.organs.pasted import read_pasted
from orchestrator.councils.organs.pasting import rows_of
from orchestrator.councils.organs.roll_store import put_rows
from orchestrator.councils.organs.store import change_rules, find_organ, make_organ, seats_of, set_officers
from orchestrator.councils.sitting.rules import Distance
from orchestrator.demo.council_people import AGENDA, NAMES
from orchestrator.demo.people import CHAIR, ROOMS, SCHOOL, SECRETARY
from orchestrator.people.doer import Doer
from schedules.store.facts import store_facts
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction

ORGAN = "Collegio dei docenti"
COMING = NAMES[8:12]
"""They answer by themselves."""
AWAITED = NAMES[6]
"""Whoever tries the demo can be her."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member's link, and the code that goes with it."""

    path: str = field(repr=False)
    pin: str = field(repr=False)
    seat: str


@dataclass(frozen=True, slots=True)
class School:
    """The sitting that was convened."""

    sitting: str
    booking: str
    """Of the halls."""
    members: Mapping[str, Member]
    """By their names."""
    screen: str
    """Where the big screen's page is on the service."""


def convene_school(
    db: Transaction,
    keys: Keys,
    installation: Installation,
    accounts: Mapping[str, str],
    meeting: tuple[datetime, datetime],
    now: datetime,
) -> School:
    """Make the organ, and convene it into both halls from and until when *meeting* says. The rooms have to be in the store."""
    identity = _head_of_school(db, accounts[CHAIR.email], now)
    asker = Asker(identity, identity.actor(None), lambda _site: frozenset(ROOMS))
    organ = _organ(db, Doer(asker.actor, now))
    zone = ZoneInfo(installation.sites[0].timezone)
    house = House(installation, zone, keys, store_facts(db).ids_key, "it")
    begins, ends = meeting
    dossier = Dossier(
        sitting=str(uuid4()),
        organ=organ.id,
        organisation=SCHOOL,
        begins=begins,
        ends=ends,
        agenda=AGENDA,
        rooms=ROOMS,
        late_reason="Seduta di prova, convocata per chi prova Regia.",
    )
    convener = Convener(asker, now)
    draft(db, convener, dossier)
    ready = ready_of(db, dossier.sitting)
    if ready is None:
        raise LookupError(dossier.sitting)
    return _school(db, keys, convene(db, house, convener, Whole(ready, {})))


def _head_of_school(db: Transaction, account_id: str, now: datetime) -> Identity:
    """As she is when she is signed in, though no browser is."""
    account = find_account(db, account_id)
    if account is None:
        raise LookupError(account_id)
    sign_in = SignIn("", now, now, now, "demo", "", "")
    return identity_of_person(Person(account, (), tuple(memberships_of(db, account_id)), sign_in))


def _organ(db: Transaction, by: Doer) -> Organ:
    organ = make_organ(db, SCHOOL, str(uuid4()), ORGAN, "collegio", by)
    lines = [f"{name}; {_address(name)}; D{number:03}" for number, name in enumerate(NAMES, start=1)]
    put_rows(db, organ, rows_of(read_pasted("\n".join(lines)), ()), by)
    organ = find_organ(db, SCHOOL, organ.id)
    allowed = replace(organ.rules, distance=Distance.ALLOWED, basis="Regolamento del collegio, delibera n. 12")
    change_rules(db, organ, allowed, by)
    organ = find_organ(db, SCHOOL, organ.id)
    holders = {seat.member.mail: seat.member.id for seat in seats_of(db, organ.id)}
    chair, secretary = holders[CHAIR.email], holders[SECRETARY.email]
    set_officers(db, organ, [Officer(Office.CHAIR, chair), Officer(Office.SECRETARY, secretary)], by)
    return organ


def _school(db: Transaction, keys: Keys, dossier: Dossier) -> School:
    links = member_links(db, dossier.sitting)
    pins = pins_of(db, keys, dossier.sitting)
    (screen,) = sitting_links(db, dossier.sitting, SittingLinkKind.SCREEN)
    members = {
        seat.member.name: Member(secret_of(keys, links[seat.id]).path, pins[seat.id], seat.id)
        for seat in seats_of(db, dossier.organ)
    }
    return School(dossier.sitting, dossier.bookings[-1], members, secret_of(keys, screen).path)


def _address(name: str) -> str:
    first = name.partition(" ")[0].lower().replace("ë", "e")
    return f"{first}@scuola.example"
