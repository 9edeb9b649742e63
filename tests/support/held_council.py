"""A school with a council that held a sitting, in the store: seven seats, an open vote, a secret one, its chair and secretary."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from orchestrator.access.actors import SERVICE as BY
from orchestrator.accounts.sign_ins import open_sign_in
from orchestrator.councils.ballots.signing import Signers
from orchestrator.councils.dossiers.dossier import Dossier, officers_named, person_of
from orchestrator.councils.dossiers.store import add_dossier, change_dossier, find_dossier
from orchestrator.councils.log.live import Done, LiveSitting
from orchestrator.councils.log.store import start_sitting
from orchestrator.councils.organs.organ import Office, Officer
from orchestrator.councils.organs.store import find_organ, make_organ, set_officers
from orchestrator.councils.sitting.acts import (
    SERVICE,
    Body,
    Closed,
    Convened,
    Entered,
    ItemClosed,
    ItemOpened,
    Left,
    Notice,
    Opened,
    RollCallBegun,
    RollCallEnded,
)
from orchestrator.councils.sitting.rules import Distance, Rules
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.vote_acts import Cast, ClosingAnnounced, Proclaimed, VoteClosed, VoteOpened
from orchestrator.councils.sitting.votes import AGAINST, FOR, Election, Manner, Motion
from orchestrator.people.doer import Doer
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.support.council_house import Clock, papers_of, voted, wanted
from tests.support.council_log import AGENDA, roll_of
from tests.support.people import SCHOOL, SignedIn, person, sign_in

ORGAN, SITTING = "collegio", "s1"
RULES = Rules(distance=Distance.ALLOWED, basis="Regolamento")
BEGINS = datetime(2026, 10, 5, 13, 0, tzinfo=UTC)
CHAIR_MAIL, SECRETARY_MAIL = "preside@example.it", "segretaria@example.it"
OFFICERS = (Officer(Office.CHAIR, mail=CHAIR_MAIL), Officer(Office.SECRETARY, mail=SECRETARY_MAIL))
CHAIR, SECRETARY = map(person_of, OFFICERS)
PEOPLE = {CHAIR: "Anna Preside", SECRETARY: "Bea Segretaria"}
PLAN_TEXT = "Il Collegio approva il piano annuale."


@dataclass
class Council:
    """The school's council, over its store."""

    database: Database
    clock: Clock

    async def convened(self, sitting: str = SITTING, begins: datetime = BEGINS) -> LiveSitting:
        """A sitting that was convened."""
        self.clock.now = begins - timedelta(days=6)
        dossier = Dossier(
            sitting,
            ORGAN,
            SCHOOL,
            begins,
            begins + timedelta(hours=2),
            AGENDA,
            rooms=("sala-1",),
            people=PEOPLE,
        )
        await self.database.write(_new_sitting, dossier, self.clock.now)
        live = LiveSitting(self.database, self.clock, sitting)
        notice = Notice(self.clock.now)
        self.clock.now = begins - timedelta(minutes=10)
        await self.does(live, Convened(begins, dossier.ends, officers_named(OFFICERS), AGENDA, notice))
        return live

    async def opened(self, sitting: str = SITTING, begins: datetime = BEGINS) -> LiveSitting:
        """A sitting that is open: five in the hall, one elsewhere, one not there."""
        live = await self.convened(sitting, begins)
        await self.does(live, RollCallBegun(), by=SECRETARY)
        await self.does(live, *(Entered(str(seat), Source.CALLED) for seat in range(1, 6)), by=SECRETARY)
        await self.does(live, Entered("6", Source.PAGE), by="p6")
        await self.does(live, RollCallEnded(), by=SECRETARY)
        self.clock.now = begins
        await self.does(live, Opened())
        return live

    async def votes(self, live: LiveSitting, vote: str, item: str, text: str, *, against: int = 1) -> None:
        """An item with one vote that passes."""
        await self.does(live, ItemOpened(item), VoteOpened(vote, item, text, Motion(), Manner.OPEN))
        for seat in range(1, 7):
            choice = AGAINST if seat <= against else FOR
            await self.does(live, Cast(vote, str(seat), (choice,)), by=f"p{seat}")
        await self.does(live, ClosingAnnounced(vote))
        await self.does(live, VoteClosed(vote), by=SERVICE)
        await self.does(live, Proclaimed(vote), ItemClosed(item))

    async def elects(self, live: LiveSitting, signers: Signers) -> None:
        """The item with a secret election, in which two vote from afar."""
        papers = papers_of(self.database, live, signers)
        body = VoteOpened("v2", "people", "Elezione di un componente.", Election(("Ada", "Bea")), Manner.SECRET)
        await self.does(live, ItemOpened("people"))
        assert isinstance(await papers.open(await wanted(live, body, CHAIR), body), Done)
        await voted(papers, "v2", "6", "Ada")
        await voted(papers, "v2", "5", "Ada")
        closing = ClosingAnnounced("v2")
        assert isinstance(await papers.announce_closing(await wanted(live, closing, CHAIR), closing), Done)
        assert isinstance(await papers.close("v2"), Done)
        await self.does(live, Proclaimed("v2"), ItemClosed("people"))

    async def held(self, sitting: str = SITTING, begins: datetime = BEGINS) -> LiveSitting:
        """A sitting of an hour that is over: one vote, one who leaves after half of it."""
        live = await self.opened(sitting, begins)
        await self.votes(live, "v1", "plan", PLAN_TEXT)
        self.clock.now = begins + timedelta(minutes=30)
        await self.does(live, Left("5"), by=SECRETARY)
        self.clock.now = begins + timedelta(hours=1)
        await self.does(live, Closed())
        return live

    async def does(self, live: LiveSitting, *bodies: Body, by: str = CHAIR) -> None:
        """Somebody who has seen everything does one thing after another, each of which is lawful."""
        for body in bodies:
            answer = await live.act(await wanted(live, body, by))
            assert isinstance(answer, Done), f"{body}: {answer}"

    async def officer(self, mail: str = SECRETARY_MAIL, now: datetime | None = None) -> SignedIn:
        """An officer in a browser of theirs."""
        return await self.database.write(_officer, mail, now or datetime.now(UTC))


async def council(database: Database) -> Council:
    """The council, which nobody has convened."""
    await sign_in(database, "manager")
    await database.write(_new_organ)
    return Council(database, Clock())


def _new_organ(db: Transaction) -> None:
    by = Doer(BY, BEGINS - timedelta(days=30))
    make_organ(db, SCHOOL, ORGAN, "Collegio dei docenti", "collegio", by)
    set_officers(db, find_organ(db, SCHOOL, ORGAN), OFFICERS, by)


def _new_sitting(db: Transaction, dossier: Dossier, now: datetime) -> None:
    add_dossier(db, dossier, now)
    start_sitting(db, dossier.sitting, ORGAN, RULES, roll_of(7), now)
    found = find_dossier(db, dossier.sitting)
    assert found is not None
    change_dossier(db, found)


def _officer(db: Transaction, mail: str, now: datetime) -> SignedIn:
    account = person(db, mail, mail.partition("@")[0].capitalize(), now)
    cookie, _ = open_sign_in(db, account, "password", "Firefox, Linux", "127.0.0.1", now)
    return SignedIn(account, mail, cookie)
