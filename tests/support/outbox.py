"""An outbox over a real database that sends to a real SMTP server on loopback, by a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from config.secrets import SecretMissing
from integrations.services.mail import MailServer, Patience
from orchestrator.outbox.letters import Invitation, Mail
from orchestrator.outbox.post_office import PostOffice
from orchestrator.outbox.sealed import sealed_mail
from orchestrator.outbox.sending import Sending, send_mails
from orchestrator.outbox.store import SIGNAL, MailSeen, mail_seen, put_mail
from orchestrator.outbox.tables import OutboxRow
from orchestrator.web.metrics import Metrics
from schedules.store.database import SIGNALS, Database
from schedules.store.sealing import Keys, key_file, open_keys
from schedules.store.transaction import Transaction
from tests.support.smtp_peer import SmtpPeer
from tests.support.waiting import WITHIN_S

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
INVITATION = Invitation("Officine", "Anna", "Marco", "https://regia.example/invito/abc", 7)
PATIENCE = Patience(connect_s=0.2)
"""For a server that does not greet; all that comes later has time enough."""


@dataclass
class Post:
    """What a test puts in, and what becomes of it."""

    database: Database
    peer: SmtpPeer
    now: datetime = NOON
    has_server: bool = True
    has_password: bool = True
    keys: Keys = field(init=False)
    sending: Sending = field(init=False)

    def __post_init__(self) -> None:
        self.keys = open_keys(key_file(self.database.path))
        self.sending = Sending(
            self.database,
            self.keys,
            self._office,
            lambda: self.now,
            Metrics(),
            patience=PATIENCE,
            storage_retry_s=0.02,
            looked_at_every_s=3600.0,  # what is not told is not found
        )

    def _office(self) -> PostOffice | None:
        if not self.has_password:
            raise SecretMissing("REGIA_SECRET_MAIL")
        server = MailServer("127.0.0.1", self.peer.port, "none")
        return PostOffice(server, "sale@comune.example", "Officine") if self.has_server else None

    async def put(
        self, to: str, mail: Mail = INVITATION, caused_by: str = "account:1", until: datetime | None = None
    ) -> str:
        """Put one in; its id."""
        sealed = sealed_mail(self.keys, mail, to=to, language="it", caused_by=caused_by, until=until)
        return await self.database.write(put_mail, sealed, self.now)

    async def seen(self, mail_id: str) -> MailSeen:
        """How it stands with that mail."""
        found = await self.database.read(mail_seen, mail_id)
        assert found is not None
        return found

    async def rows(self) -> Sequence[OutboxRow]:
        """All mails."""
        return await self.database.read(lambda db: db.scalars(select(OutboxRow)).all())

    async def at_rest(self) -> Sequence[OutboxRow]:
        """Wait until nothing is due now and nothing is under way."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                rows = await self.rows()
                busy = [row for row in rows if row.claimed_until or (row.next_try_at and row.next_try_at <= self.now)]
                if not busy and not self.sending.in_hand:
                    return rows
                await asyncio.sleep(0.002)

    async def later(self, by: timedelta) -> Sequence[OutboxRow]:
        """Let so much time pass, and wait until what that makes due was tried."""
        self.now += by
        await self.database.write(signal_due)
        return await self.at_rest()

    async def to_the_end(self) -> Sequence[OutboxRow]:
        """Let time pass until every mail was sent or given up."""
        rows = await self.at_rest()
        while waiting := [row.next_try_at for row in rows if row.next_try_at]:
            rows = await self.later(min(waiting) - self.now)
        return rows


def signal_due(db: Transaction) -> None:
    """Have whoever sends look for what is due now."""
    db.info.setdefault(SIGNALS, set()).add(SIGNAL)


@asynccontextmanager
async def posting(post: Post) -> AsyncIterator[Post]:
    """Send what is put in, until the end."""
    task = asyncio.create_task(send_mails(post.sending))
    try:
        yield post
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
