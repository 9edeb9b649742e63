"""Free times over HTTP: the next stretches in which rooms are all free, and what is in the way."""

from typing import Any

import pytest

from config.site_file.loading import Loaded
from tests.support.booking_people import NINE, TEN, People
from tests.support.town import Json, hour


@pytest.fixture
def town_site(two_sites: Loaded) -> Loaded:
    return two_sites


async def free(people: People, who: str, rooms: str, minutes: int, since: Any = NINE) -> Json:
    asked = {"rooms": rooms, "minutes": str(minutes), "from": since.isoformat()}
    answer = await people.ask(who, "GET", "free", params=asked)
    assert answer.status == 200, await answer.text()
    told: Json = await answer.json()
    return told


def spans(told: Json) -> list[tuple[str, str]]:
    return [(each["start"][8:16], each["end"][8:16]) for each in told["free"]]


async def test_free_given_bookings_of_two_rooms_when_both_are_wanted_then_the_next_three_stretches_are_told(
    people: People,
) -> None:
    await people.book("organiser elsewhere", title="Assemblea")
    await people.book("organiser", room="sala-3", start=hour("10:30").isoformat(), end=hour("17:30").isoformat())

    told = await free(people, "organiser", "sala-1,sala-3", 60)

    assert spans(told) == [("21T06:00", "21T18:00"), ("22T06:00", "22T18:00"), ("23T06:00", "23T18:00")]
    assert [(each["title"], each["start"]) for each in told["blocking"]] == [("Occupato", "2026-10-20T09:00:00Z")]
    assert spans(await free(people, "organiser", "sala-1,sala-3", 30))[:2] == [
        ("20T10:00", "20T10:30"),
        ("20T17:30", "20T18:00"),
    ]


async def test_free_given_a_room_that_is_free_now_when_asked_then_it_is_so_from_now_on(people: People) -> None:
    await people.town.at(hour("09:02"))

    told = await free(people, "viewer", "sala-1", 30)

    assert spans(told)[0] == ("20T09:05", "20T18:00")
    assert told["blocking"] == []


async def test_free_given_no_time_in_four_weeks_when_asked_then_none_is_told(people: People) -> None:
    for week in range(5):
        start, end = hour("00:00", 7 * week), hour("00:00", 7 * week + 7)
        await people.book("organiser", start=max(start, NINE).isoformat(), end=end.isoformat())

    assert (await free(people, "organiser", "sala-1", 30))["free"] == []


@pytest.mark.parametrize(
    ("rooms", "status"), [("sala-9", 404), ("Sala 1", 422), ("", 422), (",".join(["sala-1"] * 21), 422)]
)
async def test_free_given_what_are_no_rooms_when_asked_then_it_is_refused(
    people: People, rooms: str, status: int
) -> None:
    asked = {"rooms": rooms, "minutes": "30", "from": NINE.isoformat()}

    assert (await people.ask("desk", "GET", "free", params=asked)).status == status


async def test_free_given_somebody_who_is_nothing_here_when_they_ask_then_it_is_refused(people: People) -> None:
    asked = {"rooms": "sala-1", "minutes": "30", "from": TEN.isoformat()}

    assert (await people.ask("nobody", "GET", "free", params=asked)).status == 403
