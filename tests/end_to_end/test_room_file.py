"""A new room file waits until the room is idle."""

from tests.support.house import SITE, House, is_ready
from tests.support.waiting import wait_for


async def test_given_a_live_room_when_its_file_is_changed_then_that_counts_from_the_first_idle_instant(
    house: House,
) -> None:
    await house.press("start")
    await house.until(is_ready("live"))
    house.write_site(
        SITE.replace('"Conferenza" }', '"Pausa" }').replace('"Riposo"', '"Attesa"').replace("Sala 1", "Aula")
    )
    house.obs.heard.clear()

    await house.orchestrator.end()
    await house.serve()
    live = await house.until(lambda view: view["agent"]["connected"] and is_ready("live")(view))
    await wait_for(lambda: house.obs.heard.count("GetCurrentProgramScene") > 4)
    untouched = [command for command in house.obs.heard if command.startswith("Set")]
    await house.press("end")
    await house.until(lambda view: view["name"] == "Aula" and is_ready("idle")(view))
    await house.press("start")
    await house.until(is_ready("live"))
    scenes = [command.split('"')[3] for command in house.obs.heard if command.startswith("SetCurrentProgramScene")]

    assert (live["name"], untouched) == ("Sala 1", [])
    assert scenes[-2:] == ["Attesa", "Pausa"]
