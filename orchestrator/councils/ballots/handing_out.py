"""A paper is handed to the holder of a seat, once: one blinded message is signed for each seat of a vote.

First the message is stored, together with the act that says so; then it is signed. If either is cut off, the same message
gets the same answer.
"""

import hashlib
from dataclasses import dataclass, field

from sqlalchemy import func, select

from orchestrator.councils.ballots.blind_rsa import SigningKey, check_blinded
from orchestrator.councils.ballots.keys import signing_key_of
from orchestrator.councils.ballots.tables import BallotSeatRow
from orchestrator.councils.ballots.votes import RUNNING, Stage, WrongStage, opened_text, place, row_of
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction


class AlreadyHandedOut(Exception):
    """The seat has its paper, for another message than this. A paper that is lost is not replaced."""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A paper is the seat's, and is to be signed by `signing.Signers`."""

    newly: bool
    """Whether it was not yet before: only then is it an act."""
    key: SigningKey = field(repr=False)


def hand_out(db: Transaction, keys: Keys, vote: str, seat: str, blinded: bytes) -> HandedOut:
    """Let *blinded* be the one message that is signed for that seat; whoever holds it is entitled, which is not asked here.

    Nor is it asked whether the closing was announced: the order of acts decides who still has a paper, and theirs may have
    come just before.

    Raises NoSuchVote, WrongStage, AlreadyHandedOut, BlindRsaError, Unreadable.
    """
    row = row_of(db, vote)
    if row.stage not in RUNNING or row.private is None:
        raise WrongStage(Stage(row.stage))
    key = signing_key_of(opened_text(keys, row.private, place(vote, "private")))
    digest = hashlib.sha256(blinded).hexdigest()
    known = db.get(BallotSeatRow, (vote, seat))
    if known is not None:
        if known.blinded != digest:
            raise AlreadyHandedOut
        return HandedOut(newly=False, key=key)
    check_blinded(key.public, blinded)  # before the seat's only paper is spent on what cannot be signed
    db.add(BallotSeatRow(vote_id=vote, seat=seat, blinded=digest))
    db.flush()
    return HandedOut(newly=True, key=key)


def has_paper(db: Transaction, vote: str, seat: str) -> bool:
    """Whether the seat was handed its paper."""
    return db.get(BallotSeatRow, (vote, seat)) is not None


def handed_out(db: Transaction, vote: str) -> int:
    """How many papers were handed out."""
    return db.scalar(select(func.count()).where(BallotSeatRow.vote_id == vote)) or 0
