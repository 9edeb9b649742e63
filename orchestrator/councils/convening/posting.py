"""Mails about sittings in the store: put into the outbox with the act that causes them, and how they went."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from orchestrator.councils.convening.tables import SittingMailRow
from orchestrator.councils.dossiers.link_store import member_links
from orchestrator.councils.dossiers.links import SittingLink
from orchestrator.councils.log.store import ENDED
from orchestrator.councils.log.tables import SittingRow
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
    ENDED = "ended"
    """To whoever presided and to the secretary; it proves nothing about members."""


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
    error: str
    """Why the last try failed: a code of `orchestrator.outbox.words`; "" where it did not, or none was made."""
    reply: int | None
    """The server's code, where it gave one."""


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


def links_and_proofs(db: Transaction, sitting: str) -> tuple[Mapping[str, SittingLink], Mapping[str, Proof]]:
    """The links of its members, and how it stands with their mails, by seat."""
    return member_links(db, sitting), proofs_of(db, sitting)


def proofs_of(db: Transaction, sitting: str) -> Mapping[str, Proof]:
    """How it stands with the newest mail to each seat."""
    newest = {row.seat: row for row in _rows(db, sitting)}
    seen = mails_seen(db, [row.mail_id for row in newest.values()])
    found = {}
    for seat, row in newest.items():
        mail = seen.get(row.mail_id)
        sent_at = mail.sent_at if mail is not None else row.sent_at
        state = mail.state if mail is not None else (MailState.SENT if row.sent_at else MailState.FAILED)
        error, reply = (mail.error or "", mail.reply) if mail is not None else ("", None)
        found[seat] = Proof(About(row.kind), row.recipient, row.put_at, state, sent_at, error, reply)
    return found


def heads_untold(db: Transaction, since: datetime) -> Sequence[str]:
    """The sittings that ended since then, of which nobody was mailed the head of the acts."""
    told = select(SittingMailRow.sitting_id).where(SittingMailRow.kind == About.ENDED)
    ended = select(SittingRow.id).where(
        SittingRow.status.in_([each.value for each in ENDED]), SittingRow.seen_at >= since
    )
    return db.scalars(ended.where(SittingRow.id.not_in(told))).all()


def post_heads(db: Transaction, sitting: str, mails: Mapping[str, SealedMail], now: datetime) -> bool:
    """Let those go out, by person; False where they went already, or the sitting is no more."""
    if sitting not in heads_untold(db, datetime.min.replace(tzinfo=now.tzinfo)):
        return False
    for person, mail in mails.items():
        told = {"seat": person, "recipient": mail.recipient, "kind": About.ENDED, "put_at": now}
        db.add(SittingMailRow(mail_id=put_mail(db, mail, now), sitting_id=sitting, **told))
    db.flush()
    return True


def keep_proofs(db: Transaction, mail_ids: Collection[str]) -> None:
    """Keep when those mails went that were about sittings, since the outbox is about to forget them."""
    seen = mails_seen(db, mail_ids)
    for ids in portions(mail_ids):
        for row in db.scalars(select(SittingMailRow).where(SittingMailRow.mail_id.in_(ids))):
            row.sent_at = seen[row.mail_id].sent_at if row.mail_id in seen else row.sent_at
    db.flush()


def _rows(db: Transaction, sitting: str) -> list[SittingMailRow]:
    """Those to members, the earliest first."""
    rows = select(SittingMailRow).where(SittingMailRow.sitting_id == sitting, SittingMailRow.kind != About.ENDED)
    return list(db.scalars(rows.order_by(SittingMailRow.put_at)))
