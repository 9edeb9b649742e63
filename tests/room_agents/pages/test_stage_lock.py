"""The password that the stage gives its meeting: as soon as it moderates, when it changes, and at its own next entry."""

import pytest
from playwright.async_api import Browser, expect

from integrations.emulators.jitsi import JitsiEmulator, jitsi_running
from tests.room_agents.pages.staging import NAME, ROOM, at, conference, frame_of, in_meeting, stage, until_in
from tests.support.guests import guest_token
from tests.support.lent_tabs import tab_lent
from tests.support.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def until_locked(jitsi: JitsiEmulator, password: str | None) -> None:
    """Wait until the meeting has that password."""
    await wait_for(lambda: [jitsi.locked(NAME)], lambda locks: locks == [password])


async def test_lock_given_a_meeting_when_the_stage_moderates_then_guests_are_asked_for_the_password_of_the_moment(
    browser: Browser,
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(browser, in_meeting(jitsi, lock="4821 9037"), jitsi) as (server, tab),
        tab_lent(browser) as guest,
    ):
        await server.until_seen(lambda seen: seen["joined"] and seen["moderator"])
        await until_locked(jitsi, "4821 9037")
        await guest.page.goto(f"{jitsi.url}/{NAME}?jwt={guest_token(NAME, name='Anna')}")
        typed = guest.page.get_by_label("Password della riunione")
        await typed.fill("0000")
        await typed.press("Enter")
        await expect(typed).to_be_visible()
        await typed.fill("4821 9037")
        await typed.press("Enter")
        await expect(guest.page.locator("#people li")).to_have_count(2)

        await server.tell(conference=conference(jitsi, lock="girasole"))
        await until_locked(jitsi, "girasole")
        await tab.page.reload()
        await until_in(server)
        await server.until_seen(lambda seen: seen["joined"] and seen["moderator"])
        assert jitsi.locked(NAME) == "girasole"

        await server.tell(conference=conference(jitsi))
        await until_locked(jitsi, None)
        assert "girasole" not in await tab.page.content()
        assert await frame_of(tab)


async def test_lock_given_another_password_while_the_frame_is_gone_when_the_stage_comes_back_then_it_gives_the_one_before(
    browser: Browser,
) -> None:
    async with (
        jitsi_running() as jitsi,
        stage(browser, in_meeting(jitsi, lock="girasole"), jitsi) as (server, _),
        tab_lent(browser) as guest,
    ):
        await server.until_seen(lambda seen: seen["joined"] and seen["moderator"])
        await until_locked(jitsi, "girasole")
        await guest.page.goto(f"{jitsi.url}/{NAME}?jwt={guest_token(NAME, name='Anna')}")
        await guest.page.get_by_label("Password della riunione").fill("girasole")
        await guest.page.get_by_role("button", name="Entra").click()
        await expect(guest.page.locator("#people li")).to_have_count(2)

        jitsi.control(f"by-hand kick {ROOM}")
        await server.until_seen(lambda seen: seen["meeting"] == "put_out")
        await server.tell(conference=conference(jitsi, lock="tramonto", rejoin_at=at(0)))

        await until_in(server)
        await until_locked(jitsi, "tramonto")
