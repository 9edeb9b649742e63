"""Who forgot a password is mailed a link, after the answer, which is the same for every address and takes the same time.

At most one in some minutes goes to one account, whoever asks.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from aiohttp import web

from orchestrator.access.actors import SERVICE
from orchestrator.accounts.accounts import Account, account_by_email
from orchestrator.accounts.delays import Delays
from orchestrator.accounts.links import LASTS, LinkKind, keep_link, last_link_at, new_secret
from orchestrator.audit.acts import ActKind
from orchestrator.entrance.acts import note_own_act
from orchestrator.outbox.keys import SENDING
from orchestrator.outbox.letters import PasswordReset
from orchestrator.outbox.sealed import SealedMail, sealed_mail
from orchestrator.outbox.store import put_mail
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.pages import HOUSE
from schedules.store.patience import patiently
from schedules.store.transaction import Transaction

log = structlog.get_logger()

PAUSE = timedelta(minutes=5)
"""Between two mails to one account."""
MOST_WAITING = 100


class TooMany(Exception):
    """More have asked than can be mailed now."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asked for a link."""

    email: str
    service: str
    """The address that the link begins with."""


class Forgotten:
    """Those who asked, until they were mailed."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.delays = Delays()
        """Of those who ask."""
        self._waiting: asyncio.Queue[Asked] = asyncio.Queue(MOST_WAITING)

    def ask(self, asked: Asked) -> None:
        """Mail them soon. Raises TooMany."""
        try:
            self._waiting.put_nowait(asked)
        except asyncio.QueueFull as error:
            raise TooMany from error

    async def next(self) -> Asked:
        """Wait for the one who asked first."""
        return await self._waiting.get()


async def mail_links(app: web.Application, forgotten: Forgotten) -> None:
    """Mail those who ask, one after the other, until cancelled."""
    while True:
        asked = await forgotten.next()
        await patiently(lambda asked=asked: _mail_link(app, asked), "forgotten.waiting")  # type: ignore[misc]


async def _mail_link(app: web.Application, asked: Asked) -> None:
    """Mail the owner of that address, if there is one who was not mailed just now."""
    now, database = app[CLOCK](), app[DATABASE]
    account = await database.read(_whom, asked.email, now)
    if account is None or account.email is None:
        return
    secret, lasts = new_secret(), LASTS[LinkKind.RESET]
    letter = PasswordReset(
        app[HOUSE](), account.name, f"{asked.service}/links/{secret}", int(lasts.total_seconds() / 60)
    )
    mail = sealed_mail(
        app[SENDING].keys,
        letter,
        to=account.email,
        language=account.language,
        caused_by=account.id,
        until=now + lasts,
    )
    await database.write(_put, account, secret, mail, now)
    log.info("link.mailed", account=account.id, kind=LinkKind.RESET.value)


def _whom(db: Transaction, email: str, now: datetime) -> Account | None:
    account = account_by_email(db, email)
    if account is None or account.closed_at is not None:
        return None
    last = last_link_at(db, account.id, LinkKind.RESET)
    return account if last is None or now - last >= PAUSE else None


def _put(db: Transaction, account: Account, secret: str, mail: SealedMail, now: datetime) -> None:
    keep_link(db, account.id, LinkKind.RESET, secret, now)
    put_mail(db, mail, now)
    note_own_act(db, SERVICE, ActKind.RESET_ASKED, account.id, now)
