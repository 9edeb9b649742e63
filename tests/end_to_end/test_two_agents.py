"""Two agents for one room: the newest has it, the older keeps its hands off."""

from tests.support.house import House, is_ready
from tests.support.waiting import wait_for


async def test_given_two_agents_when_a_booking_is_taken_back_then_the_older_touches_nothing_until_it_is_the_newest(
    house: House,
) -> None:
    booked = (await house.book(starts_in_s=10)).json()
    await house.until(lambda view: view["next"] and view["plan"]["held"] == view["plan"]["wished"])
    second = await house.add_agent()
    await wait_for(lambda: house.agent.logged("link.lost"))
    await house.client.delete(f"/api/v1/bookings/{booked['id']}")
    house.projector.heard.clear()
    house.obs.heard.clear()

    await house.until(lambda view: view["now"] > booked["start"])
    asked = [
        command for command in (*house.projector.heard, *house.obs.heard) if command.startswith(("%1POWR 1", "Set"))
    ]
    idle = await house.room()
    connections = [len(agent.logged("link.connected")) for agent in (house.agent, second)]
    codes = [line["code"] for line in house.agent.logged("link.lost")]

    await house.agent.end()
    await house.agent.start()
    await wait_for(lambda: second.logged("link.lost"))
    await house.press("start")
    await house.until(is_ready("live"))

    assert asked == []
    assert (idle["verdict"], idle["agent"]["connected"]) == ("ready", True)
    assert (connections, codes) == ([1, 1], [4000])
    assert "%1POWR 1" in house.projector.heard
    assert len(second.logged("link.connected")) == 1
