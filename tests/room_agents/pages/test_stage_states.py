"""Every state of the big screen in a real browser: what it says, where it stands, and that nothing lies on anything."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from config.words.sentences import LANGUAGES, Language
from room_agents.plan import Conference, WireHouse, WireWifi
from room_agents.stage_view import StageView
from tests.room_agents.pages.stage_states import DAY, DEAD, LONG, ONLINE, STATES, WARMING, at, plan, view
from tests.support.chromium import Tab
from tests.support.lent_tabs import tab_lent
from tests.support.stage_server import StageServer, stage_served
from tests.support.waiting import LOOKED_AT_EVERY_S

pytestmark = pytest.mark.asyncio(loop_scope="session")
IN_A_MEETING = {"live_meeting", "meeting_last_minutes", "lobby", "put_out"}
UNKNOWN = Conference(deployment="http://meet.example", name="collegio", link="")
"""At a server that the page is told it may not use."""
SIZES = ((1920, 1080), (3840, 2160), (1280, 720), (1024, 768), (1080, 1920), (720, 1280))
PARTS = ("header", "#now", "#today", "#status", "#join", "#wifi", "#address", "#ending", "footer")
OUT_OF_PLACE = """([parts, clamped]) => {
    const seen = parts.map((one) => [one, document.querySelector(one)]).filter(([, at]) => at.checkVisibility());
    const boxes = seen.map(([one, at]) => [one, at.getBoundingClientRect()]);
    const inside = (box) => box.left >= -1 && box.top >= -1 && box.right <= innerWidth + 1 && box.bottom <= innerHeight + 1;
    const found = boxes.filter(([, box]) => !inside(box)).map(([one]) => `${one} is beyond the screen`);
    for (const [one, a] of boxes) for (const [other, b] of boxes)
        if (one < other && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
            found.push(`${one} lies on ${other}`);
    for (const text of document.querySelectorAll("p, h1, h2, li, li > span"))
        if (text.checkVisibility() && !text.closest(clamped)
            && text.scrollWidth > text.clientWidth + 1 && getComputedStyle(text).display !== "inline")
            found.push(`${text.id || text.className || text.tagName} is cut: ${text.textContent}`);
    for (const card of document.querySelectorAll(".card"))
        if (card.checkVisibility() && card.scrollHeight > card.clientHeight + 1) found.push(`#${card.id} is cut`);
    return found;
}"""
RESTS_WITHIN_S = 5.0
MAY_BE_CUT = ".title, .what, .name, .link, #ending-next, #meeting, #strip"


def told(view: StageView) -> dict[str, Any]:
    return view.model_dump(mode="json") | {"deployments": []}


async def shown(server: StageServer, tab: Tab, view: StageView, number: int) -> None:
    """Show *view* in a room of that *number*, and wait until the page does."""
    room = view.room.model_copy(update={"name": f"Sala Conferenze {number}"})
    await server.tell(**told(view.model_copy(update={"room": room})))
    await expect(tab.page.locator("#name")).to_have_text(room.name)


WIDE = WireHouse(
    name="Centro polifunzionale intercomunale Officine Municipali di Pignataro Interamna",
    wifi=WireWifi(name="W" * 32, password="w1l" * 20),
)
MUCH: dict[str, Any] = {f"proiettore_{number}": DEAD for number in range(6)}
EXTREMES: dict[str, Callable[[Language], StageView]] = {
    "long": lambda language: view(
        plan(LONG, *DAY[1:], meetings={LONG.id: ONLINE[DAY[0].id]}, house=WIDE),
        at("09:54"),
        language,
        proiettore=WARMING,
    ),
    "hours": lambda language: view(
        plan(LONG, house=WIDE).model_copy(
            update={
                "segments": tuple(
                    segment.model_copy(update={"start": at("08:00")}) if segment.phase == "preparing" else segment
                    for segment in plan(LONG).segments
                    if segment.phase != "idle"
                )
            }
        ),
        at("08:10"),
        language,
        "preparing",
        proiettore=WARMING,
        televisore=WARMING,
    ),
    "much_missing": lambda language: view(
        plan(*DAY, meetings=ONLINE, house=WIDE),
        at("09:54"),
        language,
        "not_ready",
        **MUCH,
    ),
    "wide": lambda language: view(plan(*DAY, meetings=ONLINE, house=WIDE), at("08:00"), language),
    "long_live": lambda language: view(plan(LONG, *DAY[1:], house=WIDE), at("11:27"), language),
}


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_stage_in_every_state_when_shown_then_nothing_lies_on_anything_or_is_cut(
    browser: Browser, size: tuple[int, int]
) -> None:
    made = {
        (name, language): view
        for language in LANGUAGES
        for name, view in (
            *((name, make(language, UNKNOWN)) for name, make in STATES.items() if name not in IN_A_MEETING),
            *((name, make(language)) for name, make in EXTREMES.items()),
        )
    }
    viewport = {"width": size[0], "height": size[1]}
    wrong = []
    async with (
        stage_served(told(STATES["idle"]("it", UNKNOWN))) as server,
        tab_lent(browser, viewport=viewport) as tab,
    ):
        await tab.page.goto(f"{server.url}/stage/sala-1")
        await expect(tab.page.locator("#name")).to_be_visible()
        await tab.page.evaluate("document.fonts.ready.then(() => null)")
        for number, (name, one) in enumerate(made.items()):
            await shown(server, tab, one, number)
            await expect(tab.page.locator("img:visible")).to_have_count(await _loaded_codes(tab))
            wrong += [(*name, found) for found in await out_of_place(tab)]

    assert "\n".join(map(str, wrong)) == ""


async def out_of_place(tab: Tab) -> list[str]:
    """What lies wrong and stays so: typefaces and codes come after the words, and push them."""
    until = asyncio.get_running_loop().time() + RESTS_WITHIN_S
    while True:
        found: list[str] = await tab.page.evaluate(OUT_OF_PLACE, [list(PARTS), MAY_BE_CUT])
        if not found or asyncio.get_running_loop().time() > until:
            return found
        await asyncio.sleep(LOOKED_AT_EVERY_S)


async def _loaded_codes(tab: Tab) -> int:
    """How many codes are to be seen; waited for until they are drawn."""
    wait = "Promise.all([...document.images].filter((one) => one.checkVisibility()).map((one) => one.decode())).then((all) => all.length)"
    count: int = await tab.page.evaluate(wait)
    return count
