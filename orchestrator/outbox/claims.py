"""The rows of mails as who sends them sees them: which is due, that one sender has it, and how the try ended."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_hex
from typing import cast

from sqlalchemy import or_, select, update

from config.words.sentences import Language
from orchestrator.outbox.pauses import pause_after
from orchestrator.outbox.tables import OutboxRow
from orchestrator.outbox.troubles import OF_SETTINGS
from schedules.store.transaction import Transaction

CLAIMED_FOR = timedelta(minutes=10)
"""Longer than all steps of a try take together: nobody else sends the mail meanwhile."""


@dataclass(frozen=True, slots=True)
class Due:
    """The mail that is due next, and when."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that nobody but us sends now; its words are sealed."""

    id: str
    message_id: str
    kind: str
    recipient: str
    language: Language
    written_at: datetime
    subject: bytes = field(repr=False)
    text: bytes = field(repr=False)
    html: bytes = field(repr=False)
    until: datetime | None = None
    calendar: bytes | None = field(default=None, repr=False)

    def is_over(self, now: datetime) -> bool:
        """Whether it is not to be sent any more."""
        return self.until is not None and now >= self.until


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a try failed: a code of `orchestrator.outbox.words`, with the server's reply code if it gave one."""

    error: str
    reply: int | None = None
    for_good: bool = False
    detail: str = ""
    """For the log alone."""


def take_up(db: Transaction, now: datetime) -> None:
    """At a start: what a killed process was sending may be sent, and what only settings kept is tried at once."""
    waiting = OutboxRow.next_try_at.is_not(None)
    db.execute(update(OutboxRow).where(waiting, OutboxRow.claimed_until.is_not(None)).values(claimed_until=None))
    kept = OutboxRow.error.in_(OF_SETTINGS)
    db.execute(update(OutboxRow).where(waiting, kept).values(next_try_at=now, tries=0))


def next_due(db: Transaction, now: datetime, in_hand: Collection[str] = ()) -> Due | None:
    """The mail that is to be tried first, which may be later than *now*, none of those *in_hand*; None if none waits."""
    whole = OutboxRow.subject.is_not(None)
    unclaimed = or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until <= now)
    first = (
        select(OutboxRow.id, OutboxRow.next_try_at)
        .where(OutboxRow.next_try_at.is_not(None), whole, unclaimed, OutboxRow.id.not_in(in_hand))
        .order_by(OutboxRow.next_try_at, OutboxRow.created_at)
        .limit(1)
    )
    row = db.execute(first).one_or_none()
    return None if row is None else Due(row.id, row.next_try_at)


def claim(db: Transaction, mail_id: str, domain: str, now: datetime) -> Claimed | None:
    """Make a mail that is due ours to send; None where somebody else has it.

    Its Message-ID is settled here, before anything leaves, in the sender's *domain*.
    """
    row = db.get(OutboxRow, mail_id)
    if row is None or row.next_try_at is None or row.next_try_at > now:
        return None
    if row.claimed_until is not None and row.claimed_until > now:
        return None
    if row.subject is None or row.text is None or row.html is None:
        return None
    row.claimed_until = now + CLAIMED_FOR
    row.tries += 1
    row.message_id = row.message_id or f"<{row.id}.{token_hex(8)}@{domain}>"
    return Claimed(
        row.id,
        row.message_id,
        row.kind,
        row.recipient,
        cast("Language", row.language),
        row.created_at,
        row.subject,
        row.text,
        row.html,
        row.until,
        row.calendar,
    )


def note_sent(db: Transaction, mail_id: str, now: datetime) -> None:
    """It was taken: what it said is gone from here."""
    gone = {"subject": None, "text": None, "html": None, "calendar": None, "error": None, "reply": None}
    over = {"claimed_until": None, "next_try_at": None, "failed_at": None}
    db.execute(update(OutboxRow).where(OutboxRow.id == mail_id).values(sent_at=now, **gone, **over))


def note_failure(db: Transaction, mail_id: str, failure: Failure, now: datetime) -> None:
    """It was not taken: the next try comes after a longer pause, or none."""
    row = db.get(OutboxRow, mail_id)
    if row is None:
        return
    pause = None if failure.for_good else pause_after(row.tries)
    row.claimed_until, row.error, row.reply = None, failure.error, failure.reply
    row.next_try_at = None if pause is None else now + pause
    row.failed_at = now if pause is None else None
