"""Closing rooms by the API: blocked as by a calendar, over bookings only with a reason, and opened again."""

from typing import Any

import pytest

from tests.support.town import Town, event, hour

EIGHT, NINE, TEN, NOON = hour("08:00"), hour("09:00"), hour("10:00"), hour("12:00")
CLOSED = {"title": "Chiusura", "category": "CHIUSURA"}


async def refused(town: Town, language: str = "it", **more: Any) -> tuple[int, dict[str, Any]]:
    """The status and error of a closure from eight to twelve."""
    body = {"room": "sala-1", **CLOSED, "start": EIGHT.isoformat(), "end": NOON.isoformat(), **more}
    headers = {**await town.as_("admin"), "Accept-Language": language}
    answer = await town.client.post("/api/v1/bookings", json=body, headers=headers)
    return answer.status, (await answer.json()).get("error", {})


async def phase(town: Town, room: str = "sala-1") -> str:
    return str((await town.room(room))["phase"])


@pytest.mark.parametrize("category", ["CHIUSURA", "Chiusura", " chiusura "])
async def test_closure_given_free_rooms_when_posted_then_they_are_blocked_and_nothing_is_prepared(
    town: Town, category: str
) -> None:
    made = await town.book(EIGHT, NOON, None, rooms=["sala-1", "sala-2"], **{**CLOSED, "category": category})

    assert (made["closure"], made["preset"], made["holding"]) == (True, None, False)
    await town.at(hour("07:55"))
    assert await phase(town) == "idle"
    await town.at(NINE)
    assert [await phase(town, room) for room in ("sala-1", "sala-2", "sala-3")] == ["blocked", "blocked", "idle"]
    assert (await town.post_booking(NINE, TEN)).status == 409
    assert (await town.press("start")).status == 409
    assert [booking["closure"] for booking in await town.bookings(None)] == [True, True]


async def test_closure_given_the_same_again_when_posted_then_there_is_one_and_the_answer_is_the_same(
    town: Town,
) -> None:
    made = await town.book(EIGHT, NOON, None, rooms=["sala-1", "sala-2"], **CLOSED)
    revision = await town.revision()

    again = await town.post_booking(EIGHT, NOON, None, rooms=["sala-2", "sala-1"], **CLOSED)

    assert (again.status, (await again.json())["id"]) == (200, made["id"])
    assert (len(await town.bookings()), await town.revision()) == (1, revision)
    other = await town.book(EIGHT, NOON, title="Lavori", category="CHIUSURA")
    assert other["id"] != made["id"]


@pytest.mark.parametrize("language", ["it", "en"])
async def test_closure_given_bookings_when_posted_then_they_are_named_as_far_as_they_may_be_and_stay(
    town: Town, language: str
) -> None:
    await town.book(NINE, TEN, title="Consiglio")
    await town.book(TEN, hour("11:00"), title="Colloquio", confidential=True)
    await town.calendar_says(event("a", hour("09:30"), hour("10:30"), title="Assemblea"))

    status, error = await refused(town, language)

    assert (status, error["code"]) == (409, "closes_bookings")
    assert [booking["title"] for booking in error["details"]["blocking"]] == ["Consiglio", "Assemblea", "Occupato"]
    named = {"it": "«Consiglio» (sala-1, 20/10 11:00-12:00)", "en": "“Consiglio” (sala-1, 20/10 11:00-12:00)"}
    assert named[language] in error["message"]
    assert "Colloquio" not in error["message"]
    assert "reason" in error["message"]
    await town.at(NINE)
    assert await town.live() == ("Consiglio", "10:00")


async def test_closure_given_bookings_when_a_reason_is_given_then_they_wait_and_have_the_room_again_when_it_is_taken_back(
    town: Town,
) -> None:
    await town.book(NINE, TEN)
    made = await town.book(EIGHT, NOON, **CLOSED, reason="si allaga")
    await town.at(NINE)
    assert await phase(town) == "blocked"

    assert (await town.cancel(made["id"])).status == 204

    assert await town.live() == ("Consiglio", "10:00")
    assert (await town.cancel(made["id"])).status == 404
    assert await town.times() == [("09:00", "10:00", True)]


async def test_closure_given_something_live_when_a_reason_is_given_then_it_runs_on_and_then_the_room_is_closed(
    meeting: Town,
) -> None:
    await meeting.book(hour("09:30"), NOON, **CLOSED, reason="si allaga")

    assert await meeting.live() == ("Consiglio", "10:00")
    await meeting.at(TEN)
    assert await phase(meeting) == "blocked"


async def test_closure_given_a_whole_day_that_yields_when_posted_then_it_is_named_all_the_same(town: Town) -> None:
    day = ("DTSTART;VALUE=DATE:20261020", "SUMMARY:Convegno", "LOCATION:Sala 1", "TRANSP:TRANSPARENT")
    await town.calendar_says("\r\n".join(["BEGIN:VEVENT", "UID:w", *day, "END:VEVENT"]))

    _, error = await refused(town)
    assert [booking["title"] for booking in error["details"]["blocking"]] == ["Convegno"]
    await town.book(EIGHT, NOON, **CLOSED, reason="si allaga")

    await town.at(NINE)
    assert await phase(town) == "blocked"
    await town.at(NOON)
    assert await town.live() == ("Convegno", "22:00")


async def test_closure_given_another_closure_when_posted_then_it_is_no_booking_in_its_way(town: Town) -> None:
    await town.calendar_says(event("c", NINE, TEN, "CATEGORIES:CHIUSURA"))

    assert (await town.book(EIGHT, NOON, **CLOSED))["closure"]


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"room": "sala-9"}, 404, "no_such_room"),
        ({"start": "2026-10-20T05:00:00Z", "end": "2026-10-20T05:30:00Z"}, 409, "in_the_past"),
        ({"start": "2026-10-20T05:00:00Z", "end": "2026-12-20T05:30:00Z"}, 422, "invalid"),
        ({"rooms": ["sala-2"]}, 422, "invalid"),
    ],
)
async def test_closure_given_what_no_booking_may_be_when_posted_then_it_is_refused_too(
    town: Town, more: dict[str, Any], status: int, code: str
) -> None:
    found, error = await refused(town, **more)

    assert (found, error["code"]) == (status, code)
    assert await town.bookings(None) == []


async def test_closure_given_a_confidential_one_when_looked_at_then_it_is_no_more_than_occupied(town: Town) -> None:
    await town.book(EIGHT, NOON, title="Ispezione", category="CHIUSURA", confidential=True)

    (found,) = await town.bookings()

    assert (found["title"], found["closure"], found["confidential"]) == ("Occupato", True, True)
