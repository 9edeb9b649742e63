"""The stand-in for Jitsi, spoken to without a browser: who is let in, who hears of whom, its faults."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from integrations.emulators.jitsi import SECRET, JitsiEmulator, jitsi_running
from integrations.jitsi import room_token
from tests.peers.guests import guest_token
from tests.peers.waiting import WITHIN_S

ROOM = "mzxw6ytboi"


def token(user: str, *, room: str = ROOM, minutes: float = 60) -> str:
    now = datetime.now(UTC)
    return room_token(
        app_id="regia",
        secret=SECRET,
        conference=room,
        user_id=user,
        user_name=user,
        not_before=now - timedelta(hours=1),
        expires=now + timedelta(minutes=minutes),
    )


@asynccontextmanager
async def joining(jitsi: JitsiEmulator, jwt: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    address = f"{jitsi.url}/.join/{ROOM}"
    async with aiohttp.ClientSession() as session, session.ws_connect(address, params={"jwt": jwt}) as socket:
        yield socket


async def heard(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    said: dict[str, Any] = await socket.receive_json(timeout=WITHIN_S)
    return said


async def until(socket: aiohttp.ClientWebSocketResponse, event: str) -> None:
    """Pass over what is said until that is."""
    while (await heard(socket))["event"] != event:
        pass


async def test_given_two_with_tokens_when_they_join_and_leave_then_each_hears_of_the_other() -> None:
    async with jitsi_running() as jitsi, joining(jitsi, token("Sala 1")) as first:
        assert (await heard(first))["event"] == "videoConferenceJoined"

        async with joining(jitsi, token("Sala 2")) as second:
            assert [(await heard(second))["displayName"] for _ in range(2)] == ["Sala 2", "Sala 1"]
            joined = await heard(first)
            assert (joined["event"], joined["displayName"]) == ("participantJoined", "Sala 2")
            assert jitsi.meetings == {ROOM: ("Sala 1", "Sala 2")}

        assert await heard(first) == {"event": "participantLeft", "id": joined["id"]}
        assert jitsi.meetings == {ROOM: ("Sala 1",)}


@pytest.mark.parametrize(
    ("jwt", "why"),
    [
        ("", "the token cannot be read"),
        (token("Sala 1", room="altra"), "room is another one"),
        (token("Sala 1", minutes=-1), "expired"),
    ],
)
async def test_given_no_right_to_enter_when_joining_then_it_is_refused_with_the_reason(jwt: str, why: str) -> None:
    async with jitsi_running() as jitsi, joining(jitsi, jwt) as socket:
        said = await heard(socket)

        assert (said["event"], said["error"]["message"], said["error"]["isFatal"]) == ("errorOccurred", why, True)
        assert jitsi.refusals == [why]
        assert jitsi.meetings == {}


async def test_given_guests_by_hand_when_they_come_and_go_then_the_room_hears_of_it() -> None:
    async with jitsi_running() as jitsi, joining(jitsi, token("Sala 1")) as socket:
        await heard(socket)

        jitsi.control("by-hand guests 1")
        assert await heard(socket) == {"event": "participantJoined", "id": "Ospite 1", "displayName": "Ospite 1"}
        jitsi.control("by-hand guests 0")
        assert await heard(socket) == {"event": "participantLeft", "id": "Ospite 1"}
        jitsi.control("by-hand meeting over")
        assert await heard(socket) == {"event": "videoConferenceLeft"}


async def test_given_a_meeting_when_a_moderator_ends_it_then_all_are_put_out_and_nobody_else_can() -> None:
    async with (
        jitsi_running() as jitsi,
        joining(jitsi, token("Sala 1")) as room,
        joining(jitsi, guest_token(ROOM)) as guest,
    ):
        await until(room, "videoConferenceJoined")
        await until(guest, "videoConferenceJoined")
        jitsi.control("by-hand guests 1")

        await guest.send_json({"command": "endConference"})
        await guest.close()
        await until(room, "participantLeft")
        assert jitsi.meetings == {ROOM: ("Sala 1", "Ospite 1")}

        async with joining(jitsi, guest_token(ROOM)) as another:
            await until(another, "videoConferenceJoined")
            await room.send_json({"command": "endConference"})
            await until(another, "videoConferenceLeft")
            await until(room, "videoConferenceLeft")
        assert not any("Ospite 1" in there for there in jitsi.meetings.values())


async def test_given_a_server_that_ignores_when_joining_then_nothing_is_ever_said() -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("ignore")

        async with joining(jitsi, token("Sala 1")) as socket:
            with pytest.raises(asyncio.TimeoutError):
                await socket.receive_json(timeout=0.2)

        assert jitsi.meetings == {}


async def test_given_a_word_it_does_not_know_when_said_by_hand_then_it_says_which_there_are() -> None:
    async with jitsi_running() as jitsi:
        with pytest.raises(ValueError, match="guests NUMBER, meeting over, frame dead"):
            jitsi.control("by-hand guests many")


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/external_api.js", 200, "text/javascript"),
        (f"/{ROOM}?jwt=x", 200, "text/html"),
        ("/.static/meeting.js", 200, "text/javascript"),
        ("/.static/..%2fjitsi.py", 404, "application/octet-stream"),
        ("/", 404, "application/octet-stream"),
    ],
)
async def test_given_an_address_when_asked_then_only_its_own_files_are_served(
    path: str, status: int, kind: str
) -> None:
    async with jitsi_running() as jitsi, aiohttp.ClientSession() as session, session.get(jitsi.url + path) as response:
        assert (response.status, response.content_type) == (status, kind)
