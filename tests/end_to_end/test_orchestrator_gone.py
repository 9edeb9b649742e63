"""The room goes on without its server, and the server comes back to a running session."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.house import House, is_ready, numbers, without_holes
from tests.support.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_given_an_agent_started_while_the_server_is_dead_when_its_plan_says_so_then_the_room_is_prepared_on_time(
    shared_house: House,
) -> None:
    booked = await shared_house.book(starts_in_s=10)  # the agent may need most of that to start
    held = await shared_house.until(lambda view: view["next"] and view["plan"]["held"] == view["plan"]["wished"])
    before = await shared_house.reports()
    await shared_house.agent.kill()
    await shared_house.orchestrator.kill()

    await shared_house.agent.start()
    await wait_for(lambda: shared_house.projector.power == "on" and shared_house.projector.input == "31")
    await wait_for(lambda: shared_house.obs.scene == "Conferenza")
    came_back = datetime.fromisoformat((await _when_served(shared_house))["now"])
    reports = await wait_for(
        shared_house.reports, lambda all_: any(_is(report, "live") for report in all_[len(before) :])
    )

    start = datetime.fromisoformat(booked.json()["start"])
    assert (held["phase"], came_back > start) == ("idle", True)
    assert numbers(reports) == without_holes(len(reports))
    assert [report["seq"] for report in reports] == without_holes(len(reports))
    assert reports[: len(before)] == before
    missed = reports[len(before) :]
    begun = {
        report["details"]["phase"]: datetime.fromisoformat(report["at"])
        for report in missed
        if report["kind"] == "segment"
    }
    assert start - timedelta(seconds=2) <= begun["preparing"] < start <= begun["live"] < came_back
    verified_on = [report for report in missed if report["kind"] == "verified" and report["details"]["value"] == "on"]
    assert datetime.fromisoformat(verified_on[0]["at"]) < start


async def test_given_a_live_session_when_the_server_is_started_anew_then_no_device_notices_and_the_tablet_is_back(
    shared_house: House,
) -> None:
    async with shared_house.tablet() as tablet:
        await tablet.press("start")
        live = await tablet.until(is_ready("live"))
        asked = _commands(shared_house)

        code = await shared_house.orchestrator.end()
        await shared_house.serve()
        await wait_for(lambda: len(tablet.connections) == 2)
        back = await tablet.until(lambda view: view["agent"]["connected"] and is_ready("live")(view))
        extended = await tablet.press("extend", until=_later(back["current"]["end"]), seen_end=back["current"]["end"])
        after = await tablet.until(lambda view: view["current"]["end"] != live["current"]["end"])

    assert code == 0
    assert _commands(shared_house) == asked
    assert tablet.connections == [200, 200]
    assert (extended.status_code, after["current"]["id"]) == (201, live["current"]["id"])
    assert numbers(await shared_house.reports()) == without_holes(len(await shared_house.reports()))


async def _when_served(house: House) -> dict[str, str]:
    await house.serve()
    return dict(await house.room())


def _is(report: Mapping[str, Any], phase: str) -> bool:
    return bool(report["kind"] == "segment" and report["details"]["phase"] == phase)


def _commands(house: House) -> list[str]:
    """What the devices were told to do, questions left out."""
    heard = [*house.projector.heard, *house.obs.heard]
    return [command for command in heard if not (command.endswith("?") or command.startswith(("Get", "Identify")))]


def _later(end: str) -> str:
    return (datetime.fromisoformat(end) + timedelta(minutes=15)).isoformat()
