"""A conference from the booking to the register: booked for tomorrow, invited to, moved, held by guests and the hall, and told."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.support.chromium import WHOLE, chromium_running, tab_open
from tests.support.conference_town import HALL, ConferenceTown, conference_town
from tests.support.inviting import event_in, text_of
from tests.support.page_forms import Browser as Forms
from tests.support.people import sign_in
from tests.support.town import hour
from tests.support.waiting import wait_for

ANNA, BRUNO, CARLA, DARIO = (
    "anna@scuola.example",
    "bruno@scuola.example",
    "carla@scuola.example",
    "dario@scuola.example",
)
INVITED: tuple[Mapping[str, Any], ...] = (
    {"email": ANNA, "name": "Anna Neri"},
    {"email": BRUNO, "name": "Bruno Blu"},
    {"email": CARLA, "name": "Carla Verdi"},
    {"email": DARIO, "name": "Dario Gialli"},
)
ENTER = "Entra nella riunione"
IN_MEETING = "#people li"


def links_in(mails: list[EmailMessage]) -> Mapping[str, str]:
    """The links that mails bring, by whom they are for."""
    return {str(mail["To"]): next(line for line in text_of(mail).splitlines() if "/m/" in line) for mail in mails}


@asynccontextmanager
async def guest(browser: Browser, link: str, **options: Any) -> AsyncIterator[Page]:
    """Somebody at home who opens a link."""
    async with tab_open(browser, **options) as tab:
        await tab.page.clock.install()
        await tab.page.goto(link)
        yield tab.page


async def entered(town: ConferenceTown, page: Page, name: str, devices: int = 1) -> None:
    """They are in, and the page shows it."""
    await wait_for(lambda: [*sum(town.jitsi.meetings.values(), ())].count(name) == devices)
    await expect(page.locator(IN_MEETING).first).to_be_visible()


async def gone(town: ConferenceTown, page: Page, name: str, devices: int = 0) -> None:
    """They leave by themselves."""
    await page.locator("#leave").click()
    await wait_for(lambda: [*sum(town.jitsi.meetings.values(), ())].count(name) == devices)


async def test_conference_given_a_booking_for_tomorrow_when_it_is_moved_and_held_then_the_register_is_right_to_the_second(
    tmp_path: Path,
) -> None:
    async with conference_town(tmp_path) as town, chromium_running() as browser, chromium_running(WHOLE) as elsewhere:
        await town.town.at(hour("10:00"))  # noon in Italy
        booking = await town.invited(*INVITED, start=hour("07:00", 1).isoformat(), end=hour("08:00", 1).isoformat())
        links = links_in(list(town.peer.taken))
        await town.changed(booking, start=hour("08:00", 1).isoformat(), end=hour("09:00", 1).isoformat(), rooms=[HALL])
        moved = list((await town.arrived(8))[4:])
        assert links_in(moved) == links
        assert {str(event_in(mail)[1].start.time()) for mail in moved} == {"10:00:00"}
        assert all("Sala 2" in text_of(mail) for mail in moved)
        organiser = Forms(town.town.client, await sign_in(town.database, "organiser", town.now))
        bruno = next(person["id"] for person in await town.listed(booking) if person["email"] == BRUNO)
        here = f"/bookings/{booking}/links"
        assert (await organiser.send(here, {"holder": f"personal:{bruno}"}, f"{here}/revoke")).status == 303

        await town.town.at(hour("07:20", 1))
        async with guest(browser, links[ANNA]) as anna:
            await anna.get_by_role("button", name=ENTER).click()
            await expect(anna.locator("[data-said]")).to_contain_text("Si entra dalle 09:30")

            await town.town.at(hour("08:00", 1))
            async with town.hall_open(), tab_open(elsewhere) as stage, tab_open(browser) as panel:
                await stage.page.goto(town.stage)
                await wait_for(lambda: list(town.jitsi.meetings.values()) == [("Sala 2",)])
                await expect(stage.page.locator("#recorded")).to_have_text("Viene registrata")
                await expect(stage.page.locator("#open")).to_be_hidden()
                await panel.page.goto(await town.panel())
                await held(town, (browser, elsewhere), (anna, stage.page, panel.page), links)

        await town.jitsi.events.posting.until_sent()
        assert town.jitsi.events.posting.lost == []
        again = await sign_in(town.database, "organiser", town.now)
        cookie = {"name": "regia_account", "value": again.cookie, "url": town.url}
        async with tab_open(browser) as tab:
            await tab.page.context.add_cookies([cookie])  # type: ignore[list-item]
            await tab.page.goto(f"{town.url}/bookings/{booking}")
            await tab.page.get_by_role("link", name="Presenze").click()
            anna_row = tab.page.get_by_role("row", name="Anna Neri")
            await anna_row.locator("summary").click()
            await expect(anna_row.locator("details")).to_contain_text(
                "Dalle 10:05:19 alle 10:20:00 il suo collegamento era aperto su più dispositivi: conta una volta sola."
            )
            rows = [re.sub(r"\s+", " ", row) for row in await tab.page.locator("main [role=row]").all_inner_texts()]
    assert [row.partition(" Perché?")[0] for row in rows[1:]] == [
        "Anna Neri invitato, su più dispositivi 10:00:07 10:40:45 40:38 –",
        "Bruno Blu invitato – – 0:00 – Non c’era.",
        "Carla Verdi invitato 10:02:31 10:52:10 49:39 –",
        "Dario Gialli invitato, in sala 10:03:00 10:55:00 52:00 –",
        "Sala 2 sala 10:00:00 10:55:00 55:00 –",
    ]


async def held(
    town: ConferenceTown,
    browsers: tuple[Browser, Browser],
    waiting: tuple[Page, Page, Page],
    links: Mapping[str, str],
) -> None:
    """The meeting itself: who comes and goes at which second. Elena was not invited: Anna has sent her own link on to her."""
    browser, elsewhere = browsers
    anna, stage, panel = waiting
    async with (
        guest(browser, links[BRUNO]) as bruno,
        guest(browser, links[CARLA]) as carla,
        guest(browser, links[DARIO]) as dario,
        guest(elsewhere, links[ANNA], locale="en-GB") as elena,
    ):
        await expect(bruno.locator("main")).to_contain_text("non vale più")
        it_is(town, "08:00:07")
        await anna.clock.fast_forward("40:00")  # she waited all the while
        await entered(town, anna, "Anna Neri")
        await panel.get_by_role("button", name="Inizia «Collegio docenti»", exact=True).click()
        await expect(stage.locator("#open")).to_have_text("Microfono e camera aperti")
        await expect(anna.locator(IN_MEETING, has_text="Sala 2")).to_contain_text("microfono acceso")

        town.jitsi.control("by-hand events repeated")
        it_is(town, "08:02:31")  # hers has no camera, and she comes all the same
        await expect(carla.locator("main")).to_contain_text("Questa riunione viene registrata")
        await carla.locator("[data-try]").click()
        await expect(carla.locator("li[data-state=bad] [data-of=camera]")).to_be_visible()
        await carla.get_by_role("button", name=ENTER).click()
        await entered(town, carla, "Carla Verdi")

        it_is(town, "08:03:00")
        await dario.get_by_label("Sono in sala").check()
        await dario.get_by_role("button", name=ENTER).click()
        await entered(town, dario, "Dario Gialli")
        await expect(dario.locator("#microphone")).to_be_disabled()

        town.jitsi.control("by-hand events reordered")
        it_is(town, "08:05:19")
        await expect(elena.locator("main")).to_contain_text("This meeting is recorded")
        await elena.get_by_role("button", name="Go into the meeting").click()
        await entered(town, elena, "Anna Neri", devices=2)
        it_is(town, "08:20:00")
        await gone(town, anna, "Anna Neri", devices=1)
        it_is(town, "08:40:45")
        await gone(town, elena, "Anna Neri")
        it_is(town, "08:52:10")
        await gone(town, carla, "Carla Verdi")

        town.jitsi.control("by-hand events ok")
        it_is(town, "08:55:00")
        await town.town.pressed("end", HALL)
        await wait_for(lambda: not town.jitsi.meetings)
        await expect(dario.locator("#state")).to_have_text("Riunione conclusa")


def it_is(town: ConferenceTown, second: str) -> None:
    """Let it be that second of the day, in UTC."""
    hours, minutes, seconds = second.split(":")
    town.town.now = hour(f"{hours}:{minutes}", 1) + timedelta(seconds=int(seconds))
