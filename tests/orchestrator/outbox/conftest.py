"""An outbox, an SMTP server, and a clock that only the test moves."""

from collections.abc import AsyncIterator

import pytest

from schedules.store.database import Database
from tests.support.outbox import Post
from tests.support.smtp_peer import SmtpPeer, smtp_running


@pytest.fixture
async def peer() -> AsyncIterator[SmtpPeer]:
    async with smtp_running() as peer:
        yield peer


@pytest.fixture
def post(database: Database, peer: SmtpPeer) -> Post:
    return Post(database, peer)
