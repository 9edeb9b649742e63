"""Which Jitsi server may tell of which meeting: the one on which it is held, and no other that knows its name."""

import json
from collections.abc import Awaitable, Callable

import pytest
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.access.tokens import make_token, program_grant
from orchestrator.app import make_app
from orchestrator.conferences.meeting import Deployment
from orchestrator.conferences.names import spoken_name
from orchestrator.conferences.presence.event_store import events_of
from orchestrator.conferences.tables import MeetingEventRow
from orchestrator.site.keys import SITE
from orchestrator.web.keys import DATABASE, FACTS
from schedules.store.database import Database
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction
from tests.support.town import Town, hour
from tests.support.town_site import STAGE, TOWN

NINE, TEN = hour("09:00"), hour("10:00")
SERVERS = {"meet": Deployment("https://meet.example"), "altro": Deployment("https://altro.example")}
_OTHER = '[[jitsi]]\nid = "altro"\nurl = "https://altro.example"\n'
ON_MEET = TOWN.replace("[presets.riunione]\n", _OTHER + STAGE.lstrip(), 1)
ON_OTHER = ON_MEET.replace('jitsi = "meet"', 'jitsi = "altro"')


@pytest.fixture
async def two_servers(
    database: Database, aiohttp_client: AiohttpClient, token: Callable[[str], Awaitable[str]]
) -> Town:
    town = Town(token)
    site = load_texts((("sito.toml", ON_MEET),))
    app = make_app(database, site, deployments_of=lambda _: SERVERS, clock=lambda: town.now)
    town.serve(await aiohttp_client(app))
    await town.at(hour("08:00"))
    return town


async def book(town: Town, *, confidential: bool = False) -> str:
    booking = str((await town.book(NINE, TEN))["id"])
    if confidential:

        def hide(db: Transaction) -> None:
            db.get_one(OccurrenceRow, booking).confidential = True

        await town.client.app[DATABASE].write(hide)
    await town.at(NINE)
    return booking


async def tell(town: Town, deployment: str, booking: str, nick: str) -> int:
    grant = program_grant(["events:write"], None, None, deployment)
    headers = {"Authorization": f"Bearer {await town.client.app[DATABASE].write(make_token, grant, NINE)}"}
    name = spoken_name(town.client.app[FACTS].conferences_key, booking, 0)
    who = {"occupant_jid": f"x@conference/{nick}", "joined_at": int(NINE.timestamp())}
    body = json.dumps({"room_name": name, "occupant": who})
    address = f"/jitsi/events/{deployment}/events/occupant/joined"
    async with town.client.post(address, data=body, headers=headers) as answer:
        return answer.status


async def told_of(town: Town, booking: str) -> list[str]:
    events = await town.client.app[DATABASE].read(events_of, booking)
    return [event.occupant.jid.rpartition("/")[2] for event in events if event.occupant is not None]


async def test_meeting_when_another_server_tells_of_it_then_it_is_answered_alike_and_nothing_of_it_counts(
    two_servers: Town,
) -> None:
    booking = await book(two_servers)

    answers = [await tell(two_servers, *who) for who in (("altro", booking, "falso"), ("meet", booking, "vero"))]

    assert answers == [201, 201]
    assert await told_of(two_servers, booking) == ["vero"]


async def test_meeting_that_runs_when_the_room_files_move_it_then_both_servers_may_tell(two_servers: Town) -> None:
    booking, site = await book(two_servers), two_servers.client.app[SITE]
    await tell(two_servers, "meet", booking, "prima")

    site.replace(site.following(load_texts((("sito.toml", ON_OTHER),))))
    for server in ("meet", "altro"):
        await tell(two_servers, server, booking, server)

    assert await told_of(two_servers, booking) == ["prima", "meet", "altro"]


async def test_meeting_that_is_confidential_when_another_server_tells_of_it_then_nothing_is_kept_apart_either(
    two_servers: Town,
) -> None:
    booking = await book(two_servers, confidential=True)

    assert [await tell(two_servers, server, booking, "x") for server in ("altro", "meet")] == [200, 200]
    assert await two_servers.client.app[DATABASE].read(lambda db: db.query(MeetingEventRow).count()) == 0
