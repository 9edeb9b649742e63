"""The phone number of a booking: how it may be written, who reads it, and what a calendar leaves of it."""

from typing import Any

import pytest

from schedules.bookings import OWN_CALENDAR
from tests.support.town import Town, event, hour

NINE, TEN = hour("09:00"), hour("10:00")


async def asked(town: Town, phone: Any, language: str = "en") -> tuple[int, Any]:
    body = {"room": "sala-1", "title": "Consiglio", "start": NINE.isoformat(), "end": TEN.isoformat(), "phone": phone}
    headers = {**await town.as_("admin"), "Accept-Language": language}
    answer = await town.client.post("/api/v1/bookings", json=body, headers=headers)
    return answer.status, await answer.json()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("112", "112"),
        ("  +39\u00a00776   12.34/56-7 ", "+39 0776 12.34/56-7"),
        ("(+39) 0776\t000000", "(+39) 0776 000000"),
        ("", None),
        (" ", None),
        (None, None),
    ],
)
async def test_phone_given_a_number_when_booked_then_it_is_listed_on_one_line(
    town: Town, written: str | None, kept: str | None
) -> None:
    status, booked = await asked(town, written)

    assert (status, booked["phone"]) == (201, kept)
    assert [booking["phone"] for booking in await town.bookings()] == [kept]


@pytest.mark.parametrize(
    "written", ["12", "1" * 21, "chiedere in segreteria", "0776 000000 int. 3", "++39 0776", "٣٣٣٣"]
)
async def test_phone_given_something_else_when_booked_then_it_is_refused_in_both_languages(
    town: Town, written: str
) -> None:
    italian, english = [await asked(town, written, language) for language in ("it", "en")]

    told = [(status, body["error"]["details"]["mistakes"]) for status, body in (italian, english)]
    assert told == [
        (
            422,
            [
                {
                    "path": "phone",
                    "message": "Deve essere un numero di telefono: da 3 a 20 cifre, con spazi e + ( ) . / -, come +39 0776 000000.",
                }
            ],
        ),
        (
            422,
            [
                {
                    "path": "phone",
                    "message": "Input should be a phone number: 3 to 20 digits, with spaces and + ( ) . / -, like +39 0776 000000",
                }
            ],
        ),
    ]


async def test_phone_given_one_of_more_than_forty_characters_when_booked_then_it_is_refused(town: Town) -> None:
    status, body = await asked(town, "1" + " " * 40)

    assert (status, body["error"]["details"]["mistakes"][0]["path"]) == (422, "phone")


async def test_phone_given_a_confidential_booking_when_made_and_listed_then_nobody_is_told_it(town: Town) -> None:
    booked = await town.book(NINE, TEN, phone="0776 314159", confidential=True)

    assert [each["phone"] for each in (booked, *await town.bookings())] == [None, None]


async def test_phone_given_a_calendar_that_tells_one_when_read_then_it_is_not_taken(town: Town) -> None:
    await town.book(NINE, TEN, phone="0776 314159")
    await town.calendar_says(event("a", TEN, hour("11:00"), "X-PHONE:0776 271828", "CONTACT:0776 271828"))

    told = {booking["calendar"]: booking["phone"] for booking in await town.bookings()}

    assert told == {OWN_CALENDAR: "0776 314159", "sale": None}
