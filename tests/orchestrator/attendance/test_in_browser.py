"""The register of a booking in a real browser: for everybody, at any width, in both languages, by keyboard alone and on paper."""

import re

from tests.orchestrator.attendance.conftest import START, Meeting, held, occupant
from tests.support.chromium import chromium_running, tab_open
from tests.support.faults import faults_in_any_look, overflowing_at, poor_contrasts

LONG = "Giovanni Battista Prosperi Montefoschi della Torre di Sant’Angelo"
CARLA = {
    "name": LONG,
    "since": "11:10",
    "until": "11:50:30",
    "present": "yes",
    "why": "Era in sala con il mio computer.",
}


async def test_register_given_all_that_it_can_show_when_axe_looks_at_any_width_and_language_then_it_finds_no_fault(
    meeting: Meeting,
) -> None:
    await held(meeting)
    await meeting.tell("occupant/joined", occupant=occupant("l1", "lost", LONG, START + 60))
    browser = await meeting.browser("organiser")
    await browser.send(meeting.here, CARLA)
    await browser.send(meeting.here, {**CARLA, "name": "Dario"})
    entries = re.findall(rf'href="({meeting.here}/entries/\d+)"', await browser.text(meeting.here))
    await browser.send(entries[0], {"why": "Era Clara."})
    url = str(meeting.town.client.make_url("")).rstrip("/")
    async with chromium_running() as chromium, tab_open(chromium) as tab:
        page = tab.page
        for language, look in (("it", faults_in_any_look), ("en", poor_contrasts)):
            cookies = {"regia_account": browser.who.cookie, "regia_language": language}
            await page.context.add_cookies(
                [{"name": name, "value": value, "url": url} for name, value in cookies.items()]
            )
            for path in (meeting.here, *entries):
                await page.goto(f"{url}{path}")
                for why in await page.locator("details summary").all():
                    if not await why.evaluate("(summary) => summary.parentElement.open"):
                        await why.evaluate("(summary) => { summary.parentElement.open = true }")
                assert await overflowing_at(page, (320, 640, 800, 1440)) == [], path
                assert await look(page) == [], path
        await page.goto(f"{url}{meeting.here}")
        summary = page.locator("td details summary").first
        await summary.focus()
        await page.keyboard.press("Enter")
        await page.locator("td details[open] p").first.wait_for()
        await page.locator("#field-name").focus()
        await page.keyboard.type("Elena")
        await page.locator("#field-why").focus()
        await page.keyboard.type("Col telefono.")
        await page.keyboard.press("Enter")
        await page.locator("section td", has_text="Elena").first.wait_for()
        await page.emulate_media(media="print")
        assert await page.locator(".by-hand").is_hidden()
        assert await overflowing_at(page, (794,)) == []
