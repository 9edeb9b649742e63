"""A stage in a real browser before a scripted agent, and the meetings it is told of."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.async_api import Browser, Frame, expect

from integrations.emulators.jitsi import SECRET, JitsiEmulator
from integrations.services.jitsi import conference_name
from integrations.services.jitsi_token import Claims, SharedSecret, room_token
from tests.support.chromium import Tab
from tests.support.guests import guest_token
from tests.support.lent_tabs import tab_lent
from tests.support.stage_server import StageServer, stage_served
from tests.support.waiting import wait_for

NAME = conference_name(b"k" * 32, "collegio")
ROOM = "Sala Conferenze 1"


def at(minutes: float) -> str:
    """So many minutes from now, as the wire writes it."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def booking(title: str, start: float, end: float) -> dict[str, Any]:
    """A booking from and to so many minutes from now."""
    return {"id": title.lower(), "title": title, "start": at(start), "end": at(end), "confidential": False}


def told(phase: str, **changes: Any) -> dict[str, Any]:
    """What the agent tells of a room in *phase*."""
    usual: dict[str, Any] = {
        "room": {"id": "sala-1", "name": ROOM, "timezone": "Europe/Rome"},
        "phase": phase,
        "start": at(-30),
        "end": at(30),
        "booking": None,
        "conference": None,
        "media": {},
        "next": None,
        "house": "Officine Municipali",
        "wifi": None,
        "background": None,
        "today": [],
        "next_meeting": None,
        "until": at(30),
        "verdict": "ready",
        "missing": [],
        "ready_at": None,
        "clock_confirmed": True,
        "language": "it",
    }
    return usual | changes


def conference(
    jitsi: JitsiEmulator,
    *,
    minutes: float = 60,
    secret: str = SECRET,
    audience: str = "jitsi",
    name: str = NAME,
    **more: Any,
) -> dict[str, Any]:
    """A meeting of ours, with a token good for so many minutes."""
    now = datetime.now(UTC)
    token = room_token(
        Claims("regia", audience),
        SharedSecret(secret),
        conference=name,
        user_id="sala-1",
        user_name=ROOM,
        not_before=now - timedelta(minutes=1),
        expires=now + timedelta(minutes=minutes),
    )
    return {"deployment": jitsi.url, "name": name, "token": token, "link": "", **more}


def in_meeting(jitsi: JitsiEmulator, **changes: Any) -> dict[str, Any]:
    """A live booking with its meeting."""
    return told("live", booking=booking("Collegio", -5, 60), conference=conference(jitsi, **changes))


@asynccontextmanager
async def stage(
    browser: Browser,
    says: Mapping[str, Any],
    jitsi: JitsiEmulator | None = None,
    *,
    clock: bool = False,
    **options: Any,
) -> AsyncIterator[tuple[StageServer, Tab]]:
    """The open page, on a *clock* that can be put forward or not; afterwards nothing was refused and nobody else asked."""
    async with stage_served(says, jitsi.url if jitsi else None) as server, tab_lent(browser, **options) as tab:
        if clock:
            await tab.page.clock.install()
        await tab.page.goto(f"{server.url}/stage/sala-1")
        await expect(tab.page.locator("#name")).to_have_text(ROOM)
        yield server, tab
        known = {server.url, jitsi.url if jitsi else server.url}
        assert tab.hosts <= {address.removeprefix("http://") for address in known}
        assert [said for said in tab.console if "Content Security Policy" in said] == []


async def until_in(server: StageServer) -> None:
    """Wait until the page says that it is in the meeting."""
    await server.until_seen(lambda seen: seen["joined"] is True)


async def until_state(server: StageServer, state: str | None) -> Mapping[str, Any]:
    """Wait until the page says that it stands so to its meeting."""
    return await server.until_seen(lambda seen: seen["meeting"] == state)


async def seconds_until(tab: Tab, is_so: Callable[[], bool], *, step: int = 1) -> int:
    """Put the page's clock forward until it *is_so*; how far, in seconds."""
    seconds = 0
    while not is_so():
        await tab.page.clock.fast_forward(step * 1000)
        await asyncio.sleep(0.05)
        await wait_for(lambda: not any(one.url.endswith("/seen") for one in tab.asking))  # what it tells has been told
        seconds += step
    return seconds


async def seconds_until_state(server: StageServer, tab: Tab, state: str | None, *, step: int = 1) -> int:
    """Put the page's clock forward until the page says so; how far, in seconds."""
    async with asyncio.TaskGroup() as tasks:
        awaited = tasks.create_task(until_state(server, state))
        return await seconds_until(tab, awaited.done, step=step)


async def until_meetings(jitsi: JitsiEmulator, wanted: Mapping[str, tuple[str, ...]]) -> None:
    """Wait until just these are in meetings: a frame that is taken away leaves them a moment later."""
    await wait_for(lambda: jitsi.meetings, lambda meetings: meetings == wanted)


def entries(jitsi: JitsiEmulator) -> int:
    """How often anybody came to the meeting."""
    return jitsi.heard.count(f"GET /.join/{NAME}")


async def frame_of(tab: Tab) -> Frame:
    """Jitsi's page in the stage."""
    element = await tab.page.locator("#meeting iframe").element_handle()
    frame = await element.content_frame()
    assert frame is not None
    return frame


async def say(tab: Tab, event: str, details: Mapping[str, Any]) -> None:
    """Let Jitsi's page in the stage's frame tell an event of its own."""
    message = {"jitsi": 0, "kind": "event", "name": event, "details": details}
    await (await frame_of(tab)).evaluate("(message) => window.parent.postMessage(message, '*')", message)


@asynccontextmanager
async def guest_in(browser: Browser, jitsi: JitsiEmulator) -> AsyncIterator[Tab]:
    """Somebody at home, in the meeting."""
    async with tab_lent(browser) as tab:
        await tab.page.goto(f"{jitsi.url}/{NAME}?jwt={guest_token(NAME)}")
        await expect(tab.page.locator("#state")).to_contain_text("in riunione")
        yield tab
