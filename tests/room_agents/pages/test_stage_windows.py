"""Several windows on one stage, and what is left of one that crashed: the room is in its meeting once."""

import pytest
from playwright.async_api import Browser, expect

from integrations.emulators.jitsi import jitsi_running
from tests.room_agents.pages.staging import (
    NAME,
    ROOM,
    entries,
    in_meeting,
    seconds_until_state,
    stage,
    until_in,
    until_state,
)
from tests.support.chromium import another_tab
from tests.support.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_given_two_windows_when_live_then_one_is_in_the_meeting_and_the_other_follows_when_it_closes(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi) as (server, tab):
        await until_in(server)

        second = await another_tab(tab.page.context)
        await second.page.goto(tab.page.url)
        await expect(second.page.locator("#address-label")).to_have_text(
            "La riunione è aperta in un’altra finestra di questo schermo."
        )
        await expect(second.page.locator("#title")).to_have_text("Collegio")
        await until_state(server, "elsewhere")
        assert jitsi.meetings == {NAME: (ROOM,)}

        await tab.page.close()
        await wait_for(lambda: entries(jitsi), lambda times: times == 2)  # both windows tell of themselves
        await wait_for(lambda: jitsi.meetings, lambda meetings: meetings == {NAME: (ROOM,)})


async def test_given_a_ghost_of_a_frame_that_froze_when_people_are_counted_then_the_room_counts_once(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
        jitsi.control("by-hand linger 600")
        jitsi.control("by-hand guests 1")
        await server.until_seen(lambda seen: seen["participants"] == 2)

        jitsi.control("by-hand frame dead")
        await seconds_until_state(server, tab, "interrupted")
        await seconds_until_state(server, tab, None)

        await server.until_seen(lambda seen: seen["participants"] == 2)
        assert jitsi.meetings == {NAME: (ROOM, ROOM, "Ospite 1")}


async def test_meeting_given_its_page_would_open_a_window_or_take_ours_when_it_tries_then_it_cannot(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi) as (server, tab):
        await until_in(server)
        meeting = tab.page.frame_locator("iframe").locator("body")

        opened = await meeting.evaluate("() => window.open('about:blank') === null")
        taken = await meeting.evaluate(
            "() => { try { top.location = 'about:blank'; return 'taken' } catch (error) { return error.name } }"
        )

        assert (opened, taken) == (True, "SecurityError")
        assert len(tab.page.context.pages) == 1
        tab.console.clear()  # the browser tells what it refused
