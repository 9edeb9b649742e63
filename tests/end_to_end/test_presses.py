"""What people press on tablets, as it reaches the devices and the other tablets."""

import asyncio
from datetime import datetime, timedelta

import pytest

from tests.support.house import House, is_ready
from tests.support.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_given_a_meeting_when_a_scene_is_pressed_then_the_encoder_shows_it_and_all_tablets_see_it(
    shared_house: House,
) -> None:
    async with shared_house.tablet() as door, shared_house.tablet() as table:
        started = await door.press("start")
        walk_in = await table.until(is_ready("live"))
        pressed = await table.press("scene", scene="Pausa")
        await wait_for(lambda: shared_house.obs.scene == "Pausa")
        seen = await door.until(
            lambda view: any(scene["scene"] == "Pausa" and scene["active"] for scene in view["scenes"])
        )
        refused = await table.press("scene", scene="Riposo")

    assert (started.status_code, pressed.status_code, refused.status_code) == (201, 201, 409)
    assert walk_in["current"]["title"] == "Riunione"
    assert datetime.fromisoformat(walk_in["current"]["end"]) - datetime.fromisoformat(
        walk_in["current"]["start"]
    ) == timedelta(minutes=30)
    assert seen["devices"]["regia-video"]["observed"]["scene"] == "Pausa"


async def test_given_two_tablets_when_both_extend_at_once_then_it_is_one_extension_and_one_end(
    shared_house: House,
) -> None:
    async with shared_house.tablet() as door, shared_house.tablet() as table:
        await door.press("start")
        live = await door.until(is_ready("live"))
        end = live["current"]["end"]
        later = (datetime.fromisoformat(end) + timedelta(minutes=15)).isoformat()
        answers = await asyncio.gather(*(tablet.press("extend", until=later, seen_end=end) for tablet in (door, table)))
        extended = await table.until(lambda view: view["current"] and view["current"]["end"] != end)
        ended = await table.press("end")
        await door.until(lambda view: view["current"] is None)
        await wait_for(lambda: shared_house.projector.power == "off")
        again = await table.press("extend", until=later, seen_end=end)

    assert [answer.status_code for answer in answers] == [201, 201]
    assert datetime.fromisoformat(extended["current"]["end"]) == datetime.fromisoformat(later)
    assert ended.status_code == 201
    assert (again.status_code, again.json()["error"]["code"]) == (409, "not_live")


async def test_given_a_booking_soon_when_started_early_then_it_is_that_booking_that_goes_live(
    shared_house: House,
) -> None:
    booked = await shared_house.book(starts_in_s=600, lasts_s=600, title="Corso di primo soccorso")
    async with shared_house.tablet() as tablet:
        await tablet.until(lambda view: view["next"] is not None)
        await tablet.press("start", booking=booked.json()["id"])
        live = await tablet.until(is_ready("live"))

    assert live["current"]["id"] == booked.json()["id"]
    assert live["current"]["title"] == "Corso di primo soccorso"
    assert shared_house.projector.power == "on"
