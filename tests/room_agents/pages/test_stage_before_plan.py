"""A big screen whose browser begins before its room's first plan is here, as after the computer was switched on."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from room_agents.clock import read_clock
from room_agents.drivers import Drivers
from room_agents.link import Unsent
from room_agents.plans import Plans
from room_agents.room import Surroundings
from room_agents.rooms import Rooms
from room_agents.stage_device import Stages
from room_agents.web import StageWeb
from tests.room_agents.following import plan_of, secret, segment
from tests.support.chromium import tab_open
from tests.support.waiting import WITHIN_S

KEY = "k" * 32

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_stage_given_a_room_without_a_plan_when_its_plan_comes_then_the_screen_shows_the_room_by_itself(
    browser: Browser, tmp_path: Path
) -> None:
    stages = Stages(read_clock)
    async with asyncio.TaskGroup() as tasks, tab_open(browser) as tab:
        rooms = Rooms(
            Plans(tmp_path), Surroundings(read_clock, Drivers(secret, stages), Unsent().put, lambda _: None), tasks
        )
        web = StageWeb(rooms, stages, secret, KEY)
        serving = tasks.create_task(web.run(0))
        async with asyncio.timeout(WITHIN_S):
            await web.listening.wait()
        await tab.page.goto(f"http://127.0.0.1:{web.port}/stage/sala-1?key={KEY}")
        await expect(tab.page.locator("body")).to_contain_text("Lo schermo riprova da sé")

        message = plan_of({}, segment("idle", {}))
        rooms.take(message)
        await expect(tab.page.locator("#name")).to_have_text(message.plan.room.name)

        rooms.forget("sala-1")
        serving.cancel()
