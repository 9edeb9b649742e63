"""The stand-in for Jitsi, spoken to without a browser: who is let in, who hears of whom, what breaks and what it says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from integrations.emulators.jitsi import SECRET, JitsiEmulator, jitsi_running
from integrations.emulators.jitsi_participant import FATAL
from integrations.services.jitsi_token import Claims, SharedSecret, room_token
from tests.support.guests import guest_token
from tests.support.waiting import WITHIN_S, wait_for

ROOM = "mzxw6ytboi"


def token(user: str, *, room: str = ROOM, minutes: float = 60, secret: str = SECRET, **claims: Any) -> str:
    now = datetime.now(UTC)
    return room_token(
        Claims(**{"issuer": "regia"} | claims),
        SharedSecret(secret),
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


async def until(socket: aiohttp.ClientWebSocketResponse, event: str) -> dict[str, Any]:
    """Pass over what is said until that is."""
    while (said := await heard(socket))["event"] != event:
        pass
    return said


async def test_given_two_with_tokens_when_they_join_and_leave_then_each_hears_of_the_other() -> None:
    async with jitsi_running() as jitsi, joining(jitsi, token("Sala 1")) as first:
        assert (await heard(first))["event"] == "videoConferenceJoined"
        assert (await heard(first))["role"] == "moderator"

        async with joining(jitsi, token("Sala 2")) as second:
            assert [(await heard(second))["displayName"] for _ in range(2)] == ["Sala 2", "Sala 1"]
            joined = await heard(first)
            assert (joined["event"], joined["displayName"]) == ("participantJoined", "Sala 2")
            assert joined["userContext"] == {"id": "Sala 2"}
            assert jitsi.meetings == {ROOM: ("Sala 1", "Sala 2")}

        assert await heard(first) == {"event": "participantLeft", "id": joined["id"]}
        assert jitsi.meetings == {ROOM: ("Sala 1",)}


@pytest.mark.parametrize(
    ("jwt", "why"),
    [
        ("", "token required"),
        (token("Sala 1", minutes=-1), "Not acceptable by exp"),
        (token("Sala 1", audience="altri"), "Invalid audience ('aud' claim)"),
        (token("Sala 1", issuer="altri"), "Invalid issuer ('iss' claim)"),
        (token("Sala 1", secret="x" * 32), "Invalid signature"),
    ],
)
async def test_given_no_right_to_enter_when_joining_then_a_password_is_asked_for_and_nothing_fatal_happened(
    jwt: str, why: str
) -> None:
    async with jitsi_running() as jitsi, joining(jitsi, jwt) as socket:
        said = await heard(socket)

        error = {"name": "connection.passwordRequired", "type": "CONNECTION", "isFatal": False, "message": why}
        assert said == {"event": "errorOccurred", "error": error}
        assert jitsi.refusals == [why]
        assert jitsi.meetings == {}


@pytest.mark.parametrize(
    ("jwt", "by_hand", "name"),
    [
        (token("Sala 1", room="altra"), None, "conference.connectionError.notAllowed"),
        (token("Sala 1"), "jicofo off", "connection.conferenceRequestFailed"),
        (token("Sala 1"), "lobby closed", "conference.connectionError.membersOnly"),
        (guest_token(ROOM), "lobby on", "conference.connectionError.membersOnly"),
        (token("Sala 1"), "code 1234", "conference.passwordRequired"),
    ],
)
async def test_given_what_stands_between_when_joining_then_it_has_its_name_and_is_not_fatal(
    jwt: str, by_hand: str | None, name: str
) -> None:
    async with jitsi_running() as jitsi:
        if by_hand:
            jitsi.control(f"by-hand {by_hand}")
        async with joining(jitsi, jwt) as socket:
            error = (await until(socket, "errorOccurred"))["error"]

    assert (error["name"], error["isFatal"]) == (name, False)


async def test_given_a_locked_meeting_when_people_come_then_only_the_password_or_the_lobby_lets_them_in_and_guests_set_none() -> (
    None
):
    async with jitsi_running() as jitsi, joining(jitsi, token("Sala 1")) as room:
        await until(room, "participantRoleChanged")
        await room.send_json({"command": "password", "value": "girasole"})
        await wait_for(lambda: jitsi.locked(ROOM) == "girasole")
        async with joining(jitsi, guest_token(ROOM)) as guest:
            for _ in range(2):
                assert (await until(guest, "errorOccurred"))["error"]["name"] == "conference.passwordRequired"
                await guest.send_json({"command": "password", "value": "tramonto"})
            await guest.send_json({"command": "password", "value": "girasole"})
            await until(guest, "videoConferenceJoined")
            await guest.send_json({"command": "password", "value": "mia"})  # who does not moderate sets none
            await guest.send_json({"command": "displayName", "value": "Anna"})
            await until(room, "displayNameChange")
            assert jitsi.locked(ROOM) == "girasole"
        await room.send_json({"command": "toggleLobby", "value": True})
        await until(room, "lobby")
        async with joining(jitsi, guest_token(ROOM)) as guest:
            assert "membersOnly" in (await until(guest, "errorOccurred"))["error"]["name"]
            await guest.send_json({"command": "knock"})
            knocking = (await until(room, "knockingParticipant"))["participant"]["id"]
            await room.send_json({"command": "answerKnockingParticipant", "value": [knocking, True]})
            await until(guest, "videoConferenceJoined")  # let in, they are asked for no password
        async with joining(jitsi, guest_token(ROOM)) as guest:
            assert "membersOnly" in (await until(guest, "errorOccurred"))["error"]["name"]
            await guest.send_json({"command": "password", "value": "girasole"})
            await until(guest, "videoConferenceJoined")  # who knows it need not wait
        await room.send_json({"command": "password", "value": ""})
        await wait_for(lambda: jitsi.locked(ROOM) is None)


async def test_given_a_lobby_when_somebody_knocks_then_they_are_let_in_or_turned_away() -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("by-hand lobby on")
        async with joining(jitsi, token("Sala 1")) as room, joining(jitsi, guest_token(ROOM)) as guest:
            await until(room, "videoConferenceJoined")  # its token says lobby_bypass
            await until(guest, "errorOccurred")
            await guest.send_json({"command": "knock"})
            await wait_for(lambda: jitsi.knocking)
            jitsi.control("by-hand lobby deny")
            assert (await until(guest, "errorOccurred"))["error"]["name"] == "conference.connectionError.accessDenied"

            await guest.send_json({"command": "knock"})
            await wait_for(lambda: jitsi.knocking)
            jitsi.control("by-hand lobby admit")
            await until(guest, "videoConferenceJoined")


async def test_given_a_password_when_it_is_given_then_only_the_right_one_opens() -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("by-hand code 1234")
        async with joining(jitsi, token("Sala 1")) as socket:
            await until(socket, "passwordRequired")
            await socket.send_json({"command": "password", "value": "4321"})
            await until(socket, "passwordRequired")
            await socket.send_json({"command": "password", "value": "1234"})
            await until(socket, "videoConferenceJoined")


async def test_given_guests_by_hand_when_they_come_and_go_then_the_room_hears_of_it() -> None:
    async with jitsi_running() as jitsi, joining(jitsi, token("Sala 1")) as socket:
        await until(socket, "participantRoleChanged")

        jitsi.control("by-hand guests 1")
        assert await heard(socket) == {"event": "participantJoined", "id": "Ospite 1", "displayName": "Ospite 1"}
        jitsi.control("by-hand guests 0")
        assert await heard(socket) == {"event": "participantLeft", "id": "Ospite 1"}


async def test_given_people_in_a_meeting_when_they_are_put_out_then_each_way_has_its_own_words() -> None:
    async with jitsi_running() as jitsi:
        async with joining(jitsi, token("Sala 1")) as socket:
            await until(socket, "participantRoleChanged")
            jitsi.control("by-hand breakout in")
            await until(socket, "videoConferenceLeft")
            assert (await heard(socket))["breakoutRoom"] is True
            jitsi.control("by-hand kick Sala 1")
            assert (await until(socket, "participantKickedOut"))["kicked"]["local"] is True
            assert (await heard(socket))["event"] == "videoConferenceLeft"
        async with joining(jitsi, token("Sala 1")) as socket:
            await until(socket, "participantRoleChanged")
            jitsi.control("by-hand meeting over")
            assert (await heard(socket))["error"]["name"] == "conference.destroyed"
            assert [(await heard(socket))["event"] for _ in range(2)] == ["videoConferenceLeft", "readyToClose"]
        assert jitsi.meetings == {}


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


async def test_given_a_subject_when_it_is_set_then_a_moderators_comes_back_to_all_and_no_others() -> None:
    async with jitsi_running() as jitsi, joining(jitsi, token("Sala 1")) as room:
        await until(room, "participantRoleChanged")
        await room.send_json({"command": "subject", "value": "Collegio\u200b"})
        assert await heard(room) == {"event": "subjectChange", "subject": "Collegio\u200b"}

        jitsi.control("by-hand moderators none")
        await room.send_json({"command": "subject", "value": "Collegio"})
        jitsi.control("by-hand guests 1")
        assert (await heard(room))["event"] == "participantJoined"


async def test_given_a_page_that_vanishes_when_nothing_was_said_then_its_ghost_stays_as_long_as_told() -> None:
    async with jitsi_running() as jitsi:
        jitsi.control("by-hand linger 600")
        async with joining(jitsi, token("Sala 1")) as socket:
            await until(socket, "participantRoleChanged")
        async with joining(jitsi, token("Sala 1")) as socket:
            await until(socket, "participantRoleChanged")
            assert jitsi.meetings == {ROOM: ("Sala 1", "Sala 1")}
            await socket.send_json({"command": "hangup"})
            await wait_for(lambda: jitsi.meetings == {ROOM: ("Sala 1",)})


@pytest.mark.parametrize("name", ["connection.droppedError", "conference.focusLeft", "conference.max_users"])
async def test_given_an_error_by_hand_when_told_then_it_is_fatal_as_the_real_client_says(name: str) -> None:
    async with jitsi_running() as jitsi, joining(jitsi, token("Sala 1")) as socket:
        await until(socket, "participantRoleChanged")
        jitsi.control(f"by-hand error {name}")

        assert (await heard(socket))["error"]["isFatal"] is (name in FATAL)


@pytest.mark.parametrize("words", ["ignore", "by-hand signalling dead"])
async def test_given_a_server_that_ignores_when_joining_then_nothing_is_ever_said(words: str) -> None:
    async with jitsi_running() as jitsi:
        jitsi.control(words)

        async with joining(jitsi, token("Sala 1")) as socket:
            with pytest.raises(asyncio.TimeoutError):
                await socket.receive_json(timeout=0.2)

        assert jitsi.meetings == {}


async def test_given_a_word_it_does_not_know_when_said_by_hand_then_it_says_which_there_are() -> None:
    async with jitsi_running() as jitsi:
        with pytest.raises(ValueError, match="guests NUMBER, meeting over, kick NAME"):
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


@pytest.mark.parametrize(("page", "status", "options"), [("502", 502, None), ("unframed", 200, "SAMEORIGIN")])
async def test_given_a_broken_page_when_asked_then_its_script_still_comes(
    page: str, status: int, options: str | None
) -> None:
    async with jitsi_running() as jitsi, aiohttp.ClientSession() as session:
        jitsi.control(f"by-hand page {page}")
        async with session.get(f"{jitsi.url}/{ROOM}") as meeting, session.get(f"{jitsi.url}/external_api.js") as script:
            assert (meeting.status, meeting.headers.get("X-Frame-Options")) == (status, options)
            assert script.status == 200
