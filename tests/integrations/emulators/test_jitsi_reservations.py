"""The stand-in for Jitsi asks whether a conference may open, and makes of each answer what mod_reservations does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest

from integrations.emulators.jitsi import jitsi_running
from integrations.emulators.jitsi_reservations import Denied, Granted, Reservations, ReservationTarget
from tests.integrations.emulators.test_jitsi_events import there
from tests.support.guests import guest_token
from tests.support.jitsi_listener import Listener, listening
from tests.support.waiting import wait_for

ROOM = "[acme]mela-pioggia"
NOW_S = 1_795_332_917.25
START = "2026-11-22T07:35:17.000Z"
GOOD: dict[str, Any] = {"id": "7", "name": ROOM, "mail_owner": "x@y", "start_time": START, "duration": 3600}


@asynccontextmanager
async def asking(*answers: tuple[int, Any]) -> AsyncIterator[tuple[Reservations, Listener]]:
    async with listening() as listener:
        listener.answers.extend(answers)
        reservations = Reservations("meet.example", lambda: NOW_S, lambda _: None)
        reservations.target = ReservationTarget(listener.url, {"Authorization": "Bearer to-practise"})
        yield reservations, listener


async def test_a_question_is_a_form_with_the_node_the_time_and_a_random_owner() -> None:
    async with asking((200, GOOD)) as (reservations, listener):
        assert await reservations.ask(ROOM) is None

    (heard,) = listener.heard
    assert (heard.method, heard.path) == ("POST", "/conference")
    assert heard.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert heard.headers["Authorization"] == "Bearer to-practise"
    assert "%3a" in heard.text  # as Lua escapes
    fields = {name: values[0] for name, values in parse_qs(heard.text).items()}
    assert fields["name"] == ROOM
    assert fields["start_time"] == START
    assert fields["mail_owner"].endswith("@meet.example")
    assert reservations.granted[ROOM] == Granted("7", int(NOW_S) + 3600.0)


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([(201, GOOD)], None),
        ([(409, {"conflict_id": "7"}), (200, GOOD)], None),
        ([(409, {"conflict_id": "7"}), (404, None)], Denied(404)),
        ([(409, {"message": "già aperta"})], Denied(409, "già aperta")),
        ([(403, {"message": "nessuna riunione ora"})], Denied(403, "nessuna riunione ora")),
        ([(204, None)], Denied(204)),
        ([(200, None)], Denied(500)),
        ([(200, GOOD | {"name": "altra"})], Denied(500)),
        ([(200, GOOD | {"duration": None})], Denied(500)),
        ([(200, GOOD | {"duration": -1})], Denied(419)),
        ([(200, GOOD | {"id": None})], None),
    ],
)
async def test_an_answer_when_it_comes_then_the_conference_opens_or_does_not(
    answers: list[tuple[int, Any]], why: Denied | None
) -> None:
    async with asking(*answers) as (reservations, listener):
        assert await reservations.ask(ROOM) == why
        assert len(listener.heard) == len(answers)
        assert await reservations.ask(ROOM) == why  # remembered, and not asked again
        assert len(listener.heard) == len(answers)


async def test_a_time_that_is_no_text_wedges_the_room() -> None:
    async with asking((200, GOOD | {"start_time": 1_795_332_917})) as (reservations, _):
        assert await reservations.ask(ROOM) == Denied(500)
        assert reservations.wedged == {ROOM}
        reservations.crash()
        assert reservations.wedged == set()
        assert await reservations.ask(ROOM) == Denied(500)  # the listener answers nothing more, which is no JSON


async def test_a_room_whose_time_is_over_is_destroyed_and_its_reservation_deleted() -> None:
    room, clock = "mela-pioggia", [NOW_S]
    async with (
        listening() as listener,
        jitsi_running(reservations=ReservationTarget(listener.url), now=lambda: clock[0]) as jitsi,
    ):
        listener.answers.append((200, GOOD | {"name": room}))
        async with there(jitsi, "Anna", room) as anna:
            jitsi.control("by-hand reservations look")
            assert jitsi.meetings == {room: ("Anna",)}
            clock[0] += 3600
            jitsi.control("by-hand reservations look")
            await wait_for(lambda: [heard.method for heard in listener.heard] == ["POST", "DELETE"])
            while (said := await anna.receive_json())["event"] != "errorOccurred":
                pass
            assert said["error"]["name"] == "conference.destroyed"
        assert listener.heard[-1].path == "/conference/7"


async def test_who_may_not_open_a_conference_is_told_why() -> None:
    async with listening() as listener, jitsi_running(reservations=ReservationTarget(listener.url)) as jitsi:
        listener.answers.append((403, {"message": "nessuna riunione ora"}))
        address = f"{jitsi.url}/.join/mela"
        params = {"jwt": guest_token("mela")}
        async with aiohttp.ClientSession() as session, session.ws_connect(address, params=params) as socket:
            error = (await socket.receive_json())["error"]
        assert (error["name"], error["message"]) == ("conference.reservationError", "nessuna riunione ora")
        assert error["details"] == {"code": 403}
        assert jitsi.meetings == {}
