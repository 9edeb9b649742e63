"""A meeting that somebody disturbs, with the service, a hall's agent and its big screen: a password, somebody put out, another name."""

from pathlib import Path

from playwright.async_api import Page, expect

from tests.end_to_end.test_a_conference import ANNA, BRUNO, ENTER, guest, links_in
from tests.support.chromium import chromium_running, tab_open
from tests.support.conference_town import HALL, ConferenceTown, conference_town
from tests.support.page_forms import Browser as Forms
from tests.support.people import sign_in
from tests.support.town import hour
from tests.support.waiting import wait_for

PASSWORD = "girasole 24"
KICKED, OVER = "Sei stato fatto uscire", "Riunione conclusa"


async def go_in(page: Page, password: str) -> None:
    """From the door into the meeting, by the password that the door shows."""
    await expect(page.locator("[data-password]")).to_have_text(password)
    await page.get_by_role("button", name=ENTER).click()
    await page.get_by_label("Password della riunione").fill(password)
    await page.get_by_label("Password della riunione").press("Enter")
    await expect(page.locator("#people li")).to_have_count(2)


def those_in(town: ConferenceTown) -> list[tuple[str, ...]]:
    """Who is in each meeting."""
    return sorted(town.jitsi.meetings.values())


async def test_meeting_given_somebody_who_disturbs_when_they_are_put_out_and_it_is_renamed_then_screen_and_guests_follow(
    tmp_path: Path,
) -> None:
    async with conference_town(tmp_path) as town, chromium_running() as browser:
        people = ({"email": ANNA, "name": "Anna Neri"}, {"email": BRUNO, "name": "Bruno Blu"})
        times = {"start": hour("08:00").isoformat(), "end": hour("09:00").isoformat()}
        booking = await town.invited(*people, **times, room=HALL)
        links = links_in(list(town.peer.taken))
        anna = next(person["id"] for person in await town.listed(booking) if person["email"] == ANNA)
        await town.town.at(hour("08:00"))
        organiser = Forms(town.town.client, await sign_in(town.database, "organiser", town.now))
        meeting, shared = f"/bookings/{booking}/meeting", f"/bookings/{booking}/links"
        await organiser.send(meeting, {"protection": "own", "own_password": PASSWORD})
        shown = await organiser.text(meeting)
        assert PASSWORD in shown
        assert "Jitsi non la chiederà" not in shown
        async with (
            town.hall_open(),
            tab_open(browser) as stage,
            guest(browser, links[ANNA]) as disturbing,
            guest(browser, links[BRUNO]) as bruno,
        ):
            await stage.page.goto(town.stage)
            await wait_for(lambda: [town.jitsi.locked(name) for name in town.jitsi.meetings] == [PASSWORD])
            await go_in(disturbing, PASSWORD)

            _, told = await town.ask("GET", f"bookings/{booking}/links")
            seen = next(link["revision"] for link in told["links"] if link["id"] == f"personal:{anna}")
            await organiser.send(shared, {"holder": f"personal:{anna}", "seen": str(seen)}, f"{shared}/revoke")

            await expect(disturbing.locator("#state")).to_have_text(KICKED)
            await wait_for(lambda: those_in(town) == [("Sala 2",)])
            await town.jitsi.events.posting.until_sent()
            assert "è ancora dentro" not in await organiser.text(shared)

            await go_in(bruno, PASSWORD)
            (name,) = town.jitsi.meetings
            await organiser.send(meeting, {}, f"{meeting}/rename")

            await expect(bruno.locator("#state")).to_have_text(OVER)
            await wait_for(lambda: those_in(town) == [("Sala 2",)] and name not in town.jitsi.meetings)
            await wait_for(lambda: [town.jitsi.locked(other) for other in town.jitsi.meetings] == [PASSWORD])
            await bruno.goto(links[BRUNO])
            await go_in(bruno, PASSWORD)
            assert those_in(town) == [("Sala 2", "Bruno Blu")]
