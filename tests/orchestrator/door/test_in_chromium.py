"""The door in a real browser: who waits gets in though the service has died, devices are tried out, and it is for everybody."""

import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Page, expect

from config.site_file.loading import load_texts
from integrations.emulators.jitsi import SECRET as JITSI_SECRET
from integrations.emulators.jitsi import jitsi_running
from orchestrator.app import make_app
from orchestrator.conferences.guest_list import Expected, add_people
from orchestrator.conferences.link_store import make_links, renew, revoke
from orchestrator.conferences.links import GUESTS as GUESTS_HOLDER
from orchestrator.conferences.links import secret_of
from orchestrator.conferences.meeting import Deployment
from orchestrator.outbox.keys import SENDING
from schedules.store.database import Database
from tests.orchestrator.door.conftest import SECRET
from tests.support.chromium import WHOLE, chromium_running, tab_open
from tests.support.faults import faults_in_any_look, overflowing_at
from tests.support.people import sign_in
from tests.support.town import Client, Town
from tests.support.town_site import STAGE, TOWN

GUESTS = {"Ada": 0, "Bruno": 5, "Carla": -5}
"""Minutes by which the clocks of their computers are fast."""


async def test_door_given_guests_who_wait_when_the_service_dies_before_the_start_then_all_enter_at_the_start(
    database: Database, token: Callable[[str], Awaitable[str]]
) -> None:
    came: list[web.Request] = []

    async def meeting(request: web.Request) -> web.Response:
        came.append(request)
        return web.Response(text="<h1>Riunione</h1>", content_type="text/html")

    jitsi = web.Application()
    jitsi.router.add_get("/{name}", meeting)
    async with AsyncExitStack() as stack:
        elsewhere = await stack.enter_async_context(TestServer(jitsi))
        meet = Deployment(str(elsewhere.make_url("")).rstrip("/"), "regia", SECRET)
        town, service = await _service(stack, database, token, meet)
        starts = town.now + timedelta(minutes=10)
        booked = await town.book(starts, starts + timedelta(hours=1))
        seen = await town.client.get(f"/api/v1/bookings/{booked['id']}", headers=await town.as_("admin"))
        link = (await seen.json())["guests_link"]
        browser = await stack.enter_async_context(chromium_running())
        tabs = [await stack.enter_async_context(tab_open(browser)) for _ in GUESTS]
        for tab, (name, fast) in zip(tabs, GUESTS.items(), strict=True):
            await tab.page.clock.install(time=town.now + timedelta(minutes=fast))
            await tab.page.goto(link)
            await tab.page.locator("[name=name]").fill(name)
            await tab.page.locator("[name=name]").blur()
            await expect(tab.page.locator("[data-said]")).to_contain_text("Puoi già entrare")
        await service.close()
        for tab in tabs:
            await tab.page.clock.fast_forward("09:00")
            await expect(tab.page.locator("[data-said]")).to_contain_text("Puoi già entrare")
        assert came == []
        for tab in tabs:
            await tab.page.clock.fast_forward("01:00")
            await tab.page.wait_for_url(f"{elsewhere.make_url('/')}**")

        asked = [request for request in came if request.path != "/favicon.ico"]
        assert len({parse_qs(urlsplit(str(request.rel_url)).query)["jwt"][0] for request in asked}) == len(GUESTS)
        assert not any(urlsplit(link).path in request.headers.get("Referer", "") for request in came)
        assert not any("ERR_CONNECTION" not in line for tab in tabs for line in tab.console), [
            tab.console for tab in tabs
        ]


async def test_door_given_its_devices_when_they_are_tried_then_it_says_of_each_how_it_is_and_has_no_fault(
    meeting_town: Town,
) -> None:
    booked = await meeting_town.book(meeting_town.now + timedelta(hours=3), meeting_town.now + timedelta(hours=4))
    headers = await meeting_town.as_("admin")
    seen = await meeting_town.client.get(f"/api/v1/bookings/{booked['id']}", headers=headers)
    link = (await seen.json())["guests_link"]
    async with chromium_running(WHOLE) as browser, tab_open(browser) as tab:
        for language in ("it-IT", "en-GB"):
            await tab.page.set_extra_http_headers({"Accept-Language": language})
            await tab.page.goto(link)
            assert await overflowing_at(tab.page, (320, 800, 1440)) == []
            assert await faults_in_any_look(tab.page) == []
            await tab.page.locator("[data-try]").press("Enter")
            for what in ("camera", "line", "microphone"):
                await expect(tab.page.locator(f"li[data-state=ok] [data-of={what}]")).to_be_visible()
            await tab.page.locator("[data-tone]").press("Enter")
            await tab.page.locator("[data-heard-yes]").press("Enter")
            await expect(tab.page.locator("li[data-state=ok] [data-of=speaker]")).to_be_visible()
            assert await overflowing_at(tab.page, (320,)) == []
            assert await faults_in_any_look(tab.page) == []
        assert tab.console == []
    async with chromium_running() as browser, tab_open(browser) as tab:  # this one has neither camera nor microphone
        await tab.page.goto(link)
        await tab.page.locator("[data-try]").click()
        for what in ("camera", "microphone"):
            await expect(tab.page.locator(f"li[data-state=bad] [data-of={what}]")).to_be_visible()


async def test_door_given_a_link_that_is_taken_back_when_somebody_waits_then_their_page_says_so_and_no_page_has_a_fault(
    meeting_town: Town, database: Database
) -> None:
    booked = await meeting_town.book(meeting_town.now + timedelta(hours=3), meeting_town.now + timedelta(hours=4))
    booking, headers = booked["id"], await meeting_town.as_("admin")
    seen = await meeting_town.client.get(f"/api/v1/bookings/{booking}", headers=headers)
    link = (await seen.json())["guests_link"]
    keys = meeting_town.client.app[SENDING].keys
    meeting_town.now += timedelta(hours=2, minutes=30)
    desk = await sign_in(database, "desk", meeting_town.now)
    async with chromium_running() as browser, tab_open(browser) as tab:
        page = tab.page
        await page.goto(link)
        await page.locator("[name=name]").fill("Ada")
        await page.locator("[name=name]").blur()
        await expect(page.locator("[data-said]")).to_contain_text("Puoi già entrare")
        made = (await database.write(make_links, keys, booking, [GUESTS_HOLDER], meeting_town.now))[GUESTS_HOLDER]
        await database.write(revoke, made.id, meeting_town.now)
        await page.evaluate("window.dispatchEvent(new Event('online'))")  # it asks by itself every twenty seconds, too
        await expect(page.locator("h1")).to_have_text("Questo collegamento non vale più")
        assert await faults_in_any_look(page) == []
        await database.write(renew, keys, made.id, meeting_town.now)
        await _without_fault(page, link, "Questo collegamento non apre niente")
        base = str(meeting_town.client.make_url("/"))
        await page.context.add_cookies([{"name": "regia_account", "value": desk.cookie, "url": base}])
        here = str(meeting_town.client.make_url(f"/bookings/{booking}/links"))
        await _without_fault(page, here, "Collegamenti alla riunione")
        renewed = await page.locator(".meeting-address a").first.get_attribute("href") or ""
        meeting_town.now += timedelta(hours=2)
        await page.goto(renewed)
        await expect(page.get_by_text("È finita")).to_be_visible()
        assert await faults_in_any_look(page) == []


async def test_door_given_a_server_that_may_be_framed_when_somebody_enters_then_they_stay_on_our_page_until_they_are_removed(
    database: Database, token: Callable[[str], Awaitable[str]]
) -> None:
    async def meeting(_: web.Request) -> web.Response:
        return web.Response(text="<h1>Dentro</h1>", content_type="text/html")

    jitsi = web.Application()
    jitsi.router.add_get("/{name}", meeting)
    async with AsyncExitStack() as stack:
        elsewhere = await stack.enter_async_context(TestServer(jitsi))
        meet = Deployment(str(elsewhere.make_url("")).rstrip("/"), "regia", SECRET, embedded=True)
        town, _ = await _service(stack, database, token, meet)
        now = town.now
        booked = await town.book(now, now + timedelta(hours=1))
        keys = town.client.app[SENDING].keys
        (person,) = await database.write(add_people, booked["id"], [Expected("ada@example.it", "Ada")], now)
        made = (await database.write(make_links, keys, booked["id"], [person.holder], now))[person.holder]
        link = str(town.client.make_url(secret_of(keys, made).path))
        browser = await stack.enter_async_context(chromium_running())
        page = (await stack.enter_async_context(tab_open(browser))).page
        await page.goto(link)
        await page.locator("button.primary").click()
        await expect(page.frame_locator("iframe").locator("h1")).to_have_text("Dentro")
        assert page.url.startswith(str(town.client.make_url("/m/")))
        assert "jwt" not in page.url
        assert await faults_in_any_look(page) == []
        await database.write(revoke, made.id, now)
        await page.evaluate("window.dispatchEvent(new Event('online'))")
        await expect(page.locator("h1")).to_have_text("Questo collegamento non vale più")
        await expect(page.locator("iframe")).to_have_count(0)


async def test_door_given_a_framed_meeting_with_a_password_when_somebody_enters_then_it_is_given_once_and_another_name_followed(
    database: Database, token: Callable[[str], Awaitable[str]]
) -> None:
    async with AsyncExitStack() as stack:
        jitsi = await stack.enter_async_context(jitsi_running(now=lambda: town.now.timestamp()))
        jitsi.control("by-hand code girasole24")
        meet = Deployment(jitsi.url, "regia", JITSI_SECRET, embedded=True)
        town, _ = await _service(stack, database, token, meet)
        starts = town.now + timedelta(minutes=10)
        booked = await town.book(starts, starts + timedelta(hours=1))
        headers, path = await town.as_("admin"), f"/api/v1/bookings/{booked['id']}"
        link = (await (await town.client.get(path, headers=headers)).json())["guests_link"]
        browser = await stack.enter_async_context(chromium_running(WHOLE))
        for revision, password, people in ((0, "girasole24", 1), (1, "tramonto", 0)):
            body = {"revision": revision, "password": password}
            assert (await town.client.put(f"{path}/meeting", json=body, headers=headers)).status == 200
            async with tab_open(browser) as tab:
                await tab.page.goto(link)
                await expect(tab.page.locator("[data-password]")).to_have_text(password)
                await tab.page.locator("[name=name]").fill("Ada")
                await tab.page.locator("[name=name]").blur()
                await expect(tab.page.locator("[data-said]")).to_contain_text("Puoi già entrare")
                await tab.page.locator("button.primary").click()
                frame = tab.page.frame_locator("iframe")
                if people:
                    await expect(frame.locator("#people li")).to_have_count(1)
                    seen = await (await town.client.get(f"{path}/meeting", headers=headers)).json()
                    named = {"name": seen["name"]}
                    renamed = await town.client.post(f"{path}/meeting/rename", json=named, headers=headers)
                    await tab.page.evaluate("window.dispatchEvent(new Event('online'))")  # it asks by itself, too
                    other = re.compile(re.escape((await renamed.json())["name"]))
                    await expect(tab.page.locator("iframe")).to_have_attribute("src", other)
                    await expect(frame.locator("#people li")).to_have_count(1)
                else:  # a wrong one is given no second time, and Jitsi asks
                    await expect(frame.get_by_label("Password della riunione")).to_be_visible()
                assert tab.console == []


async def _without_fault(page: Page, address: str, heading: str) -> None:
    await page.goto(address)
    await expect(page.locator("h1")).to_have_text(heading)
    assert await faults_in_any_look(page) == []


async def _service(
    stack: AsyncExitStack, database: Database, token: Callable[[str], Awaitable[str]], meet: Deployment
) -> tuple[Town, Client]:
    """The service at six in the morning."""
    site = load_texts((("sito.toml", TOWN.replace("[presets.riunione]\n", STAGE.lstrip(), 1)),))
    town = Town(token)
    app = make_app(database, site, deployments_of=lambda _: {"meet": meet}, clock=lambda: town.now)
    service: Client = TestClient(TestServer(app))
    await stack.enter_async_context(service)
    town.serve(service)
    return town, service
