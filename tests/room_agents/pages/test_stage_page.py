"""The stage in a real browser: what it shows in each phase, and the meeting it enters at a stand-in for Jitsi."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Route, expect

from integrations.emulators.jitsi import SECRET, JitsiEmulator, jitsi_running
from integrations.jitsi import conference_name, link, room_token
from tests.peers.chromium import Tab, tab_open
from tests.peers.guests import NAME as GUEST
from tests.peers.guests import guest_token
from tests.peers.stage_server import StageServer, stage_served
from tests.peers.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="session")
NAME = conference_name(b"k" * 32, "collegio")


def at(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def booking(title: str, start: float, end: float) -> dict[str, Any]:
    return {"id": title.lower(), "title": title, "start": at(start), "end": at(end), "confidential": False}


def told(phase: str, **changes: Any) -> dict[str, Any]:
    usual = {
        "room": {"id": "sala-1", "name": "Sala Conferenze 1", "timezone": "Europe/Rome"},
        "phase": phase,
        "start": at(-30),
        "end": at(30),
        "booking": None,
        "conference": None,
        "next": None,
        "verdict": "ready",
        "language": "it",
    }
    return usual | changes


def conference(jitsi: JitsiEmulator, *, minutes: float = 60, secret: str = SECRET) -> dict[str, Any]:
    now = datetime.now(UTC)
    token = room_token(
        app_id="regia",
        secret=secret,
        conference=NAME,
        user_id="sala-1",
        user_name="Sala Conferenze 1",
        not_before=now - timedelta(minutes=1),
        expires=now + timedelta(minutes=minutes),
    )
    return {"deployment": jitsi.url, "name": NAME, "token": token, "link": link(jitsi.url, NAME)}


def in_meeting(jitsi: JitsiEmulator, *, others_until: float | None = None, **changes: Any) -> dict[str, Any]:
    """*others_until*: for so many minutes other rooms are in it too."""
    meeting = conference(jitsi, **changes)
    if others_until is not None:
        meeting["others_until"] = at(others_until)
    return told("live", booking=booking("Collegio", -5, 60), conference=meeting)


@asynccontextmanager
async def stage(
    browser: Browser, says: Mapping[str, Any], jitsi: JitsiEmulator | None = None, *, clock: bool = False
) -> AsyncIterator[tuple[StageServer, Tab]]:
    """The open page, on a *clock* that can be put forward or not; afterwards nothing was refused and nobody else asked."""
    deployment = jitsi.url if jitsi else "'none'"
    async with stage_served(says, deployment) as server, tab_open(browser) as tab:
        if clock:
            await tab.page.clock.install()
        await tab.page.goto(f"{server.url}/stage/sala-1")
        await expect(tab.page.locator("#name")).to_have_text("Sala Conferenze 1")
        yield server, tab
        assert tab.hosts <= {address.removeprefix("http://") for address in (server.url, deployment)}
        assert [said for said in tab.console if "Content Security Policy" in said] == []


async def test_given_a_day_when_the_phases_pass_then_the_stage_follows_and_says_so(browser: Browser) -> None:
    async with stage(browser, told("idle", next=booking("Collegio", 95, 155))) as (server, tab):
        await expect(tab.page.locator("#foot")).to_contain_text("Collegio")
        await expect(tab.page.locator("#figure")).to_have_text(f"{datetime.now(ZoneInfo('Europe/Rome')):%H:%M}")

        await server.tell(**told("preparing", booking=booking("Collegio", 4.99, 65)))
        await expect(tab.page.locator("#figure")).to_contain_text("04:5")
        await server.until_seen(lambda seen: seen == {"shown": "preparing", "joined": None, "participants": None})

        await server.tell(**told("live", booking=booking("Collegio", 0, 60)))
        await expect(tab.page.locator("#label")).to_have_text("In corso")

        await server.tell(**told("closing"))
        await expect(tab.page.locator("#title")).to_have_text("Grazie")

        await server.tell(**told("blocked", language="en"))
        await expect(tab.page.locator("#title")).to_have_text("Closed")
        await expect(tab.page.locator("html")).to_have_attribute("lang", "en")
        await server.until_seen(lambda seen: seen["shown"] == "blocked")


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (720, 1280)])
@pytest.mark.parametrize("phase", ["preparing", "live"])
async def test_given_a_very_long_title_when_shown_then_it_stays_off_what_is_around_it(
    browser: Browser, phase: str, size: tuple[int, int]
) -> None:
    title = "Riunione congiunta delle Commissioni consiliari permanenti Bilancio e Urbanistica " * 3
    async with stage(browser, told(phase, booking=booking(title, 4.9, 65))) as (_, tab):
        await tab.page.set_viewport_size({"width": size[0], "height": size[1]})

        await expect(tab.page.locator("#title")).to_be_visible()
        boxes = await tab.page.evaluate(
            "() => ['header', '#title', '#label', '#figure', '#under', 'footer'].map((one) => document.querySelector(one))"
            ".filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect())"
            ".map(({ top, bottom }) => [top, bottom]).sort(([one], [other]) => one - other)"
        )

        for (_, above), (below, _) in pairwise(boxes):
            assert above <= below
        assert boxes[-1][1] <= size[1]


async def test_given_a_meeting_of_ours_when_live_then_the_room_is_really_in_it(browser: Browser) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi) as (server, tab):
        await server.until_seen(lambda seen: seen == {"shown": "live", "joined": True, "participants": 1})
        assert jitsi.meetings == {NAME: ("Sala Conferenze 1",)}
        await expect(tab.page.locator("#address")).to_be_hidden()
        await expect(tab.page.get_by_title("Riunione")).to_have_count(1)

        jitsi.control("by-hand guests 2")
        await server.until_seen(lambda seen: seen["participants"] == 3)

        await server.tell(conference=conference(jitsi, minutes=75))  # extended: a newer token, the same meeting
        await server.until_seen(lambda seen: seen["joined"] is True)
        assert [heard for heard in jitsi.heard if heard.startswith("GET /.join")] == [f"GET /.join/{NAME}"]

        await server.tell(**told("closing"))
        await server.until_seen(lambda seen: seen == {"shown": "closing", "joined": None, "participants": None})
        await expect(tab.page.locator("iframe")).to_have_count(0)
        assert jitsi.meetings == {}


async def test_given_a_new_jitsi_server_when_the_room_is_told_of_it_then_the_page_is_loaded_anew(
    browser: Browser,
) -> None:
    async with stage(browser, told("idle", deployments=[])) as (server, tab):
        await tab.page.evaluate("document.body.dataset.old = 'yes'")

        await server.tell(verdict="unknown")
        await server.until_seen(lambda seen: seen["shown"] == "idle")
        assert await tab.page.locator("body[data-old]").count() == 1

        await server.tell(deployments=["https://meet.example"])
        await expect(tab.page.locator("body[data-old]")).to_have_count(0)
        await expect(tab.page.locator("#name")).to_have_text("Sala Conferenze 1")


async def test_given_a_wrong_token_when_live_then_it_is_not_joined_and_the_link_is_shown(browser: Browser) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi, secret="x" * 32), jitsi) as (server, tab):
        await expect(tab.page.locator("#address-link")).to_have_text(f"{jitsi.url}/{NAME}")

        assert {seen["joined"] for seen in server.seen} == {False}
        assert jitsi.refusals[0] == "the signature is wrong"
        assert jitsi.meetings == {}


async def test_given_a_meeting_that_puts_us_out_when_it_lets_us_in_again_then_the_room_returns(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi) as (server, tab):
        await server.until_seen(lambda seen: seen["joined"] is True)

        jitsi.control("by-hand meeting over")
        await server.until_seen(lambda seen: seen["joined"] is False)
        await expect(tab.page.locator("#address-label")).to_have_text("La riunione si è interrotta: ci si ricollega…")

        await server.until_seen(lambda seen: seen["joined"] is True)
        assert jitsi.meetings == {NAME: ("Sala Conferenze 1",)}


@asynccontextmanager
async def guest_in(browser: Browser, jitsi: JitsiEmulator) -> AsyncIterator[Tab]:
    """Somebody at home, in the meeting."""
    async with tab_open(browser) as tab:
        await tab.page.goto(f"{jitsi.url}/{NAME}?jwt={guest_token(NAME)}")
        await expect(tab.page.locator("#state")).to_contain_text("in riunione")
        yield tab


async def test_given_two_rooms_in_a_meeting_when_they_leave_then_guests_stay_until_the_last_one_has_left(
    browser: Browser,
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(browser, in_meeting(jitsi, others_until=30), jitsi) as (first, _),
        stage(browser, in_meeting(jitsi, others_until=-1), jitsi) as (last, _),
        guest_in(browser, jitsi) as guest,
    ):
        await expect(guest.page.locator("#state")).to_have_text("3 in riunione")

        await first.tell(phase="closing", conference=None)
        await expect(guest.page.locator("#state")).to_have_text("2 in riunione")
        assert jitsi.meetings == {NAME: ("Sala Conferenze 1", GUEST)}

        await last.tell(phase="closing", conference=None)
        await expect(guest.page.locator("#state")).to_have_text("Riunione conclusa")
        assert jitsi.meetings == {}


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
        await server.until_seen(lambda seen: seen["joined"] is True)

        jitsi.control("by-hand frame dead")

        async with asyncio.TaskGroup() as tasks:
            lost = tasks.create_task(server.until_seen(lambda seen: seen["joined"] is False))
            await seconds_until(tab, lost.done)  # two questions and the time for their answers
        await server.until_seen(lambda seen: seen["joined"] is True)


async def test_given_the_line_down_when_live_then_it_says_so_and_joins_when_the_line_returns(browser: Browser) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("wrong")
        async with stage(browser, in_meeting(jitsi), jitsi) as (server, tab):
            await expect(tab.page.locator("#address-label")).to_contain_text("La riunione non si raggiunge")
            await expect(tab.page.locator("#title")).to_have_text("Collegio")

            jitsi.control("clear")

            await server.until_seen(lambda seen: seen["joined"] is True)
            await expect(tab.page.locator("#address")).to_be_hidden()


async def seconds_until(tab: Tab, is_so: Callable[[], bool]) -> int:
    """Put the page's clock forward until it *is_so*; how far, in seconds."""
    seconds = 0
    while not is_so():
        await tab.page.clock.fast_forward(1000)
        await asyncio.sleep(0.2)  # for what a request takes
        seconds += 1
    return seconds


def asked(jitsi: JitsiEmulator) -> int:
    """How often the stage has asked whether the deployment is there."""
    return jitsi.heard.count("GET /external_api.js")


async def test_given_a_long_outage_in_a_meeting_when_it_is_over_then_the_room_returns_within_seconds(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
        await server.until_seen(lambda seen: seen["joined"] is True)

        jitsi.control("drop")
        await server.until_seen(lambda seen: seen["joined"] is False)
        await seconds_until(tab, lambda: asked(jitsi) >= 6)
        await expect(tab.page.locator("#address-label")).to_contain_text("La riunione non si raggiunge")

        jitsi.control("clear")
        assert await seconds_until(tab, lambda: asked(jitsi) > 6) <= 20
        await server.until_seen(lambda seen: seen["joined"] is True)


async def test_given_a_deployment_that_goes_while_we_enter_when_it_is_back_then_the_room_enters_anew(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("ignore")  # the page comes, and nobody is let in
        async with stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
            await wait_for(lambda: f"GET /.join/{NAME}" in jitsi.heard)

            jitsi.control("wrong")
            assert await seconds_until(tab, lambda: asked(jitsi) > 1) <= 20
            jitsi.control("clear")

            await server.until_seen(lambda seen: seen["joined"] is True)


async def test_given_a_deployment_found_away_when_it_lets_us_in_meanwhile_then_the_room_stays_in(
    browser: Browser,
) -> None:
    asked_again, let_in = asyncio.Event(), asyncio.Event()

    async def enter(route: Route) -> None:
        await asked_again.wait()
        await route.continue_()

    async def answer(route: Route) -> None:
        if asked(jitsi) == 0:
            await route.continue_()
        else:
            asked_again.set()
            await let_in.wait()
            await route.abort()

    async with jitsi_running() as jitsi, stage(browser, told("idle"), jitsi, clock=True) as (server, tab):
        await tab.page.route(f"{jitsi.url}/{NAME}*", enter)
        await tab.page.route(f"{jitsi.url}/external_api.js*", answer)
        await server.tell(**in_meeting(jitsi))
        await seconds_until(tab, asked_again.is_set)
        await server.until_seen(lambda seen: seen["joined"] is True)

        async with tab.page.expect_event("requestfailed"):
            let_in.set()
        since = len(server.seen)
        await seconds_until(tab, lambda: len(server.seen) > since + 3)

        assert {seen["joined"] for seen in server.seen[since:]} == {True}
        assert jitsi.heard.count(f"GET /.join/{NAME}") == 1


@pytest.mark.parametrize(("address", "frames"), [("https://127.0.0.1:9/j/12", 1), ("http://127.0.0.1:9/j/12", 0)])
async def test_given_the_events_own_link_when_live_then_it_gets_a_sandbox_over_https_alone(
    browser: Browser, address: str, frames: int
) -> None:
    own = {"deployment": None, "name": None, "token": None, "link": address}
    async with stage_served(told("live", conference=own)) as server, tab_open(browser) as tab:
        await tab.page.goto(f"{server.url}/stage/sala-1")

        await expect(tab.page.locator("#address-link")).to_have_text(address)
        frame = tab.page.locator("iframe[sandbox='allow-scripts allow-forms allow-popups allow-same-origin']")
        await expect(frame).to_have_count(frames)
        await expect(tab.page.get_by_title("Riunione")).to_have_count(frames)
        await server.until_seen(lambda seen: seen == {"shown": "live", "joined": None, "participants": None})
