"""What our service asks a Jitsi server about its meetings, asked of the emulated one: each was written from the wire alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from integrations.emulators.jitsi import SECRET, JitsiEmulator, jitsi_running
from integrations.emulators.jitsi_token import Gate
from integrations.services.jitsi_rooms import (
    Ended,
    Line,
    Occupied,
    RoomsError,
    RoomsTrouble,
    end_meeting,
    jicofo_health,
    request_conference,
    room_size,
)
from tests.integrations.emulators.test_jitsi_events import ROOM, there
from tests.support.guests import guest_token
from tests.support.waiting import wait_for

DOMAIN = "meet.example"
OF = Occupied(ROOM, DOMAIN)
CONFERENCE = f"{ROOM}@conference.{DOMAIN}"


@asynccontextmanager
async def asking() -> AsyncIterator[tuple[Line, JitsiEmulator]]:
    async with jitsi_running(domain=DOMAIN, ending=Gate(secret=SECRET)) as jitsi, httpx.AsyncClient() as http:
        yield Line(http), jitsi


async def test_size_of_a_meeting_when_asked_then_it_is_how_many_are_in_it_and_none_of_one_that_is_not() -> None:
    async with asking() as (line, jitsi):
        assert await room_size(line, jitsi.url, OF) is None
        async with there(jitsi, "Anna"), there(jitsi, "Bruno"):
            assert await room_size(line, jitsi.url, OF) == 2
            jitsi.control("by-hand sizes token")
            with pytest.raises(RoomsError) as refused:
                await room_size(line, jitsi.url, OF)
            assert refused.value.trouble is RoomsTrouble.REFUSED
            assert await room_size(line, jitsi.url, Occupied(ROOM, DOMAIN, token=guest_token(ROOM))) == 2


async def test_meeting_when_its_end_is_asked_for_then_it_is_over_for_all_and_a_second_time_there_is_none() -> None:
    async with asking() as (line, jitsi):
        async with there(jitsi, "Anna"):
            assert await end_meeting(line, jitsi.url, CONFERENCE, guest_token("*")) is Ended.ENDED
            await wait_for(lambda: not jitsi.meetings)
        assert await end_meeting(line, jitsi.url, CONFERENCE, guest_token("*")) is Ended.NOT_OPEN
        with pytest.raises(RoomsError) as refused:
            await end_meeting(line, jitsi.url, CONFERENCE, "none")
        assert refused.value.trouble is RoomsTrouble.REFUSED


async def test_endpoints_when_a_deployment_lacks_them_then_a_page_comes_and_is_told_apart() -> None:
    async with jitsi_running(domain=DOMAIN) as jitsi, httpx.AsyncClient() as http:
        jitsi.control("by-hand sizes off")
        for asked in (
            room_size(Line(http), jitsi.url, OF),
            end_meeting(Line(http), jitsi.url, CONFERENCE, guest_token("*")),
        ):
            with pytest.raises(RoomsError) as absent:
                await asked
            assert absent.value.trouble in {RoomsTrouble.PAGE, RoomsTrouble.ABSENT}


async def test_jicofo_when_it_is_asked_then_it_opens_conferences_and_says_when_it_is_unwell() -> None:
    async with asking() as (line, jitsi):
        await jicofo_health(line, jitsi.url)
        assert (await request_conference(line, jitsi.url, CONFERENCE)).ready
        jitsi.control("by-hand jicofo off")
        with pytest.raises(RoomsError) as failing:
            await jicofo_health(line, jitsi.url)
        assert failing.value.trouble is RoomsTrouble.FAILING
