"""The council that sits in a hall on its big screen: beside the meeting while its page lives, and never in the meeting's way."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Frame, Page, expect

from integrations.emulators.jitsi import jitsi_running
from tests.room_agents.pages.staging import booking, in_meeting, told, until_in
from tests.support.chromium import tab_open
from tests.support.stage_server import stage_served
from tests.support.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATH = "/c/screen/secret"
SITTING = """<!doctype html><title>Seduta</title><p>Punto 2: piano annuale</p>
<script>speaking = setInterval(() => parent.postMessage({ regia: "council", line: "ok" }, "*"), 200);</script>"""


@asynccontextmanager
async def sitting_served() -> AsyncIterator[str]:
    """A page of the service, which says that it lives."""

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=SITTING, content_type="text/html")

    app = web.Application()
    app.router.add_get(PATH, show)
    async with TestServer(app, host="127.0.0.1") as server:
        yield f"http://127.0.0.1:{server.port}"


async def framed(page: Page) -> Frame:
    [frame] = await wait_for(lambda: [frame for frame in page.frames if frame.url.endswith(PATH)])
    return frame


async def test_council_given_its_page_when_it_speaks_then_it_stands_beside_the_meeting_and_goes_when_it_is_silent(
    browser: Browser,
) -> None:
    async with (
        jitsi_running() as jitsi,
        sitting_served() as service,
        stage_served(in_meeting(jitsi), jitsi.url) as server,
        tab_open(browser, viewport={"width": 1200, "height": 675}) as tab,
    ):
        server.policy = f"{jitsi.url} {service}"
        server.told |= {"deployments": [jitsi.url, service], "screen": f"{service}{PATH}"}
        await tab.page.goto(f"{server.url}/stage/sala-1")
        await until_in(server)
        body, meeting = tab.page.locator("body"), tab.page.locator("#meeting")

        await expect(body).to_have_attribute("data-council", "beside")
        await expect(tab.page.frame_locator("#council iframe").locator("p")).to_have_text("Punto 2: piano annuale")
        await expect(tab.page.get_by_title("La seduta")).to_be_visible()
        beside = await meeting.bounding_box()
        assert beside is not None
        assert round(beside["width"]) == 792  # two thirds and a little: 66 % of 1200

        await (await framed(tab.page)).evaluate("clearInterval(speaking)")
        await expect(body).not_to_have_attribute("data-council", "beside", timeout=15_000)
        await expect(tab.page.locator("#council")).to_be_hidden()
        whole = await meeting.bounding_box()
        assert whole is not None
        assert whole["width"] == 1200
        assert server.seen[-1]["joined"] is True

        await server.tell(screen=None)
        await expect(tab.page.locator("#council iframe")).to_have_count(0)
        assert [said for said in tab.console if "Content Security Policy" in said] == []


async def test_council_given_no_meeting_when_its_page_speaks_then_it_has_the_whole_screen(browser: Browser) -> None:
    async with (
        sitting_served() as service,
        stage_served(told("live", booking=booking("Collegio", -5, 60)), None) as server,
        tab_open(browser, viewport={"width": 1200, "height": 675}) as tab,
    ):
        server.policy = service
        server.told |= {"deployments": [service], "screen": f"{service}{PATH}"}
        await tab.page.goto(f"{server.url}/stage/sala-1")

        await expect(tab.page.locator("body")).to_have_attribute("data-council", "whole")
        box = await tab.page.locator("#council").bounding_box()
        assert box is not None
        assert box["width"] == 1200


async def test_council_given_a_page_of_another_server_when_told_then_it_is_not_framed(browser: Browser) -> None:
    async with (
        sitting_served() as service,
        stage_served(told("live", booking=booking("Collegio", -5, 60)), None) as server,
        tab_open(browser) as tab,
    ):
        server.told |= {"screen": f"{service}{PATH}"}
        await tab.page.goto(f"{server.url}/stage/sala-1")
        await server.until_seen(lambda seen: seen["shown"] == "live")

        await expect(tab.page.locator("#council iframe")).to_have_count(0)
