"""Secret votes in the store: made with their keys, opened, about to close, closed or annulled, each step once and never back."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from orchestrator.councils.ballots.blind_rsa import PublicKey, SigningKey
from orchestrator.councils.ballots.keys import public_key_of, public_pem, text_of
from orchestrator.councils.ballots.tables import SecretVoteRow
from schedules.store.sealing import KEY_BYTES, Keys
from schedules.store.transaction import Transaction


class Stage(StrEnum):
    """How far a secret vote is."""

    PREPARED = "prepared"
    """It has its keys."""
    OPEN = "open"
    """Papers are handed out and cast."""
    CLOSING = "closing"
    """The closing was announced: what was handed out is still counted, and nothing more is handed out."""
    CLOSED = "closed"
    """What was cast is counted."""
    ANNULLED = "annulled"
    """It counts for nothing, and what was cast is gone."""


RUNNING = (Stage.OPEN, Stage.CLOSING)


class NoSuchVote(LookupError):
    """There is no such secret vote."""


class WrongStage(Exception):
    """The vote is not where that can be done. It carries the *stage* it is at."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.value)
        self.stage = stage


@dataclass(frozen=True, slots=True)
class SecretVote:
    """A secret vote as everybody may see it."""

    id: str
    stage: Stage
    public: str
    """PEM of the key that verifies its papers."""

    @property
    def key(self) -> PublicKey:
        """The same in numbers."""
        return public_key_of(self.public)


def prepare_vote(db: Transaction, keys: Keys, vote: str, key: SigningKey) -> SecretVote:
    """Make the secret vote of that id, whose papers *key* signs. Asked again, the first key stays."""
    row = db.get(SecretVoteRow, vote)
    if row is None:
        row = SecretVoteRow(id=vote, stage=Stage.PREPARED, public=public_pem(key.public), forgotten=True)
        row.private = sealed_text(keys, text_of(key), place(vote, "private"))
        db.add(row)
        db.flush()
    return _told(row)


def find_vote(db: Transaction, vote: str) -> SecretVote:
    """The vote with its public key. Raises NoSuchVote."""
    return _told(row_of(db, vote))


def open_vote(db: Transaction, keys: Keys, vote: str) -> None:
    """From now on papers are handed out. Raises NoSuchVote, WrongStage.

    The key of the urn is made only now: a backup from before would keep it beyond the closing.
    """
    row = _step(db, vote, Stage.OPEN, {Stage.PREPARED, Stage.OPEN})
    if row.box is None:
        box = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
        row.box = sealed_text(keys, box, place(vote, "box"))
        db.flush()


def announce_closing(db: Transaction, vote: str) -> None:
    """From now on no more papers are handed out. Raises NoSuchVote, WrongStage."""
    _step(db, vote, Stage.CLOSING, {*RUNNING})


def running_votes(db: Transaction) -> Sequence[str]:
    """The votes in which papers may be cast now: while there are any, no backup is taken."""
    return db.scalars(select(SecretVoteRow.id).where(SecretVoteRow.stage.in_(RUNNING)).order_by(SecretVoteRow.id)).all()


# --- for the steps that stand in modules of their own


def row_of(db: Transaction, vote: str) -> SecretVoteRow:
    """The row. Raises NoSuchVote."""
    row = db.get(SecretVoteRow, vote)
    if row is None:
        raise NoSuchVote(vote)
    return row


def box_of(keys: Keys, row: SecretVoteRow) -> bytes:
    """The key by which papers of a vote that runs are sealed. Raises Unreadable."""
    return base64.b64decode(opened_text(keys, row.box, place(row.id, "box")))


def sealed_text(keys: Keys, text: str, where: str) -> str:
    """*text*, sealed for that place, as a text."""
    return base64.b64encode(keys.seal(text, where)).decode()


def opened_text(keys: Keys, sealed: str | None, where: str) -> str:
    """What `sealed_text` sealed. Raises Unreadable, of `schedules.store.sealing`."""
    return keys.open(base64.b64decode(sealed or ""), where)


def place(vote: str, column: str) -> str:
    """Where a sealed column of the vote stands."""
    return f"{SecretVoteRow.__tablename__}:{vote}:{column}"


def _step(db: Transaction, vote: str, to: Stage, allowed: set[Stage]) -> SecretVoteRow:
    row = row_of(db, vote)
    if row.stage not in allowed:
        raise WrongStage(Stage(row.stage))
    row.stage = to
    db.flush()
    return row


def _told(row: SecretVoteRow) -> SecretVote:
    return SecretVote(row.id, Stage(row.stage), row.public)
