"""A secret vote is closed: what was cast becomes two lists that are shuffled apart, and what joined them is destroyed.

The lists and the end of the keys are one transaction: a paper that is cast meanwhile is either in it, or told that it is not
counted. Afterwards the file is looked through for what is gone (`forget_links`), for a disk may keep what a database lets go.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, insert, select, update

from orchestrator.councils.ballots.casting import Ballot, urn
from orchestrator.councils.ballots.handing_out import handed_out
from orchestrator.councils.ballots.tables import BallotChoiceRow, BallotReceiptRow, BallotRow, SecretVoteRow
from orchestrator.councils.ballots.votes import RUNNING, Stage, WrongStage, row_of
from schedules.store.database import Database
from schedules.store.sealing import Keys
from schedules.store.traces import without_traces
from schedules.store.transaction import Transaction

PAUSE_S = 0.05
_chance = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a paper was counted; its token and its signature, in hex."""

    token: str
    signature: str


@dataclass(frozen=True, slots=True)
class Closed:
    """What is published of a closed vote: two lists, each in an order of its own that says nothing."""

    handed_out: int
    receipts: Sequence[Receipt]
    choices: Sequence[str]


@dataclass(frozen=True, slots=True)
class Gone:
    """What the file may not hold any more: the sealed keys of votes, by the votes' ids."""

    words: Mapping[str, Sequence[str]] = field(repr=False)


def close_vote(db: Transaction, keys: Keys, vote: str) -> Gone:
    """Count what was cast, and destroy what joins papers and choices. Asked again, nothing is done.

    After the commit, `forget_links` is to be called with what this gives. Raises NoSuchVote, WrongStage, Unreadable.
    """
    row = row_of(db, vote)
    if row.stage == Stage.CLOSED:
        return Gone({})
    if row.stage not in RUNNING:
        raise WrongStage(Stage(row.stage))
    _write_lists(db, vote, list(urn(db, keys, row)))
    return _end(db, row, Stage.CLOSED)


def annul_vote(db: Transaction, vote: str) -> Gone:
    """Let the vote count for nothing, and nobody know what was cast in it. Asked again, nothing is done.

    After the commit, `forget_links` is to be called with what this gives. Raises NoSuchVote, WrongStage.
    """
    row = row_of(db, vote)
    if row.stage == Stage.ANNULLED:
        return Gone({})
    if row.stage == Stage.CLOSED:
        raise WrongStage(Stage.CLOSED)
    return _end(db, row, Stage.ANNULLED)


def closed_vote(db: Transaction, vote: str) -> Closed:
    """What is published of a closed vote. Raises NoSuchVote, WrongStage."""
    row = row_of(db, vote)
    if row.stage != Stage.CLOSED:
        raise WrongStage(Stage(row.stage))
    receipts = select(BallotReceiptRow.token, BallotReceiptRow.signature).where(BallotReceiptRow.vote == vote)
    choices = select(BallotChoiceRow.choice).where(BallotChoiceRow.vote == vote)
    return Closed(
        handed_out(db, vote),
        [Receipt(*row) for row in db.execute(receipts.order_by(BallotReceiptRow.token))],
        db.scalars(choices.order_by(BallotChoiceRow.number)).all(),
    )


def delete_vote(db: Transaction, vote: str) -> None:
    """Let go of all that is stored of a vote, with the sitting that it was of. Raises NoSuchVote, WrongStage."""
    row = row_of(db, vote)
    if row.stage in RUNNING:
        raise WrongStage(Stage(row.stage))
    for table in (BallotReceiptRow, BallotChoiceRow):
        db.execute(delete(table).where(table.vote == vote))
    db.delete(row)  # its seats go by themselves
    db.flush()


async def forget_links(database: Database, gone: Gone) -> None:
    """Have nothing of what is gone on the disk either, as far as that is ours: the file and its log of writes.

    After a closing that a crash kept from being forgotten, the next call writes the file anew; so one belongs at the start
    of a service. Raises StorageError.
    """
    votes = await database.read(unforgotten)
    if not votes:
        return
    words = [word for vote in votes for word in gone.words.get(vote, ())]
    await without_traces(database, words, pause_s=PAUSE_S, unknown=not gone.words.keys() >= set(votes))
    await database.write(_note_forgotten, votes)


def unforgotten(db: Transaction) -> Sequence[str]:
    """Votes that are over and whose traces were not yet looked for."""
    return db.scalars(select(SecretVoteRow.id).where(~SecretVoteRow.forgotten)).all()


def _end(db: Transaction, row: SecretVoteRow, stage: Stage) -> Gone:
    words = [word for word in (row.private, row.box) if word is not None]
    db.execute(delete(BallotRow).where(BallotRow.vote == row.id))
    row.stage, row.private, row.box, row.forgotten = stage, None, None, False
    db.flush()
    return Gone({row.id: words})


def _note_forgotten(db: Transaction, votes: Sequence[str]) -> None:
    db.execute(update(SecretVoteRow).where(SecretVoteRow.id.in_(votes)).values(forgotten=True))


def _write_lists(db: Transaction, vote: str, papers: Collection[Ballot]) -> None:
    """Both in orders that chance gives, the one by itself and the other by itself; what is in one place on the disk says no more."""
    receipts = [{"vote": vote, "token": paper.token.hex(), "signature": paper.signature.hex()} for paper in papers]
    choices = [paper.choice for paper in papers]
    _chance.shuffle(receipts)
    _chance.shuffle(choices)
    if papers:  # with no values SQLAlchemy would insert one row of defaults
        db.execute(insert(BallotReceiptRow), receipts)
        numbered = enumerate(choices)
        db.execute(insert(BallotChoiceRow), [{"vote": vote, "number": at, "choice": choice} for at, choice in numbered])
