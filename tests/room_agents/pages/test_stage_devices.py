"""Microphone, camera and loudspeaker by the labels of the room file: found as people write them, chosen, and read back."""

from typing import Any

import pytest
from playwright.async_api import Browser

from integrations.emulators.jitsi import jitsi_running
from tests.room_agents.pages.staging import at, in_meeting, stage, told

pytestmark = pytest.mark.asyncio(loop_scope="session")
FOUND = """async (cases) => {
    const { found } = await import("/static/labels.js");
    return cases.map(([labels, wanted]) => found(labels.map((label, at) => ({ label, deviceId: at ? `id${at}` : "default" })), wanted)?.label ?? null);
}"""
LABELS = [
    "Default - Jabra SPEAK 510",
    "Webcam C920 (046d:082d)",
    "Jabra SPEAK 510 USB (0b0e:0422)",
    "Jabra",
    "Università",
]
CHOSEN = """async ([wanted, current, offered]) => {
    const { Choice } = await import("/static/choice.js");
    const [devices, called] = [{}, []];
    for (const [group, labels] of Object.entries(offered)) devices[group] = labels.map((label) => ({ label, deviceId: `id of ${label}` }));
    const used = Object.fromEntries(Object.entries(current).map(([group, label]) => [group, { label }]));
    const set = (group) => async (label, id) => { called.push([group, label, id]); used[group] = { label }; return true; };
    const api = { addListener() {}, getAvailableDevices: async () => devices, getCurrentDevices: async () => used,
        setAudioInputDevice: set("audioInput"), setVideoInputDevice: set("videoInput"), setAudioOutputDevice: set("audioOutput") };
    const choice = new Choice(api, wanted, new AbortController().signal, () => {});
    await choice.choose();
    return { called, used: choice.used, wrong: ["microphone", "camera", "loudspeaker"].filter((name) => choice.isWrong(name)) };
}"""


async def test_labels_and_choice_given_what_people_write_when_looked_for_then_the_device_is_found_chosen_and_read_back(
    browser: Browser,
) -> None:
    cases = {
        "jabra speak": LABELS[2],
        "JABRA": "Jabra",  # the whole label goes first
        "510 jabra": LABELS[2],
        "universita": "Università",
        "c920": LABELS[1],
        "Logitech": None,
    }
    async with stage(browser, told("idle")) as (_, tab):
        assert await tab.page.evaluate(FOUND, [[LABELS, wanted] for wanted in cases]) == list(cases.values())

        offered = {
            "audioInput": ["Webcam", "Jabra 510"],
            "videoInput": ["Webcam"],
            "audioOutput": ["HDMI", "Jabra 510"],
        }
        current = {"audioInput": "Webcam", "videoInput": "Webcam", "audioOutput": "HDMI"}
        wanted: dict[str, Any] = {"microphone": "jabra", "camera": "webcam", "loudspeaker": "Bose"}
        result = await tab.page.evaluate(CHOSEN, [wanted, current, offered])

    assert result == {
        "called": [
            ["audioInput", "Jabra 510", "id of Jabra 510"]
        ],  # the camera is right, and there is no such loudspeaker
        "used": {"microphone": "Jabra 510", "camera": "Webcam", "loudspeaker": "HDMI"},
        "wrong": ["loudspeaker"],
    }


async def test_devices_given_labels_when_the_room_is_prepared_then_what_is_missing_is_told_before_anybody_comes(
    whole_browser: Browser,
) -> None:
    async with jitsi_running() as jitsi:
        says = {**in_meeting(jitsi), "phase": "preparing"}
        named = {"microphone": "fake audio input 1", "camera": "Logitech", "loudspeaker": "Bose"}
        async with stage(whole_browser, says | {"media": named}, jitsi) as (server, _):
            await server.until_seen(
                lambda seen: (
                    [seen[name] for name in ("microphone", "camera", "loudspeaker")] == ["muted", "missing", "missing"]
                )
            )


async def test_level_given_a_microphone_that_beeps_when_it_is_open_then_its_level_is_told_and_none_once_it_is_closed(
    whole_browser: Browser,
) -> None:
    async with jitsi_running() as jitsi:
        says = in_meeting(jitsi, opened_at=at(-1)) | {"media": {"microphone": "Fake Audio Input 1"}}
        async with stage(whole_browser, says, jitsi) as (server, _):
            await server.until_seen(
                lambda seen: (seen["microphone_level"] or 0) > 0 and seen["microphone_silent"] is False
            )

            closed = {**says["conference"], "wishes": {"microphone": {"on": False, "at": at(0)}}}
            await server.tell(conference=closed)
            await server.until_seen(lambda seen: seen["microphone"] == "muted" and seen["microphone_level"] is None)
