"""kill -9 in the middle of the work: what was acknowledged is there, what was not is not there by halves."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.support.house import House, is_ready, numbers, without_holes
from tests.support.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="module")
AT_ONCE = 16


async def test_given_sixteen_clients_that_book_when_the_server_is_killed_then_every_answer_given_holds(
    shared_house: House,
) -> None:
    accepted: list[Mapping[str, Any]] = []
    refused: list[httpx.Response] = []

    async def book_on(client: int) -> None:
        with suppress(httpx.TransportError):
            for number in range(200):
                overlapping = 86400 + 1800 * (number * AT_ONCE + client)
                answer = await shared_house.book(
                    starts_in_s=overlapping, lasts_s=2700, title=f"Corso {client}-{number}"
                )
                if answer.status_code == httpx.codes.CREATED:
                    accepted.append(answer.json())
                else:
                    refused.append(answer)

    async with asyncio.TaskGroup() as tasks:
        for client in range(AT_ONCE):
            tasks.create_task(book_on(client))
        await wait_for(lambda: len(accepted) > 60)
        await shared_house.orchestrator.kill()
    await shared_house.serve()
    stored = {booking["id"]: booking for booking in await _bookings_from_tomorrow(shared_house)}

    assert {response.status_code for response in refused} == {409}
    assert [booking for booking in accepted if stored.get(booking["id"]) != booking] == []
    assert all(booking["rooms"] == ["sala-1"] and booking["title"].startswith("Corso") for booking in stored.values())
    held = sorted((booking["start"], booking["end"]) for booking in stored.values() if booking["holding"])
    assert all(before[1] <= after[0] for before, after in pairwise(held))
    assert len(held) == len(stored) <= len(accepted) + AT_ONCE


async def test_given_tablets_that_press_when_the_server_is_killed_then_a_press_answered_is_not_done_twice(
    shared_house: House,
) -> None:
    await shared_house.press("start")
    live = await shared_house.until(is_ready("live"))
    first_end = datetime.fromisoformat(live["current"]["end"])
    answered: dict[str, tuple[int, Mapping[str, Any]]] = {}

    async def extend_on(client: int) -> None:
        with suppress(httpx.TransportError):
            for number in range(200):
                press_id, until = str(uuid4()), first_end + timedelta(seconds=number * AT_ONCE + client)
                answer = await shared_house.press("extend", press_id=press_id, until=until.isoformat())
                if answer.status_code == httpx.codes.CREATED:
                    answered[press_id] = (number * AT_ONCE + client, answer.json())

    async with asyncio.TaskGroup() as tasks:
        for client in range(AT_ONCE):
            tasks.create_task(extend_on(client))
        await wait_for(lambda: len(answered) > 30)
        await shared_house.orchestrator.kill()
    await shared_house.serve()
    after = await shared_house.until(is_ready("live"))
    repeated = {
        press_id: await shared_house.press(
            "extend", press_id=press_id, until=(first_end + timedelta(days=1)).isoformat()
        )
        for press_id in answered
    }

    assert {response.status_code for response in repeated.values()} == {200}
    assert [press for press, (_, was) in answered.items() if repeated[press].json() != was] == []
    latest = max(extension for extension, _ in answered.values())
    assert datetime.fromisoformat(after["current"]["end"]) >= first_end + timedelta(seconds=latest)
    assert after["current"]["id"] == live["current"]["id"]


async def test_given_an_agent_killed_again_and_again_when_it_is_left_alone_then_the_room_is_as_wished(
    shared_house: House,
) -> None:
    await shared_house.book(starts_in_s=2.5)
    for alive_s in (0.4, 1.2, 0.9, 1.5):
        await asyncio.sleep(alive_s)  # not an assertion: the moment of the blow
        await shared_house.agent.kill()
        await shared_house.agent.start()
    await shared_house.until(is_ready("live"))
    await wait_for(shared_house.reports, lambda all_: _verified(all_, "scene", "Conferenza"))
    reports = await shared_house.reports()

    assert (shared_house.projector.power, shared_house.projector.input, shared_house.obs.scene) == (
        "on",
        "31",
        "Conferenza",
    )
    assert numbers(reports) == without_holes(len(reports))
    assert reports[0]["details"].get("phase") == "idle"


def _verified(reports: list[Mapping[str, Any]], attribute: str, value: str) -> bool:
    wanted = {"attribute": attribute, "value": value}
    return any(report["kind"] == "verified" and report["details"] == wanted for report in reports)


async def _bookings_from_tomorrow(house: House) -> list[Mapping[str, Any]]:
    tomorrow = datetime.now(UTC) + timedelta(hours=12)
    window = {"from": tomorrow.isoformat(), "to": (tomorrow + timedelta(days=390)).isoformat()}
    return await house.bookings_of(window)
