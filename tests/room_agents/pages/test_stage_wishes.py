"""What people want of the meeting on or off: obeyed once for each press, by absolute values, and read back from the meeting."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from integrations.emulators.jitsi import jitsi_running
from tests.room_agents.pages.staging import at, conference, frame_of, in_meeting, stage, until_in

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _shows(tiles: bool, seen: Mapping[str, Any]) -> bool:  # noqa: FBT001 - as it is compared
    return seen["tiles"] is tiles


def wish(minutes: float, *, on: bool) -> dict[str, object]:
    return {"on": on, "at": at(minutes)}


async def test_wishes_given_presses_about_the_microphone_when_they_come_then_the_newest_is_obeyed_and_a_hand_is_left_alone(
    whole_browser: Browser,
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(whole_browser, in_meeting(jitsi, opened_at=at(-1)), jitsi) as (server, tab),
    ):
        await server.until_seen(lambda seen: (seen["microphone"], seen["camera"]) == ("ok", "ok"))

        closed = {"microphone": wish(0, on=False)}
        await server.tell(conference=conference(jitsi, opened_at=at(-1), wishes=closed))
        await server.until_seen(lambda seen: (seen["microphone"], seen["camera"]) == ("muted", "ok"))

        await (await frame_of(tab)).evaluate("document.getElementById('microphone').click()")  # somebody opens it
        await server.until_seen(lambda seen: seen["microphone"] == "ok")
        await server.tell(conference=conference(jitsi, minutes=70, opened_at=at(-1), wishes=closed))
        await server.until_seen(lambda seen: seen["joined"] and seen["microphone"] == "ok")

        both = {"microphone": wish(0.1, on=False), "camera": wish(0.1, on=False)}
        await server.tell(conference=conference(jitsi, opened_at=at(-1), wishes=both))
        await server.until_seen(lambda seen: (seen["microphone"], seen["camera"]) == ("muted", "muted"))

        await server.tell(conference=conference(jitsi, opened_at=at(0.2), wishes=both))  # "Inizia" is newer
        await server.until_seen(lambda seen: (seen["microphone"], seen["camera"]) == ("ok", "ok"))

        await tab.page.reload()
        await until_in(server)
        await server.until_seen(lambda seen: seen["joined"] and seen["microphone"] == "muted")


async def test_wishes_given_a_lobby_that_is_pressed_when_the_room_moderates_then_jitsi_is_asked_once_also_after_a_reload(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi) as (server, tab):
        await server.until_seen(lambda seen: seen["joined"] and seen["moderator"])
        assert server.seen[-1]["lobby"] is None

        asked = {"lobby": wish(0, on=True)}
        await server.tell(conference=conference(jitsi, wishes=asked))
        await server.until_seen(lambda seen: seen["lobby"] is True)

        await tab.page.reload()
        await server.until_seen(lambda seen: seen["joined"] and seen["lobby"] is True)


async def test_subject_given_another_one_in_the_middle_when_the_room_moderates_then_the_meeting_is_called_so(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi, subject="Bilancio"), jitsi) as (server, tab):
        await server.until_seen(lambda seen: seen["joined"] and seen["moderator"])
        shown = (await frame_of(tab)).locator("#subject")
        await expect(shown).to_have_text(re.compile("^Bilancio\u200b?$"))

        await server.tell(conference=conference(jitsi, subject="Nomine"))

        await expect(shown).to_have_text(re.compile("^Nomine\u200b?$"))


async def test_wishes_given_a_room_that_does_not_moderate_when_a_lobby_is_pressed_then_nothing_is_asked(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("by-hand moderators none")
        says = in_meeting(jitsi, wishes={"lobby": wish(0, on=True)})
        async with stage(browser, says, jitsi) as (server, _):
            await server.until_seen(lambda seen: seen["joined"] and seen["moderator"] is False)
            assert server.seen[-1]["lobby"] is None


async def test_wishes_given_another_room_that_leads_with_sound_when_opened_then_the_camera_alone_opens_until_somebody_asks(
    whole_browser: Browser,
) -> None:
    async with jitsi_running() as jitsi:
        listens: dict[str, Any] = {"opened_at": at(-1), "sound_from": "Sala Conferenze 2"}
        async with stage(whole_browser, in_meeting(jitsi, **listens), jitsi) as (server, _):
            await server.until_seen(lambda seen: (seen["microphone"], seen["camera"]) == ("muted", "ok"))

            await server.tell(
                conference=conference(jitsi, opened_at=at(-1))
            )  # that room is out: nothing opens by itself
            await server.tell(conference=conference(jitsi, **listens, wishes={"microphone": wish(0, on=True)}))
            opened = await server.until_seen(lambda seen: (seen["microphone"], seen["camera"]) == ("ok", "ok"))
            assert all(seen["microphone"] != "ok" for seen in server.seen[: server.seen.index(opened)])


async def test_wishes_given_tiles_that_are_pressed_when_they_come_then_what_the_meeting_shows_is_read_back_also_after_a_reload(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi) as (server, tab):
        await server.until_seen(lambda seen: seen["joined"])
        assert server.seen[-1]["tiles"] is None

        for minutes, on in ((0.0, True), (0.1, False), (0.2, True)):
            await server.tell(conference=conference(jitsi, wishes={"tiles": wish(minutes, on=on)}))
            await server.until_seen(partial(_shows, on))

        await tab.page.reload()
        await server.until_seen(lambda seen: seen["joined"] and seen["tiles"] is True)
