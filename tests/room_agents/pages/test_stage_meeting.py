"""The stage in a meeting of ours: in, out again with the booking, and back by itself when a line or a frame was lost."""

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from integrations.emulators.jitsi import jitsi_running
from tests.room_agents.pages.staging import (
    NAME,
    ROOM,
    at,
    conference,
    entries,
    frame_of,
    guest_in,
    in_meeting,
    seconds_until,
    seconds_until_state,
    stage,
    told,
    until_in,
    until_meetings,
    until_state,
)
from tests.support.guests import NAME as GUEST

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_given_a_meeting_of_ours_when_live_then_the_room_is_really_in_it_and_silent(browser: Browser) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi) as (server, tab):
        seen = await server.until_seen(lambda seen: seen["participants"] == 1 and seen["camera"] is not None)
        expected = {
            "shown": "live",
            "joined": True,
            "participants": 1,
            "meeting": None,
            "reason": None,
            "microphone": "muted",
            "camera": "muted",
            "moderator": True,
        }
        assert {name: seen[name] for name in expected} == expected
        assert jitsi.meetings == {NAME: (ROOM,)}
        await expect(tab.page.locator("#address")).to_be_hidden()
        await expect(tab.page.locator("#open")).to_be_hidden()
        await expect(tab.page.get_by_title("Riunione")).to_have_count(1)

        jitsi.control("by-hand guests 2")
        await server.until_seen(lambda seen: seen["participants"] == 3)

        await server.tell(conference=conference(jitsi, minutes=75))  # extended: a newer token, the same meeting
        await until_in(server)
        assert entries(jitsi) == 1

        await server.tell(**told("closing"))
        await server.until_seen(lambda seen: seen["shown"] == "closing" and seen["joined"] is None)
        await expect(tab.page.locator("iframe")).to_have_count(0)
        await until_meetings(jitsi, {})


async def test_given_somebody_who_records_the_meeting_when_it_is_entered_or_read_then_the_room_tells_it(
    browser: Browser,
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(browser, in_meeting(jitsi), jitsi) as (server, tab),
        guest_in(browser, jitsi),
    ):
        await server.until_seen(lambda seen: seen["joined"] and seen["recording"] is False)
        jitsi.control("by-hand recording on")
        await server.until_seen(lambda seen: seen["recording"] is True)

        await tab.page.reload()
        await server.until_seen(lambda seen: not seen["joined"] and seen["recording"] is None)
        await server.until_seen(lambda seen: seen["joined"] and seen["recording"] is True)

        jitsi.control("by-hand recording off")
        await server.until_seen(lambda seen: seen["recording"] is False)


async def test_given_a_meeting_when_it_is_entered_then_only_people_are_on_the_screen_under_its_title(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi) | {"language": "en"}, jitsi) as (server, tab):
        await until_in(server)

        frame = await frame_of(tab)
        await expect(frame.locator("#subject")).to_have_text("Collegio")
        await expect(frame.locator("html")).to_have_attribute("lang", "en")
        assert await frame.locator("button:visible").count() == 0


async def test_given_two_rooms_in_a_meeting_when_they_leave_then_guests_stay_until_the_last_one_has_left(
    browser: Browser,
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(browser, in_meeting(jitsi, others_until=at(30)), jitsi) as (first, _),
        stage(browser, in_meeting(jitsi, others_until=at(-1)), jitsi) as (last, _),
        guest_in(browser, jitsi) as guest,
    ):
        await expect(guest.page.locator("#state")).to_have_text("3 in riunione")

        await first.tell(phase="closing", conference=None)
        await expect(guest.page.locator("#state")).to_have_text("2 in riunione")
        await until_meetings(jitsi, {NAME: (ROOM, GUEST)})

        await last.tell(phase="closing", conference=None)
        await expect(guest.page.locator("#state")).to_have_text("Riunione conclusa")
        await until_meetings(jitsi, {})


@pytest.mark.parametrize(
    "changes",
    [{"phase": "blocked", "booking": None, "conference": None}, {"conference": None}],
    ids=["held", "sent-elsewhere"],
)
async def test_given_a_booking_that_goes_on_when_its_room_leaves_the_meeting_then_guests_stay(
    browser: Browser, changes: Mapping[str, Any]
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(browser, in_meeting(jitsi), jitsi) as (server, _),
        guest_in(browser, jitsi) as guest,
    ):
        await expect(guest.page.locator("#state")).to_have_text("2 in riunione")

        await server.tell(**changes)

        await expect(guest.page.locator("#state")).to_have_text("1 in riunione")


async def test_given_a_dead_frame_when_it_is_asked_then_it_is_made_anew(browser: Browser) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
        await until_in(server)

        jitsi.control("by-hand frame dead")

        await seconds_until_state(server, tab, "interrupted")  # two questions and the time for their answers
        await seconds_until_state(server, tab, None)
        await until_meetings(jitsi, {NAME: (ROOM,)})


async def test_given_the_line_down_when_live_then_it_says_so_and_joins_when_the_line_returns(browser: Browser) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("wrong")
        async with stage(browser, in_meeting(jitsi), jitsi) as (server, tab):
            server.cause = "no external_api.js"
            label = "La riunione non si raggiunge. Si riprova da soli."
            await expect(tab.page.locator("#address-label")).to_have_text(label)
            await expect(tab.page.locator("#address-reason")).to_have_text("no external_api.js")
            await expect(tab.page.locator("#title")).to_have_text("Collegio")
            await server.until_seen(lambda seen: seen["reason"] == "no external_api.js")

            jitsi.control("clear")

            await until_in(server)
            await expect(tab.page.locator("#address")).to_be_hidden()


async def test_given_a_long_outage_in_a_meeting_when_it_is_over_then_the_room_returns_within_seconds(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
        await until_in(server)

        jitsi.control("drop")
        await until_state(server, "interrupted")
        asked = len(jitsi.heard)
        await seconds_until(tab, lambda: len(jitsi.heard) >= asked + 5)
        await expect(tab.page.locator("#address-label")).to_contain_text("La riunione non si raggiunge")

        jitsi.control("clear")
        asked = len(jitsi.heard)
        assert await seconds_until(tab, lambda: len(jitsi.heard) > asked) <= 20
        await until_in(server)
