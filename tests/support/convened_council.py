"""A council that was convened: an organ of the school with members and officers, a sitting, links, codes, signed-in browsers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from orchestrator.access.identity import Actor, identity_of_person
from orchestrator.access.keys import ROOMS_OF
from orchestrator.accounts.hashing import hash_of
from orchestrator.accounts.roles import Membership, OrganisationRole
from orchestrator.accounts.sign_ins import open_sign_in, verify_sign_in
from orchestrator.bookings.asking import Asker
from orchestrator.councils.convening.convener import Convener, House
from orchestrator.councils.convening.convoking import Whole, convene
from orchestrator.councils.convening.drafting import draft
from orchestrator.councils.convening.ready import ready_of
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.link_store import sitting_links
from orchestrator.councils.dossiers.links import SittingLinkKind, secret_of
from orchestrator.councils.identity.pin_store import pins_of
from orchestrator.councils.organs.organ import Office, Officer, Organ
from orchestrator.councils.organs.pasted import read_pasted
from orchestrator.councils.organs.pasting import rows_of
from orchestrator.councils.organs.roll_store import put_rows
from orchestrator.councils.organs.store import change_rules, find_organ, make_organ, seats_of, set_officers
from orchestrator.councils.sitting.agenda import Item, ItemKind
from orchestrator.councils.sitting.rules import Rules
from orchestrator.outbox.keys import SENDING
from orchestrator.people.doer import Doer
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from schedules.store.transaction import Transaction
from tests.support.page_forms import Browser
from tests.support.people import SCHOOL, SignedIn, person
from tests.support.town import Client

AGENDA = (
    Item("minutes", "Approvazione del verbale della seduta precedente", ItemKind.MINUTES),
    Item("news", "Comunicazioni del dirigente", ItemKind.COMMUNICATION),
    Item("plan", "Piano annuale delle attività", ItemKind.MOTION, "Docente 004"),
    Item("choice", "Calendario scolastico", ItemKind.MOTION),
    Item("people", "Elezione di un componente", ItemKind.ELECTION),
    Item("case", "Un caso personale", ItemKind.SECRET_MOTION),
    Item("other", "Varie ed eventuali", ItemKind.DISCUSSION),
)
CHAIR, SECRETARY, DEPUTY = 0, 1, 2
"""Which of the members they are."""


@dataclass(frozen=True)
class Council:
    """A convened sitting, and those who come to it."""

    sitting: str
    organ: str
    seats: Sequence[str]
    """Ids, in the order of "Docente 001", "Docente 002", …"""
    persons: Sequence[str]
    """Who holds each of them; acts name these."""
    paths: Sequence[str]
    """``/c/…`` of each."""
    pins: Sequence[str]
    """The codes of each; none where the rules ask for none."""
    screen: str
    """``/c/screen/…``"""
    chair: Browser
    """No manager: an account with the address of the first member."""
    secretary: Browser
    deputy: Browser
    manager: Browser
    """Of the school; no member."""
    member: Browser
    """Somebody with the address of the fourth member, who is no officer."""


@dataclass(frozen=True)
class _Made:
    organ: str
    cookies: Mapping[str, SignedIn]


async def convened_council(
    client: Client,
    *,
    members: int = 7,
    preset: str = "collegio",
    rules: Rules | None = None,
    agenda: tuple[Item, ...] = AGENDA,
    begins: datetime | None = None,
    rooms: tuple[str, ...] | None = None,
) -> Council:
    """Convene one by the service of *client*: in its first room, ten minutes from its clock's now, unless that is said otherwise."""
    app = client.app
    database, now = app[DATABASE], app[CLOCK]()
    installation = app[SITE].installation
    made = await database.write(_make, members, preset, rules, now)
    begins = begins or now + timedelta(minutes=10)
    zone = ZoneInfo(installation.sites[0].timezone)
    house = House(installation, zone, app[SENDING].keys, app[FACTS].ids_key, "it")
    manager = await database.read(verify_sign_in, hash_of(made.cookies["manager"].cookie), now)
    assert manager is not None
    identity = identity_of_person(manager)
    convener = Convener(Asker(identity, identity.actor("127.0.0.1"), app[ROOMS_OF]), now)
    halls = (installation.rooms[0].id,) if rooms is None else rooms
    dossier = Dossier(
        sitting=str(uuid4()),
        organ=made.organ,
        organisation=SCHOOL,
        begins=begins,
        ends=begins + timedelta(hours=2),
        agenda=agenda,
        rooms=halls,
        place="" if halls else "Aula magna",
        late_reason="Urgente: seduta di prova.",
    )

    def convened(db: Transaction) -> None:
        draft(db, convener, dossier)
        ready = ready_of(db, dossier.sitting)
        assert ready is not None
        convene(db, house, convener, Whole(ready, {}))

    await database.write(convened)
    return await database.read(_council, client, house, dossier, made)


def _make(db: Transaction, members: int, preset: str, rules: Rules | None, now: datetime) -> _Made:
    people = {
        "manager": person(db, "preside@scuola.example", "Manager", now, Membership(SCHOOL, OrganisationRole.MANAGER))
    }
    for name, number in (("chair", 1), ("secretary", 2), ("deputy", 3), ("member", 4)):
        people[name] = person(db, f"docente{number}@scuola.example", f"Docente {number:03}", now)
    identity = Doer(Actor("account", people["manager"], "127.0.0.1"), now)
    organ = make_organ(db, SCHOOL, str(uuid4()), "Collegio dei docenti", preset, identity)
    lines = [f"Docente {n:03}; docente{n}@scuola.example; D{n:03}" for n in range(1, members + 1)]
    pasted = read_pasted("\n".join(["Nome; Indirizzo; Codice", *lines]))
    put_rows(db, organ, rows_of(pasted, seats_of(db, organ.id)), identity)
    organ = find_organ(db, SCHOOL, organ.id)
    if rules is not None:
        change_rules(db, organ, rules, identity)
        organ = find_organ(db, SCHOOL, organ.id)
    _name_officers(db, organ, identity)
    cookies = {}
    for name, account in people.items():
        cookie, _ = open_sign_in(db, account, "password", "Firefox, Linux", "127.0.0.1", now)
        cookies[name] = SignedIn(account, "", cookie)
    return _Made(organ.id, cookies)


def _name_officers(db: Transaction, organ: Organ, by: Doer) -> None:
    holders = [seat.member.id for seat in seats_of(db, organ.id)]
    offices = ((Office.CHAIR, CHAIR), (Office.DEPUTY, DEPUTY), (Office.SECRETARY, SECRETARY))
    set_officers(db, organ, [Officer(office, holders[place]) for office, place in offices], by)


def _council(db: Transaction, client: Client, house: House, dossier: Dossier, made: _Made) -> Council:
    seats = seats_of(db, dossier.organ)
    links = {link.holder: link for link in sitting_links(db, dossier.sitting, SittingLinkKind.MEMBER)}
    (screen,) = sitting_links(db, dossier.sitting, SittingLinkKind.SCREEN)
    pins = pins_of(db, house.keys, dossier.sitting)
    browsers = {name: Browser(client, who) for name, who in made.cookies.items()}
    return Council(
        sitting=dossier.sitting,
        organ=dossier.organ,
        seats=[seat.id for seat in seats],
        persons=[seat.member.id for seat in seats],
        paths=[secret_of(house.keys, links[seat.id]).path for seat in seats],
        pins=[pins[seat.id] for seat in seats if seat.id in pins],
        screen=secret_of(house.keys, screen).path,
        **browsers,
    )
