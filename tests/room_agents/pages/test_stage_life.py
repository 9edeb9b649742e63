"""Proof of life: the stage is in the meeting only while the signalling is alive, whatever the frame answers."""

import pytest
from playwright.async_api import Browser, expect

from integrations.emulators.jitsi import JitsiEmulator, jitsi_running
from tests.room_agents.pages.staging import (
    NAME,
    ROOM,
    conference,
    entries,
    in_meeting,
    say,
    seconds_until,
    seconds_until_state,
    stage,
    until_in,
)
from tests.support.stage_server import StageServer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def until_proven(server: StageServer, jitsi: JitsiEmulator) -> None:
    """Wait until the room is in and has heard its own subject back."""
    await server.until_seen(lambda seen: seen["joined"] is True and seen["moderator"] is True)
    assert jitsi.meetings == {NAME: (ROOM,)}


@pytest.mark.parametrize("way", ["cut", "hole"])
async def test_given_a_line_that_breaks_when_the_log_tells_then_the_room_is_not_in_until_it_is_back(
    browser: Browser, way: str
) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("by-hand moderators none")  # nothing but the log can tell
        async with stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
            await server.until_seen(lambda seen: seen["moderator"] is False)

            jitsi.control(f"by-hand signalling {way}")
            assert await seconds_until_state(server, tab, "interrupted") <= 10
            assert {seen["joined"] for seen in server.seen[-1:]} == {False}
            await expect(tab.page.locator("#meeting iframe")).to_be_visible()

            jitsi.control("by-hand signalling alive")
            await until_in(server)
            assert entries(jitsi) == 1


async def test_given_a_line_that_is_cut_when_it_is_back_within_seconds_then_the_room_was_in_all_along(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
        await until_proven(server, jitsi)
        since = len(server.seen)

        jitsi.control("by-hand signalling cut")
        jitsi.control("by-hand signalling alive")
        await seconds_until(tab, lambda: len(server.seen) > since + 10)

        assert {seen["joined"] for seen in server.seen[since:]} == {True}


async def test_given_a_line_that_dies_without_a_word_when_we_moderate_then_the_subject_finds_out(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
        await until_proven(server, jitsi)
        since = len(server.seen)
        await seconds_until(tab, lambda: len(server.seen) > since + 30)  # probes that come back
        assert {seen["joined"] for seen in server.seen[since:]} == {True}

        jitsi.control("by-hand signalling dead")
        assert await seconds_until_state(server, tab, "interrupted") <= 45

        jitsi.control("by-hand signalling alive")
        await until_in(server)
        assert entries(jitsi) == 1


async def test_given_a_dead_line_when_it_does_not_heal_then_the_room_enters_anew_after_a_minute_and_a_quarter(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
        await until_proven(server, jitsi)
        jitsi.control("by-hand signalling cut")
        await seconds_until_state(server, tab, "interrupted")

        waited = await seconds_until(tab, lambda: entries(jitsi) > 1, step=5)
        assert waited >= 70
        jitsi.control("by-hand signalling alive")
        await seconds_until_state(server, tab, None, step=5)


async def test_given_a_dead_line_when_the_token_has_run_out_then_the_room_enters_anew_at_once(
    browser: Browser,
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(browser, in_meeting(jitsi, minutes=2), jitsi, clock=True) as (server, tab),
    ):
        await until_proven(server, jitsi)
        await tab.page.clock.fast_forward("03:00")  # by its own clock the client would not be let in again
        jitsi.control("by-hand signalling cut")
        jitsi.control("by-hand signalling alive")
        jitsi.control("by-hand signalling cut")
        await seconds_until_state(server, tab, "interrupted")

        jitsi.control("by-hand signalling alive")
        assert await seconds_until(tab, lambda: entries(jitsi) > 1) <= 10


async def test_given_a_room_that_moderates_no_more_when_no_subject_comes_back_then_that_proves_nothing(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
        await until_proven(server, jitsi)
        jitsi.control("by-hand moderators none")  # nobody is told, and our subjects are no longer taken
        await say(tab, "participantRoleChanged", {"id": "00000001", "role": "participant"})
        await server.until_seen(lambda seen: seen["moderator"] is False)
        since = len(server.seen)
        await seconds_until(tab, lambda: len(server.seen) > since + 60, step=5)

        assert {seen["joined"] for seen in server.seen[since:]} == {True}


async def test_given_a_server_that_never_sent_our_subject_back_when_it_is_silent_then_that_proves_nothing(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("by-hand moderators none")
        async with stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
            await server.until_seen(lambda seen: seen["moderator"] is False)
            await say(tab, "participantRoleChanged", {"id": "00000001", "role": "moderator"})  # in name only
            await server.until_seen(lambda seen: seen["moderator"] is True)
            since = len(server.seen)
            await seconds_until(tab, lambda: len(server.seen) > since + 60, step=5)

            assert {seen["joined"] for seen in server.seen[since:]} == {True}


async def test_given_a_token_that_ends_when_a_newer_one_is_there_then_the_room_says_so_and_enters_anew(
    browser: Browser,
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(browser, in_meeting(jitsi, minutes=5), jitsi, clock=True) as (server, tab),
    ):
        await until_proven(server, jitsi)
        await server.tell(conference=conference(jitsi, minutes=65))

        await tab.page.clock.fast_forward("03:20")
        await seconds_until(tab, lambda: len(server.seen) > 8)
        await expect(tab.page.locator("#address-label")).to_contain_text("Tra un minuto la sala si ricollega")

        await seconds_until(tab, lambda: entries(jitsi) > 1, step=5)
        await until_in(server)
        await expect(tab.page.locator("#address")).to_be_hidden()


async def test_given_the_clients_log_when_it_holds_the_token_then_nothing_of_it_is_passed_on(browser: Browser) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
        await until_proven(server, jitsi)
        jitsi.control("by-hand signalling cut")
        await seconds_until_state(server, tab, "interrupted")

        token = str(server.told["conference"]["token"])
        assert not [seen for seen in server.seen if token in str(seen) or "Websocket" in str(seen)]
        assert not [said for said in tab.console if token in said]
        assert token not in await tab.page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
