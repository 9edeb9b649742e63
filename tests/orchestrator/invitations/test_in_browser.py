"""The pages of who is expected in a real browser: for everybody, at any width, in both languages."""

from tests.orchestrator.invitations.conftest import Browse
from tests.support.chromium import chromium_running, tab_open
from tests.support.faults import faults_in_any_look, overflowing_at, poor_contrasts
from tests.support.inviting import ADA, Inviting

LONG = "Giovanni Battista Prosperi Montefoschi della Torre di Sant’Angelo"


async def test_expected_pages_given_each_when_axe_looks_at_any_width_and_language_then_it_finds_no_fault(
    inviting: Inviting, browse: Browse
) -> None:
    inviting.peer.refuses.add("ada@scuola.example")
    who, booking, secret = (
        await browse("organiser"),
        await inviting.booked(),
        await inviting.booked(confidential=True, room="sala-2"),
    )
    far = {"email": f"{'a' * 60}@istituto-comprensivo-di-molto-lontano.edu.example", "name": LONG}
    for each in (booking, secret):
        await inviting.ask("POST", f"bookings/{each}/people", {"people": [ADA, far]})
    ada = (await inviting.listed(booking))[0]["id"]
    await inviting.ask("POST", f"bookings/{booking}/invitations", {"people": [ada]})
    url = str(inviting.town.client.make_url("")).rstrip("/")
    pages = [f"/bookings/{booking}{more}" for more in ("", "/people", "/people/paste", f"/people/{ada}")]
    async with chromium_running() as browser, tab_open(browser) as tab:
        for language, look in (("it", faults_in_any_look), ("en", poor_contrasts)):
            cookies = {"regia_account": who.who.cookie, "regia_language": language}
            await tab.page.context.add_cookies(
                [{"name": name, "value": value, "url": url} for name, value in cookies.items()]
            )
            for path in (*pages, f"/bookings/{secret}/people"):
                answer = await tab.page.goto(f"{url}{path}")
                assert answer is not None
                assert answer.status == 200, path
                assert await overflowing_at(tab.page, (320, 800, 1440)) == [], path
                assert await look(tab.page) == [], path
            await tab.page.goto(f"{url}/bookings/{booking}/people/paste")
            await tab.page.locator("#field-text").fill(
                f"p1@x.example\nADA@scuola.example\n{LONG}\n{LONG} <nuova@x.example>"
            )
            await tab.page.locator("main .primary").click()
            await tab.page.locator(".fate").first.wait_for()
            assert await overflowing_at(tab.page, (320, 800, 1440)) == []
            assert await look(tab.page) == []
