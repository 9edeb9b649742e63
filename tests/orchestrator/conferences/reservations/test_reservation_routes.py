"""What Prosody asks over HTTP: answered for bookings alone, without the database, and to the server's own token only."""

import asyncio
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.access.tokens import make_token, program_grant, revoke_token, token_id_of
from orchestrator.app import make_app
from orchestrator.conferences.meeting import Deployment
from orchestrator.conferences.names import spoken_name
from orchestrator.conferences.reservations.granting import Slot
from orchestrator.conferences.reservations.memory import MEMORY, Held, Memory, Reserving
from orchestrator.site.conferences import houses_of
from orchestrator.web.keys import DATABASE, FACTS
from schedules.store.database import READERS, Database
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import MakeToken
from tests.support.town import Town, hour
from tests.support.town_site import STAGE, TOWN
from tests.support.waiting import WITHIN_S, wait_for

NINE, TEN, NOON = hour("09:00"), hour("10:00"), hour("12:00")
MIDNIGHT = hour("22:00")
"""In Rome."""


@pytest.fixture
async def house(database: Database, aiohttp_client: AiohttpClient, token: MakeToken) -> Town:
    """The town, whose Jitsi asks before it opens a conference."""
    stage = STAGE.replace('url = "https://meet.example"\n', 'url = "https://meet.example"\nreservations = true\n')
    text = TOWN.replace("[presets.riunione]\n", stage.lstrip(), 1)
    meet = Deployment("https://meet.example")
    town = Town(token)
    site = load_texts((("sito.toml", text),))
    town.serve(
        await aiohttp_client(make_app(database, site, deployments_of=lambda _: {"meet": meet}, clock=lambda: town.now))
    )
    return town


async def bearer(house: Town, deployment: str = "meet") -> Mapping[str, str]:
    grant = program_grant(["events:write"], None, None, deployment)
    return {"Authorization": f"Bearer {await house.client.app[DATABASE].write(make_token, grant, house.now)}"}


async def status_of(house: Town, headers: Mapping[str, str], name: str) -> int:
    return (await ask(house, headers, name)).status


def name_of(house: Town, booking: str) -> str:
    return spoken_name(house.client.app[FACTS].conferences_key, booking, 0)


async def ask(house: Town, headers: Mapping[str, str], name: str, now: datetime | None = None) -> ClientResponse:
    start = f"{now or house.now:%Y-%m-%dT%H:%M:%S}.000Z"
    form = {"start_time": start, "name": name, "mail_owner": "0f3e@meet.example"}
    return await house.client.post("/jitsi/reservations/meet/conference", data=form, headers=headers)


async def told(house: Town, headers: Mapping[str, str], name: str) -> tuple[int, Any]:
    """The answer to the question, once all that was booked before has been read; asked again as Prosody does."""

    async def asking() -> tuple[int, Any]:
        await wait_for(lambda: house.client.app[MEMORY].is_sure)
        answer = await ask(house, headers, name)
        return answer.status, await answer.json()

    return await wait_for(asking, lambda answer: answer[0] != 503)


async def booked(house: Town, start: datetime = NINE, end: datetime = TEN, **more: Any) -> str:
    """The name of a booking's conference."""
    return name_of(house, (await house.book(start, end, **more))["id"])


async def test_reservation_given_a_booking_now_when_asked_then_it_lasts_until_the_next_one(house: Town) -> None:
    booking = (await house.book(NINE, TEN))["id"]
    await house.book(NOON, hour("13:00"))
    house.now = hour("09:20")

    status, answer = await told(house, await bearer(house), name_of(house, booking))

    assert status == 200
    assert answer == {
        "id": booking,
        "name": name_of(house, booking),
        "mail_owner": "0f3e@meet.example",
        "start_time": "2026-10-20T09:20:00.000Z",
        "duration": 160 * 60,
    }


async def test_reservation_given_prosodys_clock_is_off_when_asked_then_its_own_start_counts(house: Town) -> None:
    name, headers = await booked(house), await bearer(house)
    house.now = NINE
    await told(house, headers, name)

    answer = await (await ask(house, headers, name, NINE + timedelta(minutes=5))).json()

    assert (answer["start_time"], answer["duration"]) == (
        "2026-10-20T09:05:00.000Z",
        int((MIDNIGHT - NINE).total_seconds()),
    )


async def test_reservation_given_a_booking_is_committed_when_asked_at_once_then_it_is_never_refused(
    house: Town,
) -> None:
    headers = await bearer(house)
    house.now = NINE
    statuses = []

    for number in range(5):
        name = await booked(house, NINE + timedelta(hours=number), TEN + timedelta(hours=number), room="sala-1")
        house.now = NINE + timedelta(hours=number)
        statuses.append((await ask(house, headers, name)).status)
        assert (await told(house, headers, name))[0] == 200

    assert set(statuses) <= {200, 503}


async def test_reservation_given_no_booking_now_when_asked_then_it_is_refused_in_the_houses_words(house: Town) -> None:
    name, headers = await booked(house), await bearer(house)

    early = await told(house, headers, name)
    house.now = TEN
    over = await told(house, headers, name)
    unknown = await told(house, headers, "ponte-lume-vela-nave-37")
    foreign = await told(house, headers, f"[altri]{name}")

    assert early == (403, {"message": "La riunione apre alle 10:30."})
    assert over == (403, {"message": "La riunione è finita alle 12:00."})
    assert [unknown[0], foreign[0]] == [403, 403]
    assert unknown[1]["message"].startswith("Nessuna prenotazione")


async def test_reservation_given_a_confidential_or_a_cancelled_booking_when_asked_then_it_is_as_if_it_were_none(
    house: Town,
) -> None:
    headers = await bearer(house)
    secret = await booked(house, confidential=True)
    gone = (await house.book(NINE, TEN, room="sala-2"))["id"]
    assert (await house.cancel(gone)).status == 204
    house.now = NINE

    answers = [await told(house, headers, secret), await told(house, headers, name_of(house, gone))]

    assert [status for status, _ in answers] == [403, 403]
    assert all(answer["message"].startswith("Nessuna prenotazione") for _, answer in answers)


async def test_reservation_given_a_database_that_answers_nobody_when_asked_then_it_is_answered(house: Town) -> None:
    name, headers = await booked(house), await bearer(house)
    house.now = NINE
    await told(house, headers, name)
    memory, database, over = house.client.app[MEMORY], house.client.app[DATABASE], threading.Event()
    await memory.read(database, houses_of(house.client.app), house.now)  # the token is in it now

    def block(_db: Transaction) -> None:
        over.wait(WITHIN_S)

    with ExitStack() as stack:
        stack.callback(over.set)
        reads = [database.read(block) for _ in range(READERS)]
        tasks = [asyncio.ensure_future(read) for read in reads]
        answer = await ask(house, headers, name)
        busy = not any(task.done() for task in tasks)
    for task in tasks:
        await task

    assert answer.status == 200
    assert busy


async def test_reservation_given_our_own_reckoning_breaks_when_asked_then_what_is_booked_opens_all_the_same(
    house: Town,
) -> None:
    headers = await bearer(house)
    odd = Slot("b1", NINE.replace(tzinfo=None), TEN.replace(tzinfo=None), NOON, "Europe/Rome")  # cannot be compared

    async def asking() -> tuple[int, Any]:
        house.client.app[MEMORY].held = Held({"meet": Reserving("", {"ponte": [odd]})})
        answer = await ask(house, headers, "ponte")  # meanwhile the memory may be read anew
        return answer.status, await answer.json()

    status, answer = await wait_for(asking, lambda told: told[0] == 200)

    assert (status, answer["duration"]) == (200, 12 * 3600)


@pytest.mark.parametrize("body", [b"", b"name=", b"\xff\xfe=%", b"name=a&name=b", b'{"name":"ponte"}'])
async def test_reservation_given_no_question_when_it_comes_then_it_is_no_error_of_ours(
    house: Town, body: bytes
) -> None:
    path, headers = "/jitsi/reservations/meet/conference", await bearer(house)

    answer = await house.client.post(path, data=body, headers=headers)
    too_long = await house.client.post(path, data=b"name=" + b"a" * 10_000, headers=headers)

    assert (answer.status, too_long.status) == (400, 413)
    assert (await answer.json())["message"]


async def test_reservation_given_another_token_or_none_when_asked_then_nothing_is_told(house: Town) -> None:
    name, own = await booked(house), await bearer(house)
    house.now = NINE
    others = [{}, await bearer(house, "altro"), await house.as_("admin"), await house.as_("panel:sala-1")]

    assert [(await ask(house, headers, name)).status for headers in others] == [401, 403, 403, 403]
    assert (await told(house, own, name))[0] == 200

    id_ = await house.client.app[DATABASE].read(token_id_of, own["Authorization"].removeprefix("Bearer "))
    await house.client.app[DATABASE].write(revoke_token, id_, house.now)
    await house.client.app[MEMORY].read(house.client.app[DATABASE], houses_of(house.client.app), house.now)
    assert await wait_for(lambda: status_of(house, own, name), lambda status: status == 401) == 401


async def test_reservation_given_a_conference_that_was_granted_when_looked_up_and_destroyed_then_both_are_answered(
    house: Town,
) -> None:
    booking = (await house.book(NINE, TEN))["id"]
    headers, path = await bearer(house), f"/jitsi/reservations/meet/conference/{booking}"
    house.now = NINE
    granted = await told(house, headers, name_of(house, booking))

    found = await (await house.client.get(path, headers=headers)).json()
    missing = await house.client.get(f"{path}x", headers=headers)
    destroyed = [await house.client.delete(path, headers=headers) for _ in range(2)]

    assert {**found, "mail_owner": granted[1]["mail_owner"]} == granted[1]
    assert missing.status == 404
    assert [answer.status for answer in destroyed] == [200, 200]
    assert (await told(house, headers, name_of(house, booking)))[0] == 200


async def test_reservation_given_a_server_that_is_not_to_ask_when_it_does_then_it_says_which_key_is_missing(
    town_with_stage: Town,
) -> None:
    status, answer = await told(town_with_stage, await bearer(town_with_stage), "ponte")

    assert status == 403
    assert "reservations = true" in answer["message"]


def test_memory_given_nothing_was_read_yet_when_asked_then_it_is_sure_of_nothing() -> None:
    assert not Memory().is_sure
