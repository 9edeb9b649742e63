"""The stage taken out of its meeting by people: not back unasked; what looks alike and is no such thing."""

import asyncio

import pytest
from playwright.async_api import Browser, expect

from integrations.emulators.jitsi import jitsi_running
from tests.room_agents.pages.staging import (
    NAME,
    ROOM,
    at,
    booking,
    conference,
    entries,
    in_meeting,
    say,
    seconds_until,
    stage,
    told,
    until_in,
    until_state,
)
from tests.support.guests import guest_token
from tests.support.lent_tabs import tab_lent
from tests.support.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="session")
WAYS = [
    (f"kick {ROOM}", "put_out", "La sala è stata fatta uscire dalla riunione."),
    ("meeting over", "ended", "La riunione è stata chiusa per tutti."),
    ("screen leave", "left", "La sala è uscita dalla riunione."),
]


@pytest.mark.parametrize(("by_hand", "state", "label"), WAYS, ids=[state for _, state, _ in WAYS])
async def test_given_people_who_take_the_room_out_when_time_passes_then_it_stays_out_until_it_is_asked(
    browser: Browser, by_hand: str, state: str, label: str
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
        await until_in(server)

        jitsi.control(f"by-hand {by_hand}")

        await until_state(server, state)
        await expect(tab.page.locator("#address-label")).to_have_text(label)
        await expect(tab.page.locator("iframe")).to_have_count(0)
        since = len(server.seen)
        await seconds_until(tab, lambda: len(server.seen) > since + 30, step=5)
        assert {(seen["meeting"], seen["joined"]) for seen in server.seen[since:]} == {(state, False)}
        assert (entries(jitsi), jitsi.meetings) == (1, {})

        await server.tell(conference=conference(jitsi, minutes=75))  # extended: nobody asked for it
        await until_state(server, state)
        await tab.page.get_by_role("button", name="Rientra").click()

        await until_in(server)
        await expect(tab.page.locator("#address")).to_be_hidden()


async def test_given_a_room_put_out_when_the_panel_asks_then_it_enters_and_older_presses_bring_nobody_back(
    browser: Browser,
) -> None:
    older, newer = at(-2), at(0)
    async with (
        jitsi_running() as jitsi,
        stage(browser, in_meeting(jitsi, rejoin_at=older), jitsi) as (server, tab),
    ):
        await until_in(server)
        jitsi.control(f"by-hand kick {ROOM}")
        await until_state(server, "put_out")

        await tab.page.reload()  # a press that it has seen, told anew
        await until_state(server, "put_out")
        assert entries(jitsi) == 1

        await server.tell(conference=conference(jitsi, rejoin_at=newer))
        await until_in(server)
        jitsi.control(f"by-hand kick {ROOM}")
        await until_state(server, "put_out")


async def test_given_a_room_put_out_when_the_next_booking_meets_then_it_enters_that_one(browser: Browser) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi) as (server, _):
        await until_in(server)
        jitsi.control(f"by-hand kick {ROOM}")
        await until_state(server, "put_out")

        following = {**conference(jitsi), "name": NAME[::-1]}
        await server.tell(booking=booking("Corso", 0, 60), conference=following)

        await until_state(server, "refused")  # it went there: with the token of the other meeting
        assert f"GET /.join/{NAME[::-1]}" in jitsi.heard
        await server.tell(**told("idle"))


async def test_given_a_room_put_out_when_its_booking_ends_and_is_reopened_then_it_enters(browser: Browser) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi) as (server, _):
        await until_in(server)
        jitsi.control("by-hand meeting over")
        await until_state(server, "ended")
        again = dict(server.told)

        await server.tell(**told("closing"))
        await server.until_seen(lambda seen: seen["shown"] == "closing" and seen["joined"] is None)
        await server.tell(**again)

        await until_in(server)


async def test_given_a_page_of_jitsis_that_loads_itself_anew_when_it_does_then_nobody_has_left(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi) as (server, tab):
        await until_in(server)

        await say(tab, "videoConferenceLeft", {})
        await say(tab, "ready", {})

        await until_state(server, "interrupted")
        await until_in(server)


async def test_given_a_breakout_room_when_the_room_is_sent_there_and_back_then_it_was_never_out(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi) as (server, _):
        jitsi.control("by-hand guests 2")
        await server.until_seen(lambda seen: seen["participants"] == 3)

        jitsi.control("by-hand breakout in")
        jitsi.control("by-hand guests 3")
        await server.until_seen(lambda seen: seen["joined"] and seen["participants"] == 4)
        jitsi.control("by-hand breakout out")
        jitsi.control("by-hand guests 1")
        await server.until_seen(lambda seen: seen["joined"] and seen["participants"] == 2)

        joined = [seen["joined"] for seen in server.seen]
        assert False not in joined[joined.index(True) :]
        assert entries(jitsi) == 1


async def test_given_a_meeting_that_is_left_without_a_word_when_nothing_follows_then_the_room_has_left(
    browser: Browser,
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi, clock=True) as (server, tab):
        await until_in(server)
        jitsi.control("by-hand signalling dead")  # what follows is not heard

        async with asyncio.TaskGroup() as tasks:
            left = tasks.create_task(until_state(server, "left"))
            since = len(server.seen)
            await say(tab, "videoConferenceLeft", {})
            await seconds_until(tab, left.done)

        states = [(seen["joined"], seen["meeting"]) for seen in server.seen[since:]]
        assert list(dict.fromkeys(states)) == [(True, None), (False, "joining"), (False, "left")]
        assert entries(jitsi) == 1


@pytest.mark.parametrize(
    "name", ["connection.droppedError", "conference.focusLeft", "conference.videobridgeNotAvailable"]
)
async def test_given_a_fatal_error_in_a_meeting_when_told_then_the_room_comes_back_by_itself(
    browser: Browser, name: str
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi) as (server, tab):
        await until_in(server)

        jitsi.control(f"by-hand error {name}")

        await until_state(server, "interrupted")
        await expect(tab.page.locator("#address-label")).to_have_text("La riunione si è interrotta: ci si ricollega…")
        await until_in(server)


@pytest.mark.parametrize("name", ["conference.chatError", "conference.connectionError", "conference.max_users"])
async def test_given_an_error_in_a_meeting_that_is_not_fatal_when_told_then_the_room_stays_in(
    browser: Browser, name: str
) -> None:
    async with jitsi_running() as jitsi, stage(browser, in_meeting(jitsi), jitsi) as (server, _):
        await until_in(server)

        jitsi.control(f"by-hand error {name}")
        jitsi.control("by-hand guests 1")

        await server.until_seen(lambda seen: seen["joined"] is True and seen["participants"] == 2)
        assert entries(jitsi) == 1


async def test_given_a_meeting_with_another_name_when_the_plan_says_so_then_the_stage_ends_the_one_before_and_is_in_the_new_one(
    browser: Browser,
) -> None:
    other = "ponte-lume-vela-nave-37"
    async with (
        jitsi_running() as jitsi,
        stage(browser, in_meeting(jitsi), jitsi) as (server, _),
        tab_lent(browser) as guest,
    ):
        await server.until_seen(lambda seen: seen["joined"] and seen["moderator"])
        await guest.page.goto(f"{jitsi.url}/{NAME}?jwt={guest_token(NAME, name='Anna')}")
        await expect(guest.page.locator("#people li")).to_have_count(2)

        await server.tell(conference=conference(jitsi, name=other, former=["anche-prima-di-lui-11", NAME]))

        await wait_for(lambda: jitsi.meetings, lambda meetings: meetings == {other: (ROOM,)})
        await expect(guest.page.locator("#state")).to_have_text("Riunione conclusa")
