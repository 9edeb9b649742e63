"""The stage and what answers at a deployment's address: none of ours, not yet known, broken, or forbidding frames."""

import asyncio
from functools import partial
from typing import Any

import pytest
from playwright.async_api import Browser, Route, expect

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
    told,
    until_in,
    until_meetings,
    until_state,
)
from tests.support.lent_tabs import tab_lent
from tests.support.stage_server import stage_served
from tests.support.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("page", ["502", "unframed"])
async def test_given_a_page_that_is_none_of_jitsis_when_nothing_is_heard_then_the_cause_is_told_and_it_is_tried_again(
    browser: Browser, page: str
) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control(f"by-hand page {page}")
        async with stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
            server.cause = page
            assert await seconds_until_state(server, tab, "unreachable") <= 20
            await wait_for(lambda: server.seen[-1]["reason"], lambda reason: reason == page)
            await expect(tab.page.locator("#address-reason")).to_have_text(page)
            await expect(tab.page.locator("#address-link")).to_be_hidden()

            jitsi.control("by-hand page ok")
            await seconds_until_state(server, tab, None)
            await until_meetings(jitsi, {NAME: (ROOM,)})


async def test_given_a_deployment_that_lets_nobody_in_when_it_does_again_then_the_room_enters(browser: Browser) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("ignore")  # the page comes, and nobody is let in
        async with stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
            await wait_for(lambda: entries(jitsi) == 1)
            await seconds_until_state(server, tab, "unreachable", step=5)

            jitsi.control("clear")
            await seconds_until_state(server, tab, None)


async def test_given_a_server_that_the_page_was_not_loaded_with_when_it_is_told_of_it_then_it_is_loaded_anew(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, told("idle", deployments=[]), jitsi) as (server, tab):
        server.policy = ""
        await tab.page.reload()  # before any plan names the server
        loads = server.loads
        await server.tell(verdict="unknown")
        await server.until_seen(lambda seen: seen["shown"] == "idle")
        assert server.loads == loads

        server.policy = jitsi.url
        await server.tell(**in_meeting(jitsi), deployments=[jitsi.url])
        await until_in(server)
        assert server.loads == loads + 1


async def test_given_a_first_event_that_already_names_more_than_the_policy_when_live_then_it_is_loaded_anew(
    browser: Browser,
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage_served(in_meeting(jitsi), jitsi.url) as server,
        tab_lent(browser) as tab,
    ):
        server.first_policy = ""
        await tab.page.goto(f"{server.url}/stage/sala-1", wait_until="commit")

        await until_in(server)
        assert server.loads == 2


async def test_given_a_page_that_is_being_loaded_anew_when_more_is_told_meanwhile_then_it_is_loaded_once(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, told("idle", deployments=[]), jitsi) as (server, tab):
        server.first_policy = ""
        await tab.page.reload()
        await server.until_seen(lambda seen: seen["shown"] == "idle")
        loads = server.loads

        server.serves.clear()
        for events in range(server.events, server.events + 5):
            await server.tell(**in_meeting(jitsi), deployments=[jitsi.url])
            await wait_for(partial(lambda told: server.events > told, events))
        await wait_for(lambda: server.loads > loads)
        server.serves.set()
        await until_in(server)
        assert server.loads == loads + 1


async def test_given_a_policy_that_never_fits_when_scripts_are_kept_out_then_the_page_does_not_blink_for_ever(
    browser: Browser,
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage_served(in_meeting(jitsi), jitsi.url) as server,
        tab_lent(browser) as tab,
    ):
        server.policy, server.names_policy = "", False
        await tab.page.goto(f"{server.url}/stage/sala-1")

        await server.until_seen(lambda seen: seen["reason"] == "Content-Security-Policy")

        loads = server.loads
        await until_state(server, "unreachable")
        assert server.loads == loads <= 4


async def test_given_a_meeting_in_another_kind_of_place_when_live_then_it_is_never_framed(browser: Browser) -> None:
    plain = {"deployment": "http://meet.example", "name": NAME, "token": None, "link": ""}
    async with stage(browser, told("live", conference=plain)) as (server, tab):
        assert (await until_state(server, "unreachable"))["reason"] == "https"
        await expect(tab.page.locator("iframe")).to_have_count(0)


@pytest.mark.parametrize("language", ["it", "en"])
async def test_given_a_link_of_another_service_when_live_then_it_is_a_code_and_words_and_no_frame(
    browser: Browser, language: str
) -> None:
    address = "https://teams.example/l/meetup-join/19%3ameeting_x?context=%7b%7d"
    own = {"deployment": None, "name": None, "token": None, "link": address}
    async with stage(browser, told("live", conference=own, language=language)) as (server, tab):
        seen = await until_state(server, "by_hand")

        assert (seen["joined"], seen["microphone"]) == (None, None)
        await expect(tab.page.locator("#address-link")).to_have_text(address)
        words = {
            "it": "La riunione si apre da un portatile o dal telefono:",
            "en": "Open the meeting from a laptop or a telephone:",
        }
        await expect(tab.page.locator("#address-label")).to_have_text(words[language])
        await expect(tab.page.locator("#address-code")).to_be_visible()
        await expect(tab.page.locator("iframe")).to_have_count(0)

        await server.tell(phase="closing", conference=None)
        await expect(tab.page.locator("#address")).to_be_hidden()


async def test_given_a_meeting_without_tokens_when_it_cannot_be_reached_then_its_link_is_shown(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("wrong")
        says: dict[str, Any] = in_meeting(jitsi, token=None, link=f"{jitsi.url}/{NAME}")
        async with stage(browser, says, jitsi) as (_, tab):
            await expect(tab.page.locator("#address-link")).to_have_text(f"{jitsi.url}/{NAME}")
            await expect(tab.page.locator("#address-label")).to_contain_text("intanto ci si può collegare da qui:")


async def test_given_an_agent_that_does_not_answer_when_a_cause_is_asked_then_the_room_still_tries_again(
    browser: Browser,
) -> None:
    asked = asyncio.Event()

    async def fail(route: Route) -> None:
        asked.set()
        await route.abort()

    async with jitsi_running() as jitsi:
        jitsi.control("wrong")
        async with stage(browser, told("idle"), jitsi, clock=True) as (server, tab):
            await tab.page.route("**/cause", fail)
            await server.tell(**in_meeting(jitsi))
            assert (await until_state(server, "unreachable"))["reason"] == "no answer"
            assert asked.is_set()

            jitsi.control("clear")
            await server.tell(conference=conference(jitsi))
            before = entries(jitsi)
            await seconds_until(tab, lambda: entries(jitsi) > before)
            await until_in(server)
