"""What is asked of the register of a booking, by pages and by the API."""

from datetime import timedelta

from aiohttp import ClientResponse

from orchestrator.audit.acts import ActKind
from tests.support.changing.world import Calls, World
from tests.support.page_forms import Browser
from tests.support.people import SCHOOL
from tests.support.town import hour

NINE, TEN = hour("09:00"), hour("10:00")
WHY = "Era in sala."


async def held(world: World) -> tuple[Browser, str]:
    """A manager's browser, and a booking of the school's that is over."""
    await world.town.at(hour("08:00"))
    booking = (await world.town.book(NINE, TEN, organisation=SCHOOL))["id"]
    await world.town.at(TEN + timedelta(minutes=5))
    return await world.browser("manager"), booking


async def write(world: World) -> int:
    browser, booking = await held(world)
    return (await _write(world, browser, booking)).status


async def strike(world: World) -> int:
    browser, booking = await held(world)
    told = await (await _write(world, browser, booking)).json()
    path = f"/bookings/{booking}/presence/entries/{told['entries'][0]['number']}/strike"
    return (await world.ask(browser, "POST", path, {"why": "No.", "revision": told["revision"]})).status


async def write_on_page(world: World) -> int:
    browser, booking = await held(world)
    fields = {"name": "Carla", "since": "11:00", "until": "12:00", "present": "yes", "why": WHY}
    return (await browser.send(f"/bookings/{booking}/presence", fields)).status


async def strike_on_page(world: World) -> int:
    browser, booking = await held(world)
    told = await (await _write(world, browser, booking)).json()
    here = f"/bookings/{booking}/presence/entries/{told['entries'][0]['number']}"
    return (await browser.send(here, {"why": "No."})).status


async def _write(world: World, browser: Browser, booking: str) -> ClientResponse:
    body = {"name": "Carla", "start": NINE.isoformat(), "end": TEN.isoformat(), "why": WHY, "revision": 0}
    return await world.ask(browser, "POST", f"/bookings/{booking}/presence/entries", body)


API, PAGES = "/api/v1/bookings/{booking}/presence/entries", "/bookings/{booking}/presence"
CALLS: Calls = {
    ("POST", API): (write, ActKind.PRESENCE_WRITTEN),
    ("POST", f"{API}/{{entry}}/strike"): (strike, ActKind.PRESENCE_STRUCK),
    ("POST", PAGES): (write_on_page, ActKind.PRESENCE_WRITTEN),
    ("POST", f"{PAGES}/entries/{{entry}}"): (strike_on_page, ActKind.PRESENCE_STRUCK),
}
