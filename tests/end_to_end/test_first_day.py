"""A house's first day: it is set up, its service starts as the unit says, and its administrator comes by the link."""

import os
import shlex
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar

from tests.support.commands import regia
from tests.support.initialised import options
from tests.support.plain_browser import Page
from tests.support.processes import WarmProcess, free_port
from tests.support.waiting import wait_for

ME = ("--user", "root") if os.geteuid() == 0 else ()
PAGES = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
PASSWORD = "Quattro gatti neri 7"


@pytest.fixture
async def browser() -> AsyncIterator[ClientSession]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True), headers=PAGES) as session:
        yield session


async def page(browser: ClientSession, url: str) -> Page:
    async with browser.get(url) as answer:
        return Page(answer.status, answer.url.path, await answer.text(), answer.headers, {})


async def test_house_given_what_init_printed_when_followed_then_the_administrator_is_in(
    tmp_path: Path, browser: ClientSession
) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    link = regia("init", tmp_path / "casa", *options(url=url), "--yes", *ME).out.splitlines()[-1]
    unit = (tmp_path / "casa" / "regia.service").read_text()
    (command,) = [line.removeprefix("ExecStart=") for line in unit.splitlines() if line.startswith("ExecStart=")]
    program, *arguments = shlex.split(command)
    service = WarmProcess(*arguments, log=tmp_path / "log")

    await service.start()
    await wait_for(lambda: service.logged("service.listening"))
    shown = await page(browser, link)
    form = shown.form(link.removeprefix(url))
    async with browser.post(link, data={**form.fields, "password": PASSWORD}, allow_redirects=False) as chosen:
        entered = chosen.status
    account = await page(browser, f"{url}/account")
    people = await page(browser, f"{url}/people")
    again = await page(browser, link)

    assert Path(program).parent == Path(sys.executable).parent
    assert (shown.status, entered) == (200, 303)
    assert "anna.rossi@comune.example" in account.text
    assert (account.status, people.status) == (200, 200)
    assert PASSWORD not in service.said
    assert link.rpartition("/")[2] not in service.said
    assert 'name="password"' not in again.text
    assert await service.end() == 0
