"""A paper is cast by whoever has it: nobody is asked who they are, and nothing is kept of when it came.

While the vote runs, what would join a paper to its vote is sealed by a key of that vote, in rows of one length. That key is
destroyed at the closing, so what a disk keeps of such a row besides, in whatever order, says nothing.
"""

import base64
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import func, select

from orchestrator.councils.ballots.blind_rsa import PREFIX_BYTES, BlindRsaError, PublicKey, Reason, verify
from orchestrator.councils.ballots.keys import public_key_of
from orchestrator.councils.ballots.tables import BallotReceiptRow, BallotRow, SecretVoteRow
from orchestrator.councils.ballots.votes import RUNNING, box_of, row_of
from orchestrator.councils.sitting.votes import BALLOT_BYTES
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction

TOKEN_BYTES = PREFIX_BYTES + 32
"""What is signed: 32 random bytes of the voter's, prepared."""
CHOICE_BYTES = BALLOT_BYTES


class AnotherChoice(Exception):
    """That paper was cast already, with another choice; the first one counts."""


class NotCounted(Exception):
    """The vote was not running when the paper came."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A paper with what its voter chose: a short text that means nothing here, and an empty one is a blank paper."""

    token: bytes
    signature: bytes
    choice: str = field(repr=False)


def cast(db: Transaction, keys: Keys, vote: str, ballot: Ballot) -> None:
    """Take the paper into the urn. The same again changes nothing, and is as good, also after the closing.

    After the closing nobody knows any more what was on a paper: the same paper with another choice is told that it was
    counted, as it was. Raises NoSuchVote, BlindRsaError, AnotherChoice, NotCounted, Unreadable.
    """
    row = row_of(db, vote)
    check_ballot(public_key_of(row.public), ballot)
    if row.stage not in RUNNING:
        if _is_receipt(db, vote, ballot):
            return
        raise NotCounted
    box = box_of(keys, row)
    mark = hmac.digest(box, ballot.token, "sha256").hex()
    known = db.get(BallotRow, (vote, mark))
    if known is None:
        db.add(BallotRow(vote=vote, mark=mark, sealed=Keys.of(box).seal(_packed(ballot), _place(vote, mark))))
        db.flush()
    elif _unpacked(Keys.of(box).open(known.sealed, _place(vote, mark))).choice != ballot.choice:
        raise AnotherChoice


def check_ballot(public: PublicKey, ballot: Ballot) -> None:
    """Whether the paper is one of that vote, and what is on it is not too long. Raises BlindRsaError."""
    if len(ballot.token) != TOKEN_BYTES or len(_told(ballot.choice)) > CHOICE_BYTES or "\0" in ballot.choice:
        raise BlindRsaError(Reason.SIZE)
    verify(public, ballot.token, ballot.signature)


def papers_cast(db: Transaction, vote: str) -> int:
    """How many papers are in the urn of a vote that runs."""
    return db.scalar(select(func.count()).where(BallotRow.vote == vote)) or 0


def urn(db: Transaction, keys: Keys, row: SecretVoteRow) -> Iterator[Ballot]:
    """All papers of a vote that is about to be closed. Raises Unreadable."""
    box = Keys.of(box_of(keys, row))
    for mark, sealed in db.execute(select(BallotRow.mark, BallotRow.sealed).where(BallotRow.vote == row.id)):
        yield _unpacked(box.open(sealed, _place(row.id, mark)))


def _is_receipt(db: Transaction, vote: str, ballot: Ballot) -> bool:
    return db.get(BallotReceiptRow, (vote, ballot.token.hex())) is not None


def _told(choice: str) -> bytes:
    """UTF-8; half a character, which JSON can carry, is none."""
    try:
        return choice.encode()
    except UnicodeEncodeError:
        raise BlindRsaError(Reason.INVALID_INPUT) from None


def _packed(ballot: Ballot) -> str:
    """Of one length for all papers of a vote."""
    choice = _told(ballot.choice).ljust(CHOICE_BYTES, b"\0")
    return base64.b64encode(ballot.token + choice + ballot.signature).decode()


def _unpacked(text: str) -> Ballot:
    packed = base64.b64decode(text)
    token, rest = packed[:TOKEN_BYTES], packed[TOKEN_BYTES:]
    return Ballot(token, rest[CHOICE_BYTES:], rest[:CHOICE_BYTES].rstrip(b"\0").decode())


def _place(vote: str, mark: str) -> str:
    return f"{BallotRow.__tablename__}:{vote}:{mark}"
