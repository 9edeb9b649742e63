"""Secret votes of a sitting: acts on one side, papers on the other, and nothing lost between the two."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from orchestrator.councils.ballots.casting import AnotherChoice, NotCounted
from orchestrator.councils.ballots.counting import choice_of
from orchestrator.councils.ballots.signing import Signers
from orchestrator.councils.ballots.votes import NoSuchVote, Stage, find_vote, prepare_vote, running_votes
from orchestrator.councils.log.live import Done, LiveSitting
from orchestrator.councils.log.store import log_of
from orchestrator.councils.secret.papers import Papers, finish_annulled
from orchestrator.councils.secret.tallying import tally_of_papers
from orchestrator.councils.sitting.acts import ItemOpened, Left
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.vote_acts import (
    BallotHanded,
    ClosingAnnounced,
    PaperCounted,
    Proclaimed,
    VoteAnnulled,
    VoteOpened,
)
from orchestrator.councils.sitting.votes import ABSTAIN, AGAINST, FOR, Election, Manner, Medium, Motion, Tally
from schedules.store.database import Database
from tests.support.ballots import KEYS
from tests.support.council_house import (
    SITTING,
    Clock,
    does,
    handed,
    new_sitting,
    opened,
    paper_of,
    papers_of,
    voted,
    wanted,
)
from tests.support.council_log import CHAIR, SECRETARY

VOTE = VoteOpened("v", "case", "Si accoglie", Motion(), Manner.SECRET)


@pytest.fixture
async def signers() -> AsyncIterator[Signers]:
    signers = Signers(1)
    yield signers
    await signers.close()


@pytest.fixture
async def papers(database: Database, signers: Signers) -> Papers:
    """A secret vote is open: five in the hall, two elsewhere."""
    live = await opened(await new_sitting(database, Clock()), remote=2)
    await does(live, ItemOpened("case"))
    papers = papers_of(database, live, signers)
    assert isinstance(await papers.open(await wanted(live, VOTE), VOTE), Done)
    return papers


async def announced(papers: Papers) -> None:
    body = ClosingAnnounced("v")
    assert isinstance(await papers.announce_closing(await wanted(papers.live, body), body), Done)


async def test_vote_given_papers_in_the_hall_and_from_afar_when_closed_then_both_are_in_the_result(
    papers: Papers,
) -> None:
    await does(papers.live, *(BallotHanded("v", seat, Medium.PAPER) for seat in "12345"), by=SECRETARY)
    await voted(papers, "v", "6", FOR)
    await voted(papers, "v", "7")
    await announced(papers)

    assert isinstance(await papers.close("v"), Done)

    await does(papers.live, PaperCounted("v", Tally(((FOR, 3), (AGAINST, 2)), 5)), by=SECRETARY)
    await does(papers.live, Proclaimed("v"))
    proclaimed = (await papers.live.look()).votes["v"].proclaimed
    assert proclaimed is not None
    assert proclaimed.outcome.tally == Tally(((FOR, 4), (AGAINST, 2)), 7, blank=1)


async def test_paper_given_the_same_message_when_asked_for_again_then_it_has_the_same_answer_and_is_one_act(
    papers: Papers,
) -> None:
    paper = await paper_of(papers, "v", "6")

    answers = await asyncio.gather(*(handed(papers, "v", "6", paper) for _ in range(3)))

    assert len(set(map(str, answers))) == 1
    acts = await papers.database.read(log_of, SITTING)
    assert sum(b"ballot_handed" in line.line for line in acts.lines) == 1


async def test_paper_given_another_message_of_the_seat_when_asked_for_then_it_is_refused(papers: Papers) -> None:
    await handed(papers, "v", "6", await paper_of(papers, "v", "6"))

    second_device = await handed(papers, "v", "6", await paper_of(papers, "v", "7"))

    assert second_device == Refusal(Reason.HANDED_ALREADY)


async def test_paper_given_a_seat_with_one_on_paper_when_asked_for_then_it_is_refused(papers: Papers) -> None:
    await does(papers.live, BallotHanded("v", "1", Medium.PAPER), by=SECRETARY)

    assert await handed(papers, "v", "1", await paper_of(papers, "v", "1")) == Refusal(Reason.HANDED_ALREADY)


async def test_paper_given_who_is_not_entitled_or_another_s_seat_when_asked_for_then_it_is_refused(
    papers: Papers,
) -> None:
    paper = await paper_of(papers, "v", "6")

    assert await papers.hand_out("v", "6", paper.blinded.message, "p7", "page") == Refusal(Reason.NOT_YOURS)
    assert await papers.hand_out("w", "6", paper.blinded.message, "p6", "page") == Refusal(Reason.UNKNOWN_VOTE)


async def test_paper_given_a_service_that_died_after_the_act_when_asked_for_again_then_it_is_signed(
    papers: Papers,
) -> None:
    await does(papers.live, BallotHanded("v", "6", Medium.REMOTE), by="p6")

    assert isinstance(await handed(papers, "v", "6", await paper_of(papers, "v", "6")), bytes)


async def test_paper_given_that_the_closing_overtakes_it_after_its_act_when_asked_for_then_it_is_signed(
    papers: Papers,
) -> None:
    await does(papers.live, BallotHanded("v", "6", Medium.REMOTE), by="p6")
    await announced(papers)

    signature = await handed(papers, "v", "6", paper := await paper_of(papers, "v", "6"))
    assert isinstance(signature, bytes)
    await papers.cast("v", paper.signed(signature, choice_of([FOR])))
    await papers.close("v")

    assert (await papers.live.look()).votes["v"].remote == Tally(((FOR, 1), (AGAINST, 0)), 1)


async def test_paper_given_an_announced_closing_when_asked_for_then_it_is_refused_and_what_is_out_is_counted(
    papers: Papers,
) -> None:
    paper = await paper_of(papers, "v", "6")
    signature = await handed(papers, "v", "6", paper)
    assert isinstance(signature, bytes)
    await announced(papers)

    assert await handed(papers, "v", "7", await paper_of(papers, "v", "7")) == Refusal(Reason.NOTHING_HANDED_ANY_MORE)
    await does(papers.live, Left("6"), by="p6")
    await papers.cast("v", paper.signed(signature, choice_of([AGAINST])))
    await papers.close("v")

    tally = (await papers.live.look()).votes["v"].remote
    assert tally == Tally(((FOR, 0), (AGAINST, 1)), 1)


async def test_cast_given_the_vote_is_closed_when_it_comes_then_it_is_said_to_be_not_counted(papers: Papers) -> None:
    paper = await paper_of(papers, "v", "6")
    signature = await handed(papers, "v", "6", paper)
    assert isinstance(signature, bytes)
    await announced(papers)
    await papers.close("v")

    with pytest.raises(NotCounted):
        await papers.cast("v", paper.signed(signature, choice_of([FOR])))
    assert (await papers.live.look()).votes["v"].remote == Tally(((FOR, 0), (AGAINST, 0)), 0)


async def test_cast_given_the_same_paper_with_another_choice_when_it_comes_then_the_first_counts(
    papers: Papers,
) -> None:
    ballot = await voted(papers, "v", "6", FOR)

    await papers.cast("v", ballot)
    with pytest.raises(AnotherChoice):
        await papers.cast("v", type(ballot)(ballot.token, ballot.signature, choice_of([AGAINST])))


async def test_close_given_casts_under_way_when_closed_then_each_is_counted_or_told_that_it_is_not(
    papers: Papers,
) -> None:
    ballots = []
    for seat in "67":
        paper = await paper_of(papers, "v", seat)
        signature = await handed(papers, "v", seat, paper)
        assert isinstance(signature, bytes)
        ballots.append(paper.signed(signature, choice_of([FOR])))
    await announced(papers)

    first, closed, second = await asyncio.gather(
        papers.cast("v", ballots[0]), papers.close("v"), papers.cast("v", ballots[1]), return_exceptions=True
    )

    assert isinstance(closed, Done)
    counted = sum(answer is None for answer in (first, second))
    assert all(answer is None or isinstance(answer, NotCounted) for answer in (first, second))
    remote = (await papers.live.look()).votes["v"].remote
    assert remote is not None
    assert remote.ballots == counted


async def test_close_given_a_service_that_died_after_counting_when_asked_again_then_the_act_is_there_once(
    database: Database, papers: Papers, signers: Signers
) -> None:
    await voted(papers, "v", "6", FOR)
    await announced(papers)
    await papers.close("v")

    again = papers_of(database, LiveSitting(database, Clock(), SITTING), signers)
    assert isinstance(await again.close("v"), Done)
    acts = await database.read(log_of, SITTING)
    assert sum(b"vote_closed" in line.line for line in acts.lines) == 1


async def test_close_given_that_it_was_not_announced_when_closed_then_nothing_is_counted(papers: Papers) -> None:
    await voted(papers, "v", "6", FOR)

    assert await papers.close("v") == Refusal(Reason.NOT_ANNOUNCED)
    assert (await papers.database.read(find_vote, papers.id_of("v"))).stage is Stage.OPEN


async def test_vote_given_that_it_is_annulled_when_papers_are_out_then_they_count_nowhere(papers: Papers) -> None:
    ballot = await voted(papers, "v", "6", FOR)
    body = VoteAnnulled("v", "domanda sbagliata")

    assert isinstance(await papers.annul(await wanted(papers.live, body), body), Done)

    assert await papers.database.read(running_votes) == []
    with pytest.raises(NotCounted):
        await papers.cast("v", ballot)


async def test_vote_given_that_the_rules_forbid_it_when_opened_then_no_papers_are_made(papers: Papers) -> None:
    body = VoteOpened("w", "case", "", Motion(), Manner.SECRET)

    assert await papers.open(await wanted(papers.live, body), body) == Refusal(Reason.VOTE_OPEN)
    with pytest.raises(NoSuchVote):
        await papers.database.read(find_vote, papers.id_of("w"))


@pytest.mark.parametrize(
    ("choices", "tally"),
    [
        ([], Tally((("A", 0), ("B", 0)), 0)),
        (["", "[]"], Tally((("A", 0), ("B", 0)), 2, blank=2)),
        ([choice_of([ABSTAIN])] * 2, Tally((("A", 0), ("B", 0)), 2, abstained=2)),
        ([choice_of(["A", "B"]), choice_of(["B"])], Tally((("A", 1), ("B", 2)), 2)),
        ([choice_of(["A", ABSTAIN]), choice_of(["A", "A"]), "x", "{}"], Tally((("A", 0), ("B", 0)), 4, null=4)),
    ],
)
def test_papers_given_what_stands_on_them_when_counted_then_each_is_one_of_all(
    choices: list[str], tally: Tally
) -> None:
    assert tally_of_papers(Election(("A", "B"), 1, 2), choices) == tally


async def test_chair_given_a_secret_vote_when_another_opens_or_closes_it_then_it_is_refused(papers: Papers) -> None:
    body = ClosingAnnounced("v")

    assert await papers.announce_closing(await wanted(papers.live, body, SECRETARY), body) == Refusal(Reason.NOT_YOURS)
    assert (await papers.database.read(find_vote, papers.id_of("v"))).stage is Stage.OPEN
    assert (await papers.live.look()).presiding == CHAIR


async def opened_only_in_the_log(database: Database, signers: Signers) -> Papers:
    """A service died when the vote stood open in the log, and its papers did not."""
    live = await opened(await new_sitting(database, Clock()), remote=2)
    papers = papers_of(database, live, signers)
    await does(live, ItemOpened("case"))
    await database.write(prepare_vote, KEYS, papers.id_of("v"), await signers.new_key())
    assert isinstance(await does(live, VOTE), Done)
    return papers


async def test_vote_given_a_service_that_died_before_its_papers_were_open_when_a_paper_is_asked_for_then_it_is_handed_out(
    database: Database, signers: Signers
) -> None:
    papers = await opened_only_in_the_log(database, signers)

    await voted(papers, "v", "6", FOR)

    await announced(papers)
    assert isinstance(await papers.close("v"), Done)
    assert (await papers.live.look()).votes["v"].remote == Tally(((FOR, 1), (AGAINST, 0)), 1)


async def test_vote_given_a_service_that_died_before_its_papers_were_open_when_nobody_votes_then_it_can_be_closed(
    database: Database, signers: Signers
) -> None:
    papers = await opened_only_in_the_log(database, signers)
    await does(papers.live, ClosingAnnounced("v"))

    assert isinstance(await papers.close("v"), Done)


async def test_vote_given_a_service_that_died_before_its_papers_were_annulled_when_one_starts_then_they_are(
    papers: Papers,
) -> None:
    await voted(papers, "v", "6", FOR)
    await does(papers.live, VoteAnnulled("v", "si ripete"))
    assert await papers.database.read(running_votes) == [papers.id_of("v")]

    await finish_annulled(papers.database)

    assert await papers.database.read(running_votes) == []
    assert (await papers.database.read(find_vote, papers.id_of("v"))).stage is Stage.ANNULLED
