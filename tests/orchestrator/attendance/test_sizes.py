"""How many are in a meeting, asked of its Jitsi server over a real socket, stored, and used as evidence."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import func, select

from config.rooms import Installation
from integrations.services.jitsi_rooms import Line
from orchestrator.attendance.asking_sizes import ask_once
from orchestrator.attendance.stage_counts import counted_by_stages
from orchestrator.conferences.meeting import Conferences, Deployment
from orchestrator.conferences.meetings import Houses
from orchestrator.conferences.presence.counting import uncounted
from orchestrator.conferences.presence.evidence import Snapshot
from orchestrator.conferences.presence.outcome import Gap, MeetingGap
from orchestrator.conferences.presence.snapshot_store import STAGE, snapshots_of, store_counts
from orchestrator.conferences.tables import MeetingSnapshotRow
from orchestrator.hub.keys import PLANS, PRESENCES
from orchestrator.site.keys import SITE
from orchestrator.web.keys import DATABASE, FACTS
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction
from tests.support.town import Town, hour
from tests.support.wired_agent import agent_at, ready, until

NINE, TEN = hour("09:00"), hour("10:00")


class Prosody:
    """Answers for the size of any room."""

    def __init__(self) -> None:
        self.answers: list[int | None] = []
        self.asked: list[str] = []

    async def size(self, request: web.Request) -> web.Response:
        self.asked.append(request.query["room"])
        answer = self.answers.pop(0)
        return web.Response(status=404) if answer is None else web.Response(text=f'{{"participants":{answer}}}')


@pytest.fixture
async def prosody() -> AsyncIterator[tuple[Prosody, str]]:
    peer = Prosody()
    app = web.Application()
    app.router.add_get("/room-size", peer.size)
    async with TestServer(app) as server:
        yield peer, str(server.make_url("")).rstrip("/")


def houses(town: Town, prosody: str | None) -> Houses:
    app = town.client.app
    assert app is not None
    deployment = Deployment("https://meet.example", prosody=prosody, xmpp_domain="meet.example")
    installation: Installation = app[SITE].installation
    return Houses(Conferences(app[FACTS].conferences_key, {"meet": deployment}), installation)


async def rounds(town: Town, houses_: Houses, count: int) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        for minute in range(count):
            await ask_once(Line(http), town.client.app[DATABASE], houses_, NINE + timedelta(minutes=minute))


async def stored(town: Town) -> int:
    def count(db: Transaction) -> int:
        return db.scalar(select(func.count()).select_from(MeetingSnapshotRow)) or 0

    return await town.client.app[DATABASE].read(count)


async def booked(town: Town, **more: Any) -> str:
    await town.at(hour("08:00"))
    booking = str((await town.book(NINE, TEN, **more))["id"])

    def give(db: Transaction) -> None:
        row = db.get(OccurrenceRow, booking)
        assert row is not None
        row.link = "https://meet.example/consiglio-comunale"

    await town.client.app[DATABASE].write(give)
    return booking


async def test_sizes_given_a_meeting_when_its_server_is_asked_each_minute_then_each_count_is_stored(
    town: Town, prosody: tuple[Prosody, str]
) -> None:
    """Nobody before somebody was counted is no news: a server that is asked for the wrong name says the same."""
    booking, (peer, url) = await booked(town), prosody
    peer.answers = [None, 2, 3, None]

    await rounds(town, houses(town, url), 4)

    at = int(NINE.timestamp())
    told = await town.client.app[DATABASE].read(snapshots_of, booking)
    assert set(peer.asked) == {"consiglio-comunale"}
    assert told == [Snapshot(at + 60, 2), Snapshot(at + 120, 3), Snapshot(at + 180, 0)]


async def test_sizes_given_a_confidential_booking_or_a_server_that_cannot_be_asked_then_nobody_is_asked(
    town: Town, prosody: tuple[Prosody, str]
) -> None:
    await booked(town, confidential=True)
    peer, url = prosody

    await rounds(town, houses(town, url), 1)
    await rounds(town, houses(town, None), 1)

    assert peer.asked == []
    assert await stored(town) == 0


async def test_sizes_given_a_server_that_answers_nonsense_when_it_is_asked_then_nothing_is_stored(
    town: Town, prosody: tuple[Prosody, str]
) -> None:
    await booked(town)
    peer, url = prosody
    peer.answers = [-1]

    await rounds(town, houses(town, url), 1)

    assert len(peer.asked) == 1
    assert await stored(town) == 0


def test_count_given_more_than_are_known_when_compared_then_somebody_is_missing_around_it() -> None:
    counts = [Snapshot(600, 2), Snapshot(660, 3), Snapshot(720, 2), Snapshot(780, 1)]

    gaps = list(uncounted(counts, [[(0, 700)], [(0, 1_000)]]))

    assert gaps == [MeetingGap(600, 720, Gap.COUNT)]


@pytest.mark.parametrize(("at", "counted"), [("09:00.5", []), ("09:02", [3])])  # a screen may tell of the one before
async def test_screen_given_people_in_its_meeting_when_it_is_asked_then_its_count_is_stored(
    town_with_stage: Town, at: str, counted: list[int]
) -> None:
    town, app = town_with_stage, town_with_stage.client.app
    await town.at(hour("08:00"))
    booking = (await town.book(NINE, TEN))["id"]
    await town.at(hour(at))
    async with agent_at(town, "sala-1") as agent:
        seen = {"shown": "live", "joined": True, "participants": 3}
        stage = {"driver": "stage", "desired": {"shown": "live"}, "observed": seen, "verdict": "ok"}
        await agent.say(agent.state(await ready(agent), devices={"palco": stage}))
        await until(town, lambda room: room["devices"]["palco"]["observed"].get("participants") == 3)
        found = await counted_by_stages(app[PLANS], app[PRESENCES], town.now)
    await app[DATABASE].write(store_counts, found, STAGE, town.now)

    assert [snapshot.count for snapshot in await app[DATABASE].read(snapshots_of, booking)] == counted
