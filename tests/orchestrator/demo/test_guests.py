"""The demo's guests: they go into the council's meeting by their own links, and Jitsi tells the service of them."""

import asyncio
from datetime import UTC, datetime, timedelta

from pytest_aiohttp import AiohttpClient

from config.site_file.loading import load_texts
from integrations.emulators.jitsi import SECRET, jitsi_running
from integrations.emulators.jitsi_posting import EventTarget
from orchestrator.access.credentials import ACCOUNT_COOKIE
from orchestrator.accounts.sign_ins import open_sign_in
from orchestrator.app import make_app
from orchestrator.conferences.meeting import Deployment
from orchestrator.demo.building import JITSI
from orchestrator.demo.guests import COMING, attend
from orchestrator.demo.people import CHAIR
from orchestrator.demo.stored import store_all
from schedules.store.database import Database
from schedules.store.sealing import key_file, open_keys
from tests.orchestrator.demo.test_door import TEXT
from tests.support.credentials import bearer
from tests.support.waiting import wait_for

NOW = datetime(2026, 11, 27, 10, 12, tzinfo=UTC)
COUNCIL = (NOW + timedelta(minutes=1), NOW + timedelta(minutes=6))


async def test_guests_given_the_demos_council_when_they_attend_then_presence_has_them_until_the_meeting_is_over(
    database: Database, aiohttp_client: AiohttpClient
) -> None:
    keys = open_keys(key_file(database.path))
    stored = await database.write(store_all, keys, ("demo.toml", TEXT), "nobody's", COUNCIL, NOW)
    site = load_texts((("demo.toml", TEXT),))
    clock = [NOW]
    async with jitsi_running(now=lambda: clock[0].timestamp()) as jitsi:
        meet = Deployment(jitsi.url, "regia", SECRET)
        app = make_app(database, site, deployments_of=lambda _: {JITSI: meet}, clock=lambda: clock[0])
        client = await aiohttp_client(app)
        service = str(client.make_url("")).rstrip("/")
        jitsi.events.posting.target = EventTarget(f"{service}/jitsi/events/{JITSI}", bearer(stored.tokens["jitsi"]))
        async with asyncio.TaskGroup() as guests:
            for person in COMING:
                guests.create_task(attend(service, stored.council.personal[person.name]))
            await wait_for(lambda: sorted(sum(jitsi.meetings.values(), ())) == sorted(guest.name for guest in COMING))
            clock[0] = COUNCIL[1]
            jitsi.control("by-hand meeting over")
        await jitsi.events.posting.until_sent()
        path = f"/api/v1/bookings/{stored.council.booking}/presence"
        organiser = stored.accounts[CHAIR.email]
        cookie, _ = await database.write(open_sign_in, organiser, "demo", "", "127.0.0.1", NOW)
        async with client.get(path, headers={"Cookie": f"{ACCOUNT_COOKIE}={cookie}"}) as answer:
            told = await answer.json()

    assert [person["name"] for person in told["people"]] == ["Davide Riva", "Giulia Conti", "Sara Monti"]
    assert [len(person["spans"]) for person in told["people"]] == [1, 1, 0]
    assert not told["running"]
