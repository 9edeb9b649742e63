"""The emulated Jitsi asks our service before it opens a conference, each written from the wire alone, and both understand each other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import load_texts
from integrations.emulators.jitsi import SECRET, JitsiEmulator, jitsi_running
from integrations.emulators.jitsi_reservations import ReservationTarget
from orchestrator.access.tokens import make_token, program_grant
from orchestrator.app import make_app
from orchestrator.conferences.meeting import Deployment
from schedules.store.database import Database
from tests.orchestrator.conftest import MakeToken
from tests.support.credentials import bearer
from tests.support.guests import guest_token
from tests.support.page_forms import hidden
from tests.support.town import Town, hour
from tests.support.town_site import STAGE, TOWN
from tests.support.waiting import WITHIN_S, wait_for

Asked = tuple[Town, JitsiEmulator]


@pytest.fixture
async def asked(database: Database, aiohttp_client: AiohttpClient, token: MakeToken) -> AsyncIterator[Asked]:
    """A town whose Jitsi asks it."""
    town = Town(token)
    async with jitsi_running(now=lambda: town.now.timestamp()) as jitsi:
        stage = STAGE.replace("https://meet.example", jitsi.url).lstrip()
        stage = stage.replace('id = "meet"\n', 'id = "meet"\nreservations = true\n')
        site = load_texts((("sito.toml", TOWN.replace("[presets.riunione]\n", stage, 1)),))
        meet = Deployment(jitsi.url, "regia", SECRET)
        client = await aiohttp_client(
            make_app(database, site, deployments_of=lambda _: {"meet": meet}, clock=lambda: town.now)
        )
        town.serve(client)
        shown = bearer(await database.write(make_token, program_grant(["events:write"], None, None, "meet"), town.now))
        prefix = str(client.make_url("/jitsi/reservations/meet"))
        jitsi.reservations.target = ReservationTarget(prefix, {**shown, "Accept-Language": "it"})
        yield town, jitsi


@asynccontextmanager
async def line(jitsi: JitsiEmulator, room: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    params = {"jwt": guest_token(room, name="Anna")}
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{jitsi.url}/.join/{room}", params=params) as it:
        yield it


async def test_reservation_given_a_booking_now_when_a_guest_comes_then_it_opens_until_its_next_boundary_and_is_given_back(
    asked: Asked,
) -> None:
    town, jitsi = asked
    booked = await town.book(hour("09:00"), hour("10:00"))
    await town.book(hour("11:00"), hour("12:00"))
    town.now = hour("09:10")
    async with town.client.get(f"/api/v1/bookings/{booked['id']}", headers=await town.as_("admin")) as answer:
        link = (await answer.json())["guests_link"]
    path = link[link.index("/m/") :]
    shown = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    form = hidden(await (await town.client.get(path, headers=shown)).text(), f"{path}/enter")
    typed = {**form, "name": "Anna"}
    async with town.client.post(f"{path}/enter", data=typed, headers=shown, allow_redirects=False) as answer:
        room = answer.headers["Location"].removeprefix(f"{jitsi.url}/").partition("?")[0]

    async with line(jitsi, room) as anna:
        assert (await anna.receive_json(timeout=WITHIN_S))["event"] == "videoConferenceJoined"
        (granted,) = jitsi.reservations.granted.values()
        assert (granted.id, granted.ends_s) == (booked["id"], hour("11:00").timestamp())
    await wait_for(lambda: not jitsi.reservations.granted)


async def test_reservation_given_no_booking_when_somebody_comes_then_they_read_why_and_nothing_opens(
    asked: Asked,
) -> None:
    _, jitsi = asked
    async with line(jitsi, "mela-pioggia-sedia-vento-42") as anna:
        error = (await anna.receive_json(timeout=WITHIN_S))["error"]

    assert (error["name"], error["details"]) == ("conference.reservationError", {"code": 403})
    assert error["message"].endswith(".")
    assert jitsi.meetings == {}
