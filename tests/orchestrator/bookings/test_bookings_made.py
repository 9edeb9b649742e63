"""Bookings over HTTP: their shapes, what is refused and how, several rooms, rivals, and taking them back."""

import asyncio
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orchestrator.access.tokens import list_tokens
from orchestrator.web.keys import DATABASE
from tests.support.town import Town, event, hour

NINE, TEN, NOON = hour("09:00"), hour("10:00"), hour("12:00")
GOOD = {"room": "sala-1", "title": "Consiglio", "start": NINE.isoformat(), "end": TEN.isoformat()}


async def post(town: Town, body: Any) -> tuple[int, dict[str, Any]]:
    answer = await town.client.post("/api/v1/bookings", json=body, headers=await town.as_("admin"))
    told: dict[str, Any] = await answer.json()
    return answer.status, told.get("error", told)


async def test_given_a_free_room_when_booked_then_the_answer_and_the_list_say_the_same(town: Town) -> None:
    booked = await town.book(NINE, TEN, title="Consiglio", organiser="Ada", category="COLLEGIO")

    assert await town.bookings() == [booked]
    assert booked == {
        "id": booked["id"],
        "title": "Consiglio",
        "start": "2026-10-20T09:00:00Z",
        "end": "2026-10-20T10:00:00Z",
        "room": "sala-1",
        "rooms": ["sala-1"],
        "confidential": False,
        "calendar": "regia",
        "holding": True,
        "organiser": "Ada",
        "phone": None,
        "preset": "collegio",
        "closure": False,
        "made_by": booked["made_by"],
        "notes": None,
        "organisation": None,
        "booked_by": None,
        "guests_link": None,
        "revision": 0,
    }


async def test_given_bookings_of_all_kinds_when_listed_then_each_says_by_which_token_it_was_made(town: Town) -> None:
    await town.book(NINE, TEN)
    await town.book(hour("13:00"), hour("14:00"), confidential=True)
    await town.calendar_says(event("a", hour("15:00"), hour("16:00")))
    await town.pressed("book", start=hour("17:00"), until=hour("18:00"))

    listed = {booking["start"][11:16]: booking["made_by"] for booking in await town.bookings()}
    tokens = {str(token.grant): token.id for token in await town.client.app[DATABASE].read(list_tokens)}

    assert listed == {"09:00": tokens["admin"], "13:00": None, "15:00": None, "17:00": tokens["panel:sala-1"]}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"start": "2026-10-20T09:00:00"}, "start"),
        ({"start": 1792486800}, "start"),
        ({"start": "domani"}, "start"),
        ({"start": "1792486800", "end": "1792490400"}, "start"),
        ({"start": "1792486800.5"}, "start"),
        ({"start": "2026-10-20"}, "start"),
        ({"start": "20261020T090000Z"}, "start"),
        ({"start": "2026-10-20 09:00:00+02:00"}, "start"),
        ({"start": "2026-10-20t09:00:00Z"}, "start"),
        ({"start": "2026-10-20T09:00:00z"}, "start"),
        ({"start": "2026-10-20T09:00Z"}, "start"),
        ({"start": "2026-10-20T09Z"}, "start"),
        ({"start": "2026-10-20T24:00:00Z"}, "start"),
        ({"start": "2026-10-20T09:00:60Z"}, "start"),
        ({"start": "2026-10-20T09:00:00+0200"}, "start"),
        ({"start": "2026-10-20T09:00:00+02"}, "start"),
        ({"start": "2026-10-20T09:00:00+24:00"}, "start"),
        ({"start": "2026-10-20T09:00:00[Europe/Rome]"}, "start"),
        ({"start": "2026-W43-2T09:00:00Z"}, "start"),
        ({"start": "2026-293T09:00:00Z"}, "start"),
        ({"start": " 2026-10-20T09:00:00Z"}, "start"),
        ({"start": "٢٠٢٦-10-20T09:00:00Z"}, "start"),
        ({"start": "0000-10-20T09:00:00Z"}, "start"),
        ({"start": "0001-01-01T00:00:00Z"}, "start"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "start"),
        ({"start": "+12026-10-20T09:00:00Z"}, "start"),
        ({"start": ""}, "start"),
        ({"start": "2026-02-30T09:00:00Z"}, "start"),
        ({"start": None}, "start"),
        ({"end": "2026-10-20T09:00:00Z"}, "end"),
        ({"end": "2026-10-20T08:59:59+00:00"}, "end"),
        ({"end": "2026-10-20T10:59:59+02:00"}, "end"),
        ({"end": "2026-12-20T09:00:00Z"}, "end"),
        ({"start": "9999-12-31T20:00:00-10:00", "end": "9999-12-31T23:59:59-10:00"}, "start"),
        ({"end": "9999-12-31T23:59:59Z"}, "end"),
        ({"start": "2026-10-20T09:00:00.000001Z", "end": "2026-10-20T09:00:00.000999Z"}, "end"),
        ({"title": ""}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": 7}, "title"),
        ({"room": None}, "room"),
        ({"title": " \t\u00a0"}, "title"),
        ({"title": "\u202e\u0000"}, "title"),
        ({"room": ["sala-1"]}, "room"),
        ({"rooms": "sala-1"}, "rooms"),
        ({"room": None, "rooms": ["sala-1"] * 51}, "rooms"),
        ({"room": None, "rooms": ["sala-1", "sala-2", "sala-1"]}, "rooms"),
        ({"room": None, "rooms": []}, "rooms"),
        ({"rooms": []}, "rooms"),
        ({"rooms": ["sala-2"]}, "room"),
        ({"rooms": ["sala-1"]}, "room"),
        ({"category": ""}, "category"),
        ({"category": " \t"}, "category"),
        ({"category": ["COLLEGIO"]}, "category"),
        ({"reason": "perché sì"}, "reason"),
        ({"category": "COLLEGIO", "reason": "perché sì"}, "reason"),
        ({"category": "CHIUSURA", "reason": " "}, "reason"),
        ({"rooms": [1]}, "rooms.0"),
        ({"confidential": "true"}, "confidential"),
        ({"colour": "red"}, "colour"),
        ({"id": "mine"}, "id"),
    ],
)
async def test_given_a_booking_of_the_wrong_shape_when_posted_then_the_mistake_is_named_and_nothing_stored(
    town: Town, change: dict[str, Any], path: str
) -> None:
    status, error = await post(town, {**GOOD, **change})

    assert status == 422, error
    assert error["code"] == "invalid"
    assert path in {mistake["path"] for mistake in error["details"]["mistakes"]}
    assert await town.bookings(None) == []


async def test_given_texts_with_what_cannot_be_seen_when_booked_then_it_is_taken_away_as_from_calendars(
    town: Town,
) -> None:
    booked = await town.book(NINE, TEN, title="  Con\u202esiglio\x1b[31m\n di\x00classe ", organiser=" \u200f ")

    (found,) = await town.bookings()
    assert [(one["title"], one["organiser"]) for one in (booked, found)] == [("Consiglio [31m di classe", None)] * 2


async def test_given_bodies_that_are_no_booking_when_posted_then_each_is_refused_for_what_it_is(town: Town) -> None:
    headers = await town.as_("admin")

    async def status(data: bytes, kind: str = "application/json") -> tuple[int, str]:
        answer = await town.client.post(
            "/api/v1/bookings", data=io.BytesIO(data), headers={**headers, "Content-Type": kind}
        )
        return answer.status, (await answer.json())["error"]["code"]

    assert await status(b"{") == (400, "malformed")
    assert await status(b"") == (400, "malformed")
    assert await status(b"\xff\xfe") == (400, "malformed")
    assert await status(b"[" * 50_000) == (400, "malformed")
    assert await status(b"[]") == (422, "invalid")
    assert await status(b"{}", "text/plain") == (415, "unsupported_media")
    assert await status(b'{"title":"' + b"x" * 70_000 + b'"}') == (413, "too_large")
    assert await status(b"x" * 3_000_000) == (413, "too_large")


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("name", ["Sala 1", "SALA-1", " sala-1", "sala-1 ", "Sala Conferenze 1", "", "x" * 500])
async def test_given_a_room_by_anything_but_its_id_when_booked_then_the_sentence_says_so_and_names_the_ids(
    town: Town, name: str, language: str
) -> None:
    headers = {**await town.as_("admin"), "Accept-Language": language}

    answer = await town.client.post("/api/v1/bookings", json={**GOOD, "room": name}, headers=headers)

    error = (await answer.json())["error"]
    assert (answer.status, error["code"], error["details"]) == (404, "no_such_room", {"rooms": [name]})
    assert {"it": "non è l’id di una sala", "en": "is not the id of a room"}[language] in error["message"]
    assert "sala-1 (Sala 1), sala-2 (Sala 2), sala-3 (Sala 3)" in error["message"]


@pytest.mark.parametrize("category", ["COLEGIO", "COLLEGIO DOCENTI", "COLLEGIO, SPORTELLO", "CHIUSO", "{0}"])
async def test_given_a_category_that_no_preset_has_when_booked_then_it_is_refused_and_those_there_are_are_named(
    town: Town, category: str
) -> None:
    status, error = await post(town, {**GOOD, "category": category})

    assert (status, error["code"]) == (422, "no_such_category")
    assert error["details"] == {"category": category, "known": ["CHIUSURA", "COLLEGIO", "SPORTELLO"]}
    assert error["message"] == (
        f"Nessuna preparazione ha la categoria «{category}». Ci sono: CHIUSURA, COLLEGIO, SPORTELLO."
    )
    assert await town.bookings(None) == []


async def test_given_a_time_that_no_calendar_is_read_of_when_booked_then_it_is_refused_with_the_last_day(
    town: Town,
) -> None:
    last = town.now + timedelta(days=540)

    status, error = await post(
        town, {**GOOD, "start": (last - timedelta(hours=1)).isoformat(), "end": (last + timedelta(hours=1)).isoformat()}
    )

    assert (status, error["code"], error["details"]) == (409, "too_far_off", {"until": "2028-04-12"})
    assert "12/04/2028" in error["message"]
    await town.book(last - timedelta(hours=1), last)


@pytest.mark.parametrize("rooms", [{"room": "sala-9"}, {"room": None, "rooms": ["sala-1", "sala-9"]}])
async def test_given_an_unknown_room_when_booked_then_it_is_named_and_nothing_stored(
    town: Town, rooms: dict[str, Any]
) -> None:
    status, error = await post(town, {**GOOD, **rooms})

    assert (status, error["code"], error["details"]) == (404, "no_such_room", {"rooms": ["sala-9"]})
    assert await town.bookings(None) == []


async def test_given_a_time_that_is_over_when_booked_then_it_is_refused_but_one_that_runs_is_not(town: Town) -> None:
    await town.at(NINE)

    status, error = await post(town, {**GOOD, "start": "2026-10-20T08:00:00Z", "end": "2026-10-20T09:00:00Z"})

    assert (status, error["code"]) == (409, "in_the_past")
    await town.book(hour("08:30"), hour("09:30"))


async def test_given_one_of_several_rooms_taken_when_booked_then_none_is(town: Town) -> None:
    await town.book(hour("09:30"), NOON, "sala-2", title="Prima")

    status, error = await post(town, {**GOOD, "room": None, "rooms": ["sala-1", "sala-2", "sala-3"]})

    assert (status, error["code"]) == (409, "clash")
    assert [(booking["title"], booking["rooms"]) for booking in error["details"]["blocking"]] == [("Prima", ["sala-2"])]
    assert [booking["room"] for booking in await town.bookings(None)] == ["sala-2"]


@pytest.mark.parametrize(
    ("begin", "finish", "free"),
    [
        ("08:00", "09:00", True),
        ("10:00", "11:00", True),
        ("08:00", "09:01", False),
        ("09:59", "11:00", False),
        ("09:00", "10:00", False),
        ("09:20", "09:40", False),
        ("08:00", "11:00", False),
    ],
)
async def test_given_a_booking_when_another_comes_near_then_touching_is_no_clash(
    town: Town, begin: str, finish: str, *, free: bool
) -> None:
    await town.book(NINE, TEN)

    assert (await town.post_booking(hour(begin), hour(finish))).status == (201 if free else 409)


async def test_given_several_in_the_way_when_booked_then_all_are_named_as_far_as_the_asker_may_know(
    town: Town,
) -> None:
    await town.book(hour("08:00"), NINE, title="Pubblica", organiser="Ada")
    await town.book(NINE, TEN, title="Colloquio", organiser="Bice", confidential=True)
    await town.calendar_says(
        event("chiuso", TEN, NOON, "CATEGORIES:CHIUSURA", title="Lavori"),
        event("segreto", hour("13:00"), hour("14:00"), "CLASS:PRIVATE", title="Desk"),
    )

    status, error = await post(town, {**GOOD, "start": hour("07:00").isoformat(), "end": hour("15:00").isoformat()})

    blocking = error["details"]["blocking"]
    assert status == 409
    assert error["message"] == "La sala è già occupata in quell’orario."
    assert [booking["title"] for booking in blocking] == ["Pubblica", "Occupato", "Lavori", "Occupato"]
    assert all(sorted(booking) == ["end", "id", "rooms", "start", "title"] for booking in blocking)
    assert (blocking[1]["start"], blocking[1]["end"]) == ("2026-10-20T09:00:00Z", "2026-10-20T10:00:00Z")


@pytest.mark.parametrize(
    ("more", "preset", "confidential"),
    [
        ({}, "riunione", False),
        ({"category": "COLLEGIO"}, "collegio", False),
        ({"category": "collegio"}, "collegio", False),
        ({"category": " Collegio "}, "collegio", False),
        ({"title": "Collegio dei docenti di ottobre"}, "collegio", False),
        ({"category": "SPORTELLO"}, None, True),
        ({"confidential": True}, None, True),
        ({"confidential": True, "category": "COLLEGIO"}, None, True),
        ({"confidential": True, "title": "Collegio riservato"}, None, True),
    ],
)
async def test_given_a_category_or_a_title_when_booked_then_the_preset_follows_and_a_confidential_one_tells_none(
    town: Town, more: dict[str, Any], preset: str | None, *, confidential: bool
) -> None:
    booked = await town.book(NINE, TEN, **more)
    await town.at(NINE)

    assert (booked["preset"], booked["confidential"]) == (preset, confidential)
    assert (booked["title"] == "Occupato") is confidential
    wished = (await town.room())["devices"]["regia-video"]["desired"]
    assert wished["scene"] == {"riunione": "Riunione", "collegio": "Collegio", None: "Riposo"}[preset]
    assert (wished.get("streaming"), wished.get("virtual_camera")) == ((False, False) if confidential else (None, None))


@pytest.mark.parametrize("rivals", [2, 16])
async def test_given_rivals_for_one_slot_when_they_ask_at_once_then_one_has_it(town: Town, rivals: int) -> None:
    await town.as_("admin")
    for round_ in range(5):
        start = NINE + timedelta(hours=round_)
        asked = [
            town.post_booking(
                start + timedelta(minutes=rival % 3),
                start + timedelta(minutes=50),
                None,
                rooms=["sala-2", "sala-1"][:: -1 if rival % 2 else 1],
            )
            for rival in range(rivals)
        ]
        answers = await asyncio.gather(*asked)

        assert sorted(answer.status for answer in answers) == [201] + [409] * (rivals - 1)
        refused = [await answer.json() for answer in answers if answer.status == 409]
        assert all(answer["error"]["details"]["blocking"] for answer in refused)
    assert len(await town.bookings()) == len(await town.bookings("sala-2")) == 5


# --- looking


async def test_given_bookings_when_looked_for_then_those_that_touch_the_window_come_earliest_first(town: Town) -> None:
    for start in ("12:00", "07:00", "09:00"):
        await town.book(hour(start), hour(start) + timedelta(hours=1))

    async def found(since: str, to: str) -> list[str]:
        query = {"room": "sala-1", "from": since, "to": to}
        answer = await town.client.get("/api/v1/bookings", params=query, headers=await town.as_("admin"))
        return [booking["start"][11:16] for booking in (await answer.json())["bookings"]]

    assert await found("2026-10-20T00:00:00Z", "2026-10-21T00:00:00Z") == ["07:00", "09:00", "12:00"]
    assert await found("2026-10-20T08:00:00Z", "2026-10-20T09:00:00Z") == []
    assert await found("2026-10-20T09:59:00+02:00", "2026-10-20T11:00:01+02:00") == ["07:00", "09:00"]
    assert await town.bookings("sala-2") == []


async def test_given_more_bookings_than_a_page_when_pages_are_followed_then_each_comes_once_and_in_order(
    town: Town,
) -> None:
    for start in ("12:00", "07:00", "09:00"):
        await town.book(hour(start), hour(start) + timedelta(hours=1), None, rooms=["sala-1", "sala-2"])
    window = {"from": "2026-10-20T00:00:00Z", "to": "2026-10-21T00:00:00Z"}
    admin = await town.as_("admin")
    pages: list[list[tuple[str, str, int]]] = []
    query = {**window, "limit": "2"}

    while len(pages) < 10:
        answer = await town.client.get("/api/v1/bookings", params=query, headers=admin)
        page = await answer.json()
        pages.append(
            [(booking["start"][11:16], booking["room"], len(booking["rooms"])) for booking in page["bookings"]]
        )
        if page["next"] is None:
            break
        query["next"] = page["next"]

    assert pages == [[(start, "sala-1", 2), (start, "sala-2", 2)] for start in ("07:00", "09:00", "12:00")]
    whole = await (await town.client.get("/api/v1/bookings", params=window, headers=admin)).json()
    assert (len(whole["bookings"]), whole["next"]) == (6, None)


async def test_given_a_booking_of_two_rooms_when_looked_for_then_each_has_an_entry_that_names_both(town: Town) -> None:
    booked = await town.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])
    await town.at(NINE)
    await town.at(hour("09:30"))
    await town.pressed("end", "sala-2")

    found = await town.bookings(None)

    assert [(one["id"], one["room"], one["end"][11:16]) for one in found] == [
        (booked["id"], "sala-1", "10:00"),
        (booked["id"], "sala-2", "09:30"),
    ]
    assert [one["rooms"] for one in (booked, *found, *await town.bookings("sala-2"))] == [["sala-1", "sala-2"]] * 4


@pytest.mark.parametrize(("path", "query"), [("bookings", {"room": "sala-9"}), ("rooms/sala-9/reports", {})])
async def test_given_a_room_that_there_never_was_when_looked_for_then_it_is_named_as_none(
    town: Town, path: str, query: dict[str, str]
) -> None:
    window = {"from": "2026-10-20T00:00:00Z", "to": "2026-10-21T00:00:00Z", **query}

    answer = await town.client.get(f"/api/v1/{path}", params=window, headers=await town.as_("admin"))

    error = (await answer.json())["error"]
    assert (answer.status, error["code"], error["details"]) == (404, "no_such_room", {"rooms": ["sala-9"]})


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"from": "2026-10-20T00:00:00Z"},
        {"from": "2026-10-20", "to": "2026-10-21"},
        {"from": "2026-10-20T00:00:00", "to": "2026-10-21T00:00:00"},
        {"from": "2026-10-21T00:00:00Z", "to": "2026-10-20T00:00:00Z"},
        {"from": "2026-10-20T00:00:00Z", "to": "2026-10-20T00:00:00Z"},
        {"from": "2026-10-20T00:00:00Z", "to": "2028-10-20T00:00:00Z"},
        {"from": "2026-10-20T00:00:00Z", "to": "2026-10-21T00:00:00Z", "colour": "red"},
        {"from": "2026-10-20T00:00:00Z", "to": "2026-10-21T00:00:00Z", "limit": "0"},
        {"from": "2026-10-20T00:00:00Z", "to": "2026-10-21T00:00:00Z", "limit": "501"},
        {"from": "2026-10-20T00:00:00Z", "to": "2026-10-21T00:00:00Z", "next": "domani"},
        {"from": "0001-01-01T00:00:00+10:00", "to": "0001-06-01T00:00:00Z"},
        {"from": "9999-12-31T00:00:00Z", "to": "9999-12-31T23:59:59-10:00"},
    ],
)
async def test_given_a_window_of_the_wrong_shape_when_looked_for_then_it_is_refused(
    town: Town, query: dict[str, str]
) -> None:
    answer = await town.client.get("/api/v1/bookings", params=query, headers=await town.as_("admin"))

    assert answer.status == 422
    assert (await answer.json())["error"]["details"]["mistakes"]


# --- taking back


async def test_given_a_booking_when_taken_back_then_its_rooms_are_free_and_it_is_gone(town: Town) -> None:
    booked = await town.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])
    before = await town.revision("sala-2")

    answer = await town.cancel(booked["id"])

    assert (answer.status, await answer.read()) == (204, b"")
    assert await town.bookings(None) == []
    assert await town.revision("sala-2") > before
    assert (await town.cancel(booked["id"])).status == 404
    await town.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])


async def test_given_a_calendars_booking_when_taken_back_then_it_is_refused_and_stays(town: Town) -> None:
    await town.calendar_says(event("a", NINE, TEN), event("b", TEN, NOON, "CLASS:PRIVATE"))
    public, secret = await town.bookings()

    answers = [await town.cancel(one["id"]) for one in (public, secret)]

    errors = [(await answer.json())["error"] for answer in answers]
    assert [answer.status for answer in answers] == [409, 409]
    assert [error["code"] for error in errors] == ["calendar_owned"] * 2
    assert [error["details"]["calendar"] for error in errors] == ["sale", None]
    assert len(await town.bookings()) == 2


async def test_given_ids_that_are_none_when_taken_back_then_nothing_is_found(town: Town) -> None:
    for wrong in ("0" * 24, "1", "%00", "x" * 2000, "è"):
        assert (await town.cancel(wrong)).status == 404


async def test_given_a_calendars_clash_that_came_second_when_the_first_is_taken_back_then_it_has_the_room(
    town: Town,
) -> None:
    first = await town.book(NINE, TEN, title="Prima")
    await town.calendar_says(event("seconda", hour("09:30"), hour("10:30")), event("terza", hour("10:15"), NOON))
    assert await town.times() == [("09:00", "10:00", True), ("09:30", "10:30", False), ("10:15", "12:00", True)]

    await town.cancel(first["id"])
    assert await town.times() == [("09:30", "10:30", False), ("10:15", "12:00", True)]
    await town.calendar_says(event("seconda", hour("09:30"), hour("10:30")))

    assert await town.times() == [("09:30", "10:30", True)]
    assert (await town.post_booking(NINE, hour("09:31"))).status == 409


async def test_given_times_finer_than_a_millisecond_when_booked_then_the_answer_is_what_is_stored(town: Town) -> None:
    start = datetime(2026, 10, 20, 9, 0, 0, 123_999, tzinfo=UTC)

    booked = await town.book(start, TEN)

    assert booked["start"] == "2026-10-20T09:00:00.123000Z"
    assert await town.bookings() == [booked]
