"""The same press twice, and what tells that a press was stored."""

import asyncio
from uuid import uuid4

import pytest

from tests.support.town import Json, Town, hour

TEN, NOON = hour("10:00"), hour("12:00")


async def test_given_a_press_when_it_comes_again_then_the_answer_is_the_same_and_nothing_changes(meeting: Town) -> None:
    once: Json = {"id": str(uuid4()), "until": hour("10:15"), "seen_end": TEN}
    first = await meeting.press("extend", **once)
    revision = await meeting.revision()

    again = await meeting.press("extend", **once)
    other_body = await meeting.press("extend", **{**once, "until": hour("10:45"), "seen_end": hour("10:15")})

    assert first.status == 201
    assert [one.status for one in (again, other_body)] == [200, 200]
    answers = [await one.json() for one in (first, again, other_body)]
    assert all(answer == answers[0] for answer in answers)
    assert await meeting.revision() == revision
    assert await meeting.live() == ("Consiglio", "10:15")


@pytest.mark.parametrize(("kind", "room"), [("end", "sala-1"), ("put_back", "sala-2"), ("put_back", "sala-9")])
async def test_given_a_press_when_its_id_comes_with_another_kind_or_room_then_it_is_refused(
    town: Town, kind: str, room: str
) -> None:
    once = str(uuid4())
    await town.pressed("put_back", id=once)

    error = await town.refused(kind, room, "admin", id=once)

    assert (error["code"], error["details"]) == ("id_used", {})


async def test_given_one_press_when_it_arrives_16_times_at_once_then_it_is_stored_once(town: Town) -> None:
    once = str(uuid4())
    answers = await asyncio.gather(*(town.press("start", id=once) for _ in range(16)))

    assert sorted(answer.status for answer in answers) == [200] * 15 + [201]
    assert len({str(await answer.json()) for answer in answers}) == 1
    assert len(await town.bookings()) == 1


async def test_given_a_press_after_its_booking_was_taken_back_when_it_comes_again_then_the_answer_is_the_same(
    town: Town,
) -> None:
    booked = await town.book(hour("06:10"), TEN)
    once: Json = {"id": str(uuid4()), "booking": booked["id"]}
    first = await town.press("start", **once)
    await town.cancel(booked["id"])

    again = await town.press("start", **once)

    assert (first.status, again.status) == (201, 200)
    assert await first.json() == await again.json()


async def test_given_a_refused_press_when_tried_again_later_then_it_is_decided_anew(meeting: Town) -> None:
    rival = await meeting.book(TEN, NOON)
    once: Json = {"id": str(uuid4()), "until": hour("10:15"), "seen_end": TEN}
    refused = await meeting.press("extend", **once)
    await meeting.cancel(rival["id"])

    again = await meeting.press("extend", **once)

    assert (refused.status, again.status) == (409, 201)


async def test_given_every_kind_of_press_when_stored_then_the_revision_has_risen_by_then(meeting: Town) -> None:
    for kind, more in (
        ("scene", {"scene": "Pausa"}),
        ("extend", {"until": hour("10:15"), "seen_end": TEN}),
        ("put_back", {}),
        ("start", {}),
        ("end", {}),
        ("start", {}),
    ):
        before = await meeting.revision()
        pressed = await meeting.pressed(kind, **more)
        assert before < pressed["revision"] <= await meeting.revision(), kind
