"""The stand-in for Jitsi in real browsers: several people meet, in its own tab and embedded by its IFrame API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, expect

from integrations.emulators.jitsi import JitsiEmulator, jitsi_running
from tests.support.chromium import WHOLE, chromium_running, tab_open
from tests.support.guests import guest_token
from tests.support.waiting import wait_for

ROOM = "mela-pioggia-sedia-vento-42"
EMBED = """([name, token, config]) => new Promise((loaded) => {
    document.body.textContent = "";
    window.told = [];
    const script = Object.assign(document.createElement("script"), { src: "/external_api.js" });
    script.onload = () => {
        window.api = new JitsiMeetExternalAPI(location.host, { roomName: name, jwt: token, configOverwrite: config });
        for (const event of api.getSupportedEvents()) api.on(event, (details) => told.push([event, details]));
        api.once("videoConferenceJoined", loaded);
    };
    document.head.append(script);
})"""
SILENT = "config.startWithAudioMuted=true&config.startWithVideoMuted=true"


class Embedded:
    """A meeting in a frame, and what its IFrame API has told."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def command(self, name: str, *values: object) -> None:
        await self.page.evaluate("([name, values]) => api.executeCommand(name, ...values)", [name, list(values)])

    async def ask(self, question: str, *values: object) -> Any:
        return await self.page.evaluate("([name, values]) => api[name](...values)", [question, list(values)])

    async def told(self, event: str, **details: object) -> Any:
        """The last *event* with these *details*, once it has come."""

        async def last() -> Any:
            heard = await self.page.evaluate("(event) => told.filter(([name]) => name === event)", event)
            return [said for _, said in heard if all(said.get(key) == value for key, value in details.items())]

        return (await wait_for(last, bool))[-1]

    async def id_of(self, name: str) -> str:
        everybody = await self.ask("getParticipantsInfo")
        return next(str(person["participantId"]) for person in everybody if person["displayName"] == name)


@asynccontextmanager
async def moderator(browser: Browser, jitsi: JitsiEmulator) -> AsyncIterator[Embedded]:
    """The hall, embedded and muted, which moderates."""
    async with tab_open(browser) as tab:
        await tab.page.goto(f"{jitsi.url}/external_api.js")
        config = {"startWithAudioMuted": True, "startWithVideoMuted": True}
        await tab.page.evaluate(EMBED, [ROOM, guest_token(ROOM, name="Sala", affiliation="owner"), config])
        yield Embedded(tab.page)
        assert tab.console == []


@asynccontextmanager
async def guest(browser: Browser, jitsi: JitsiEmulator, name: str, options: str = SILENT) -> AsyncIterator[Page]:
    """Somebody in a tab of their own."""
    async with tab_open(browser) as tab:
        await tab.page.goto(f"{jitsi.url}/{ROOM.upper()}?jwt={guest_token(ROOM, name=name)}#{options}")
        yield tab.page


async def test_people_in_a_meeting_when_they_come_speak_and_go_then_each_sees_it_of_the_others() -> None:
    async with (
        chromium_running(WHOLE) as browser,
        jitsi_running() as jitsi,
        moderator(browser, jitsi) as hall,
        guest(browser, jitsi, "Anna") as anna,
    ):
        await hall.told("participantJoined", displayName="Anna")
        await expect(anna.locator("#people li")).to_have_count(2)
        assert jitsi.meetings == {ROOM: ("Sala", "Anna")}
        assert await hall.ask("getNumberOfParticipants") == 2

        await anna.get_by_role("button", name="Microfono").click()
        await hall.told("participantMuted", mediaType="audio", isMuted=False)
        await hall.command("toggleVideo")
        await expect(anna.locator("#people li", has_text="Sala")).to_contain_text("telecamera accesa")
        await hall.told("videoMuteStatusChanged", muted=False)
        await anna.get_by_role("button", name="Mano").click()
        assert (await hall.told("raiseHandUpdated"))["handRaised"] > 0

        await hall.command("muteEveryone", "audio")
        await expect(anna.get_by_role("button", name="Microfono")).to_have_attribute("aria-pressed", "true")
        await hall.told("participantMuted", mediaType="audio", isMuted=True)
        assert await hall.ask("isAudioMuted") is True

        async with guest(browser, jitsi, "", "userInfo.displayName=%22Bruno+C%22&config.startSilent=true") as bruno:
            await hall.told("participantJoined", displayName="Bruno+C")
            await expect(bruno.get_by_role("button", name="Microfono")).to_be_disabled()
        await hall.told("participantLeft")
        await expect(anna.locator("#people li")).to_have_count(2)

        await hall.command("kickParticipant", await hall.id_of("Anna"))
        await expect(anna.locator("#state")).to_have_text("Sei stato fatto uscire")
        assert (await hall.told("participantKickedOut"))["kicked"]["name"] == "Anna"
        assert jitsi.meetings == {ROOM: ("Sala",)}


async def test_a_moderators_door_when_it_is_closed_then_who_knocks_is_let_in_or_not() -> None:
    async with chromium_running() as browser, jitsi_running() as jitsi, moderator(browser, jitsi) as hall:
        await hall.command("toggleLobby", 1)
        async with guest(browser, jitsi, "Anna") as anna, guest(browser, jitsi, "Bruno") as bruno:
            for page in (anna, bruno):
                await page.get_by_role("button", name="Chiedi di entrare").click()
            await wait_for(lambda: set(jitsi.knocking) == {"Anna", "Bruno"})
            frame = hall.page.frame_locator("iframe")
            await frame.get_by_role("button", name="Ammetti Anna").click()
            await expect(anna.locator("#state")).to_have_text("2 in riunione")
            knocking = (await hall.told("knockingParticipant"))["participant"]
            await hall.command("answerKnockingParticipant", knocking["id"], knocking["name"] == "Anna")
            if knocking["name"] == "Anna":
                await frame.get_by_role("button", name="Rifiuta Bruno").click()
            await expect(bruno.locator("#state")).to_contain_text("accessDenied")

            await hall.command("toggleLobby", 0)
            await hall.command("password", "1234")
            async with guest(browser, jitsi, "Carla") as carla:
                await carla.get_by_label("Password della riunione").fill("1234")
                await carla.get_by_role("button", name="Entra").click()
                await expect(carla.locator("#state")).to_have_text("3 in riunione")

                await hall.command("subject", "Collegio dei docenti")
                await expect(carla.locator("#subject")).to_have_text("Collegio dei docenti")
                await hall.command("endConference")
                await expect(carla.locator("#state")).to_have_text("Riunione conclusa")
            await expect(anna.locator("#state")).to_have_text("Riunione conclusa")
        await hall.told("readyToClose")
        assert jitsi.meetings == {}


async def test_breakout_rooms_when_people_go_there_and_back_then_all_rooms_are_told_to_all() -> None:
    async with (
        chromium_running() as browser,
        jitsi_running() as jitsi,
        moderator(browser, jitsi) as hall,
        guest(browser, jitsi, "Anna") as anna,
    ):
        await hall.told("participantJoined", displayName="Anna")
        await hall.command("addBreakoutRoom", "Gruppo rosso")
        await anna.get_by_role("button", name="Entra in Gruppo rosso").click()
        await hall.told("participantLeft")
        await expect(anna.locator("#people li")).to_have_count(1)
        rooms = (await hall.ask("getRoomsInfo"))["rooms"]
        there = {room.get("name"): [person["displayName"] for person in room["participants"]] for room in rooms}
        assert there == {None: ["Sala"], "Gruppo rosso": ["Anna"]}
        assert await hall.ask("getNumberOfParticipants") == 1

        await hall.command("closeBreakoutRoom", rooms[1]["id"])
        await expect(anna.locator("#people li")).to_have_count(2)
        await wait_for(lambda: hall.ask("getNumberOfParticipants"), lambda number: number == 2)


async def test_devices_when_they_are_asked_for_and_chosen_then_those_in_use_are_told() -> None:
    async with (
        chromium_running(WHOLE) as browser,
        jitsi_running() as jitsi,
        moderator(browser, jitsi) as hall,
    ):
        await hall.command("toggleAudio")
        await hall.told("audioMuteStatusChanged", muted=False)
        devices = await hall.ask("getAvailableDevices")
        assert set(devices) == {"audioInput", "audioOutput", "videoInput"}
        other = next(mic for mic in reversed(devices["audioInput"]) if mic["label"])
        assert await hall.ask("setAudioInputDevice", other["label"]) is True
        assert await hall.ask("setAudioInputDevice", "nessuno") is False
        await hall.command("toggleAudio")
        await hall.told("audioMuteStatusChanged", muted=True)
        await hall.command("toggleAudio")
        await hall.told("audioMuteStatusChanged", muted=False)
        current = await hall.ask("getCurrentDevices")
        assert current["audioInput"]["label"] == other["label"]

        await hall.command("setTileView", 1)
        await hall.told("tileViewChanged", enabled=True)
        await hall.command("toggleTileView")
        await hall.told("tileViewChanged", enabled=False)
        await hall.command("startRecording", {"mode": "file"})
        await hall.told("recordingStatusChanged", on=True, mode="file")
        jitsi.control("by-hand jibri busy")
        await hall.command("stopRecording", "file")
        await hall.command("startRecording", {"mode": "file"})
        await hall.told("recordingStatusChanged", error="busy")
