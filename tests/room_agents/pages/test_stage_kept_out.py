"""The stage before a door that is shut: refused with Jitsi's own reason, waiting in a lobby, asked for a password."""

import pytest
from playwright.async_api import Browser, expect

from integrations.emulators.jitsi import jitsi_running
from tests.room_agents.pages.staging import (
    NAME,
    ROOM,
    conference,
    entries,
    in_meeting,
    seconds_until,
    seconds_until_state,
    stage,
    until_in,
    until_state,
)
from tests.support.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("wrong", "by_hand", "reason"),
    [
        ({"secret": "x" * 32}, None, "connection.passwordRequired: Invalid signature"),
        ({"audience": "altri"}, None, "connection.passwordRequired: Invalid audience ('aud' claim)"),
        ({"minutes": -1}, None, "connection.passwordRequired: Not acceptable by exp"),
        ({"name": "altra"}, None, "conference.connectionError.notAllowed: Room and token mismatched"),
        ({}, "jicofo off", "connection.conferenceRequestFailed: The conference request failed"),
    ],
    ids=["secret", "audience", "expired", "room", "no-jicofo"],
)
async def test_given_a_refusal_when_live_then_its_reason_is_told_and_it_is_tried_again_slowly(
    browser: Browser, wrong: dict[str, object], by_hand: str | None, reason: str
) -> None:
    name = {"name": wrong.pop("name")} if "name" in wrong else {}
    async with jitsi_running() as jitsi:
        if by_hand:
            jitsi.control(f"by-hand {by_hand}")
        says = in_meeting(jitsi, **wrong)
        says["conference"] |= name
        async with stage(browser, says, jitsi, clock=True) as (server, tab):
            seen = await until_state(server, "refused")
            assert (seen["reason"], seen["joined"]) == (reason, False)
            label = "La riunione non fa entrare la sala. Si riprova ogni minuto."
            await expect(tab.page.locator("#address-label")).to_have_text(label)
            await expect(tab.page.locator("#address-reason")).to_have_text(reason)
            await expect(tab.page.locator("#address-link")).to_be_hidden()
            await expect(tab.page.locator("iframe")).to_have_count(0)

            asked = len(jitsi.heard)
            assert await seconds_until(tab, lambda: len(jitsi.heard) > asked, step=5) >= 55
            assert {seen["joined"] for seen in server.seen} <= {None, False}


async def test_given_a_refusal_when_a_corrected_token_comes_then_the_room_enters_at_once(browser: Browser) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi, secret="x" * 32), jitsi) as (server, tab):
        await until_state(server, "refused")

        await server.tell(conference=conference(jitsi))

        await until_in(server)
        await expect(tab.page.locator("#address")).to_be_hidden()


async def test_given_a_refusal_when_somebody_asks_for_another_try_then_it_is_made_at_once(browser: Browser) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("by-hand jicofo off")
        async with stage(browser, in_meeting(jitsi), jitsi) as (server, tab):
            await until_state(server, "refused")
            jitsi.control("by-hand jicofo on")

            await tab.page.get_by_role("button", name="Riprova adesso").click()

            await until_in(server)


async def test_given_a_lobby_when_nobody_opens_then_the_room_knocks_once_and_waits_where_it_can_be_seen(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("by-hand lobby closed")
        async with stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
            await until_state(server, "lobby")
            await wait_for(lambda: jitsi.knocking == (ROOM,))
            await expect(tab.page.locator("#address-label")).to_have_text("In attesa di essere ammessi alla riunione…")
            await expect(tab.page.locator("#meeting iframe")).to_be_visible()

            since = len(server.seen)
            await seconds_until(tab, lambda: len(server.seen) > since + 60, step=5)  # minutes
            assert {seen["meeting"] for seen in server.seen[since:]} == {"lobby"}
            assert (entries(jitsi), jitsi.knocking) == (1, (ROOM,))

            jitsi.control("by-hand lobby admit")
            await until_in(server)
            await expect(tab.page.locator("#address")).to_be_hidden()


async def test_given_a_lobby_that_heeds_our_token_when_entering_then_nobody_has_to_open(browser: Browser) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("by-hand lobby on")
        async with stage(browser, in_meeting(jitsi), jitsi) as (server, _):
            await until_in(server)


async def test_given_a_knock_when_it_is_turned_away_then_that_is_a_refusal(browser: Browser) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("by-hand lobby closed")
        async with stage(browser, in_meeting(jitsi), jitsi) as (server, _):
            await wait_for(lambda: jitsi.knocking)
            jitsi.control("by-hand lobby deny")

            assert (await until_state(server, "refused"))["reason"] == "conference.connectionError.accessDenied"


async def test_given_a_frame_that_dies_while_it_knocks_when_asked_then_it_knocks_anew(browser: Browser) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("by-hand lobby closed")
        async with stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
            await wait_for(lambda: jitsi.knocking)
            await seconds_until(tab, lambda: len(server.seen) > 10)  # long enough to have answered once

            jitsi.control("by-hand frame dead")

            await seconds_until(tab, lambda: entries(jitsi) > 1)
            await seconds_until_state(server, tab, "lobby")


@pytest.mark.parametrize("password", ["1234", "4321", None])
async def test_given_a_password_when_it_is_asked_for_then_the_configured_one_is_given_once(
    browser: Browser, password: str | None
) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("by-hand code 1234")
        says = in_meeting(jitsi, password="env:REGIA_SECRET_MEETING")
        async with stage(browser, {**says, "phase": "preparing"}, jitsi) as (server, tab):
            server.password = password
            await server.tell(phase="live")
            if password == "1234":
                await until_in(server)
                assert jitsi.meetings == {NAME: (ROOM,)}
            else:
                assert (await until_state(server, "refused"))["reason"] == "conference.passwordRequired"
            assert "1234" not in await tab.page.content()
