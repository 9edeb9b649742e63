"""Mails to people go out; those that a server refuses are told to who caused them, with why, and tried again by nobody else."""

import os
import re
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.accounts.links import LinkKind, open_link
from orchestrator.app import make_app
from orchestrator.outbox.post_office import post_office_of
from orchestrator.outbox.store import MailSeen, failed_of
from schedules.store.database import Database
from tests.orchestrator.conftest import SITE
from tests.orchestrator.people.conftest import SERVICE, Browse, browsing
from tests.support.page_forms import Browser
from tests.support.people import SCHOOL
from tests.support.smtp_peer import SmtpPeer, smtp_running
from tests.support.waiting import wait_for

HERE = f"/organisations/{SCHOOL}"
ADA = {"email": "ada@x.example", "name": "Ada", "roles": "viewer"}


@pytest.fixture
async def peer() -> AsyncIterator[SmtpPeer]:
    async with smtp_running() as peer:
        yield peer


@pytest.fixture
async def browse(database: Database, aiohttp_client: AiohttpClient, peer: SmtpPeer, tmp_path: Path) -> Browse:
    """Browsers at a service whose mails go out to *peer*, by the clock on the wall."""
    mail = f'\n[mail]\nhost = "127.0.0.1"\nport = {peer.port}\nsecurity = "none"\nsender = "sale@comune.example"\n'
    site = load_texts((("sito.toml", SITE + SERVICE + mail),))
    office = partial(post_office_of, environment=os.environ, folder=tmp_path)
    now = datetime.now(UTC)
    return browsing(
        await aiohttp_client(make_app(database, site, post_office_of=office, clock=lambda: now)), database, now
    )


async def refused(database: Database, peer: SmtpPeer, who: Browser) -> Sequence[MailSeen]:
    """They invite somebody whom the server refuses; the mails of theirs that failed."""
    peer.refuses.add("ada@x.example")
    assert (await who.send(f"{HERE}/invite", ADA)).status == 303
    return await wait_for(lambda: database.read(failed_of, who.who.account))


async def test_invitation_given_a_server_when_sent_then_it_arrives_with_a_link_that_is_good(
    browse: Browse, database: Database, peer: SmtpPeer
) -> None:
    manager = await browse("manager")
    await manager.send(f"{HERE}/invite", ADA)

    await wait_for(lambda: peer.taken)
    body = peer.taken[0].get_body(("plain",))
    assert body is not None
    match = re.search(r"https://regia\.example/links/([\w-]{43})", body.get_content())
    assert match is not None
    opened = await database.read(open_link, match[1], datetime.now(UTC))
    assert opened is not None
    assert (opened[0].email, opened[1]) == ("ada@x.example", LinkKind.INVITATION)
    assert "Manager ti invita" in str(peer.taken[0]["Subject"])


async def test_mail_given_that_it_failed_when_its_causer_looks_then_they_read_why_and_have_it_tried_again(
    browse: Browse, database: Database, peer: SmtpPeer
) -> None:
    manager, admin = await browse("manager"), await browse("administrator")
    (mail,) = await refused(database, peer, manager)
    retry = f"/mails/{mail.id}/retry"

    text = await manager.text(HERE)
    assert "Un messaggio non è partito" in text
    assert "il server di posta rifiuta questo indirizzo (550)" in text
    assert "non è partito" not in await admin.text(HERE)  # it is not theirs
    assert (await admin.post(retry, await admin.opened("/people/new"))).status == 404

    peer.refuses.clear()
    answer = await manager.send(HERE, {}, retry)

    assert (answer.status, answer.headers["Location"]) == (303, HERE)
    await wait_for(lambda: peer.recipients == ["ada@x.example"])
    again = await manager.post(retry, await manager.opened(f"{HERE}/invite"))
    assert again.status == 404  # there is nothing to try again


async def test_mail_given_that_it_failed_when_its_person_is_looked_at_then_it_stands_there_and_in_the_list(
    browse: Browse, database: Database, peer: SmtpPeer
) -> None:
    admin = await browse("administrator")
    await refused(database, peer, admin)
    (ada,) = re.findall(rf"{HERE}/members/(\w+)\">Ada<", await admin.text(HERE))

    for page in (f"/people/{ada}", "/people"):
        assert "il server di posta rifiuta questo indirizzo (550)" in await admin.text(page)


async def test_retry_given_a_place_elsewhere_to_go_back_to_when_sent_then_it_stays_with_us(
    browse: Browse, database: Database, peer: SmtpPeer
) -> None:
    manager = await browse("manager")
    (mail,) = await refused(database, peer, manager)

    answer = await manager.send(HERE, {"back": "https://elsewhere.example/"}, f"/mails/{mail.id}/retry")

    assert answer.headers["Location"] == "/"
