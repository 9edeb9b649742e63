"""The stand-in for Jitsi answers what Prosody's plugins and Jicofo answer over HTTP."""

from typing import Any

import aiohttp

from integrations.emulators.jitsi import JitsiEmulator, jitsi_running
from integrations.emulators.jitsi_token import Gate
from tests.integrations.emulators.test_jitsi_events import ROOM, there
from tests.support.guests import guest_token
from tests.support.waiting import wait_for

DOMAIN = "meet.example"
CONFERENCE = f"{ROOM}@conference.{DOMAIN}"


async def asked(jitsi: JitsiEmulator, path: str, **params: str) -> tuple[int, str, str | None]:
    async with aiohttp.ClientSession() as session, session.get(f"{jitsi.url}{path}", params=params) as answer:
        return answer.status, await answer.text(), answer.headers.get("Content-Type")


async def posted(jitsi: JitsiEmulator, path: str, token: str | None = None, **more: Any) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession(headers=headers) as session, session.post(f"{jitsi.url}{path}", **more) as answer:
        return answer.status


async def test_the_size_of_a_room_is_told_without_a_type_and_where_the_plugin_lacks_there_is_a_page() -> None:
    async with jitsi_running(domain=DOMAIN) as jitsi:
        assert await asked(jitsi, "/room-size", room=ROOM, domain=DOMAIN) == (404, "", None)
        async with there(jitsi, "Anna"), there(jitsi, "Bruno"):
            assert await asked(jitsi, "/room-size", room=ROOM.upper(), domain=DOMAIN) == (
                200,
                '{"participants": 2}',
                None,
            )
            assert (await asked(jitsi, "/room-size", room=ROOM, domain="altri.example"))[0] == 404
            assert await asked(jitsi, "/sessions") == (200, "2", None)
            status, occupants, _ = await asked(jitsi, "/room", room=ROOM, domain=DOMAIN)
            assert (status, "Anna" in occupants, "Bruno" in occupants) == (200, True, True)

            jitsi.control("by-hand sizes token")
            assert (await asked(jitsi, "/room-size", room=ROOM, domain=DOMAIN))[0] == 403
            token = guest_token(ROOM)
            assert (await asked(jitsi, "/room-size", room=ROOM, domain=DOMAIN, token=token))[0] == 200
            jitsi.control("by-hand sizes off")
            assert (await asked(jitsi, "/room-size", room=ROOM, domain=DOMAIN))[2] == "text/html; charset=utf-8"


async def test_a_meeting_is_ended_for_all_by_whoever_has_a_token_of_the_system() -> None:
    ending = Gate(secret="another-secret-of-the-system-of-32-bytes")
    async with jitsi_running(domain=DOMAIN) as jitsi:
        jitsi.endpoints.ending = ending
        async with there(jitsi, "Anna"):
            guests = guest_token(ROOM)
            assert await posted(jitsi, "/end-meeting", params={"conference": CONFERENCE}) == 401
            assert await posted(jitsi, "/end-meeting", guests, params={"conference": CONFERENCE}) == 401
            jitsi.endpoints.ending = Gate(secret=jitsi.password)
            assert await posted(jitsi, "/end-meeting", guests) == 400
            assert (
                await posted(jitsi, "/end-meeting", guests, params={"conference": f"altra@conference.{DOMAIN}"}) == 404
            )
            assert await posted(jitsi, "/end-meeting", guests, params={"conference": CONFERENCE}) == 200
            await wait_for(lambda: not jitsi.meetings)


async def test_jicofo_opens_conferences_and_says_whether_it_is_well() -> None:
    async with jitsi_running(domain=DOMAIN) as jitsi:
        assert (await asked(jitsi, "/about/health"))[0] == 200
        wanted = {"room": CONFERENCE, "properties": {}}
        assert await posted(jitsi, "/conference-request/v1", json=wanted) == 200
        assert await posted(jitsi, "/conference-request/v1", json=["no room"]) == 400
        jitsi.control("by-hand jicofo off")
        assert (await asked(jitsi, "/about/health"))[0] == 500
        assert DOMAIN in (await asked(jitsi, "/config.js"))[1]
