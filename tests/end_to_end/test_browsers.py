"""The panel and the stage in a real browser against the real processes, and the meeting they bring about."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from integrations.emulators.jitsi import SECRET, JitsiEmulator, jitsi_running
from tests.support.chromium import WHOLE, chromium_running, tab_open
from tests.support.guests import guest_token
from tests.support.house import ROOM, SITE, House, house_standing, is_ready
from tests.support.waiting import wait_for

STAGE = """
[rooms.devices.palco]
driver = "stage"

[presets.riunione]
jitsi = "meet"
"""
DEPLOYMENT = """
[[jitsi]]
id = "meet"
url = "URL"
app_id = "regia"
secret = "env:REGIA_SECRET_JITSI"
"""

SAID_OF_EVERY_SANDBOX = "can escape its sandboxing"
"""Chromium warns of what a frame of the page's own origin could do; a meeting's is of another."""


@pytest.fixture
async def jitsi() -> AsyncIterator[JitsiEmulator]:
    async with jitsi_running() as jitsi:
        yield jitsi


@pytest.fixture
async def house_with_stage(jitsi: JitsiEmulator, tmp_path: Path) -> AsyncIterator[House]:
    """A house whose room has a big screen and a Jitsi to meet at."""
    site = SITE.replace("\n[presets.riunione]\n", STAGE) + DEPLOYMENT.replace("URL", jitsi.url)
    async with house_standing(tmp_path, site=site, secrets={"REGIA_SECRET_JITSI": SECRET}) as house:
        await house.add_agent()
        await house.until(lambda view: view["agent"]["connected"])
        yield house


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium_running(WHOLE) as running:
        yield running


async def test_given_a_panel_and_a_stage_when_inizia_is_pressed_then_the_room_meets_and_both_pages_show_it(
    house_with_stage: House, jitsi: JitsiEmulator, browser: Browser
) -> None:
    house = house_with_stage
    token = await house.token(f"panel:{ROOM}")
    async with tab_open(browser) as panel, tab_open(browser) as stage:
        await stage.page.goto(house.stage)
        await house.until(is_ready("idle"))
        await panel.page.goto(f"{house.url}/panel/{ROOM}#{token}")
        await panel.page.get_by_role("button", name="Usa la sala ora").click()
        await expect(panel.page.locator("#now-title")).to_have_text("Riunione")
        live = await house.until(is_ready("live"))
        await expect(panel.page.locator("#trouble")).to_have_text("Tutto a posto")
        present = list(jitsi.meetings.values())
        address = panel.page.url

    assert live["devices"]["palco"]["observed"]["joined"] is True
    assert present == [("Sala 1",)]
    assert house.obs.scene == "Conferenza"
    assert token not in address
    assert [said for said in panel.console + stage.console if SAID_OF_EVERY_SANDBOX not in said] == []
    assert panel.hosts == {urlsplit(house.url).netloc}
    assert stage.hosts == {f"localhost:{house.stage_port}", urlsplit(jitsi.url).netloc}


async def test_given_somebody_at_home_in_a_walk_in_when_its_room_ends_it_then_the_meeting_is_over_for_them(
    house_with_stage: House, jitsi: JitsiEmulator, browser: Browser
) -> None:
    house = house_with_stage
    async with tab_open(browser) as stage, tab_open(browser) as guest:
        await stage.page.goto(house.stage)
        await house.until(is_ready("idle"))
        await house.press("start")
        await house.until(is_ready("live"))
        (name,) = jitsi.meetings
        await guest.page.goto(f"{jitsi.url}/{name}?jwt={guest_token(name)}")
        await expect(guest.page.locator("#state")).to_have_text("2 in riunione")

        await house.press("end")

        await expect(guest.page.locator("#state")).to_have_text("Riunione conclusa")
        await expect(stage.page.locator("iframe")).to_have_count(0)
        await wait_for(lambda: not jitsi.meetings)
