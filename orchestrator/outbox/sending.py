"""Sends the mails that are due, a few at a time, and notes what became of each.

What a try came to is kept in mind until the storage takes it: a full disk makes no mail go out twice.
"""

import asyncio
import logging
import ssl
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import structlog

from config.secrets import SecretError
from integrations.services.mail import PATIENT, Envelope, Patience, Trusting, send_mail
from integrations.services.mail_errors import MailError
from orchestrator.outbox.claims import Claimed, Due, Failure, claim, next_due, note_failure, note_sent, take_up
from orchestrator.outbox.message import message_bytes
from orchestrator.outbox.post_office import PostOffice
from orchestrator.outbox.sealed import SealedMail, opened
from orchestrator.outbox.store import SIGNAL, MailSeen, mail_seen, put_mail, unsent
from orchestrator.outbox.troubles import OutboxTrouble
from orchestrator.web.metrics import Metrics
from schedules.store.database import Database
from schedules.store.patience import STORAGE_RETRY_S, patiently
from schedules.store.sealing import Keys, Unreadable
from schedules.store.transaction import Transaction
from schedules.store.waking import waking

log = structlog.get_logger()

T = TypeVar("T")
AT_ONCE = 4
"""Connections to the server. More would look like a flood to it, and a slow one must not hold up all."""
LOOKED_AT_EVERY_S = 30.0
"""Commands put mails in too, of which nobody tells us."""
NO_DOMAIN = "regia.invalid"
"""Of the ids of mails that nobody can send (RFC 6761 6.4)."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What sending takes."""

    database: Database
    keys: Keys
    post_office: Callable[[], PostOffice | None]
    """Who takes mails now; None where none goes out. Raises SecretError."""
    clock: Callable[[], datetime]
    metrics: Metrics
    patience: Patience = PATIENT
    trusting: Trusting = ssl.create_default_context
    storage_retry_s: float = STORAGE_RETRY_S
    looked_at_every_s: float = LOOKED_AT_EVERY_S
    in_hand: set[str] = field(default_factory=set)
    """The mails that are being sent, or whose outcome the storage has not taken yet."""


async def send_mails(sending: Sending) -> None:
    """Send what is due, until cancelled; woken by each commit that puts a mail in."""
    await _stored(sending, lambda now: sending.database.write(take_up, now))
    woken, free = asyncio.Event(), asyncio.Semaphore(AT_ONCE)
    with waking(sending.database, woken, lambda concerned: SIGNAL in concerned.signals):
        async with asyncio.TaskGroup() as tasks:
            while True:
                await free.acquire()
                claimed, office = await _next(sending, woken)
                task = tasks.create_task(_send_and_tell(sending, claimed, office), name=f"mail {claimed.id}")
                task.add_done_callback(lambda _: free.release())


async def send_at_once(sending: Sending, mail: SealedMail) -> MailSeen | None:
    """Put *mail* in and try it, to the end of the first try; gives how it stands then. Raises StorageError."""
    office = _post_office(sending)
    claimed = await sending.database.write(_put_claimed, mail, _domain(office), sending.clock())
    if claimed is not None:
        await _send(sending, claimed, office)
    return await sending.database.read(mail_seen, mail.id)


def _put_claimed(db: Transaction, mail: SealedMail, domain: str, now: datetime) -> Claimed | None:
    put_mail(db, mail, now)
    db.flush()
    return claim(db, mail.id, domain, now)


async def _next(sending: Sending, woken: asyncio.Event) -> tuple[Claimed, PostOffice | Failure]:
    """Wait for a mail that is due, and make it ours."""
    while True:
        woken.clear()  # before we look, so that nothing is missed
        due = await _look(sending)
        wait_s = sending.looked_at_every_s if due is None else (due.at - sending.clock()).total_seconds()
        if due is None or wait_s > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(min(wait_s, sending.looked_at_every_s)):
                    await woken.wait()
            continue
        office = _post_office(sending)
        if (claimed := await _claim(sending, due.id, _domain(office))) is not None:
            return claimed, office


async def _look(sending: Sending) -> Due | None:
    """What is due next, and to the metrics how many mails wait."""
    in_hand = frozenset(sending.in_hand)
    due = await _stored(sending, lambda now: sending.database.read(next_due, now, in_hand))
    for state, count in (await _stored(sending, lambda _: sending.database.read(unsent))).items():
        sending.metrics.mails.labels(state).set(count)
    return due


async def _claim(sending: Sending, mail_id: str, domain: str) -> Claimed | None:
    return await _stored(sending, lambda now: sending.database.write(claim, mail_id, domain, now))


def _domain(office: PostOffice | Failure) -> str:
    """In which the id of a mail is made that has none yet."""
    return office.domain if isinstance(office, PostOffice) else NO_DOMAIN


def _post_office(sending: Sending) -> PostOffice | Failure:
    """Who takes mails now, or why nobody does."""
    try:
        office = sending.post_office()
    except SecretError as error:
        return Failure(OutboxTrouble.NO_PASSWORD, detail=str(error))
    return office or Failure(OutboxTrouble.NO_SERVER)


async def _send_and_tell(sending: Sending, claimed: Claimed, office: PostOffice | Failure) -> None:
    """Try it, and tell the log and the metrics what came of it; to whom it goes they are not told."""
    failure = await _send(sending, claimed, office)
    about = {"mail": claimed.id, "kind": claimed.kind}
    if failure is None:
        sending.metrics.mails_sent.inc()
        log.info("mail.sent", **about)
    else:
        level = logging.DEBUG if failure.error == OutboxTrouble.NO_SERVER else logging.WARNING
        log.log(level, "mail.not_sent", error=failure.error, reply=failure.reply, detail=failure.detail, **about)


async def _send(sending: Sending, claimed: Claimed, office: PostOffice | Failure) -> Failure | None:
    """Try it, and have the outcome noted, however long that takes. Cancelled meanwhile, it will be tried again."""
    sending.in_hand.add(claimed.id)
    try:
        if claimed.is_over(sending.clock()):
            failure: Failure | None = Failure(OutboxTrouble.OVER, for_good=True)
        else:
            failure = office if isinstance(office, Failure) else await _try(sending, claimed, office)
        if failure is None:
            await _stored(sending, lambda now: sending.database.write(note_sent, claimed.id, now))
        else:
            await _stored(sending, lambda now: sending.database.write(note_failure, claimed.id, failure, now))
    finally:
        sending.in_hand.discard(claimed.id)
    return failure


async def _try(sending: Sending, claimed: Claimed, office: PostOffice) -> Failure | None:
    """Give it to the server; None once it was taken."""
    try:
        said = opened(sending.keys, claimed.id, claimed.subject, claimed.text, claimed.html, claimed.calendar)
        content = message_bytes(
            said,
            sender=office.sender,
            sender_name=office.sender_name,
            recipient=claimed.recipient,
            language=claimed.language,
            message_id=claimed.message_id,
            written_at=claimed.written_at,
        )
        envelope = Envelope(office.sender, claimed.recipient, content)
        await send_mail(office.server, envelope, patience=sending.patience, trusting=sending.trusting)
    except MailError as error:
        return Failure(error.kind, error.reply, error.is_for_good)
    except Unreadable:
        return Failure(OutboxTrouble.UNREADABLE, for_good=True)
    except Exception as error:  # noqa: BLE001 - a mail that we cannot send must not end the service
        return Failure(OutboxTrouble.BROKEN, detail=_where(error))
    return None


def _where(error: Exception) -> str:
    """Of which kind it is and where it came up; its text may quote what the mail says."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"


async def _stored(sending: Sending, work: Callable[[datetime], Awaitable[T]]) -> T:
    """What *work* gives, which takes the time; the storage may let us wait for it."""
    return await patiently(lambda: work(sending.clock()), "outbox.waiting", retry_s=sending.storage_retry_s)
