"""A meeting ends for all once its booking is over in its last room, by the server or the big screen, and the panel says how."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from pytest_aiohttp.plugin import AiohttpClient

from config.site_file.loading import load_texts
from integrations.emulators.jitsi import SECRET, JitsiEmulator, jitsi_running
from integrations.emulators.jitsi_token import Gate
from orchestrator.app import make_app
from orchestrator.audit.acts import ActObject, ObjectKind
from orchestrator.audit.seeking import Sought, acts_of
from orchestrator.conferences.meeting import Deployment
from orchestrator.conferences.renaming import rename_meeting
from orchestrator.rooms.ending import look
from orchestrator.rooms.endings import TOLD_FOR, lately_ended
from schedules.store.database import Database
from tests.orchestrator.conftest import MakeToken
from tests.support.town import Town, hour
from tests.support.town_site import STAGE, TOWN
from tests.support.waiting import wait_for
from tests.support.wired_agent import agent_at, ready, until

NINE, TEN = hour("09:00"), hour("10:00")
DOMAIN = "meet.officine.example"
OURS, OTHERS = Gate(secret=SECRET), Gate(secret="another-secret-of-thirty-two-bytes!!")
SAYS = {
    "server": "Riunione in linea chiusa per tutti, dal suo server.",
    "screen": "Riunione in linea chiusa per tutti, dallo schermo.",
    "empty": "Riunione in linea finita: non c’era più nessuno.",
    "not_renewed": "Riunione in linea ancora aperta: chi è collegato può restare, chi esce non rientra.",
}
SCREENS = TOWN.replace(
    '[[rooms]]\nid = "sala-2"', '[rooms.devices.palco]\ndriver = "stage"\n\n[[rooms]]\nid = "sala-2"'
)
SITE = SCREENS.replace("[presets.riunione]\n", STAGE.lstrip(), 1)


@dataclass
class House:
    """A town whose meetings are held at an emulated Jitsi."""

    town: Town
    jitsi: JitsiEmulator
    deployment: Deployment

    async def starts(self, database: Database, aiohttp_client: AiohttpClient) -> None:
        """A service that knows nothing but what is stored."""
        app = make_app(
            database,
            load_texts((("sito.toml", SITE),)),
            deployments_of=lambda _: {"meet": self.deployment},
            clock=lambda: self.town.now,
        )
        self.town.serve(await aiohttp_client(app))

    @asynccontextmanager
    async def meeting(self, *, moderates: bool) -> AsyncIterator[None]:
        """The room's stage in the meeting that is live, as far as its agent tells."""
        async with agent_at(self.town, "sala-1") as agent:
            plan = await ready(agent)
            seen: dict[str, Any] = {"shown": "live", "joined": True, "participants": 2, "moderator": moderates}
            stage = {"driver": "stage", "desired": {"shown": "live"}, "observed": seen, "verdict": "ok"}
            await agent.say(agent.state(plan, devices={"palco": stage}))
            await until(self.town, lambda room: room["devices"]["palco"]["observed"].get("joined") is True)
            await look(self.town.client.app)
            yield

    async def over(self) -> str | None:
        """What the panel says of the end, once it was looked at."""
        await look(self.town.client.app)
        return await self.said()

    async def said(self) -> str | None:
        """The same without a look: the service looks by itself, too, and may be just about to end it."""
        notes = (await self.town.room())["notes"]
        return next((how for how, words in SAYS.items() if words in notes), None)


@asynccontextmanager
async def house(
    database: Database, aiohttp_client: AiohttpClient, token: MakeToken, ending: Gate | None
) -> AsyncIterator[House]:
    """It, with an endpoint that ends meetings for those of *ending*."""
    town = Town(token)
    async with jitsi_running(domain=DOMAIN, ending=ending, now=lambda: town.now.timestamp()) as jitsi:
        meet = Deployment(jitsi.url, "regia", SECRET, prosody=jitsi.url, xmpp_domain=DOMAIN)
        it = House(town, jitsi, meet)
        await it.starts(database, aiohttp_client)
        yield it


@asynccontextmanager
async def guest_in(house: House) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Somebody at home, in the meeting that is live."""
    async with agent_at(house.town, "sala-1") as agent:
        plan = await ready(agent)
    meeting = next(segment.conference for segment in plan.segments if segment.conference is not None)
    address, query = f"{house.jitsi.url}/.join/{meeting.name}", {"jwt": meeting.token or ""}
    async with aiohttp.ClientSession() as session, session.ws_connect(address, params=query) as socket:
        await socket.receive()
        yield socket


@pytest.mark.parametrize(
    ("ending", "moderates", "guests", "how"),
    [
        (OURS, False, True, "server"),
        (OURS, False, False, "empty"),
        (OURS, True, False, "screen"),  # which was there first
        (OTHERS, True, True, "screen"),
        (None, True, True, "screen"),
        (OTHERS, False, True, "not_renewed"),
    ],
)
async def test_meeting_given_its_booking_is_over_when_looked_at_then_it_ends_for_all_and_the_panel_says_how(
    database: Database,
    aiohttp_client: AiohttpClient,
    token: MakeToken,
    *,
    ending: Gate | None,
    moderates: bool,
    guests: bool,
    how: str,
) -> None:
    async with house(database, aiohttp_client, token, ending) as it:
        await it.town.book(NINE, TEN)
        await it.town.at(NINE)
        async with it.meeting(moderates=moderates):
            if guests:
                async with guest_in(it) as guest:
                    assert await it.over() is None
                    await it.town.at(TEN)
                    await it.over()
                    await wait_for(it.said, lambda said: said == how)
                    if how == "server":
                        await wait_for(
                            lambda: guest.receive(), lambda message: "conference.destroyed" in str(message.data)
                        )
            else:
                await it.town.at(TEN)
                await it.over()
                await wait_for(it.said, lambda said: said == how)


async def test_meeting_given_another_room_in_it_when_one_is_over_then_it_goes_on(
    database: Database, aiohttp_client: AiohttpClient, token: MakeToken
) -> None:
    async with house(database, aiohttp_client, token, OURS) as it:
        await it.town.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])
        await it.town.at(NINE)
        async with it.meeting(moderates=True):
            await it.town.pressed("end")
            assert await it.over() is None


async def test_meeting_given_another_name_when_looked_at_then_the_one_before_ends_for_all_and_no_panel_says_that_it_is_over(
    database: Database, aiohttp_client: AiohttpClient, token: MakeToken
) -> None:
    async with house(database, aiohttp_client, token, OURS) as it:
        booking = await it.town.book(NINE, TEN)
        await it.town.at(NINE)
        async with it.meeting(moderates=False), guest_in(it) as guest:
            await database.write(rename_meeting, booking["id"])

            await look(it.town.client.app)

            await wait_for(lambda: guest.receive(), lambda message: "conference.destroyed" in str(message.data))
            assert await it.said() is None


async def test_end_of_a_meeting_when_the_service_starts_anew_then_panel_and_history_tell_it_still(
    database: Database, aiohttp_client: AiohttpClient, token: MakeToken
) -> None:
    async with house(database, aiohttp_client, token, None) as it:
        booking = (await it.town.book(NINE, TEN))["id"]
        await it.town.at(NINE)
        async with it.meeting(moderates=True):
            await it.town.at(TEN)
            await it.over()
            await wait_for(it.said, lambda said: said == "screen")
        kept = await wait_for(lambda: database.read(lately_ended, TEN), lambda ends: "sala-1" in ends)

        await it.starts(database, aiohttp_client)

        assert await wait_for(it.said, lambda said: said == "screen")
        await it.town.at(TEN + TOLD_FOR)
        assert await it.said() is None
        (act,) = (await database.read(acts_of, Sought(about=ActObject(ObjectKind.BOOKING, booking)))).acts[:1]
        assert (act.action, act.changes, act.room) == ("meeting_ended", {"ended": [None, "screen"]}, "sala-1")
        assert kept["sala-1"].at == TEN
