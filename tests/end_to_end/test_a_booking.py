"""From a booking over HTTP to devices read back as wished, live, and back to idle."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.support.house import House, is_ready, numbers, without_holes
from tests.support.waiting import wait_for


async def test_given_an_idle_room_when_booked_then_it_is_ready_live_closed_and_idle_again(
    unhurried_house: House,
) -> None:
    house = unhurried_house
    house.projector.heard.clear()
    house.obs.heard.clear()

    booked = await house.book(starts_in_s=7)
    preparing = await house.until(is_ready("preparing"))
    live = await house.until(is_ready("live"))
    ended = await house.press("end")
    idle = await house.until(is_ready("idle"))
    asked = [command for command in house.projector.heard if not command.endswith("?")]
    scenes = [command for command in house.obs.heard if command.startswith("SetCurrentProgramScene")]
    reports = await wait_for(house.reports, lambda all_: _phases(all_)[2:] and _phases(all_)[-1] == "idle")

    assert (booked.status_code, ended.status_code) == (201, 201)
    assert preparing["devices"]["proiettore"]["observed"] == {"power": "on", "input": "hdmi1"}
    assert preparing["devices"]["regia-video"]["observed"]["scene"] == "Attesa"
    assert preparing["now"] < booked.json()["start"]
    assert preparing["next"]["id"] == live["current"]["id"] == booked.json()["id"]
    assert live["devices"]["regia-video"]["observed"]["scene"] == "Conferenza"
    assert (idle["current"], idle["next"]) == (None, None)
    assert idle["devices"]["proiettore"]["observed"]["power"] == "off"

    assert asked == ["%1POWR 1", "%1INPT 31", "%1POWR 0"]
    assert scenes == [
        f'SetCurrentProgramScene {{"sceneName": "{name}"}}' for name in ("Attesa", "Conferenza", "Riposo")
    ]

    assert numbers(reports) == without_holes(len(reports))
    assert _phases(reports) == ["idle", "preparing", "live", "closing", "idle"]
    assert [report["at"] for report in reports] == sorted(report["at"] for report in reports)


def _phases(reports: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    return [report["details"]["phase"] for report in reports if report["kind"] == "segment"]
