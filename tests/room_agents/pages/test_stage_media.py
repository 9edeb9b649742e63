"""Microphone and camera: closed at the entry, opened once by a press, and told for what they are."""

import pytest
from playwright.async_api import Browser, expect

from integrations.emulators.jitsi import jitsi_running
from tests.room_agents.pages.staging import (
    ROOM,
    at,
    conference,
    entries,
    frame_of,
    in_meeting,
    say,
    stage,
    told,
    until_in,
    until_state,
)
from tests.support.stage_server import StageServer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def until_media(server: StageServer, microphone: str, camera: str) -> None:
    await server.until_seen(lambda seen: (seen["microphone"], seen["camera"]) == (microphone, camera))


async def test_given_a_press_when_it_comes_then_both_are_opened_once_and_the_screen_says_so(
    whole_browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(whole_browser, in_meeting(jitsi), jitsi) as (server, tab):
        await server.until_seen(lambda seen: seen["joined"] and seen["microphone"] == "muted")

        pressed = at(0)
        await server.tell(conference=conference(jitsi, opened_at=pressed))
        await until_media(server, "ok", "ok")
        await expect(tab.page.locator("#open")).to_have_text("Microfono e camera aperti")

        await (await frame_of(tab)).evaluate("document.getElementById('microphone').click()")  # somebody closes it
        await until_media(server, "muted", "ok")
        await server.tell(conference=conference(jitsi, minutes=70, opened_at=pressed))
        await server.until_seen(lambda seen: seen["joined"])
        await until_media(server, "muted", "ok")
        await expect(tab.page.locator("#open")).to_have_text("Camera aperta")

        await server.tell(conference=conference(jitsi, opened_at=at(0.1)))  # another press
        await until_media(server, "ok", "ok")


async def test_given_a_press_before_the_entry_when_the_room_is_in_then_they_are_opened(whole_browser: Browser) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(whole_browser, in_meeting(jitsi, opened_at=at(-1)), jitsi) as (server, _),
    ):
        await until_media(server, "ok", "ok")


@pytest.mark.parametrize("anew", ["reload", "kick", "line"])
async def test_given_an_entry_anew_when_nothing_was_pressed_since_then_they_stay_closed(
    whole_browser: Browser, anew: str
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(whole_browser, in_meeting(jitsi, opened_at=at(-1)), jitsi) as (server, tab),
    ):
        await until_media(server, "ok", "ok")

        match anew:
            case "reload":
                await tab.page.reload()
            case "kick":
                jitsi.control(f"by-hand kick {ROOM}")
                await until_state(server, "put_out")
                await tab.page.get_by_role("button", name="Rientra").click()
            case _:
                jitsi.control("by-hand error connection.droppedError")
                await until_state(server, "interrupted")
        await server.until_seen(lambda seen: seen["joined"] and seen["microphone"] == "muted")
        assert entries(jitsi) == 2
        await expect(tab.page.locator("#open")).to_be_hidden()

        await server.tell(conference=conference(jitsi, opened_at=at(0)))
        await until_media(server, "ok", "ok")


async def test_given_a_browser_that_may_not_when_opened_then_denied_is_told_from_the_preparing_on(
    whole_browser: Browser,
) -> None:
    async with jitsi_running() as jitsi:
        says = {**in_meeting(jitsi), "phase": "preparing"}
        async with stage(whole_browser, says, jitsi, permissions=[]) as (server, tab):
            await until_media(server, "denied", "denied")

            await server.tell(phase="live", conference=conference(jitsi, opened_at=at(0)))
            await server.until_seen(lambda seen: seen["joined"] and seen["microphone"] == "denied")
            await expect(tab.page.locator("#open")).to_be_hidden()

            await tab.page.context.grant_permissions(["microphone", "camera"])
            usable = ("muted", "ok")  # the press may still find them
            await server.until_seen(lambda seen: seen["microphone"] in usable and seen["camera"] in usable)


async def test_given_only_a_camera_when_opened_then_the_microphone_alone_is_denied(whole_browser: Browser) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(whole_browser, in_meeting(jitsi, opened_at=at(0)), jitsi, permissions=["camera"]) as (server, tab),
    ):
        await until_media(server, "denied", "ok")
        await expect(tab.page.locator("#open")).to_have_text("Camera aperta")


@pytest.mark.parametrize(
    ("type_", "state"),
    [
        ("gum.permission_denied", "denied"),
        ("gum.not_found", "missing"),
        ("gum.general", "missing"),
        ("gum.constraint_failed", "missing"),
    ],
)
async def test_given_an_error_of_the_frames_own_when_told_then_it_is_read_until_the_device_opens(
    whole_browser: Browser, type_: str, state: str
) -> None:
    async with jitsi_running() as jitsi, stage(whole_browser, in_meeting(jitsi), jitsi) as (server, tab):
        await until_media(server, "muted", "muted")

        await say(tab, "micError", {"type": type_, "message": "…"})
        await until_media(server, state, "muted")
        await say(tab, "cameraError", {"type": type_, "message": "…"})
        await until_media(server, state, state)

        await server.tell(conference=conference(jitsi, opened_at=at(0)))
        await until_media(server, "ok", "ok")


async def test_given_a_microphone_that_was_lost_while_open_when_the_frame_calls_it_open_still_then_it_is_missing(
    whole_browser: Browser,
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(whole_browser, in_meeting(jitsi, opened_at=at(0)), jitsi) as (server, tab),
    ):
        await until_media(server, "ok", "ok")

        await say(tab, "micError", {"type": "gum.not_found", "message": "…"})
        await until_media(server, "missing", "ok")
        await (await frame_of(tab)).evaluate("document.getElementById('camera').click()")
        await until_media(server, "missing", "muted")  # the frame was asked again since


async def test_given_a_browser_that_may_not_when_the_frame_calls_them_open_then_they_are_denied(
    whole_browser: Browser,
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(whole_browser, in_meeting(jitsi), jitsi, permissions=[]) as (server, tab),
    ):
        await until_media(server, "denied", "denied")

        for changed in ("audioMuteStatusChanged", "videoMuteStatusChanged"):
            await say(tab, changed, {"muted": False})
        await say(tab, "readyToClose", {})
        await until_state(server, "left")
        assert all(seen["microphone"] != "ok" and seen["camera"] != "ok" for seen in server.seen)


async def test_given_no_meeting_when_idle_then_nobody_is_asked_for_microphone_and_camera(
    whole_browser: Browser,
) -> None:
    async with stage(whole_browser, told("idle"), permissions=[]) as (server, _):
        await until_media(server, None, None)  # type: ignore[arg-type]


async def test_given_a_deployment_without_rights_when_in_then_the_room_says_that_it_is_no_moderator(
    whole_browser: Browser,
) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("by-hand moderators none")
        async with stage(whole_browser, in_meeting(jitsi), jitsi) as (server, _):
            await server.until_seen(lambda seen: seen["joined"] and seen["moderator"] is False)


async def test_given_a_room_that_was_in_when_it_is_out_then_it_tells_nothing_of_the_meeting(
    whole_browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(whole_browser, in_meeting(jitsi), jitsi) as (server, _):
        await until_in(server)
        jitsi.control(f"by-hand kick {ROOM}")
        seen = await until_state(server, "put_out")

    assert (seen["participants"], seen["moderator"]) == (None, None)
