"""A council's sitting that plays itself: a roll call, an open vote, a secret one, a lost line, a lost quorum, its minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from orchestrator.councils.ballots.closing import closed_vote
from orchestrator.councils.ballots.votes import find_vote
from orchestrator.councils.export.archive import Archive, Urn, packed, unpacked
from orchestrator.councils.export.printing import Print, compared, told_about
from orchestrator.councils.export.verifying import Verified, verified
from orchestrator.councils.log.store import log_of
from orchestrator.councils.minutes.canonical import canonical
from orchestrator.councils.minutes.minutes_paper import minutes_paper
from orchestrator.councils.minutes.pdf import pdf
from orchestrator.councils.minutes.stage import Stage
from orchestrator.councils.sitting.acts import (
    SERVICE,
    Closed,
    Convened,
    Entered,
    ItemClosed,
    ItemOpened,
    Left,
    Notice,
    Opened,
    Resumed,
    RollCallBegun,
    RollCallEnded,
    SourceLost,
    Suspended,
    TellersNamed,
)
from orchestrator.councils.sitting.presets import PRESETS
from orchestrator.councils.sitting.rules import Distance, Rules
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.vote_acts import (
    BallotHanded,
    Cast,
    ClosingAnnounced,
    PaperCounted,
    Proclaimed,
    VoteOpened,
)
from orchestrator.councils.sitting.votes import ABSTAIN, AGAINST, FOR, Election, Manner, Medium, Motion, Tally, Vote
from orchestrator.councils.writing.about import About
from orchestrator.councils.writing.minutes_of import minutes_of
from orchestrator.councils.writing.results import arithmetic, result
from orchestrator.demo.council_hall import SITTING, Hall, hall, say
from orchestrator.demo.council_people import (
    AGENDA,
    CANDIDATES,
    CHAIR,
    HALL,
    MINUTES,
    NEWS,
    OFFICERS,
    PERSON,
    PLAN,
    REMOTE,
    ROLL,
    SECRETARY,
    person_of,
)
from orchestrator.demo.processes import DemoFailed

RULES = Rules(distance=Distance.ALLOWED, basis="Regolamento di istituto, art. 9 (esempio)")
LASTS = timedelta(hours=2)
ABOUT = About(
    ("Istituto comprensivo di esempio", "via della Scala 1, Colle Alto"),
    "Collegio dei docenti",
    1,
    ZoneInfo("Europe/Rome"),
    ("in Sala Grande",),
    references=PRESETS["collegio"].references,
    notes={
        PLAN: ("La prof.ssa Conti illustra il piano, inviato con la convocazione.",),
        NEWS: ("Il dirigente ricorda le date degli scrutini.",),
    },
)


@dataclass(frozen=True, slots=True)
class Played:
    """What the play leaves behind."""

    minutes: Path
    archive: Path
    verified: Verified
    printed: Print


async def play_council(folder: Path, into: Path, now: datetime) -> Played:
    """Play it over a store in *folder*, and write minutes and export *into* a folder that there is. Raises DemoFailed."""
    async with hall(folder, RULES, ROLL, now) as stage:
        await _roll_call(stage, now)
        await _minutes_before(stage)
        await _open_vote(stage)
        await _secret_vote(stage)
        await _quorum_lost(stage)
        return await _written(stage, into)


async def _roll_call(stage: Hall, now: datetime) -> None:
    say(f"A council of {len(ROLL)} is convened, and the roll is called.")
    begins = now + timedelta(minutes=5)
    await stage.does(
        CHAIR, Convened(begins, begins + LASTS, OFFICERS, AGENDA, Notice(now - timedelta(days=6)), meeting_tells=True)
    )
    await stage.does(SECRETARY, RollCallBegun(), *(Entered(seat, Source.TABLET) for seat in HALL))
    for seat in REMOTE:
        await stage.does(person_of(seat), Entered(seat, Source.PAGE))
        await stage.does(SERVICE, Entered(seat, Source.MEETING))
    await stage.does(SECRETARY, RollCallEnded())
    sitting = await stage.does(CHAIR, Opened())
    found = sitting.live
    say(f"  {found.in_hall} in the hall, {found.remote} from home; {found.required} are needed. The sitting is open.")


async def _minutes_before(stage: Hall) -> None:
    await stage.does(
        CHAIR, ItemOpened(MINUTES), VoteOpened("v1", MINUTES, "Si approva il verbale.", Motion(), Manner.ROLL_CALL)
    )
    await stage.does(SECRETARY, *(Cast("v1", seat, (FOR,)) for seat in (*HALL, *REMOTE)))
    await _announced(stage, "v1")
    await stage.does(CHAIR, Proclaimed("v1"), ItemClosed(MINUTES))


async def _open_vote(stage: Hall) -> None:
    say("An open vote about the plan of the year.")
    await stage.does(
        CHAIR,
        ItemOpened(PLAN),
        VoteOpened("v2", PLAN, "Il Collegio approva il piano annuale delle attività.", Motion(), Manner.OPEN),
    )
    for seat, choice in zip(
        (*HALL, *REMOTE), (FOR, FOR, FOR, FOR, AGAINST, AGAINST, ABSTAIN, FOR, FOR, AGAINST), strict=True
    ):
        await stage.does(person_of(seat), Cast("v2", seat, (choice,)))
    say("  While it runs the line of a member falls, and both of what saw them.")
    await stage.does(SERVICE, SourceLost("10", Source.PAGE), SourceLost("10", Source.MEETING))
    await _announced(stage, "v2")
    sitting = await stage.does(CHAIR, Proclaimed("v2"), ItemClosed(PLAN))
    _tell_result(sitting.votes["v2"])
    sitting = await stage.passes(RULES.grace_s)
    say(f"  Their grace is over: {sitting.live.counted} are present.")


async def _secret_vote(stage: Hall) -> None:
    say("A secret vote about persons: on paper in the hall, blind signatures from home.")
    body = VoteOpened("v3", PERSON, "Elezione di un componente.", Election(CANDIDATES), Manner.SECRET)
    await stage.does(CHAIR, ItemOpened(PERSON), TellersNamed(("3", "4")))
    stage.answered(await stage.papers.open(await stage.wanted(CHAIR, body), body))
    await stage.does(SECRETARY, *(BallotHanded("v3", seat, Medium.PAPER) for seat in HALL))
    for seat, candidate in (("8", CANDIDATES[0]), ("9", CANDIDATES[1])):
        await stage.votes_secretly("v3", seat, person_of(seat), (candidate,))
    closing = ClosingAnnounced("v3")
    stage.answered(await stage.papers.announce_closing(await stage.wanted(CHAIR, closing), closing))
    stage.clock.goes_on(RULES.closing_s)
    stage.answered(await stage.papers.close("v3"))
    paper = Tally(((CANDIDATES[0], 4), (CANDIDATES[1], 2)), len(HALL), blank=1)
    sitting = await stage.does(SECRETARY, PaperCounted("v3", paper))
    sitting = await stage.does(CHAIR, Proclaimed("v3"), ItemClosed(PERSON))
    _tell_result(sitting.votes["v3"])


async def _quorum_lost(stage: Hall) -> None:
    await stage.does(CHAIR, ItemOpened(NEWS))
    for seat in ("5", "6", "7"):
        await stage.does(person_of(seat), Left(seat))
    sitting = await stage.live.look()
    say(f"Three leave: {sitting.live.counted} of {sitting.live.required}. The sitting is suspended.")
    await stage.does(CHAIR, Suspended("è venuto meno il numero legale"))
    stage.clock.goes_on(600)
    await stage.does(SECRETARY, RollCallBegun(), *(Entered(seat, Source.CALLED) for seat in HALL[:5]))
    for seat in ("8", "9"):
        await stage.does(person_of(seat), Entered(seat, Source.PAGE))
    await stage.does(SECRETARY, RollCallEnded())
    sitting = await stage.does(CHAIR, Resumed())
    say(f"One comes back, the roll is called again: {sitting.live.counted}. It goes on, and closes.")
    await stage.does(CHAIR, ItemClosed(NEWS), Closed())


async def _announced(stage: Hall, vote: str) -> None:
    """The chair announces the closing; the service closes when its time is over."""
    await stage.does(CHAIR, ClosingAnnounced(vote))
    sitting = await stage.passes(RULES.closing_s)
    if sitting.votes[vote].closed is None:
        raise DemoFailed(f"The vote {vote} did not close by itself.")


def _tell_result(vote: Vote) -> None:
    if vote.outcome is None:
        raise DemoFailed(f"The vote {vote.id} has no result.")
    say(f"  {arithmetic(vote, vote.outcome)}: {result(vote, vote.outcome)}.")


async def _written(stage: Hall, into: Path) -> Played:
    """The minutes and the export, and whether the export says the truth of itself."""
    log = await stage.database.read(log_of, SITTING)
    minutes = minutes_of(await stage.live.look(), ABOUT, log.head)
    printed = await pdf(minutes_paper(minutes, Stage.TO_SIGN))
    counted = await stage.database.read(closed_vote, stage.papers.id_of("v3"))
    receipts = [(receipt.token, receipt.signature) for receipt in counted.receipts]
    public = (await stage.database.read(find_vote, stage.papers.id_of("v3"))).public
    urn = Urn(public, counted.handed_out, receipts, counted.choices)
    lines = [line.line for line in log.lines]
    archive = Archive(log.frame, lines, {"v3": urn}, canonical(minutes), printed, told_about(ABOUT))
    paths = into / "verbale.pdf", into / "seduta.zip"
    paths[0].write_bytes(printed)
    paths[1].write_bytes(packed(archive))
    read = unpacked(paths[1].read_bytes())
    return Played(*paths, verified(read, log.head), await compared(read))
