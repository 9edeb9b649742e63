"""A secret vote of a sitting that people are at work on: opened with its keys, papers handed out, cast and counted.

What is an act is appended first, and by an id that makes it the same act when it is tried again; then follows what the papers'
own store keeps. A service that dies between the two does the rest when it is asked again.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from orchestrator.councils.ballots import casting, closing, handing_out, votes
from orchestrator.councils.ballots.signing import Signers
from orchestrator.councils.log.live import Answer, LiveSitting, Wanted, sitting_in
from orchestrator.councils.log.store import NoSuchSitting
from orchestrator.councils.secret.tallying import tally_of_papers
from orchestrator.councils.sitting.acts import SERVICE
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.vote_acts import BallotHanded, ClosingAnnounced, VoteAnnulled, VoteClosed, VoteOpened
from orchestrator.councils.sitting.votes import Medium, Vote
from schedules.store.database import Database
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction


def paper_id(sitting: str, vote: str) -> str:
    """The id of a sitting's vote among the papers of all sittings."""
    return f"{sitting}:{vote}"


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of the secret votes of one sitting."""

    database: Database
    keys: Keys
    signers: Signers
    sitting: str
    live: LiveSitting

    def id_of(self, vote: str) -> str:
        """The vote's id among the papers of all sittings."""
        return paper_id(self.sitting, vote)

    async def open(self, wanted: Wanted, body: VoteOpened) -> Answer:
        """Open a secret vote: its keys are made before anybody may see it open, and none for a vote that a rule forbids."""
        refused = await self.live.refusal_of(wanted)
        if refused is not None:
            return refused
        key = await self.signers.new_key()
        await self.database.write(votes.prepare_vote, self.keys, self.id_of(body.vote), key)
        answer = await self.live.act(wanted)
        if not isinstance(answer, Refusal):
            await self.database.write(votes.open_vote, self.keys, self.id_of(body.vote))
        return answer

    async def hand_out(self, vote: str, seat: str, blinded: bytes, by: str, screen: str) -> bytes | Refusal:
        """The blind signature of a seat's one message. The same message again has the same answer.

        Raises BlindRsaError, SigningBusy, StorageError.
        """
        state = await self.live.look()
        if vote not in state.votes:
            return Refusal(Reason.UNKNOWN_VOTE)
        if seat not in state.votes[vote].handed:
            body = BallotHanded(vote, seat, Medium.REMOTE)
            answer = await self.live.act(Wanted(f"paper {vote} {seat}", body, by, screen))
            if isinstance(answer, Refusal):
                return answer
        elif state.votes[vote].handed[seat] is not Medium.REMOTE:
            return Refusal(Reason.HANDED_ALREADY)
        try:
            handed = await self.database.write(_hand_out, self.keys, self.id_of(vote), seat, blinded)
        except handing_out.AlreadyHandedOut:
            return Refusal(Reason.HANDED_ALREADY)
        except votes.WrongStage:
            return Refusal(Reason.NOTHING_HANDED_ANY_MORE)
        return await self.signers.sign(handed.key, blinded)

    async def cast(self, vote: str, ballot: casting.Ballot) -> None:
        """Take a paper into the urn, whoever brings it. Raises what `casting.cast` raises."""
        await self.database.write(casting.cast, self.keys, self.id_of(vote), ballot)

    async def announce_closing(self, wanted: Wanted, body: ClosingAnnounced) -> Answer:
        """Say that the vote closes soon."""
        answer = await self.live.act(wanted)
        if not isinstance(answer, Refusal):
            await self.database.write(_announce_closing, self.keys, self.id_of(body.vote))
        return answer

    async def close(self, vote: str) -> Answer:
        """Count the papers, destroy what joins them to those who cast them, and say in the log what was counted."""
        state = (await self.live.look()).votes[vote]
        if state.announced is None:
            return Refusal(Reason.NOT_ANNOUNCED)
        gone = await self.database.write(_close_vote, self.keys, self.id_of(vote))
        counted = await self.database.read(closing.closed_vote, self.id_of(vote))
        answer = await self.live.act(Wanted(f"closed {vote}", _closed(state, counted), SERVICE, "service"))
        await closing.forget_links(self.database, gone)
        return answer

    async def annul(self, wanted: Wanted, body: VoteAnnulled) -> Answer:
        """Let the vote count for nothing; what was cast and not yet counted is gone."""
        answer = await self.live.act(wanted)
        state = (await self.live.look()).votes[body.vote]
        if not isinstance(answer, Refusal) and state.closed is None:
            await closing.forget_links(
                self.database, await self.database.write(closing.annul_vote, self.id_of(body.vote))
            )
        return answer


async def finish_annulled(database: Database) -> None:
    """At the start of a service: let nothing be left of votes that one annulled, or closed, as it died. Raises StorageError."""
    await closing.forget_links(database, await database.write(_annul_left))


def _annul_left(db: Transaction) -> closing.Gone:
    """Annul those papers whose vote the log has annulled."""
    words: dict[str, Sequence[str]] = {}
    for papers in votes.running_votes(db):
        sitting, _, vote = papers.partition(":")
        with suppress(NoSuchSitting):
            state = sitting_in(db, sitting).votes.get(vote)
            if state is not None and state.annulled is not None:
                words |= closing.annul_vote(db, papers).words
    return closing.Gone(words)


def _begin(db: Transaction, keys: Keys, papers: str) -> None:
    """Open papers whose vote the log has opened, where a service died before it did so."""
    if votes.find_vote(db, papers).stage is votes.Stage.PREPARED:
        votes.open_vote(db, keys, papers)


def _hand_out(db: Transaction, keys: Keys, papers: str, seat: str, blinded: bytes) -> handing_out.HandedOut:
    _begin(db, keys, papers)
    return handing_out.hand_out(db, keys, papers, seat, blinded)


def _announce_closing(db: Transaction, keys: Keys, papers: str) -> None:
    _begin(db, keys, papers)
    votes.announce_closing(db, papers)


def _close_vote(db: Transaction, keys: Keys, papers: str) -> closing.Gone:
    _begin(db, keys, papers)
    return closing.close_vote(db, keys, papers)


def _closed(vote: Vote, counted: closing.Closed) -> VoteClosed:
    remote = tally_of_papers(vote.question, counted.choices) if vote.handed_on(Medium.REMOTE) else None
    return VoteClosed(vote.id, remote)
