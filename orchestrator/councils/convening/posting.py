"""Mails about sittings in the store: put into the outbox with the act that causes them, and how they went."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from orchestrator.councils.convening.tables import SittingMailRow
from orchestrator.outbox.sealed import SealedMail
from orchestrator.outbox.store import MailState, drop_unsent, mails_seen, put_mail
from schedules.store.rows import portions
from schedules.store.transaction import Transaction


class About(StrEnum):
    """What a mail tells."""

    CONVENED = "convened"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail that goes to a member."""

    about: About
    mail: SealedMail


@dataclass(frozen=True, slots=True)
class Proof:
    """How it stands with the newest mail to a member."""

    about: About
    recipient: str
    put_at: datetime
    state: MailState
    sent_at: datetime | None


def post(db: Transaction, sitting: str, posts: Mapping[str, Posted], now: datetime) -> None:
    """Let each go out; an earlier one to the same seat that has not gone out never does."""
    before = {row.seat: row for row in _rows(db, sitting)}
    for seat, posted in posts.items():
        row = before.get(seat)
        if row is not None and drop_unsent(db, row.mail_id, now):
            db.delete(row)
        db.add(
            SittingMailRow(
                mail_id=put_mail(db, posted.mail, now),
                sitting_id=sitting,
                seat=seat,
                recipient=posted.mail.recipient,
                kind=posted.about,
                put_at=now,
            )
        )
    db.flush()


def proofs_of(db: Transaction, sitting: str) -> Mapping[str, Proof]:
    """How it stands with the newest mail to each seat."""
    newest = {row.seat: row for row in _rows(db, sitting)}
    seen = mails_seen(db, [row.mail_id for row in newest.values()])
    found = {}
    for seat, row in newest.items():
        mail = seen.get(row.mail_id)
        sent_at = mail.sent_at if mail is not None else row.sent_at
        state = mail.state if mail is not None else (MailState.SENT if row.sent_at else MailState.FAILED)
        found[seat] = Proof(About(row.kind), row.recipient, row.put_at, state, sent_at)
    return found


def keep_proofs(db: Transaction, mail_ids: Collection[str]) -> None:
    """Keep when those mails went that were about sittings, since the outbox is about to forget them."""
    seen = mails_seen(db, mail_ids)
    for ids in portions(mail_ids):
        for row in db.scalars(select(SittingMailRow).where(SittingMailRow.mail_id.in_(ids))):
            row.sent_at = seen[row.mail_id].sent_at if row.mail_id in seen else row.sent_at
    db.flush()


def _rows(db: Transaction, sitting: str) -> list[SittingMailRow]:
    """The earliest first."""
    rows = select(SittingMailRow).where(SittingMailRow.sitting_id == sitting)
    return list(db.scalars(rows.order_by(SittingMailRow.put_at)))
