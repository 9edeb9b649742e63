"""The rows of mails as people see them: put in with what causes one, shown to who caused it, tried again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update

from orchestrator.outbox.sealed import SealedMail
from orchestrator.outbox.tables import OutboxRow
from orchestrator.outbox.troubles import OutboxTrouble
from schedules.store.database import SIGNALS
from schedules.store.rows import portions
from schedules.store.transaction import Transaction

SIGNAL = "outbox"
"""Told after a commit that put a mail in, or lets one be tried again."""


class MailState(StrEnum):
    """How it stands with a mail."""

    WAITING = "waiting"
    """It was not taken yet; `error` says why, once it was tried."""
    KEPT = "kept"
    """No mail goes out: there is no `[mail]` in the room file."""
    SENT = "sent"
    FAILED = "failed"
    """It was given up."""


@dataclass(frozen=True, slots=True)
class MailSeen:
    """A mail as whoever caused it may see it; what it said is for its recipient."""

    id: str
    kind: str
    recipient: str
    state: MailState
    created_at: datetime
    tries: int
    error: str | None
    """A code, whose words are in `orchestrator.outbox.words`."""
    reply: int | None
    next_try_at: datetime | None
    sent_at: datetime | None


def put_mail(db: Transaction, mail: SealedMail, now: datetime) -> str:
    """Let *mail* go out once this transaction is committed, and never if it is not; gives its id."""
    db.add(
        OutboxRow(
            id=mail.id,
            kind=mail.kind,
            recipient=mail.recipient,
            language=mail.language,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            caused_by=mail.caused_by,
            created_at=now,
            next_try_at=now,
            until=mail.until,
            calendar=mail.calendar,
        )
    )
    _signal(db)
    return mail.id


def failed_of(db: Transaction, caused_by: str) -> Sequence[MailSeen]:
    """The mails of *caused_by* that were given up or are kept since no mail goes out, newest first."""
    unsent = or_(OutboxRow.failed_at.is_not(None), _is_kept())
    rows = db.scalars(
        select(OutboxRow).where(OutboxRow.caused_by == caused_by, unsent).order_by(OutboxRow.created_at.desc())
    )
    return [_seen(row) for row in rows]


def mail_seen(db: Transaction, mail_id: str) -> MailSeen | None:
    """The mail of that id; None if there is none, or none any more."""
    row = db.get(OutboxRow, mail_id)
    return None if row is None else _seen(row)


def mails_seen(db: Transaction, mail_ids: Collection[str]) -> Mapping[str, MailSeen]:
    """Those of these mails that are there still, by their ids."""
    found = (row for ids in portions(mail_ids) for row in db.scalars(select(OutboxRow).where(OutboxRow.id.in_(ids))))
    return {row.id: _seen(row) for row in found}


def drop_unsent(db: Transaction, mail_id: str, now: datetime) -> bool:
    """Let a mail never go out; False where it was sent, is being sent, or is not there."""
    at_rest = or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until <= now)
    unsent = delete(OutboxRow).where(OutboxRow.id == mail_id, OutboxRow.sent_at.is_(None), at_rest)
    return db.scalar(unsent.returning(OutboxRow.id)) is not None


def retry(db: Transaction, mail_id: str, now: datetime) -> bool:
    """Try a mail again, from now on for three days; False for one that was sent or is not there."""
    again = update(OutboxRow).where(OutboxRow.id == mail_id, OutboxRow.sent_at.is_(None))
    found = db.scalar(again.values(**_anew(now)).returning(OutboxRow.id)) is not None
    if found:
        _signal(db)
    return found


def hasten(db: Transaction, now: datetime) -> None:
    """Try all that wait anew: another server is to take them."""
    waiting = (OutboxRow.sent_at.is_(None), OutboxRow.failed_at.is_(None))
    db.execute(update(OutboxRow).where(*waiting).values(**_anew(now)))
    _signal(db)


def unsent(db: Transaction) -> Mapping[MailState, int]:
    """How many mails are in each state but sent."""
    state = case((OutboxRow.failed_at.is_not(None), "failed"), (_is_kept(), "kept"), else_="waiting")
    rows = db.execute(select(state, func.count()).where(OutboxRow.sent_at.is_(None)).group_by(state))
    counted = {MailState(name): count for name, count in rows}
    return {state: counted.get(state, 0) for state in (MailState.WAITING, MailState.KEPT, MailState.FAILED)}


def _anew(now: datetime) -> dict[str, object]:
    return {"next_try_at": now, "tries": 0, "failed_at": None}


def _is_kept() -> ColumnElement[bool]:
    return and_(OutboxRow.error == OutboxTrouble.NO_SERVER, OutboxRow.failed_at.is_(None), OutboxRow.sent_at.is_(None))


def _signal(db: Transaction) -> None:
    db.info.setdefault(SIGNALS, set()).add(SIGNAL)


def _seen(row: OutboxRow) -> MailSeen:
    return MailSeen(
        row.id,
        row.kind,
        row.recipient,
        _state(row),
        row.created_at,
        row.tries,
        row.error,
        row.reply,
        row.next_try_at,
        row.sent_at,
    )


def _state(row: OutboxRow) -> MailState:
    if row.sent_at is not None:
        return MailState.SENT
    if row.failed_at is not None:
        return MailState.FAILED
    return MailState.KEPT if row.error == OutboxTrouble.NO_SERVER else MailState.WAITING
