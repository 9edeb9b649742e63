"""Presses that are none: by the wrong person, in no room, or of the wrong shape."""

from uuid import uuid4

import pytest

from schedules.bookings import OverrideKind
from tests.support.town import Town


async def test_given_a_panel_when_it_presses_in_another_room_then_it_is_forbidden(town: Town) -> None:
    for kind in OverrideKind:
        assert (await town.press(kind, "sala-2", role="panel:sala-1")).status == 403
    assert await town.bookings("sala-2") == []


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "start"},
        {"id": "42", "kind": "start"},
        {"id": str(uuid4()), "kind": "explode"},
        {"id": str(uuid4()), "kind": "start", "unknown": 1},
        {"id": str(uuid4()), "kind": "extend", "until": "2026-10-20T10:15:00"},
        {"id": str(uuid4()), "kind": "extend", "until": 1792508400},
        {"id": str(uuid4()), "kind": "scene", "scene": "x" * 201},
        {"id": str(uuid4()), "kind": "scene", "scene": ["Pausa"]},
        {"id": str(uuid4()), "kind": "book", "start": "2026-10-20T10:15:00", "until": "2026-10-20T10:45:00"},
        {"id": str(uuid4()), "kind": "problem", "about": "noise"},
        {"id": str(uuid4()), "kind": "end", "pin": 1234},
        {"id": str(uuid4()), "kind": "end", "pin": "1" * 65},
        [],
        "start",
    ],
)
async def test_given_a_press_of_the_wrong_shape_when_sent_then_its_mistakes_are_listed(
    town: Town, body: object
) -> None:
    answer = await town.client.post("/api/v1/rooms/sala-1/overrides", json=body, headers=await town.as_("panel:sala-1"))

    assert answer.status == 422
    assert (await answer.json())["error"]["details"]["mistakes"]


async def test_given_an_unknown_room_or_booking_when_pressed_then_it_is_not_found(town: Town) -> None:
    assert (await town.press("start", "sala-9", role="admin")).status == 404
    assert (await town.press("start", booking="0" * 24)).status == 404
