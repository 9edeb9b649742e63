"""The stage puts out of its meeting whoever is not to stay, whenever they are in it, and nobody else."""

import pytest
from playwright.async_api import Browser, expect

from integrations.emulators.jitsi import jitsi_running
from tests.room_agents.pages.staging import NAME, ROOM, conference, in_meeting, stage
from tests.support.guests import guest_token
from tests.support.lent_tabs import tab_lent
from tests.support.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_people_given_some_who_are_not_to_stay_when_they_are_in_or_come_back_then_the_stage_puts_them_out(
    browser: Browser,
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(browser, in_meeting(jitsi), jitsi) as (server, _),
        tab_lent(browser) as ada,
        tab_lent(browser) as bea,
        tab_lent(browser) as carla,
    ):
        await server.until_seen(lambda seen: seen["joined"] and seen["moderator"])
        hers = f"{jitsi.url}/{NAME}?jwt={guest_token(NAME, name='Ada', id='u-ada')}"
        await ada.page.goto(hers)
        await bea.page.goto(f"{jitsi.url}/{NAME}?jwt={guest_token(NAME, name='Bea', id='u-bea')}")
        await carla.page.goto(f"{jitsi.url}/{NAME}?jwt={guest_token(NAME, name='Carla')}")
        await expect(bea.page.locator("#people li")).to_have_count(4)
        carlas = jitsi.participants(NAME)["Carla"]

        out = [{"user": "u-ada", "participants": []}, {"user": "u-carla", "participants": [carlas]}]
        await server.tell(conference=conference(jitsi, put_out=out))

        for gone in (ada, carla):
            await expect(gone.page.locator("#state")).to_have_text("Sei stato fatto uscire")
        await wait_for(lambda: jitsi.meetings, lambda meetings: meetings == {NAME: (ROOM, "Bea")})
        await ada.page.goto("about:blank")
        await ada.page.goto(hers)
        await expect(ada.page.locator("#state")).to_have_text("Sei stato fatto uscire")
        await wait_for(lambda: jitsi.meetings, lambda meetings: meetings == {NAME: (ROOM, "Bea")})
