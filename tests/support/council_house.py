"""A sitting over a real store that people are at work on, with a clock that only the test moves."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from orchestrator.councils.ballots.casting import Ballot
from orchestrator.councils.ballots.counting import choice_of
from orchestrator.councils.ballots.signing import Signers
from orchestrator.councils.ballots.votes import find_vote
from orchestrator.councils.log.live import Answer, Done, LiveSitting, Wanted
from orchestrator.councils.log.store import start_sitting
from orchestrator.councils.secret.papers import Papers
from orchestrator.councils.sitting.acts import Body, Entered, Opened, RollCallBegun, RollCallEnded
from orchestrator.councils.sitting.refusals import Refusal
from orchestrator.councils.sitting.rules import Distance, Rules
from orchestrator.councils.sitting.seats import Source
from schedules.store.database import Database
from tests.support.ballots import KEYS, Paper, new_paper
from tests.support.council_log import CHAIR, SECRETARY, convened, roll_of

RULES = Rules(distance=Distance.ALLOWED, basis="Regolamento")
SITTING = "s1"


@dataclass
class Clock:
    now: datetime = datetime(2026, 10, 5, 13, 0, tzinfo=UTC)

    set_by: timedelta = timedelta()
    """By how much somebody set it."""

    def __call__(self) -> datetime:
        return self.now + self.set_by

    def steady_s(self) -> float:
        """A clock that goes as this one does, and that nobody sets."""
        return self.now.timestamp()


async def new_sitting(database: Database, clock: Clock, seats: int = 7) -> LiveSitting:
    """A sitting that was convened."""
    await database.write(start_sitting, SITTING, "collegio", RULES, roll_of(seats), clock())
    live = LiveSitting(database, clock, SITTING)
    await does(live, convened(RULES, seats).acts[0].body)
    return live


async def does(live: LiveSitting, *bodies: Body, by: str = CHAIR) -> Answer:
    """Somebody who has seen everything does one thing after another; the answer to the last."""
    answer: Answer = Done(0)
    for body in bodies:
        answer = await live.act(await wanted(live, body, by))
    return answer


async def wanted(live: LiveSitting, body: Body, by: str = CHAIR) -> Wanted:
    return Wanted(str(uuid4()), body, by, "test", (await live.look()).number)


async def opened(live: LiveSitting, *, hall: int = 5, remote: int = 1) -> LiveSitting:
    """A roll call at which the first seats answer in the hall and the next from elsewhere; then the sitting is open."""
    await does(live, RollCallBegun(), *(Entered(str(seat), Source.CALLED) for seat in range(1, hall + 1)), by=SECRETARY)
    for seat in range(hall + 1, hall + remote + 1):
        await does(live, Entered(str(seat), Source.PAGE), by=f"p{seat}")
    await does(live, RollCallEnded(), by=SECRETARY)
    await does(live, Opened())
    return live


def papers_of(database: Database, live: LiveSitting, signers: Signers) -> Papers:
    return Papers(database, KEYS, signers, SITTING, live)


async def paper_of(papers: Papers, vote: str, seat: str) -> Paper:
    """What the page of a seat makes and keeps before it asks."""
    public = (await papers.database.read(find_vote, papers.id_of(vote))).key
    return new_paper(public, f"{vote} {seat}".encode().ljust(32))


async def handed(papers: Papers, vote: str, seat: str, paper: Paper) -> bytes | Refusal:
    return await papers.hand_out(vote, seat, paper.blinded.message, f"p{seat}", "page")


async def voted(papers: Papers, vote: str, seat: str, *options: str) -> Ballot:
    """The page of a seat asks for its paper, and casts it."""
    paper = await paper_of(papers, vote, seat)
    signature = await handed(papers, vote, seat, paper)
    assert isinstance(signature, bytes)
    ballot = paper.signed(signature, choice_of(options))
    await papers.cast(vote, ballot)
    return ballot
