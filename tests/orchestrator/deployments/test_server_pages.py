"""The pages of the Jitsi servers: a technician has one checked, and reads what works while it goes on and afterwards."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import load_texts
from integrations.emulators.jitsi import SECRET, jitsi_running
from orchestrator.app import make_app
from orchestrator.conferences.deployments import deployments_of
from orchestrator.deployments.asking import ask_unknown
from orchestrator.deployments.checks import CHECKS
from orchestrator.web.shell.viewer import LANGUAGE_COOKIE
from schedules.store.database import Database
from tests.orchestrator.conftest import SITE
from tests.support.page_forms import Browser
from tests.support.people import sign_in
from tests.support.town import Client
from tests.support.waiting import wait_for

JITSI = """
[[jitsi]]
id = "meet"
url = "{url}"
app_id = "regia"
secret = "env:REGIA_SECRET_MEET"
prosody = "{url}"
xmpp_domain = "127.0.0.1"
"""


async def service_with(text: str, database: Database, aiohttp_client: AiohttpClient, tmp: Path) -> Client:
    site = load_texts((("sito.toml", text + SITE),))
    assert not site.mistakes
    of_machine = partial(deployments_of, environment={"REGIA_SECRET_MEET": SECRET}, folder=tmp)
    return await aiohttp_client(make_app(database, site, deployments_of=of_machine))


def finished(service: Client) -> bool:
    assert service.app is not None
    check = service.app[CHECKS].of("meet")
    return check is not None and not check.running


@pytest.mark.parametrize(
    ("language", "fine", "gate"),
    [
        ("it", "risponde, e si lascia mostrare sul grande schermo", "codici firmati con il segreto (HS256)"),
        ("en", "answers, and lets the big screen show it", "tokens signed with the secret (HS256)"),
    ],
)
async def test_a_technician_when_they_have_a_server_checked_then_its_page_grows_and_says_what_works(
    database: Database, aiohttp_client: AiohttpClient, tmp_path: Path, language: str, fine: str, gate: str
) -> None:
    async with jitsi_running() as jitsi:
        service = await service_with(JITSI.format(url=jitsi.url), database, aiohttp_client, tmp_path)
        who = await sign_in(database, "technician")
        browser = Browser(service, replace(who, cookie=f"{who.cookie}; {LANGUAGE_COOKIE}={language}"))
        listed = await browser.text("/jitsi")
        jitsi.control("freeze")  # the first question has no answer yet

        sent = await browser.send("/jitsi/meet", {}, "/jitsi/meet/check")
        again = await browser.send("/jitsi", {}, "/jitsi/meet/check")
        growing = await browser.get("/jitsi/meet")
        jitsi.control("clear")
        await wait_for(lambda: finished(service))
        done = await browser.get("/jitsi/meet")

    assert gate in listed
    assert [answer.status for answer in (sent, again)] == [303, 303]
    assert sent.headers["Location"] == "/jitsi/meet"
    assert growing.headers["Refresh"] == "2"
    assert "Refresh" not in done.headers
    assert SECRET not in listed + await growing.text() + await done.text()
    assert fine in await done.text()


async def test_a_server_that_nobody_reaches_when_checked_then_the_list_and_its_page_say_that_something_is_wrong(
    database: Database, aiohttp_client: AiohttpClient, tmp_path: Path
) -> None:
    service = await service_with(JITSI.format(url="http://127.0.0.1:1"), database, aiohttp_client, tmp_path)
    browser = Browser(service, await sign_in(database, "technician"))
    listed, before = await browser.text("/jitsi"), await browser.text("/jitsi/meet")

    await browser.send("/jitsi/meet", {}, "/jitsi/meet/check")
    await wait_for(lambda: finished(service))

    assert "non ancora, dall’ultimo avvio" in listed
    assert "Dall’ultimo avvio non è ancora stato controllato." in before
    assert "Qualcosa non va" in await browser.text("/jitsi/meet")
    assert "non va" in await browser.text("/jitsi")


async def test_a_house_without_a_jitsi_when_looked_at_then_the_page_says_where_one_is_added(
    database: Database, aiohttp_client: AiohttpClient, tmp_path: Path
) -> None:
    service = await service_with("", database, aiohttp_client, tmp_path)

    shown = await Browser(service, await sign_in(database, "administrator")).text("/jitsi")

    assert "Nessun server Jitsi." in shown


async def test_a_server_of_which_nothing_is_known_since_the_start_when_its_turn_comes_then_it_is_checked_by_itself_once(
    database: Database, aiohttp_client: AiohttpClient, tmp_path: Path
) -> None:
    service = await service_with(JITSI.format(url="http://127.0.0.1:1"), database, aiohttp_client, tmp_path)
    assert service.app is not None

    ask_unknown(service.app)
    await wait_for(lambda: finished(service))
    known = service.app[CHECKS].of("meet")
    ask_unknown(service.app)

    assert service.app[CHECKS].of("meet") is known
