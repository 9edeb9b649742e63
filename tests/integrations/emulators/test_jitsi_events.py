"""The stand-in for Jitsi tells of its rooms as event_sync does on a real Prosody, with each fault of the line."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import pytest

from integrations.emulators.jitsi import JitsiEmulator, jitsi_running
from integrations.emulators.jitsi_posting import EventTarget
from tests.support.guests import guest_token
from tests.support.jitsi_listener import Listener, listening
from tests.support.waiting import WITHIN_S, wait_for

ROOM = "mela-pioggia-sedia-vento-42"
AT_S = 1_800_000_000
BEARER = {"Authorization": "Bearer to-practise"}
COMES_AND_GOES = ["room/created", "occupant/joined", "occupant/left", "room/destroyed"]


@asynccontextmanager
async def telling(now: Callable[[], float] = lambda: AT_S + 0.9) -> AsyncIterator[tuple[JitsiEmulator, Listener]]:
    """A Jitsi, and who is told of it."""
    async with (
        listening() as listener,
        jitsi_running(domain="meet.example", events=EventTarget(f"{listener.url}/in/", BEARER), now=now) as jitsi,
    ):
        yield jitsi, listener


@asynccontextmanager
async def there(
    jitsi: JitsiEmulator, name: str, room: str = ROOM, **user: Any
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Somebody in a meeting, until left."""
    token = guest_token(room.rpartition("/")[2], name=name, **user) if "/" not in room else guest_token("*", name=name)
    address = f"{jitsi.url}/.join/{room}"
    async with aiohttp.ClientSession() as session, session.ws_connect(address, params={"jwt": token}) as socket:
        while (await socket.receive_json(timeout=WITHIN_S))["event"] != "videoConferenceJoined":
            pass
        yield socket


async def come_and_go(jitsi: JitsiEmulator) -> None:
    async with there(jitsi, "Anna", id="anna"):
        pass
    await wait_for(lambda: not jitsi.meetings)


def paths(listener: Listener) -> list[str]:
    return [heard.path.partition("/events/")[2] for heard in listener.heard]


async def told(listener: Listener, number: int) -> dict[str, Any]:
    """What *number* letters say, by their paths."""
    await wait_for(lambda: len(listener.heard) >= number)
    return {heard.path.partition("/events/")[2]: heard.json for heard in listener.heard}


async def test_one_who_comes_and_goes_is_told_in_four_letters_to_the_byte() -> None:
    async with telling() as (jitsi, listener):
        await come_and_go(jitsi)
        said = await told(listener, 4)
        first = listener.heard[0]

    jid = said["occupant/joined"]["occupant"]["occupant_jid"]
    assert jid.partition("@")[2].startswith("meet.example/")
    where = {"room_name": ROOM, "room_jid": f"{ROOM}@conference.meet.example", "is_breakout": False}
    came = {"occupant_jid": jid, "joined_at": AT_S, "id": "anna", "name": "Anna"}
    went = came | {"left_at": AT_S}
    assert said == {
        "room/created": {"event_name": "muc-room-created", **where, "created_at": AT_S},
        "occupant/joined": {
            "event_name": "muc-occupant-joined",
            **where,
            "active_occupants_count": 1,
            "occupant": came,
        },
        "occupant/left": {"event_name": "muc-occupant-left", **where, "active_occupants_count": 0, "occupant": went},
        "room/destroyed": {
            "event_name": "muc-room-destroyed",
            **where,
            "created_at": AT_S,
            "destroyed_at": AT_S,
            "all_occupants": [went],
        },
    }
    assert (first.method, first.path.partition("/events/")[0]) == ("POST", "/in")
    assert first.headers["Content-Type"] == "application/json"
    assert first.headers["Authorization"] == BEARER["Authorization"]


async def test_a_room_of_a_tenant_is_told_by_its_node_in_lower_case() -> None:
    async with telling() as (jitsi, listener):
        async with there(jitsi, "Anna", "Acme/Riunione"):
            said = await told(listener, 2)
        assert said["room/created"]["room_name"] == "[acme]riunione"


async def test_a_separate_room_is_one_left_and_another_made_under_the_name_of_the_main_one() -> None:
    async with telling() as (jitsi, listener):
        async with there(jitsi, "Anna") as anna:
            await told(listener, 2)
            jitsi.control("by-hand breakout in")
            said = await told(listener, 5)
            assert sorted(paths(listener)[2:]) == ["occupant/joined", "occupant/left", "room/created"]
            assert (said["room/created"]["is_breakout"], said["room/created"]["breakout_room_id"]) == (True, "breakout")
            assert said["room/created"]["room_name"] == ROOM
            assert "breakout_room_id" not in said["occupant/left"]
            await anna.send_json({"command": "hangup"})
        await wait_for(lambda: len(listener.heard) == 8)
        assert sorted(paths(listener)[5:]) == ["occupant/left", "room/destroyed", "room/destroyed"]


async def test_a_letter_refused_by_the_service_is_lost_and_one_that_failed_comes_again() -> None:
    async with telling() as (jitsi, listener):
        listener.answers.extend([(503, None), (403, None)])
        async with there(jitsi, "Anna"):
            await wait_for(lambda: len(listener.heard) == 3)  # both, and the failed one once more
            await jitsi.events.posting.until_sent()
        assert [event["event_name"] for event in jitsi.events.posting.lost] in (
            ["muc-occupant-joined"],
            ["muc-room-created"],
        )


@pytest.mark.parametrize("fault", ["repeated", "reordered", "late", "half"])
async def test_a_fault_that_loses_nothing_brings_every_letter_in_the_end(fault: str) -> None:
    async with telling() as (jitsi, listener):
        jitsi.control(f"by-hand events {fault}")
        await come_and_go(jitsi)
        if fault == "late":
            assert listener.heard == []
        jitsi.control("by-hand events ok")
        await told(listener, 4)
        await jitsi.events.posting.until_sent()

    times = 2 if fault == "repeated" else 1
    assert sorted(paths(listener)) == sorted(COMES_AND_GOES * times)
    assert listener.begun - len(listener.heard) == (4 if fault == "half" else 0)
    if fault == "reordered":
        assert paths(listener).index("occupant/joined") < paths(listener).index("room/created")
    assert jitsi.events.posting.lost == []


async def test_lost_letters_stay_lost_and_the_list_at_the_end_has_who_was_there() -> None:
    async with telling() as (jitsi, listener):
        jitsi.control("by-hand events lost")
        async with there(jitsi, "Anna"):
            await wait_for(lambda: len(jitsi.events.posting.lost) == 2)
            jitsi.control("by-hand events ok")
        said = await told(listener, 2)
    assert sorted(paths(listener)) == ["occupant/left", "room/destroyed"]
    assert [each["name"] for each in said["room/destroyed"]["all_occupants"]] == ["Anna"]


async def test_a_killed_server_tells_of_no_end() -> None:
    async with telling() as (jitsi, listener), AsyncExitStack() as stack:
        await stack.enter_async_context(there(jitsi, "Anna"))
        await told(listener, 2)
        jitsi.control("by-hand prosody killed")
        await come_and_go(jitsi)
        await told(listener, 6)
        assert paths(listener).count("room/destroyed") == 1
        assert [each["name"] for each in (await told(listener, 6))["room/destroyed"]["all_occupants"]] == ["Anna"]
