"""Voters of a secret vote: each makes a paper, has it signed, and casts it, all in this process."""

from dataclasses import dataclass

from orchestrator.councils.ballots.blind_rsa import Blinded, PublicKey, SigningKey, blind, blind_sign, finalize, prepare
from orchestrator.councils.ballots.casting import Ballot, cast
from orchestrator.councils.ballots.handing_out import hand_out
from orchestrator.councils.ballots.keys import new_signing_key
from orchestrator.councils.ballots.votes import open_vote, prepare_vote
from schedules.store.sealing import KEY_BYTES, Keys
from schedules.store.transaction import Transaction

KEYS = Keys.of(b"k" * KEY_BYTES)
VOTE = "elezione"


@dataclass(frozen=True)
class Paper:
    """What a voter's page keeps."""

    public: PublicKey
    token: bytes
    blinded: Blinded

    def signed(self, blind_signature: bytes, choice: str) -> Ballot:
        """The paper that is cast, with what the voter chose."""
        signature = finalize(self.public, self.token, blind_signature, self.blinded.inverse)
        return Ballot(self.token, signature, choice)


def new_paper(public: PublicKey, secret: bytes) -> Paper:
    """A paper that nobody has signed; of 32 bytes that should be random."""
    token = prepare(secret)
    return Paper(public, token, blind(public, token))


def opened_vote(db: Transaction, vote: str = VOTE, key: SigningKey | None = None) -> SigningKey:
    """A secret vote in which papers are handed out."""
    key = key or new_signing_key()
    prepare_vote(db, KEYS, vote, key)
    open_vote(db, KEYS, vote)
    return key


def ballot_of(db: Transaction, seat: str, choice: str, key: SigningKey, vote: str = VOTE) -> Ballot:
    """The signed paper of a seat, ready to be cast."""
    paper = new_paper(key.public, seat.encode().ljust(32))
    handed = hand_out(db, KEYS, vote, seat, paper.blinded.message)
    return paper.signed(blind_sign(handed.key, paper.blinded.message), choice)


def vote_as(db: Transaction, seat: str, choice: str, key: SigningKey, vote: str = VOTE) -> Ballot:
    """Ask for the paper of a seat and cast it."""
    ballot = ballot_of(db, seat, choice, key, vote)
    cast(db, KEYS, vote, ballot)
    return ballot
